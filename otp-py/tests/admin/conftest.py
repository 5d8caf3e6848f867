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

from fleet import KEY
from pocket import TOKENS
from shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108, a directory of one's own is made in it


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
