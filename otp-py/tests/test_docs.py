"""Everything public is documented, and every example in the documentation runs."""

from __future__ import annotations

import doctest
import re
import sqlite3
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import otp_core
import pytest
from otp_core import seeds, store
from pages import BLOCK, PAGES, title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = (otp_core, seeds, store)


def documented() -> Iterator[tuple[str, str | None]]:
    """Every public name with its docstring, members too."""
    for module in MODULES:
        yield module.__name__, module.__doc__
        for name in module.__all__:
            if name in ("Algorithm", "Detail", "Profile", "TokenKind"):
                continue  # Literals cannot have one.
            found = getattr(module, name)
            yield f"{module.__name__}.{name}", found.__doc__
            for member, value in vars(found).items() if isinstance(found, type) else ():
                # What a field of a dataclass begins with says nothing of the field.
                if not member.startswith("_") and member not in getattr(found, "__dataclass_fields__", ()):
                    # A class method is looked up on its class.
                    yield (
                        f"{module.__name__}.{name}.{member}",
                        getattr(getattr(found, member), "__doc__", None) or value.__doc__,
                    )


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
    # What a page opens, its reader closes.
    for left in vars(module).values():
        if isinstance(left, sqlite3.Connection):
            left.close()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_what_is_public_is_listed(module: ModuleType):
    public = {
        name for name, found in vars(module).items() if not (name.startswith("_") or isinstance(found, ModuleType))
    }
    assert sorted(module.__all__) == module.__all__
    assert public == set(module.__all__)
