"""A store of tokens: an optional extra, ``pip install otp-core[store]``.

otp_core decides and the store stores: tokens with their secrets, states, attempts, kept codes and history, in a file of
SQLite or in a PostgreSQL that several servers share.
"""

try:
    import cryptography as _cryptography  # noqa: F401
    import sqlalchemy as _sqlalchemy  # noqa: F401
except ModuleNotFoundError as _missing:
    _message = f"otp_core.store needs {_missing.name}: pip install 'otp-core[store]'"
    raise ModuleNotFoundError(_message, name=_missing.name) from None

from otp_core.store.crypt import new_key
from otp_core.store.errors import (
    AlreadyAssigned,
    Conflict,
    DuplicateSerial,
    NoSuchToken,
    OneMoreCode,
    RetiredToken,
    SchemaTooNew,
    StoreError,
    StoreExists,
    StoreWarning,
    Unavailable,
    WouldReopen,
    WrongStoreKey,
)
from otp_core.store.outcomes import Event, Finding, Import, Login, Pairing, RefusedToken, Resync, Stats
from otp_core.store.records import About, NewToken, Settings, StoredToken
from otp_core.store.store import Store

__all__ = [
    "About",
    "AlreadyAssigned",
    "Conflict",
    "DuplicateSerial",
    "Event",
    "Finding",
    "Import",
    "Login",
    "NewToken",
    "NoSuchToken",
    "OneMoreCode",
    "Pairing",
    "RefusedToken",
    "Resync",
    "RetiredToken",
    "SchemaTooNew",
    "Settings",
    "Stats",
    "Store",
    "StoreError",
    "StoreExists",
    "StoreWarning",
    "StoredToken",
    "Unavailable",
    "WouldReopen",
    "WrongStoreKey",
    "new_key",
]
