"""The whole story of a token, told by the commands themselves on a store that goes away."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from otp_core.admin.failures import INTERRUPTED

#: The secret of RFC 4226, Appendix D, and two neighbours; Duo's columns are serial, secret and counter.
SEEDS = """\
1234567,3132333435363738393031323334353637383930,0
1234568,3132333435363738393031323334353637383931,0
1234569,3132333435363738393031323334353637383932,0
"""
#: What happens, the command that does it, and how often. The codes are those of the RFC: counters 0, 1, 42 and 43.
STORY = (
    ("A key, a store, and a vendor's file.", "new-key keys", 1),
    ("", "init", 1),
    ("What would come in?", "import seeds.csv --format duo-hotp --profile pingone --what-if", 1),
    ("", "import seeds.csv --format duo-hotp --profile pingone", 1),
    ("", "list", 1),
    ("Alice types the serial and the code of the token in her hand.", "pair alice 'token 1234567' 755224", 1),
    ("She logs in.", "verify --by-owner alice 287082", 1),
    ("Somebody looked over her shoulder, and types the same code.", "verify --by-owner alice 287082", 1),
    ("Forty presses in a pocket later the token is far ahead.", "verify 1234567 435478", 1),
    ("A token was found without its label. Whose is it?", "lookup 435478 303194", 1),
    ("Two successive codes tell where it is.", "resync 1234567 435478 303194 --what-if", 1),
    ("", "resync 1234567 435478 303194", 1),
    ("Somebody guesses, ten times.", "verify 1234567 000000", 10),
    ("Now no code is looked at, right or wrong.", "verify 1234567 000000", 1),
    ("An administrator lets her in again.", "unlock 1234567", 1),
    ("The history has it all.", "audit --serial 1234567", 1),
    ("Is everything well?", "doctor", 1),
)


def demo() -> None:
    """Show the whole story of a token in one command, on a temporary store and with published secrets."""
    from otp_core.admin.run import run  # noqa: PLC0415, it tells of the commands, and is one of them

    before = Path.cwd()
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.pop("OTP_STORE_KEYS", None)
        os.environ.update(OTP_STORE="tokens.db", OTP_STORE_KEYS_FILE="keys")
        Path("seeds.csv").write_text(SEEDS, encoding="ascii")
        try:
            for sentence, command, times in STORY:
                if sentence:
                    console.print(Text(f"\n# {sentence}", "green"))
                console.print(Text(f"$ otp-admin {command}", "bold"))
                for _ in range(times):
                    exit_code = run(shlex.split(command))
                if exit_code == INTERRUPTED:
                    raise KeyboardInterrupt
                if exit_code:
                    console.print(Text(f"(exit code {exit_code})", "dim"))
        finally:
            os.chdir(before)
