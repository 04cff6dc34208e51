"""Records of the node about sponsorship."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = ["SendState", "SponsorshipResponse"]


class SendState(StrEnum):
    """Where a send stands. The last three are final."""

    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    REVERTED = "reverted"
    REFUSED = "refused"


class SponsorshipResponse(Record):
    """The transfer of wei of the chain's own coin to the wallet, and where it stands."""

    state: SendState
    tx_hash: str | None
    wallet: str
    wei: Amount
