"""Every example of the administrator's page does what the page says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from shell import ACTOR

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).resolve().parents[2] / "ADMIN.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def test_every_example_runs(command: Callable[[str], str], tmp_path: Path):
    """The commands of the page, in order, in one folder and one shell environment."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert text.count("```console") == len(blocks)
    path = os.pathsep.join([str(Path(command("otp-admin")).parent), os.environ["PATH"]])
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    environment = {**kept, "PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    ran = 0
    for block in blocks:
        examples = COMMAND.findall(block)
        assert "".join(f"$ {line}\n{said}" for line, said in examples) == block
        for line, said in examples:
            if line.startswith("export "):
                environment.update(each.split("=", 1) for each in line.split()[1:])
                continue
            done = subprocess.run(  # noqa: S603
                ["/bin/sh", "-c", f"{{ {line}\n}} 2>&1"],  # one stream, as on a terminal
                capture_output=True,
                text=True,
                check=False,
                cwd=tmp_path,
                env=environment,
            )
            # On the page it is ann who sits there.
            assert masked(done.stdout) == masked(said.replace("Z\tann\t", f"Z\t{ACTOR}\t")), line
            ran += 1
    assert ran >= 20


def masked(text: str) -> str:
    """Without what differs from run to run."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text).rstrip()
