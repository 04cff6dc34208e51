"""Requests to the API are counted while they are answered; those to the chain are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tallystick_node.api.priority import Preceding


class Counter:
    """Counts who is inside."""

    inside = 0

    def first(self) -> Counter:
        return self

    def __enter__(self) -> None:
        self.inside += 1

    def __exit__(self, *_: object) -> None:
        self.inside -= 1


@pytest.mark.parametrize(
    ("scope", "counted"),
    [
        ({"type": "http", "path": "/v1/platform"}, 1),
        ({"type": "http", "path": "/rpc"}, 0),
        ({"type": "websocket", "path": "/rpc"}, 0),
        ({"type": "lifespan"}, 0),
    ],
)
def test_who_goes_first(scope: dict[str, Any], counted: int) -> None:
    counter, seen = Counter(), []

    async def app(*_: Any) -> None:
        seen.append(counter.inside)

    nothing: Any = None
    asyncio.run(Preceding(app, counter)(scope, nothing, nothing))  # type: ignore[arg-type]
    assert (seen, counter.inside) == ([counted], 0)
