//! What an argument may be: strict where Python's own conversions are not.

use pyo3::{
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyInt, PyString},
};
use std::fmt;

/// An `int`, and neither a `bool` nor what can be turned into an `int`; out of range is a `ValueError`.
pub(crate) fn int<'a, 'py, T>(object: &'a Bound<'py, PyAny>) -> PyResult<T>
where
    T: Bounded + FromPyObject<'a, 'py, Error = PyErr>,
{
    if object.is_instance_of::<PyBool>() || !object.is_instance_of::<PyInt>() {
        return Err(PyTypeError::new_err(format!("an int is needed, not {}", object.get_type().name()?)));
    }
    object.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(object.py()) {
            PyValueError::new_err(format!("a number from {} to {} is needed", T::LEAST, T::MOST))
        } else {
            error
        }
    })
}

/// As [`int`], or `None`.
pub(crate) fn optional_int<'a, 'py, T>(object: &'a Bound<'py, PyAny>) -> PyResult<Option<T>>
where
    T: Bounded + FromPyObject<'a, 'py, Error = PyErr>,
{
    if object.is_none() { Ok(None) } else { int(object).map(Some) }
}

/// Raises `TypeError` for the first argument (its name, whether it was given, whether it applies) that is of no use.
pub(crate) fn refuse_useless(of: &dyn fmt::Display, arguments: &[(&str, bool, bool)]) -> PyResult<()> {
    match arguments.iter().find(|(_, given, applies)| *given && !applies) {
        Some((name, ..)) => Err(PyTypeError::new_err(format!("{name} is not for {of}"))),
        None => Ok(()),
    }
}

/// A number whose range an error can name.
pub(crate) trait Bounded: fmt::Display {
    const LEAST: Self;
    const MOST: Self;
}

macro_rules! bounded {
    ($($number:ty)*) => {$(
        impl Bounded for $number {
            const LEAST: Self = Self::MIN;
            const MOST: Self = Self::MAX;
        }
    )*};
}

bounded!(u8 u16 u32 u64 usize i32);

/// `str`, as ASCII: what is no ASCII is what nothing here can be written in.
pub(crate) fn ascii<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a [u8]> {
    // Lone surrogates cannot be encoded, which is an error here and no text either.
    text.to_str().ok().filter(|text| text.is_ascii()).map(str::as_bytes)
}
