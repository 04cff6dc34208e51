"""An account that sends, as its tables have it: state, open work, signed versions, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from tallystick_node.infrastructure.transactions.outgoing import Send, SendState

__all__ = ["AccountState", "OpenWork", "SendOutcome", "Version"]


@dataclass(frozen=True, slots=True)
class AccountState:
    """The next nonce of an account, and why it was halted, if it was."""

    next_nonce: int
    halted: str | None


@dataclass(frozen=True, slots=True)
class OpenWork:
    """An account with what is in flight, by nonce, and what is planned, in the order of sending."""

    account: AccountState
    in_flight: list[Send]
    planned: list[Send]


@dataclass(frozen=True, slots=True)
class Version:
    """A signed transaction of a send; the highest number was signed last."""

    number: int
    tx_hash: str
    raw: bytes
    body: dict[str, Any]
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """How a send ended on the chain."""

    state: SendState
    tx_hash: str
    block: int
    block_hash: str
    cost: int
    code: str | None
    reason: str | None
