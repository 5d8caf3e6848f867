//! Successive codes.

use crate::{
    error::{Raise, wrong_count},
    text::{code, code_text},
};
use otp_core as core;
use pyo3::{
    Borrowed, FromPyObject, PyAny, PyErr, PyResult,
    exceptions::PyTypeError,
    prelude::*,
    types::{PySequence, PyString},
};

/// Two or three successive codes that a Trail kept, for a resync.
///
/// They may be unspent, so they are neither shown nor compared; len() tells how many they are.
#[pyclass(frozen, module = "otp_core")]
pub(crate) struct Run(pub(crate) core::Run);

#[pymethods]
impl Run {
    fn __len__(&self) -> usize {
        self.0.codes().len()
    }

    fn __repr__(&self) -> String {
        format!("<Run of {} codes>", self.0.codes().len())
    }
}

/// The codes of a resync as they are given: texts, the oldest first, or a run.
pub(crate) enum Codes<'py> {
    Run(core::Run),
    Texts(Vec<Bound<'py, PyString>>),
}

impl Codes<'_> {
    /// Reads them where no token's rule is asked.
    pub(crate) fn run(&self) -> PyResult<core::Run> {
        match self {
            Self::Run(run) => Ok(*run),
            Self::Texts(texts) => match texts.as_slice() {
                [a, b] => Ok([code(a)?, code(b)?].into()),
                [a, b, c] => Ok([code(a)?, code(b)?, code(c)?].into()),
                _ => Err(wrong_count()),
            },
        }
    }

    /// Reads them as a token wants them.
    pub(crate) fn run_for(&self, token: &core::Token) -> PyResult<core::Run> {
        match self {
            Self::Run(run) => token.admit(run).map(|()| *run).map_err(Raise::raise),
            Self::Texts(texts) => {
                let texts = texts.iter().map(code_text).collect::<PyResult<Vec<_>>>()?;
                token.read_run(&texts).map_err(Raise::raise)
            }
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Codes<'py> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(run) = object.cast::<Run>() {
            return Ok(Self::Run(run.get().0));
        }
        // A str is a sequence too, of its characters.
        let refused = || PyTypeError::new_err("the codes are a sequence of str, the oldest first, or a Run");
        if object.is_instance_of::<PyString>() {
            return Err(refused());
        }
        let codes = object.cast::<PySequence>().map_err(|_| refused())?;
        // Enough to see that there are too many.
        let texts =
            codes.try_iter()?.take(MOST + 1).map(|text| text?.cast_into::<PyString>().map_err(|_| refused()));
        texts.collect::<PyResult<_>>().map(Self::Texts)
    }
}

/// No run has more codes.
const MOST: usize = 3;
