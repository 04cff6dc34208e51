"""Records of the node about platform."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.shapes import Amount, Record

__all__ = [
    "AsOf",
    "CapitalResponse",
    "CompanyResponse",
    "PlatformResponse",
    "SettlementToken",
    "StatedVersion",
    "TermsOf",
    "TermsResponse",
]


class AsOf(Record):
    """The block that an answer is of, and how far the chain had gone when it was last asked."""

    block: int
    hash: str
    head: int
    lag_blocks: int
    seen_at: datetime


class CapitalResponse(Record):
    """Own funds against what the policy pack asks for."""

    overheads_missing: bool
    own_funds: Amount | None
    required: Amount
    suffices: bool | None


class StatedVersion(Record):
    """A version of what is stated; attested by the operator, proved by nobody."""

    block: int | None
    document: dict[str, Any]
    kept_at: datetime
    not_stated: tuple[str, ...]
    root: str
    tx_hash: str | None
    version: int


class CompanyResponse(Record):
    """What is stated now, and how own funds stand."""

    capital: CapitalResponse
    stated: StatedVersion | None
    versions: int


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


class TermsOf(StrEnum):
    """Whose relation a text is about; the value is how its address ends."""

    LENDER_INFORMATION = "lender-information"
    BORROWER_INTERMEDIARY = "borrower-intermediary"
    CUSTODY_COOPERATION = "custody-cooperation"


class TermsResponse(Record):
    """A text in force."""

    approved_by: str
    approved_on: date
    language: str
    of: TermsOf
    sha256: str
    title: str
    version: int
