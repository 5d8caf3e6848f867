//! What a judgement says where it does not raise.

use crate::state::State;
use otp_core::{self as core, TokenState};
use pyo3::prelude::*;

/// A code was good. It only counts once next is stored.
///
/// Only a successful verify makes one. Store with compare-and-swap: write next where previous still stands, under the
/// same secret and owner; a version column that changes with all three is simplest. If nothing was written, another
/// request came first and this login has not happened.
#[pyclass(frozen, eq, hash, generic, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Accepted {
    previous: TokenState,
    next: TokenState,
    timestamp: Option<u32>,
}

/// A run of codes showed where the token is. It only counts once next is stored, as with Accepted.
///
/// It brings the copies together and spends the codes; it is not a login. The user logs in with a fresh code.
#[pyclass(frozen, eq, hash, generic, module = "otp_core")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Resynced {
    previous: TokenState,
    next: TokenState,
}

#[pymethods]
impl Accepted {
    /// The state that was given: what must still be stored for this login to count.
    #[getter]
    fn previous(&self) -> State {
        State(self.previous)
    }

    /// The state to store.
    #[getter]
    fn next(&self) -> State {
        State(self.next)
    }

    /// The YubiKey's own clock, 24 bits at about 8 Hz since it was plugged in; None for tokens that do not tell theirs.
    #[getter]
    const fn timestamp(&self) -> Option<u32> {
        self.timestamp
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { previous, next, .. } = *self;
        shown(py, "Accepted", previous, next)
    }
}

#[pymethods]
impl Resynced {
    /// The state that was given: what must still be stored for this resync to count.
    #[getter]
    fn previous(&self) -> State {
        State(self.previous)
    }

    /// The state to store.
    #[getter]
    fn next(&self) -> State {
        State(self.next)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        shown(py, "Resynced", self.previous, self.next)
    }
}

impl Accepted {
    /// An acceptance by a validator of one family, whose clock is the caller's to know.
    pub(crate) fn of<S: Copy + Into<TokenState>>(
        accepted: &core::Accepted<S>,
        timestamp: Option<u32>,
    ) -> Self {
        Self { previous: (*accepted.previous()).into(), next: (*accepted.next()).into(), timestamp }
    }
}

impl Resynced {
    pub(crate) fn of<S: Copy + Into<TokenState>>(resynced: &core::Resynced<S>) -> Self {
        Self { previous: (*resynced.previous()).into(), next: (*resynced.next()).into() }
    }
}

fn shown(py: Python<'_>, class: &str, previous: TokenState, next: TokenState) -> PyResult<String> {
    let state = |state| State(state).into_pyobject(py)?.repr();
    Ok(format!("<{class} previous={} next={}>", state(previous)?, state(next)?))
}
