//! What a file holds.

use super::Seed;
use crate::argument::int;
use otp_seeds as core;
use pyo3::{
    prelude::*,
    types::{PyTuple, PyType},
};

/// What a file holds: tokens in its order, problems, the format that was read, and why it was taken for that.
#[pyclass(frozen, get_all, module = "otp_core.seeds")]
pub(crate) struct Import {
    /// The tokens, in the order of the file.
    tokens: Py<PyTuple>,
    /// What is wrong with tokens that are missing here, and remarks on some that are not.
    problems: Py<PyTuple>,
    /// The format that was read.
    format: &'static str,
    /// Why it was taken for that format.
    reason: &'static str,
}

/// Something about one token of a file: where, what, and what to do about it. It never holds a secret.
///
/// lost tells whether the token is missing from the import, and was not only read with a remark. Imports make these; it
/// is for pickle that they can be made otherwise.
#[pyclass(frozen, get_all, eq, hash, module = "otp_core.seeds")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Problem {
    /// The line, from 1.
    line: u64,
    /// The id of the key, in PSKC, or None.
    key_id: Option<String>,
    /// What is wrong.
    message: String,
    /// What an administrator can do about it.
    remedy: String,
    /// Whether the token is missing.
    lost: bool,
}

#[pymethods]
impl Import {
    fn __repr__(&self, py: Python<'_>) -> String {
        let (tokens, problems) = (self.tokens.bind(py).len(), self.problems.bind(py).len());
        format!("<Import {} tokens={tokens} problems={problems}>", self.format)
    }
}

#[pymethods]
impl Problem {
    #[new]
    const fn new(
        #[pyo3(from_py_with = int)] line: u64,
        key_id: Option<String>,
        message: String,
        remedy: String,
        lost: bool,
    ) -> Self {
        Self { line, key_id, message, remedy, lost }
    }

    fn __reduce__<'py>(object: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let Self { line, key_id, message, remedy, lost } = object.get();
        Ok((object.get_type(), (line, key_id, message, remedy, lost).into_pyobject(object.py())?))
    }

    fn __str__(&self) -> String {
        let key = self.key_id.as_ref().map(|id| format!(", key {id}")).unwrap_or_default();
        format!("line {}{key}: {}: {}", self.line, self.message, self.remedy)
    }

    fn __repr__(&self) -> String {
        format!("<Problem {}>", self.__str__())
    }
}

impl Import {
    pub(crate) fn new(py: Python<'_>, import: core::Import) -> PyResult<Self> {
        let tokens = import.tokens.into_iter().map(Seed::from);
        Ok(Self {
            tokens: PyTuple::new(py, tokens.collect::<Vec<_>>())?.unbind(),
            problems: problems(py, &import.problems)?,
            format: import.format.name(),
            reason: import.reason,
        })
    }
}

/// The problems of an import, or of a file that was refused for them.
pub(crate) fn problems(py: Python<'_>, problems: &[core::Problem]) -> PyResult<Py<PyTuple>> {
    let problems: Vec<_> = problems.iter().map(Problem::from).collect();
    PyTuple::new(py, problems).map(Bound::unbind)
}

impl From<&core::Problem> for Problem {
    fn from(problem: &core::Problem) -> Self {
        Self {
            line: problem.line,
            key_id: problem.key_id.clone(),
            message: problem.trouble.to_string(),
            remedy: problem.remedy().to_owned(),
            lost: problem.lost(),
        }
    }
}
