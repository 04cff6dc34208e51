"""The node's client is made from the API's description, and its two halves from one source."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from typing import Any

import pytest

from docs.rows import ROOT
from tallystick.api import AsyncNodeClient, NodeClient

DESCRIPTION = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
# What the client does by itself, in one call.
BY_ITSELF = {"close", "sign_in", "signed_credential", "signed_offer"}

# What has no end is followed by the client itself.
STREAMS = {"follow_events"}


def names() -> set[str]:
    return {
        operation["operationId"]
        for path, operations in DESCRIPTION["paths"].items()
        for operation in operations.values()
        if path.startswith("/v1/")
    } - STREAMS


def calls(client: Any) -> dict[str, Any]:
    groups = [part for part in vars(client).values() if hasattr(part, "new_key")]
    return {
        name: getattr(group, name)
        for group in groups
        for name in dir(group)
        if not name.startswith("_") and name not in {"ask", "fetch", "new_key", "tell"}
    }


@pytest.mark.parametrize("script", ["node_client.py", "unasync.py"])
def test_the_committed_files_are_those_that_the_scripts_make(script: str) -> None:
    command = [sys.executable, f"scripts/{script}", "--check"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}run scripts/{script}"


@pytest.mark.parametrize("client", [NodeClient, AsyncNodeClient])
def test_every_operation_has_a_method(client: type[Any]) -> None:
    rows = {name for name in calls(client("http://node.test")) if not name.startswith("all_")}
    assert sorted(names() - rows) == []
    assert sorted(rows - names()) == []


@pytest.mark.parametrize("client", [NodeClient, AsyncNodeClient])
def test_a_stream_is_followed_by_the_client(client: type[Any]) -> None:
    for name in STREAMS:
        assert name not in calls(client("http://node.test"))
        assert callable(getattr(client, name))


def test_the_two_halves_have_the_same_calls_with_the_same_arguments() -> None:
    blocking, waiting = NodeClient("http://node.test"), AsyncNodeClient("http://node.test")
    mine, theirs = calls(blocking), calls(waiting)
    assert set(mine) == set(theirs)
    for name, call in mine.items():
        signature, other = inspect.signature(call), inspect.signature(theirs[name])
        assert list(signature.parameters.values()) == list(other.parameters.values()), name
    for name in BY_ITSELF:
        assert not inspect.iscoroutinefunction(getattr(blocking, name))
        assert inspect.iscoroutinefunction(getattr(waiting, name))
