"""The extra: what is missing is said in one line."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("missing", ["sqlalchemy", "cryptography"])
def test_a_store_without_its_extra_says_what_to_install(missing: str):
    program = f"import sys; sys.modules[{missing!r}] = None; import otp_core; import otp_core.store"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    said = f"ModuleNotFoundError: otp_core.store needs {missing}: pip install 'otp-core[store]'"
    assert done.stderr.splitlines()[-1] == said
