//! A file that was written.

use crate::argument::int;
use otp_seeds as core;
use pyo3::{
    prelude::*,
    types::{PyBytes, PyTuple, PyType},
};

/// A file, and what of the tokens is not in it.
#[pyclass(frozen, get_all, module = "otp_core.seeds")]
pub(crate) struct Written {
    /// The file. Where it is not encrypted, whoever has it has the tokens.
    data: Py<PyBytes>,
    /// What the format cannot carry.
    losses: Py<PyTuple>,
}

/// Something of a token that a format cannot carry.
///
/// Writing makes these; it is for pickle that they can be made otherwise.
#[pyclass(frozen, get_all, eq, hash, module = "otp_core.seeds")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Loss {
    /// The place of the token in what was to be written, from 0.
    token: usize,
    /// Its serial number.
    serial: String,
    /// What is lost, in one sentence.
    message: String,
    /// Whether the whole token is missing from the file, and not only one of its fields.
    whole: bool,
}

#[pymethods]
impl Written {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<Written losses={}>", self.losses.bind(py).len())
    }
}

#[pymethods]
impl Loss {
    #[new]
    const fn new(
        #[pyo3(from_py_with = int)] token: usize,
        serial: String,
        message: String,
        whole: bool,
    ) -> Self {
        Self { token, serial, message, whole }
    }

    fn __reduce__<'py>(object: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let Self { token, serial, message, whole } = object.get();
        Ok((object.get_type(), (token, serial, message, whole).into_pyobject(object.py())?))
    }

    fn __str__(&self) -> String {
        format!("token {}, serial {}: {}", self.token, self.serial, self.message)
    }

    fn __repr__(&self) -> String {
        format!("<Loss {}>", self.__str__())
    }
}

impl Written {
    pub(crate) fn new(py: Python<'_>, written: &core::Written) -> PyResult<Self> {
        let losses: Vec<_> = written.losses.iter().map(Loss::from).collect();
        let losses = PyTuple::new(py, losses)?.unbind();
        Ok(Self { data: PyBytes::new(py, &written.bytes).unbind(), losses })
    }
}

impl From<&core::Loss> for Loss {
    fn from(loss: &core::Loss) -> Self {
        Self {
            token: loss.token,
            serial: loss.serial.to_string(),
            message: loss.what.to_string(),
            whole: loss.whole(),
        }
    }
}
