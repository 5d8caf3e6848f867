"""What an administrator of tokens does all day: the command ``otp-admin``, ``pip install otp-core[admin]``."""

from __future__ import annotations

import sys


def main() -> None:
    """The script otp-admin: runs a command, and exits with its code.

    That is 0 (done), 1 (refused), 2 (wrong usage), 3 (locked), 4 (tokens left out of a file), 130 (interrupted) or 141
    (nobody read on).
    """
    try:
        from otp_core.admin.run import run  # noqa: PLC0415, what the script needs is an extra
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"otp-admin: needs {missing.name}: pip install 'otp-core[admin]'\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))
