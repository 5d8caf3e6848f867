"""The installed script in a child of this process, which has its imports behind it: they take longer than all else."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import tempfile
import traceback
import warnings
from contextlib import redirect_stderr
from io import StringIO
from typing import IO, TYPE_CHECKING

import otp_core.admin.run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# What children need not import any more.
with warnings.catch_warnings(), redirect_stderr(StringIO()):
    otp_core.admin.run.run(["list", "--nonsense"])


def run(
    script: str, words: Sequence[str], stdin: bytes, folder: Path, environment: Mapping[str, str], patience: int
) -> tuple[int, bytes, bytes]:
    """The exit code, and what was written to standard output and standard error."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        child = os.fork()
        if not child:
            signal.alarm(patience)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            _exec([script, *words], given, out, err)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), err.read()


def _exec(arguments: list[str], *streams: IO[bytes]) -> None:
    """Goes on as the script, on these streams, and never comes back."""
    code: object = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream.fileno(), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", errors=errors)
            for number, mode, errors in ((0, "r", "strict"), (1, "w", "strict"), (2, "w", "backslashreplace"))
        )
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001, as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)
