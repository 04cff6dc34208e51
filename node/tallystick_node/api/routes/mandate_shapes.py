"""Mandates and their rounds, as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from tallystick.loans.dates import date_from_day
from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.sentence import SENTENCE_CHARACTERS_MAX
from tallystick_node.api.shapes import (
    Amount,
    AskedMoment,
    Day,
    Signature,
    SignedAmount,
    Strict,
    UtcMoment,
)
from tallystick_node.matching.rules import PRICE_PPM_MAX, MandateStanding

if TYPE_CHECKING:
    from tallystick.loans.mandates import Limits
    from tallystick.matching.backtest import BackTest
    from tallystick.matching.forecast import MandatePreview
    from tallystick_node.matching.outlook import NoteToSell
    from tallystick_node.matching.round_book import PublishedRound

__all__ = [
    "BackTestResponse", "ExitRequest", "LimitsResponse", "MandateAllocationResponse",
    "MandateRequest", "MandateResponse", "MandatesResponse", "NoteToSellResponse",
    "NotesToSellResponse", "OutlookRequest", "OutlookResponse", "PreviewResponse", "RoundResponse",
    "RoundsResponse", "SentenceResponse",
]  # fmt: skip

_DIGEST = "^0x[0-9a-f]{64}$"


class MandateRequest(Strict):
    """A mandate as its owner has signed it, in the form of `SignedMandate.document`."""

    mandate: dict[str, str]
    """The fields of the EIP-712 message: numbers in decimal digits."""
    signature: Signature
    """The owner's signature in hex."""
    replaces: Annotated[str | None, Field(pattern=_DIGEST)] = None
    """The digest of my mandate for which nothing is lent from now on."""


class ExitRequest(Strict):
    """How I leave: when the mandate stops, and from when notes are to be sold."""

    stop_at: AskedMoment
    """From then on it lends nothing."""
    sell_at: AskedMoment | None = None
    """From then on my notes are to be sold; null sells nothing."""
    price_ppm: Annotated[int | None, Field(ge=1, le=PRICE_PPM_MAX)] = None
    """At which price, in parts per million of what is outstanding."""


class OutlookRequest(Strict):
    """A mandate's sentence."""

    sentence: Annotated[str, Field(min_length=1, max_length=SENTENCE_CHARACTERS_MAX)]
    """What the mandate says."""
    language: SentenceLanguage = SentenceLanguage.EN
    """The language it is written in."""


class LimitsResponse(Strict):
    """What a mandate allows, as it is signed; amounts in minor units."""

    level_max: int
    """The highest risk level, 1 to 5 for the grades A to E."""
    statement: int
    """Up to which level the risk statement that was read speaks."""
    rate_min_ppm: int
    """The least rate a year, in parts per million."""
    days_max: int
    """The longest term in days, a month counted as 31."""
    ticket: Amount
    """The least to lend at once."""
    person_max: Amount
    """The most of one borrower's live loans."""
    group_max: Amount
    """The most of a group's live loans."""
    day_max: Amount
    """The most to lend on a day of UTC."""
    exposure_max: Amount
    """The most to have lent out."""
    lifetime_max: Amount
    """The most to lend over the mandate's life."""
    cash_floor: Amount
    """What stays in the balance."""
    expiry: int
    """The last Unix second."""

    @classmethod
    def of(cls, limits: Limits) -> LimitsResponse:
        """Return limits as the API writes them.

        Args:
            limits: The limits.

        Returns:
            The same.
        """
        return cls(**{name: getattr(limits, name) for name in cls.model_fields})


class SentenceResponse(Strict):
    """A mandate's sentence as it is understood."""

    limits: LimitsResponse
    """What would be signed."""
    sentences: dict[str, str]
    """The sentence of these limits, by language."""


class MandateAllocationResponse(Strict):
    """What a round has allocated to a mandate."""

    round: int
    """The round's number."""
    loan: int
    """The loan's number."""
    units: Amount
    """How much, in minor units."""


class MandateResponse(Strict):
    """A mandate at this node, with what the chain says of it now."""

    digest: str
    """What names it: the EIP-712 digest in hex."""
    standing: MandateStanding
    """Where it stands: only a live one lends."""
    sentences: dict[str, str]
    """What it says, by language."""
    mandate: dict[str, str]
    """The fields of the message."""
    signature: str
    """The owner's signature in hex."""
    created_at: UtcMoment
    """When it was brought to this node."""
    lent: Amount
    """Lent by it over its life."""
    lent_today: Amount
    """Lent by it on this day of UTC."""
    idle: str | None
    """Why the last look found that it lends nothing, a code; null when it lends."""
    excluded: dict[str, int]
    """How many loans each limit kept out in the last look, by code."""
    code: str | None
    """Why the chain has refused it, a code of the contract."""
    stop_at: int | None
    """The Unix second from which its exit plan stops it."""
    sell_at: int | None
    """The Unix second from which notes are to be sold."""
    price_ppm: int | None
    """At which price, of what is outstanding."""
    allocations: list[MandateAllocationResponse]
    """What the rounds have allocated to it, the newest first; in a list of mandates empty."""


class MandatesResponse(Strict):
    """My mandates."""

    items: list[MandateResponse]
    """The newest first."""
    executor: str | None
    """The account that executes mandates at this node; null when it executes none."""


class PreviewResponse(Strict):
    """What a mandate would lend now, by the last 90 days: a forecast, not a promise."""

    fits: list[MandateAllocationResponse]
    """What would be lent now, after all who wait already; the round is 0."""
    idle: str | None
    """Why nothing would be, a code."""
    excluded: dict[str, int]
    """How many loans each limit keeps out, by code."""
    money: Amount
    """What may be lent now."""
    listed: int
    """Loans that were listed in the last 90 days."""
    fitting: int
    """Those of them that would have fitted."""
    per_day: Amount
    """What could have been lent to those a day."""
    days: int | None
    """How many days the money would take at that speed; null when nothing fitted."""

    @classmethod
    def of(cls, seen: MandatePreview) -> PreviewResponse:
        """Return a preview as the API writes it.

        Args:
            seen: The preview.

        Returns:
            The same.
        """
        return cls(
            fits=[
                MandateAllocationResponse(round=0, loan=entry.loan, units=entry.units)
                for entry in seen.fits
            ],
            idle=None if seen.idle is None else seen.idle.value,
            excluded={reason.value: count for reason, count in seen.excluded.items()},
            money=seen.money, listed=seen.listed, fitting=seen.fitting, per_day=seen.per_day,
            days=seen.days,
        )  # fmt: skip


class BackTestResponse(Strict):
    """What my funds would have come to under the limits, losses and all; it promises nothing."""

    first_day: Day
    """The day of the first loan."""
    last_day: Day
    """Today."""
    money: Amount
    """The funds at the beginning."""
    loans: int
    """To how many loans they would have been lent."""
    lent: Amount
    """Lent over all loans, with what came back and was lent again."""
    back: Amount
    """Principal that came back."""
    interest: Amount
    """Interest received, after fees."""
    lost: Amount
    """Principal of loans in default or written off that has not come back."""
    late: Amount
    """Principal still lent to loans past due."""
    owed: Amount
    """Principal still lent to all others."""
    cash: Amount
    """Free at the end."""
    gain: SignedAmount
    """Interest less what was lost."""
    gain_ppm: int | None
    """The gain in parts per million of what was lent; null when nothing was."""

    @classmethod
    def of(cls, past: BackTest) -> BackTestResponse:
        """Return a back-test as the API writes it.

        Args:
            past: The back-test.

        Returns:
            The same, days as dates.
        """
        names = set(cls.model_fields) - {"first_day", "last_day"}
        return cls(
            first_day=date_from_day(past.first_day), last_day=date_from_day(past.last_day),
            **{name: getattr(past, name) for name in names},
        )  # fmt: skip


class OutlookResponse(Strict):
    """What a sentence comes to: its limits, what fits now, and what would have been."""

    limits: LimitsResponse
    """What would be signed."""
    sentences: dict[str, str]
    """The sentence of these limits, by language."""
    preview: PreviewResponse
    """What would be lent now."""
    past: BackTestResponse
    """What would have been."""


class NoteToSellResponse(Strict):
    """A note that my exit plan would sell."""

    loan: int
    """The loan's number."""
    units: Amount
    """Units of it."""
    price: Amount | None
    """What they would cost now; null while the loan's market is closed."""
    fee: Amount | None
    """The market fee within the price."""
    closed: str
    """Why its market is closed, a code of the contract; empty when it is open."""

    @classmethod
    def of(cls, note: NoteToSell) -> NoteToSellResponse:
        """Return a note as the API writes it.

        Args:
            note: The note.

        Returns:
            The same.
        """
        return cls(
            loan=note.loan, units=note.units, price=note.price, fee=note.fee, closed=note.closed
        )


class NotesToSellResponse(Strict):
    """My notes as asks of one price."""

    price_ppm: int
    """The price, of what is outstanding."""
    items: list[NoteToSellResponse]
    """The notes, by loan."""


class RoundResponse(Strict):
    """A round in short."""

    number: int
    """Its number, from 1."""
    block: int
    """Up to which block events count."""
    hash: str
    """SHA-256 of its published bytes, which the next round names."""
    allocations: int
    """How often a mandate lends in it."""
    units: Amount
    """How much is lent in all."""
    created_at: UtcMoment
    """When it was made."""

    @classmethod
    def of(cls, built: PublishedRound) -> RoundResponse:
        """Return a round as the API writes it.

        Args:
            built: The round.

        Returns:
            The same.
        """
        return cls(
            number=built.number, block=built.block, hash=built.hash, allocations=built.allocations,
            units=built.units, created_at=built.created_at,
        )  # fmt: skip


class RoundsResponse(Strict):
    """Rounds by number."""

    items: list[RoundResponse]
    """The rounds."""
