"""Secrets at rest: encrypted, bound to their token, and the keys to that."""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from otp_core.store.errors import StoreWarning, WrongStoreKey

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS = "OTP_STORE_KEYS"
KEYS_FILE = "OTP_STORE_KEYS_FILE"
UNENCRYPTED = f"secrets lie in the clear: name a file with a key in {KEYS_FILE}, and rotate the keys"
#: What no Fernet token begins with.
CLEAR = b"clear:"

What: TypeAlias = Literal["secret", "trail", "store"]


def new_key() -> str:
    """A new key for a store: 32 random bytes as URL-safe base64. Keep it apart from the database and its backups."""
    return Fernet.generate_key().decode()


def keys_of_environment() -> list[str]:
    """The keys in OTP_STORE_KEYS, or in the file that OTP_STORE_KEYS_FILE names, the newest first.

    Raises WrongStoreKey where that file cannot be read: going on without would write secrets in the clear.
    """
    if listed := os.environ.get(KEYS):
        return [key.strip() for key in listed.split(",")]
    if (path := file_of_environment()) is None:
        return []
    try:
        lines = path.read_text(encoding="ascii").split()
        loose = is_loose(path)
    except (OSError, ValueError) as error:
        # Where somebody wrote the key itself instead of a path, the original error holds it.
        message = f"the file that {KEYS_FILE} names cannot be read: {getattr(error, 'strerror', 'it is no ASCII')}"
        raise WrongStoreKey(message) from None
    if not lines:
        message = f"the file that {KEYS_FILE} names is empty"
        raise WrongStoreKey(message)
    if loose:
        warnings.warn(f"others may read the keys of the store: chmod 600 {path}", StoreWarning, stacklevel=4)
    return lines


def file_of_environment() -> Path | None:
    """The file that OTP_STORE_KEYS_FILE names, unless OTP_STORE_KEYS has the keys."""
    place = os.environ.get(KEYS_FILE)
    return Path(place) if place and not os.environ.get(KEYS) else None


def is_loose(path: Path) -> bool:
    """Whether the mode of a file lets anybody but its owner in; one that is not there, or has just gone, does not."""
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    except FileNotFoundError:
        return False


class Vault:
    """Seals what is secret under the newest key, and opens it under any.

    What is sealed carries its token's serial, so that a cell that was copied into another row does not open there.
    While a store lies in the clear, clear cells open too; once it is sealed they do not, to who opens it or writes into
    it from then on.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError for what is no key; the message does not repeat it."""
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError:
            message = "a key of a store is 32 bytes as URL-safe base64, as new_key() makes them"
            raise ValueError(message) from None
        self.admits_clear = True

    @property
    def has_keys(self) -> bool:
        """Whether what it seals is encrypted."""
        return self._fernet is not None

    def seal(self, what: What, serial: str, plain: bytes) -> bytes:
        """Encrypts for a token, or marks as clear where there are no keys."""
        return CLEAR + plain if self._fernet is None else self._fernet.encrypt(_context(what, serial) + plain)

    def open(self, what: What, serial: str, cell: bytes) -> bytes:
        """The reverse. Raises WrongStoreKey."""
        name = f"{what} of {serial}" if serial else what
        if cell.startswith(CLEAR):
            if self.admits_clear:
                return cell[len(CLEAR) :]
            message = f"the {name} lies in the clear where it should be encrypted: somebody changed it"
            raise WrongStoreKey(message)
        if self._fernet is None:
            message = f"the {name} is encrypted: give its keys in {KEYS}, or name their file in {KEYS_FILE}"
            raise WrongStoreKey(message)
        try:
            plain = self._fernet.decrypt(cell)
        except InvalidToken:
            message = f"none of the keys opens the {name}"
            raise WrongStoreKey(message) from None
        context = _context(what, serial)
        if not plain.startswith(context):
            message = f"the {name} was sealed for another token: somebody moved it"
            raise WrongStoreKey(message)
        return plain[len(context) :]


def _context(what: What, serial: str) -> bytes:
    """Ends itself: serials have no control characters."""
    return f"{what}\0{serial}\0".encode()
