"""The API's description is that of the code, and every operation of it is explained."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_description_is_that_of_the_code() -> None:
    command = [sys.executable, "scripts/openapi.py", "--check"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stdout + "run scripts/openapi.py"


def test_every_operation_says_what_it_does_and_how_it_refuses() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path} says nothing"
            if path.startswith("/v1"):
                assert "429" in operation["responses"], f"{method} {path}"


def test_the_difference_of_two_descriptions_is_named() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from openapi import changes  # noqa: PLC0415
    finally:
        sys.path.pop(0)
    before: dict[str, Any] = {"paths": {"/a": {"get": {}}, "/b": {"get": {}}}}
    after: dict[str, Any] = {
        "paths": {"/a": {"get": {"x": 1}}},
        "components": {"schemas": {"New": {}}},
    }
    assert changes(before, after) == ["changed: GET /a", "gone: GET /b", "new: New"]
    assert changes(after, after) == []
