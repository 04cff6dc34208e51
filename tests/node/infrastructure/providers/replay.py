"""A provider on a port of this machine that replays what a test gives it, signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from node.kyc.providers.bureau_server import Asked, BureauServer, Reply, bureau
from node.times import Time
from tallystick_node.infrastructure.providers.adapter import SignedProvider
from tallystick_node.infrastructure.providers.connection import ProviderLine
from tallystick_node.infrastructure.providers.field_map import Exchange, ProviderMap
from tallystick_node.infrastructure.providers.signing import signature

__all__ = ["EXCHANGE", "FIELDS", "SECRET", "provider", "replayed", "signed"]

SECRET = b"a secret of thirty-two bytes long"
EXCHANGE = Exchange("judge", ("name",), "MATCH", frozenset({"NAME", "CARD"}), ("key",), ("alive",))
FIELDS = ProviderMap(
    "/ask",
    {"name": "person.name", "key": "id"},
    {"product": "two", "person.kind": "natural"},
    {"verdict": "result.code", "reference": "result.serial", "number": "id", "alive": "score"},
    {"0": ("MATCH",), "true": ("MATCH",), "1": ("NAME",), "both": ("NAME", "CARD")},
)


def signed(asked: Asked, body: bytes, secret: bytes = SECRET) -> Reply:
    """A body, signed for this very question."""
    sign = signature(secret, "answer", asked.headers["x-number"], body)
    return Reply(body=body, headers={"x-signature": sign})


@contextmanager
def replayed(change: dict[str, Any] | bytes) -> Iterator[BureauServer]:
    """A provider whose answer is a yes with some fields changed, or the very bytes."""

    def answer(asked: Asked) -> Reply:
        if isinstance(change, bytes):
            return signed(asked, change)
        usual = {
            "id": asked.headers["x-number"],
            "result": {"code": "0", "serial": "R-1"},
            "score": 0.5,
        }
        return signed(asked, json.dumps(usual | change).encode())

    with bureau(answer) as server:
        yield server


def provider(url: str, **changed: Any) -> SignedProvider:
    line = ProviderLine(url, who=EXCHANGE.who, **changed.pop("line", {}))
    facts = {"client": "us", "secret": SECRET, "clock": Time(), **changed}
    return SignedProvider(line, EXCHANGE, FIELDS, **facts)
