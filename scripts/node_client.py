"""The typed client of the node's API, made from docs/openapi.json.

scripts/node_client.py            write client/tallystick/api/records and .../_async
scripts/node_client.py --check    exit 1 when a file is not what this makes, and name it

Records come out one module for each tag of the description, and so do the calls. What the calls
share (sessions, retries, refusals) is written by hand in `_async/line.py` and `_async/client.py`,
what takes several in `_async/withdrawal.py`, streams in `_async/feed.py`; scripts/unasync.py makes
the blocking half of each.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from call_docstring import docstring
from operation_call import Operation, operations_of
from schema_types import references, type_of

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "client" / "tallystick" / "api"
DESCRIPTION = ROOT / "docs" / "openapi.json"
# What the client has already.
OWN = {"Method": "tallystick.loans.schedule"}
RUFF = str(Path(sys.executable).with_name("ruff"))
MADE = "# Made by scripts/node_client.py from docs/openapi.json; do not edit.\n"


def made() -> dict[Path, str]:
    """Return every file that is made, with its text."""
    description = json.loads(DESCRIPTION.read_text("utf-8"))
    schemas: dict[str, Any] = description["components"]["schemas"]
    groups = operations_of(description)
    homes = _homes(groups, schemas)
    files: dict[Path, str] = {}
    for group, operations in groups.items():
        mine = [name for name, home in homes.items() if home == group]
        if mine:
            file = PACKAGE / "records" / f"{group}.py"
            files[file] = formatted(_records(group, mine, schemas, homes), file)
        file = PACKAGE / "_async" / f"{group}.py"
        files[file] = formatted(_calls(group, operations, homes), file)
    return files


def formatted(text: str, file: Path) -> str:
    """Return a Python text as the repository writes it."""
    name = ["--stdin-filename", str(file)]
    for step in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        command = [RUFF, *step, *name, "-"]
        text = subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, cwd=ROOT
        ).stdout
    return text


def _homes(groups: dict[str, list[Operation]], schemas: dict[str, Any]) -> dict[str, str]:
    """Give each schema that a response or an argument needs to the first group that has use of it.

    Whatever a schema refers to belongs then to the same group or to one before, so that no two
    modules import each other.
    """
    homes: dict[str, str] = {}
    for group, operations in groups.items():
        waiting = [name for operation in operations for name in operation.uses]
        while waiting:
            name = waiting.pop()
            if name not in homes and name not in OWN:
                homes[name] = group
                waiting += references(schemas[name])
    return dict(sorted(homes.items()))


def _records(group: str, names: list[str], schemas: dict[str, Any], homes: dict[str, str]) -> str:
    bodies = [_record(name, schemas[name]) for name in _in_order(names, schemas)]
    used = {reference for name in names for reference in references(schemas[name])} - set(names)
    lines = [
        f'"""Records of the node about {group.replace("_", " ")}."""', "", MADE,
        "from __future__ import annotations", "", "from datetime import date, datetime",
        "from enum import StrEnum", "from typing import Any", "",
        "from tallystick.api.shapes import Amount, Record, SignedAmount",
        *(_import(name, homes) for name in sorted(used)),
        "", f"__all__ = {json.dumps(sorted(names))}", "",
    ]  # fmt: skip
    return "\n".join(lines) + "\n\n" + "\n\n\n".join(bodies) + "\n"


def _import(name: str, homes: dict[str, str]) -> str:
    module = OWN.get(name) or f"tallystick.api.records.{homes[name]}"
    return f"from {module} import {name}"


def _in_order(names: list[str], schemas: dict[str, Any]) -> list[str]:
    """Sort them so that each comes after those it is made of."""
    ordered: list[str] = []

    def place(name: str) -> None:
        for part in references(schemas[name]):
            if part in names and part not in ordered:
                place(part)
        if name not in ordered:
            ordered.append(name)

    for name in names:
        place(name)
    return ordered


def _record(name: str, schema: dict[str, Any]) -> str:
    words = docstring(schema.get("description", ""), 4)
    if "enum" in schema:
        members = [f'    {_member(value)} = "{value}"' for value in schema["enum"]]
        return "\n".join([f"class {name}(StrEnum):", words, "", *members])
    required = set(schema.get("required", ()))
    rows = [
        f"    {field}: {type_of(kind)}"
        + ("" if field in required else f" = {kind.get('default')!r}")
        for field, kind in schema["properties"].items()
    ]
    rows.sort(key=lambda row: " = " in row)
    return "\n".join([f"class {name}(Record):", words, "", *rows])


def _calls(group: str, operations: list[Operation], homes: dict[str, str]) -> str:
    used = sorted({name for operation in operations for name in operation.uses})
    noun = "".join(part.capitalize() for part in group.split("_"))
    lines = [
        f'"""Requests to the node about {group.replace("_", " ")}."""', "", MADE,
        "from __future__ import annotations", "", "from collections.abc import AsyncIterator",
        "from datetime import date, datetime", "from typing import Any", "",
        "from tallystick.api._async.line import AsyncCalls",
        "from tallystick.api.shapes import amount_text, segment",
        *(_import(name, homes) for name in used),
        "", f'__all__ = ["Async{noun}Api"]', "", "",
        f"class Async{noun}Api(AsyncCalls):",
        f'    """Calls about {group.replace("_", " ")}."""',
        "",
    ]  # fmt: skip
    methods = [operation.method() for operation in operations]
    methods += [operation.every() for operation in operations if operation.item]
    return "\n".join(lines) + "\n\n".join(methods) + "\n"


def _member(value: str) -> str:
    return re.sub(r"\W", "_", value).upper()


def stale(files: dict[Path, str], folders: tuple[Path, ...], kept: set[str]) -> list[str]:
    """Return a line for each file that is not what was made, and for each that is too many."""
    lines = [
        f"stale: {file.relative_to(ROOT)}"
        for file, text in files.items()
        if not file.exists() or file.read_text("utf-8") != text
    ]
    return lines + [
        f"not made by this: {file.relative_to(ROOT)}"
        for folder in folders
        for file in sorted(folder.glob("*.py"))
        if file not in files and file.name not in kept
    ]


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 when one is stale."""
    files = made()
    if arguments == ["--check"]:
        folders = (PACKAGE / "records", PACKAGE / "_async")
        lines = stale(
            files, folders, {"__init__.py", "line.py", "client.py", "feed.py", "withdrawal.py"}
        )
        print("\n".join(lines))
        return 1 if lines else 0
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
