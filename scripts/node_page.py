"""The table of settings in docs/reference/node.md, from the settings themselves.

scripts/node_page.py            write the table into the page
scripts/node_page.py --check    exit 1 when the page is stale
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tallystick_node.infrastructure.settings.settings import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "node.md"
TABLE = re.compile(r"(?<=\| setting \| default \| meaning \|\n\|---\|---\|---\|\n)(?:.+\n)*")


def rows(model: type[BaseModel] = Settings, before: str = "") -> Iterator[str]:
    """Yield a line for every setting."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from rows(kind, f"{before}{name}.")
        else:
            yield f"| `{before}{name}` | {_default(field.default)} | {field.description} |"


def page(text: str) -> str:
    """Return the page with the table of now."""
    return TABLE.sub(lambda _: "".join(f"{row}\n" for row in rows()), text, count=1)


def _default(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return f"`{', '.join(value)}`"
    if not isinstance(value, str | int | bool):
        return "needed"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when it is stale."""
    text = PAGE.read_text("utf-8")
    fresh = page(text)
    if arguments == ["--check"]:
        return 0 if text == fresh else 1
    PAGE.write_text(fresh, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
