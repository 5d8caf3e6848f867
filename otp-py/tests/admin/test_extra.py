"""Without what the command needs, it says in one line what to install."""

from __future__ import annotations

import subprocess
import sys


def test_without_the_extra_it_says_what_to_install():
    program = "import sys; sys.modules['typer'] = None; from otp_core.admin import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr == "otp-admin: needs typer: pip install 'otp-core[admin]'\n"
