//! What every class whose objects are stored has in common.

/// The methods of a class, with its bytes and its pickle.
macro_rules! stored {
    (impl $class:ident($core:ty) { $($methods:tt)* }) => {
        #[pyo3::pymethods]
        impl $class {
            $($methods)*

            /// The bytes to store, always of the same length; from_bytes reads them and nothing else.
            fn to_bytes<'py>(&self, py: pyo3::Python<'py>) -> pyo3::Bound<'py, pyo3::types::PyBytes> {
                pyo3::types::PyBytes::new(py, &self.0.to_bytes())
            }

            /// Reads what to_bytes wrote, and raises MalformedRecord, a ValueError, for anything else.
            // A class method, because pickle does not find a static one.
            #[classmethod]
            fn from_bytes(
                _class: &pyo3::Bound<'_, pyo3::types::PyType>,
                data: &pyo3::Bound<'_, pyo3::types::PyBytes>,
            ) -> pyo3::PyResult<Self> {
                use crate::error::Raise as _;
                <$core>::from_bytes(pyo3::types::PyBytesMethods::as_bytes(data)).map(Self).map_err(|e| e.raise())
            }

            fn __reduce__<'py>(
                object: &pyo3::Bound<'py, Self>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, (pyo3::Bound<'py, pyo3::types::PyBytes>,))> {
                use pyo3::types::PyAnyMethods as _;
                let from_bytes = object.get_type().getattr("from_bytes")?;
                Ok((from_bytes, (object.get().to_bytes(object.py()),)))
            }
        }
    };
}

pub(crate) use stored;
