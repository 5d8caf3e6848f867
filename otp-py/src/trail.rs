//! The codes of the last few requests.

use crate::{argument::int, error::wrong_count, now::Now, run::Run, stored::stored, text::code};
use otp_core::{self as core, RunLength, UnixTime};
use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};
use std::{
    hash::{Hash, Hasher},
    time::Duration,
};
use subtle::ConstantTimeEq;

/// Up to three codes that were not accepted, each with its time, for a resync that takes several requests.
///
/// Pushing a code judges nothing, and answers alike for a code that fits and one that does not. Store the trail with
/// the care given to a secret: its codes may be unspent. After a success store Trail().
///
/// >>> trail = Trail().push("435478", 1_700_000_000).push("303194", 1_700_000_060)
/// >>> run = trail.last(2, 1_700_000_060)
/// >>> Hotp(b"12345678901234567890").resync(HotpState(), run).next
/// HotpState(counter=44)
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy)]
pub(crate) struct Trail(core::Trail);

stored! {
    impl Trail(core::Trail) {
        #[new]
        fn new() -> Self {
            Self(core::Trail::default())
        }

        /// The trail with one more code; the oldest of three falls off. now is in Unix seconds or an aware datetime, by
        /// default the system clock's.
        ///
        /// Raises MalformedCode, a ValueError, for a text that is no code.
        #[pyo3(signature = (code, now = None))]
        fn push(&self, code: &Bound<'_, PyString>, now: Option<Now>) -> PyResult<Self> {
            Ok(Self(self.0.push(self::code(code)?, Now::or_clock(now)?)))
        }

        /// The newest two or three codes for a resync, the oldest first, or None where there are not so many or one of
        /// them is void: older than limit seconds (exactly the limit is valid), or later than now.
        ///
        /// Raises WrongCount for another count.
        #[pyo3(signature = (count, now = None, limit = 300))]
        fn last(
            &self,
            #[pyo3(from_py_with = int)] count: u32,
            now: Option<Now>,
            #[pyo3(from_py_with = int)] limit: u32,
        ) -> PyResult<Option<Run>> {
            let length = RunLength::of(count as usize).ok_or_else(wrong_count)?;
            let run = self.0.last(length, Now::or_clock(now)?, Duration::from_secs(limit.into()));
            Ok(run.map(Run))
        }

        /// The fields, for a report: the times of its codes in Unix seconds, the oldest first. The codes are in
        /// to_bytes alone.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            let fields = PyDict::new(py);
            fields.set_item("times", self.0.times().map(UnixTime::get).collect::<Vec<_>>())?;
            Ok(fields)
        }

        fn __len__(&self) -> usize {
            self.0.count().into()
        }

        fn __repr__(&self) -> String {
            format!("<Trail of {}>", self.0.count())
        }
    }
}

impl PartialEq for Trail {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bytes().ct_eq(&other.0.to_bytes()).into()
    }
}

impl Hash for Trail {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bytes().hash(state);
    }
}
