//! The time of a verdict.

use crate::argument::int;
use otp_core::UnixTime;
use pyo3::{
    Borrowed, FromPyObject, PyAny, PyErr, PyResult,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyFloat, PyInt, PyType},
};
use std::time::SystemTime;

/// A time as whole Unix seconds, for the parts of the package that are written in Python.
///
/// now: Unix seconds or an aware datetime, by default the system clock's. Raises TypeError and ValueError as verify.
#[pyfunction]
#[pyo3(signature = (now = None))]
pub(crate) fn unix_seconds(now: Option<Now>) -> PyResult<u64> {
    Now::or_clock(now).map(UnixTime::get)
}

/// Unix seconds as a number, or an aware `datetime`.
#[derive(Clone, Copy)]
pub(crate) struct Now(UnixTime);

impl Now {
    /// The time that was given, or the system clock's.
    pub(crate) fn or_clock(now: Option<Self>) -> PyResult<UnixTime> {
        match now {
            Some(Self(time)) => Ok(time),
            None => UnixTime::try_from(SystemTime::now())
                .map_err(|_| PyValueError::new_err("the system clock stands before 1970")),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Now {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let seconds = if object.is_instance_of::<PyInt>() {
            int(&object)?
        } else if object.is_instance_of::<PyFloat>() {
            whole_seconds(object.extract()?)?
        } else if object.is_instance(datetime(object.py())?)? {
            seconds_of_datetime(&object)?
        } else {
            let name = object.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "a time is Unix seconds or an aware datetime, not {name}"
            )));
        };
        Ok(Self(UnixTime::new(seconds)))
    }
}

/// What `time.time()` gives, rounded down.
fn whole_seconds(seconds: f64) -> PyResult<u64> {
    // 2^64 is a float, the greatest u64 is not.
    if !(0.0..18_446_744_073_709_551_616.0).contains(&seconds) {
        return Err(PyValueError::new_err("a time is at least 0 and below 2**64 seconds"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and rounded down")]
    Ok(seconds as u64)
}

/// The whole seconds of an aware `datetime`, in exact arithmetic.
fn seconds_of_datetime(time: &Borrowed<'_, '_, PyAny>) -> PyResult<u64> {
    static EPOCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static SECOND: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = time.py();
    if time.call_method0("utcoffset")?.is_none() {
        return Err(PyValueError::new_err(
            "a naive datetime names no instant: give it a time zone, as in datetime.now(timezone.utc)",
        ));
    }
    let epoch = EPOCH.get_or_try_init(py, || {
        let utc = py.import("datetime")?.getattr("timezone")?.getattr("utc")?;
        datetime(py)?.call1((1970, 1, 1, 0, 0, 0, 0, utc)).map(Bound::unbind)
    })?;
    let second = SECOND.get_or_try_init(py, || {
        let seconds = PyDict::new(py);
        seconds.set_item("seconds", 1)?;
        py.import("datetime")?.getattr("timedelta")?.call((), Some(&seconds)).map(Bound::unbind)
    })?;
    // By the base class: what a subclass makes of a difference may not divide.
    let since = datetime(py)?.getattr("__sub__")?.call1((time, epoch))?;
    let seconds: i64 = since.floor_div(second)?.extract()?;
    u64::try_from(seconds).map_err(|_| PyValueError::new_err("a time before 1970 has no Unix seconds here"))
}

fn datetime(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    DATETIME.import(py, "datetime", "datetime")
}
