//! How many attempts a token has had.

use crate::{argument::int, error::Raise, now::Now, stored::stored};
use otp_core::{self as core, UnixTime, throttle::Policy};
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{IntoPyDict, PyDict, PyTuple},
};
use std::sync::Mutex;

/// When failures lead to a lock, and for how long.
///
/// * limit: the failure that brings the first lock. first_lock: its length in seconds; each further failure doubles it.
/// * longest_lock: the longest lock, in seconds. stop: the failure after which only an administrator unlocks (NIST SP
///   800-63B section 5.2.2 allows at most 100).
///
/// A Token refuses a policy whose guessing odds before the first lock pass 1 in 1000.
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ThrottlePolicy(pub(crate) Policy);

#[pymethods]
impl ThrottlePolicy {
    #[new]
    #[pyo3(signature = (*, limit = 10, first_lock = 60, longest_lock = 3600, stop = 100))]
    fn new(
        #[pyo3(from_py_with = int)] limit: u32,
        #[pyo3(from_py_with = int)] first_lock: u32,
        #[pyo3(from_py_with = int)] longest_lock: u32,
        #[pyo3(from_py_with = int)] stop: u32,
    ) -> Self {
        Self(Policy { limit, first_lock, longest_lock, stop })
    }

    /// No locks that end by themselves: after so many failures only an administrator unlocks.
    #[staticmethod]
    fn administrator_unlocks(#[pyo3(from_py_with = int)] limit: u32) -> Self {
        Self(Policy::administrator_unlocks(limit))
    }

    // Its numbers are given by keyword alone, which pickle does not do.
    fn __reduce__<'py>(object: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (py, Policy { limit, first_lock, longest_lock, stop }) = (object.py(), object.get().0);
        let numbers =
            [("limit", limit), ("first_lock", first_lock), ("longest_lock", longest_lock), ("stop", stop)];
        let partial = py.import("functools")?.getattr("partial")?;
        let anew = partial.call((object.get_type(),), Some(&numbers.into_py_dict(py)?))?;
        Ok((anew, PyTuple::empty(py)))
    }

    /// The failure that brings the first lock.
    #[getter]
    const fn limit(&self) -> u32 {
        self.0.limit
    }

    /// The length of the first lock in seconds.
    #[getter]
    const fn first_lock(&self) -> u32 {
        self.0.first_lock
    }

    /// The longest lock in seconds.
    #[getter]
    const fn longest_lock(&self) -> u32 {
        self.0.longest_lock
    }

    /// The failure after which only an administrator unlocks.
    #[getter]
    const fn stop(&self) -> u32 {
        self.0.stop
    }

    fn __repr__(&self) -> String {
        let Policy { limit, first_lock, longest_lock, stop } = self.0;
        format!(
            "ThrottlePolicy(limit={limit}, first_lock={first_lock}, longest_lock={longest_lock}, stop={stop})"
        )
    }
}

/// The attempts since the last success, and the lock that they led to.
///
/// Attempts are counted before the code is judged, so that guesses in parallel cannot slip through together: begin,
/// store the attempt's throttle in one atomic statement, then hand the attempt to a Token. After a success store
/// Throttle(), and so does an administrator who unlocks. The end of a lock does not reset the count.
///
/// >>> throttle = Throttle()
/// >>> for failure in range(10):
/// ...     throttle = throttle.begin(1_700_000_000).throttle
/// >>> throttle.locked(1_700_000_000).retry_after
/// 60
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Throttle(core::Throttle);

stored! {
    impl Throttle(core::Throttle) {
        #[new]
        fn new() -> Self {
            Self(core::Throttle::default())
        }

        /// Counts an attempt, at a time in Unix seconds or as an aware datetime, by default the system clock's.
        ///
        /// policy is that of the token, Token.throttle_policy, by default the default one; a token takes no attempt of
        /// another, but for a YubiKey. Raises Locked, the same for right and wrong codes, since none was looked at; a
        /// call that raises is not counted.
        #[pyo3(signature = (now = None, *, policy = None))]
        fn begin(&self, now: Option<Now>, policy: Option<&Bound<'_, ThrottlePolicy>>) -> PyResult<Attempt> {
            let policy = policy.map_or_else(Policy::default, |policy| policy.get().0);
            self.0.begin(&policy, Now::or_clock(now)?).map(Attempt::from).map_err(Raise::raise)
        }

        /// The lock that holds at a time, as the exception that begin would raise, or None. Looking counts nothing.
        #[pyo3(signature = (now = None))]
        fn locked(&self, py: Python<'_>, now: Option<Now>) -> PyResult<Option<Py<PyAny>>> {
            let locked = self.0.locked(Now::or_clock(now)?);
            Ok(locked.map(|locked| locked.raise().into_value(py).into_any()))
        }

        /// How many attempts were counted since the last success.
        #[getter]
        const fn attempts(&self) -> u32 {
            self.0.attempts()
        }

        /// The fields, for a report: attempts; locked_until in Unix seconds, None where there is no such lock; stopped,
        /// where only an administrator unlocks.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            // Seen from the beginning of time, a lock lasts until its end.
            let lock = self.0.locked(UnixTime::new(0));
            let fields = PyDict::new(py);
            fields.set_item("attempts", self.0.attempts())?;
            let until = lock.and_then(|lock| lock.retry_after()).map(|until| until.as_secs());
            fields.set_item("locked_until", until)?;
            fields.set_item("stopped", lock.is_some_and(|lock| lock.retry_after().is_none()))?;
            Ok(fields)
        }

        fn __repr__(&self) -> String {
            format!("<Throttle attempts={}>", self.0.attempts())
        }
    }
}

/// One counted attempt, used up by the verdict it is spent on: used again, it raises ValueError.
///
/// It comes from Throttle.begin, and is neither copied nor pickled.
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Attempt {
    throttle: Option<Throttle>,
    unspent: Mutex<Option<core::Attempt>>,
}

#[pymethods]
impl Attempt {
    /// An attempt that nobody counts: for callers that limit attempts by other means, for what-if, and for the
    /// automatic resync after a refused login, because that login has been counted.
    #[staticmethod]
    fn unthrottled() -> Self {
        core::Attempt::unthrottled().into()
    }

    /// What to store before the attempt is used; None where it is unthrottled.
    #[getter]
    const fn throttle(&self) -> Option<Throttle> {
        self.throttle
    }

    fn __repr__(&self) -> String {
        match self.throttle {
            Some(Throttle(throttle)) => format!("<Attempt {}>", throttle.attempts()),
            None => "<Attempt unthrottled>".to_owned(),
        }
    }
}

impl From<core::Attempt> for Attempt {
    fn from(attempt: core::Attempt) -> Self {
        let throttle = attempt.throttle().copied().map(Throttle);
        Self { throttle, unspent: Mutex::new(Some(attempt)) }
    }
}

impl Attempt {
    /// Takes the attempt out, once.
    pub(crate) fn spend(&self) -> PyResult<core::Attempt> {
        let mut unspent = self.unspent.lock().map_err(|_| spent())?;
        unspent.take().ok_or_else(spent)
    }
}

fn spent() -> PyErr {
    PyValueError::new_err("the attempt is spent: every verdict needs one of its own")
}
