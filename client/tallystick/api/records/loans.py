"""Records of the node about loans."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date
from enum import StrEnum

from tallystick.api.records.platform import AsOf
from tallystick.api.shapes import Amount, Record

__all__ = [
    "EventPage",
    "EventResponse",
    "InstalmentResponse",
    "LoanPage",
    "LoanResponse",
    "LoanStanding",
    "OneLoan",
    "ScheduleResponse",
]


class EventResponse(Record):
    """An event of the chain; its numbers are strings, its hashes and addresses hex."""

    block: int
    contract: str
    fields: dict[str, str | bool]
    name: str
    place: int
    tx_hash: str


class EventPage(Record):
    """Events in the chain's order."""

    as_of: AsOf
    items: tuple[EventResponse, ...]
    next: str | None


class InstalmentResponse(Record):
    """An instalment that is still to be paid in whole or in part."""

    due: date
    interest: Amount
    number: int
    payment: Amount
    principal: Amount


class LoanStanding(StrEnum):
    """Where a loan stands; late is what is active and past due."""

    LISTED = "listed"
    FUNDED = "funded"
    ACTIVE = "active"
    REPAID = "repaid"
    DEFAULTED = "defaulted"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class LoanResponse(Record):
    """A loan as its events tell it; amounts in minor units, `balance` as scheduled."""

    balance: Amount
    borrower: str
    funded: Amount
    guaranteed: Amount
    impaired: bool
    instalments: int
    issued_on: date | None
    number: int
    principal: Amount
    rate_ppm: int
    restructured_on: date | None
    risk_level: int
    settled: int
    status: LoanStanding
    total_interest: Amount
    total_principal: Amount


class LoanPage(Record):
    """Loans by their numbers."""

    as_of: AsOf
    items: tuple[LoanResponse, ...]
    next: str | None


class OneLoan(Record):
    """One loan, and the block it is of."""

    as_of: AsOf
    loan: LoanResponse


class ScheduleResponse(Record):
    """What an active loan still has to pay, in the order of its due dates."""

    loan: int
    rows: tuple[InstalmentResponse, ...]
