"""The published vectors, the same files that the tests in Rust and C read."""

from __future__ import annotations

from pathlib import Path

VECTORS = Path(__file__).resolve().parents[2] / "otp-core" / "tests" / "vectors"

BEGINS = frozenset({"CASE", "COUNTER", "UNIX_TIME", "TEXT"})


def cases(name: str) -> list[dict[str, str]]:
    """The cases of a file: ``KEY = VALUE`` lines, a blank line after each case, ``#`` before remarks.

    A case begins with one of four keys. What stands outside of cases holds for all that follow, until said anew.
    """
    found: list[dict[str, str]] = []
    context: dict[str, str] = {}
    inside = False
    for line in (VECTORS / f"{name}.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        if not line:
            inside = False
            continue
        key, value = line.split(" = ", 1)
        if key in BEGINS:
            found.append(dict(context))
            inside = True
        place = found[-1] if inside else context
        assert not inside or key not in place, f"said twice in one case: {line}"
        place[key] = value
    return found
