"""What every test may ask for: the tools of the machine, and the shared vectors."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
# The tests share modules, and pytest imports each test by its own path.
sys.path.append(str(HERE))

hypothesis.settings.register_profile("suite", deadline=None, database=None, max_examples=300)
hypothesis.settings.load_profile("suite")


def absent(what: str) -> None:
    """Skips a test that needs what is not here, which must not happen on CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def command() -> Callable[[str], str]:
    """Finds a command in this interpreter's environment or in the system's, or skips."""

    def find(name: str) -> str:
        places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        found = shutil.which(name, path=places)
        if found is None:
            absent(name)
        return str(found)

    return find


@pytest.fixture(scope="session")
def package() -> Callable[[str], None]:
    """Goes on only where a Python package is installed."""

    def find(name: str) -> None:
        if find_spec(name) is None:
            absent(name)

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly what was left out."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"SKIPPED: {report.nodeid}: {reason}", red=True)
