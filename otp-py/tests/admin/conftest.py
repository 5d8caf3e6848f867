"""A folder for every test, with a key and the tokens that everybody has in their pocket."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The tests share modules, and pytest imports each test by its own path.
HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "store")]

from fleet import KEY, OTHER, RFC, YUBIKEY
from otp_core import HotpState, TotpState
from otp_core.store import NewToken
from shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108, a directory of one's own is made in it

TOKENS = (
    NewToken("1001", "hotp-6", RFC.key, "pingone"),
    NewToken("1002", "hotp-6", OTHER.key, "duo", "bob", state=HotpState(2)),
    NewToken("2001", "totp-6", b"a clock of twenty by", "duo", "carol"),
    NewToken("2002", "totp-6", b"another clock of 20b", "rfc", "dave", state=TotpState(None, 3)),
    NewToken("3001", "yubikey", YUBIKEY.key, private_id=YUBIKEY.private_id),
)


@pytest.fixture
def empty() -> Iterator[Shell]:
    """A folder with a key, and no store yet."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        shell = Shell(Path(folder))
        os.chmod(shell.folder / shell.file("keys", KEY), 0o600)  # noqa: PTH101, a name of a file
        yield shell


@pytest.fixture
def shell(empty: Shell) -> Shell:
    """A folder with a store and its tokens."""
    with empty.store() as store:
        assert not store.import_many(TOKENS).refused
    return empty
