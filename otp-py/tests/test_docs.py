"""Everything public is documented, and every example in the documentation runs."""

from __future__ import annotations

import doctest
import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import otp_core
import pytest
from otp_core import seeds
from pages import BLOCK, PAGES, title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def documented() -> Iterator[tuple[str, str | None]]:
    """Every public name with its docstring, members too."""
    yield "otp_core", otp_core.__doc__
    yield "otp_core.seeds", seeds.__doc__
    public = [(name, getattr(module, name)) for module in (otp_core, seeds) for name in module.__all__]
    for name, found in public:
        if name in ("Algorithm", "Detail", "Profile", "TokenKind"):
            continue  # Literals cannot have one.
        yield name, found.__doc__
        if isinstance(found, type):
            for member, value in vars(found).items():
                if not member.startswith("_"):
                    # A class method is looked up on its class.
                    yield f"{name}.{member}", getattr(getattr(found, member), "__doc__", None) or value.__doc__


DOCS = dict(documented())


@pytest.mark.parametrize("name", DOCS)
def test_every_public_name_has_a_docstring(name: str):
    text = DOCS[name]
    assert text
    assert text[0].isupper()
    assert re.search(r"[.:]$", text.strip().split("\n\n")[0]), "its first paragraph is a sentence"
    assert not re.search(r":(class|exc|meth|func):`", text), "help() shows no roles"
    assert max(map(len, text.splitlines())) <= 120


def test_every_example_of_a_docstring_runs():
    ran = 0
    for name, text in DOCS.items():
        names = {**vars(seeds), **vars(otp_core), "read_seeds": seeds.read, "write_seeds": seeds.write}
        examples = doctest.DocTestParser().get_doctest(text or "", names, name, None, 0)
        result = doctest.DocTestRunner().run(examples)
        assert result.failed == 0, name
        ran += result.attempted
    assert ran >= 30


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_example_of_a_page_runs(page: Path, monkeypatch: pytest.MonkeyPatch):
    """The blocks of a page, in order, in one namespace."""
    text = page.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert blocks
    assert text.count("```python") == len(blocks)
    module = ModuleType("page")
    # Dataclasses look their module up.
    monkeypatch.setitem(sys.modules, "page", module)
    for block in blocks:
        # As many lines before as in the page, so that a traceback points there.
        source = "\n" * text.count("\n", 0, block.start(1)) + block.group(1)
        exec(compile(source, str(page), "exec"), vars(module))  # noqa: S102


def test_what_is_public_is_listed():
    public = {name for name in vars(otp_core) if not name.startswith("_") and name != "seeds"}
    assert sorted(otp_core.__all__) == otp_core.__all__
    assert public == set(otp_core.__all__)
