//! What the server remembers of a token.

use crate::{
    argument::{int, optional_int},
    error::Raise,
    stored::stored,
};
use otp_core::{Counter, Drift, TimeStep, TokenState, hotp, totp, yubikey};
use pyo3::{
    Borrowed, FromPyObject, PyErr,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyDict},
};

/// The moving factor of an HOTP token: the next counter that is expected.
///
/// Everything below it is spent for ever. A fresh token is at 0; at 2**64 - 1 it is exhausted and accepts nothing.
///
/// >>> HotpState(5).counter
/// 5
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct HotpState(pub(crate) hotp::State);

stored! {
    impl HotpState(hotp::State) {
        #[new]
        #[pyo3(signature = (counter = 0))]
        fn new(#[pyo3(from_py_with = int)] counter: u64) -> Self {
            Self(hotp::State::new(Counter::new(counter)))
        }

        /// The next counter that is expected.
        #[getter]
        fn counter(&self) -> u64 {
            self.0.counter().get()
        }

        /// The fields by name, for a report; the constructor takes them back.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            let fields = PyDict::new(py);
            fields.set_item("counter", self.counter())?;
            Ok(fields)
        }

        fn __repr__(&self) -> String {
            format!("HotpState(counter={})", self.counter())
        }
    }
}

/// The moving factor of a TOTP token: the time step of the last accepted code, or None, and the drift of the token's
/// clock, device minus server, in whole time steps.
///
/// Every step up to the last accepted one is spent.
///
/// >>> TotpState(last_accepted=41152263, drift=-1).drift
/// -1
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TotpState(pub(crate) totp::State);

stored! {
    impl TotpState(totp::State) {
        #[new]
        #[pyo3(signature = (last_accepted = None, drift = 0))]
        fn new(
            #[pyo3(from_py_with = optional_int)] last_accepted: Option<u64>,
            #[pyo3(from_py_with = int)] drift: i32,
        ) -> Self {
            Self(totp::State::new(last_accepted.map(TimeStep::new), Drift::new(drift)))
        }

        /// The time step of the last accepted code, or None where none was accepted yet.
        #[getter]
        fn last_accepted(&self) -> Option<u64> {
            self.0.last_accepted().map(TimeStep::get)
        }

        /// Device minus server, in time steps: negative where the token is slow.
        #[getter]
        fn drift(&self) -> i32 {
            self.0.drift().get()
        }

        /// The fields by name, for a report; the constructor takes them back.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            let fields = PyDict::new(py);
            fields.set_item("last_accepted", self.last_accepted())?;
            fields.set_item("drift", self.drift())?;
            Ok(fields)
        }

        fn __repr__(&self) -> String {
            let last = self.last_accepted().map_or_else(|| "None".to_owned(), |step| step.to_string());
            format!("TotpState(last_accepted={last}, drift={})", self.drift())
        }
    }
}

/// The counters of a YubiKey's last accepted OTP: usage (how often it was plugged in, 0 to 32767) and session use (how
/// many OTPs since, 0 to 255).
///
/// Only a greater pair is accepted. The fresh state is (0, 0), which no key emits.
///
/// >>> YubiKeyState(usage=19, session_use=17)
/// YubiKeyState(usage=19, session_use=17)
#[pyclass(frozen, eq, hash, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct YubiKeyState(pub(crate) yubikey::State);

stored! {
    impl YubiKeyState(yubikey::State) {
        #[new]
        #[pyo3(signature = (usage = 0, session_use = 0))]
        fn new(#[pyo3(from_py_with = int)] usage: u16, #[pyo3(from_py_with = int)] session_use: u8) -> PyResult<Self> {
            yubikey::State::new(usage, session_use).map(Self).map_err(Raise::raise)
        }

        /// How often the key was plugged in.
        #[getter]
        fn usage(&self) -> u16 {
            self.0.usage()
        }

        /// How many OTPs it made since.
        #[getter]
        fn session_use(&self) -> u8 {
            self.0.session_use()
        }

        /// The fields by name, for a report; the constructor takes them back.
        fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            let fields = PyDict::new(py);
            fields.set_item("usage", self.usage())?;
            fields.set_item("session_use", self.session_use())?;
            Ok(fields)
        }

        fn __repr__(&self) -> String {
            format!("YubiKeyState(usage={}, session_use={})", self.usage(), self.session_use())
        }
    }
}

/// A state of any class, from its 24 bytes.
///
/// Raises MalformedRecord, a ValueError, for whatever no to_bytes of a state wrote.
///
/// >>> state_from_bytes(TotpState(drift=2).to_bytes())
/// TotpState(last_accepted=None, drift=2)
#[pyfunction]
pub(crate) fn state_from_bytes(data: &Bound<'_, PyBytes>) -> PyResult<State> {
    TokenState::from_bytes(data.as_bytes()).map(State).map_err(Raise::raise)
}

/// A state of any class, on its way in or out.
#[derive(Clone, Copy)]
pub(crate) struct State(pub(crate) TokenState);

impl<'py> FromPyObject<'_, 'py> for State {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(state) = object.cast::<HotpState>() {
            Ok(Self(state.get().0.into()))
        } else if let Ok(state) = object.cast::<TotpState>() {
            Ok(Self(state.get().0.into()))
        } else if let Ok(state) = object.cast::<YubiKeyState>() {
            Ok(Self(state.get().0.into()))
        } else {
            let name = object.get_type().name()?;
            Err(PyTypeError::new_err(format!("a state is HotpState, TotpState or YubiKeyState, not {name}")))
        }
    }
}

impl<'py> IntoPyObject<'py> for State {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match self.0 {
            TokenState::Hotp(state) => Bound::new(py, HotpState(state)).map(Bound::into_any),
            TokenState::Totp(state) => Bound::new(py, TotpState(state)).map(Bound::into_any),
            TokenState::YubiKey(state) => Bound::new(py, YubiKeyState(state)).map(Bound::into_any),
        }
    }
}
