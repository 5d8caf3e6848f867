"""The pages of documentation and the examples on them."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
PAGES = [PACKAGE / "README.md", PACKAGE / "COMING-FROM.md", PACKAGE / "STORE.md", PACKAGE.parent / "README.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def title(page: Path) -> str:
    return f"{page.parent.name}-{page.stem}"
