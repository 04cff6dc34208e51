"""Records of the node about staff aml freezes."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from tallystick.api.shapes import Record

__all__ = ["AmlFreezeCall", "AmlFreezeResponse", "AmlTravelParty", "FreezeState"]


class AmlFreezeCall(Record):
    """What a wallet has to send: one that may freeze, or any one with an order."""

    data: str
    to: str


class FreezeState(StrEnum):
    """Where a freeze stands.

    ATTESTING: two have agreed, and the order waits for attestors. PREPARED: all who have to
    agree have, and the chain does not have it yet.
    """

    PROPOSED = "proposed"
    REJECTED = "rejected"
    ATTESTING = "attesting"
    PREPARED = "prepared"
    FROZEN = "frozen"
    LIFTED = "lifted"


class AmlFreezeResponse(Record):
    """A freeze that a case asks for."""

    attestors: tuple[str, ...]
    call: AmlFreezeCall | None
    decided_by: str | None
    expiry: int | None
    freeze: int
    hours: int
    lift_proposed_by: str | None
    lifted_at: datetime | None
    lifted_by: str | None
    message: dict[str, Any] | None
    order: str | None
    order_file: int | None
    person: str
    proposed_by: str
    sending: str | None
    state: FreezeState
    threshold: int | None
    tx_hash: str | None
    until: int | None
    wallet: str


class AmlTravelParty(Record):
    """Who gets a transfer; what is not known is empty."""

    account: str = ""
    address: str = ""
    country: str = ""
    legal: bool = False
    name: str = ""
