"""Type checkers accept a user's program, see a user's mistakes, and find the stub true to the module."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pages import BLOCK, PAGES, title

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
USER = HERE / "user"
PROGRAM, MISTAKES, SERVER = USER / "program.py", USER / "mistakes.py", USER / "server.py"


def run(directory: Path, *command: str) -> str:
    """What a command prints; it must succeed. Elsewhere than the sources, it sees the package that is installed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=directory)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def mypy(directory: Path, file: Path) -> str:
    return run(
        directory, sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={directory}", str(file)
    )


def pyright(directory: Path, command: Callable[[str], str], file: Path) -> None:
    # It finds nothing to check outside of its project.
    shutil.copy(file, directory)
    settings = {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": True}
    (directory / "pyrightconfig.json").write_text(json.dumps(settings))
    out = run(directory, command("pyright"), "--pythonpath", sys.executable, "--stats")
    assert "Total files checked: 1\n" in out


def test_the_program_runs():
    out = run(USER, sys.executable, "-W", "error", str(PROGRAM))
    assert out == "rejected; unreadable; rejected; unreadable; 2; 0; 12-34\n"


def test_the_server_runs(tmp_path: Path):
    out = run(tmp_path, sys.executable, "-W", "error", str(SERVER), str(tmp_path / "tokens.db"))
    assert out == "ann: welcome; once more please; ann: rejected; counter 1 → 8; 1 token\n"


@pytest.mark.parametrize("program", [PROGRAM, SERVER], ids=lambda program: program.stem)
def test_mypy_accepts_a_program(tmp_path: Path, program: Path):
    assert "no issues found" in mypy(tmp_path, program)


@pytest.mark.parametrize("package", ["otp_core.store", "otp_core.admin"])
def test_mypy_accepts_what_is_written_in_python(tmp_path: Path, package: str):
    strict = ["--strict", "--config-file=", f"--cache-dir={tmp_path}"]
    assert "no issues found" in run(tmp_path, sys.executable, "-m", "mypy", *strict, "-p", package)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_mypy_accepts_every_example_of_a_page(tmp_path: Path, page: Path):
    """Each block is a program of its own."""
    for number, block in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
        example = tmp_path / f"example_{number}.py"
        example.write_text(block, encoding="utf-8")
        assert "no issues found" in mypy(tmp_path, example)


def test_mypy_sees_every_mistake_and_no_other(tmp_path: Path):
    assert "no issues found" in mypy(tmp_path, MISTAKES)


@pytest.mark.parametrize("program", [PROGRAM, SERVER], ids=lambda program: program.stem)
def test_pyright_accepts_a_program(tmp_path: Path, command: Callable[[str], str], program: Path):
    pyright(tmp_path, command, program)


def test_pyright_sees_every_mistake_and_no_other(tmp_path: Path, command: Callable[[str], str]):
    pyright(tmp_path, command, MISTAKES)


def test_the_stub_is_true_to_the_module(tmp_path: Path):
    allowed = HERE / "stubtest.txt"
    out = run(tmp_path, sys.executable, "-m", "mypy.stubtest", "otp_core", "--allowlist", str(allowed))
    assert "no issues found" in out
