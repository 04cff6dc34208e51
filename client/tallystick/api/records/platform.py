"""Records of the node about platform."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime

from tallystick.api.shapes import Record

__all__ = ["AsOf", "PlatformResponse", "SettlementToken"]


class AsOf(Record):
    """The block that an answer is of, and how far the chain had gone when it was last asked."""

    block: int
    hash: str
    head: int
    lag_blocks: int
    seen_at: datetime


class SettlementToken(Record):
    """The settlement token; an amount divided by 10^exponent is in its main unit."""

    exponent: int
    symbol: str
    token: str


class PlatformResponse(Record):
    """Where the platform is and by which rules it lives.

    custodian: the address to which tokens go that are withdrawn; null without a custodian.
    """

    as_of: AsOf
    business_date: date
    chain_id: int
    contracts: dict[str, str]
    currency: SettlementToken
    custodian: str | None
    paused: bool
    policy: str
    utc_offset_seconds: int
    winding_down: bool
