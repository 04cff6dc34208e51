"""The API's description in docs/openapi.json, from the routes themselves.

scripts/openapi.py            write the file
scripts/openapi.py --check    exit 1 when it is stale, with what has changed
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tallystick_node.api.app import description

FILE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def document() -> str:
    """Return the description as the file has it."""
    return json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line for every operation and every schema that is new, gone or changed."""
    old, new = _parts(before), _parts(after)
    return [
        f"{'gone' if name not in new else 'new' if name not in old else 'changed'}: {name}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _parts(description: dict[str, Any]) -> dict[str, Any]:
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in description.get("paths", {}).items()
        for method, operation in methods.items()
    }
    schemas: dict[str, Any] = description.get("components", {}).get("schemas", {})
    return operations | schemas


def main(arguments: list[str]) -> int:
    """Write or check the file; 1 when it is stale."""
    fresh = document()
    if arguments == ["--check"]:
        kept = FILE.read_text("utf-8")
        for line in changes(json.loads(kept), json.loads(fresh)):
            print(line)
        return 0 if kept == fresh else 1
    FILE.write_text(fresh, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
