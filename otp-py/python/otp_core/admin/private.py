"""Files that hold secrets."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from otp_core.admin.failures import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read, on the disk when it is closed; of one that fails nothing is left."""
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        message = f"there is a file at {path} already"
        raise UsageError(message) from None
    try:
        with os.fdopen(made, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def others_may_read(file: BinaryIO) -> bool:
    """Whether it lies on a disk with a mode that lets anybody but its owner in. Nobody looks into a pipe."""
    found = os.fstat(file.fileno())
    return stat.S_ISREG(found.st_mode) and bool(stat.S_IMODE(found.st_mode) & 0o077)
