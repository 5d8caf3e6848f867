"""A folder for every test, with a key and the tokens that everybody has in their pocket."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The tests share modules, and pytest imports each test by its own path.
HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "store")]

from fleet import KEY  # noqa: E402, found there
from pocket import TOKENS  # noqa: E402
from postgres import postgres  # noqa: E402, F401, for every test here
from shell import Shell  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108, a directory of one's own is made in it


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with those tokens, to copy."""
    shell = Shell(tmp_path_factory.mktemp("stock"))
    shell.file("keys", KEY)
    (shell.folder / "keys").chmod(0o600)
    with shell.store() as store:
        assert not store.import_many(TOKENS).refused
    return shell.folder


@pytest.fixture
def empty() -> Iterator[Shell]:
    """A folder with a key, and no store yet."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        shell = Shell(Path(folder))
        shell.file("keys", KEY)
        (shell.folder / "keys").chmod(0o600)
        yield shell


@pytest.fixture
def shell(empty: Shell, stock: Path) -> Shell:
    """A folder with a store and its tokens."""
    shutil.copy(stock / "tokens.db", empty.folder)
    return empty
