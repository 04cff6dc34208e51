"""What lending has come to for whoever asks about themselves: returns, losses, what is to come."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from tallystick.investing.figures_on_chain import (
    NOTE_EVENTS,
    FiguresOfNotes,
    LoanEvents,
    figures_from,
)
from tallystick.investing.investor_figures import HeldNote, spread
from tallystick.investing.note_history import NoteEvent
from tallystick.investing.roll_rates import BUCKETS, RollRates, roll_rates
from tallystick.loans.dates import local_day
from tallystick.replay.source import time_of
from tallystick_node.api.caller import SignedIn
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, DataDirDep, IndexDep, PlatformDep
from tallystick_node.api.shapes import Amount, SignedAmount, Strict
from tallystick_node.infrastructure.indexer.queries import PAGE_MAX
from tallystick_node.supervision.published_reports import PublishedReports
from tallystick_node.underwriting.places import CoarsePlace, coarse_places

if TYPE_CHECKING:
    from tallystick.investing.investor_figures import Spread
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.queries import ChainIndex

__all__ = ["figures_of", "note_events", "own_roll_rates", "router", "spread_by_place"]

router = APIRouter(
    prefix="/v1/me/figures", tags=["figures"], responses=problem_responses(401, 422, 503)
)
# The newest of them say how arrears end today.
REPORTS_MAX = 24


class MonthFigures(Strict):
    """A month of the platform's calendar."""

    month: str
    """As YYYY-MM."""
    weighed: Amount
    """Principal outstanding in it: at its beginning, and what came later by the days left."""
    interest: Amount
    """Received, after the platform's part."""
    fees: Amount
    """The platform's part."""
    lost: Amount
    """Outstanding when its loan defaulted."""
    recovered: Amount
    """Principal that came after a default."""
    resale: SignedAmount
    """Gained or lost by buying and selling."""


class SpreadPart(Strict):
    """A part of what is outstanding."""

    name: str
    """What it hangs on."""
    outstanding: Amount
    """How much."""


class SpreadFigures(Strict):
    """Over what the notes are spread."""

    herfindahl_ppm: int
    """Sum of the squared shares; 1,000,000 where all hangs on one."""
    parts: list[SpreadPart]
    """The largest first."""


class RollRate(Strict):
    """How loans so late end."""

    from_days: int
    """Days past due from which it counts."""
    loss_ppm: int
    """What is lost in the end, of what is outstanding."""
    moves: int
    """How many months of loans so late the platform has seen."""
    own: bool
    """Whether the share is the platform's own; else another platform's, published in 2013."""


class MonthForecast(Strict):
    """A month to come."""

    month: str
    """As YYYY-MM."""
    principal: Amount
    """As agreed."""
    interest: Amount
    """As agreed, after the platform's part."""
    expected: Amount
    """Both, with losses in it."""
    reinvested: Amount
    """All that is there at its end if what came is lent again."""


class InvestorFiguresResponse(Strict):
    """Everything since the first note; what is foretold is no promise."""

    promised: Amount
    """Interest at the loans' rates on what was outstanding."""
    waiting: SignedAmount
    """What of it has not come: not due yet, or late."""
    fees: Amount
    """The platform's part."""
    lost: Amount
    """Outstanding when loans defaulted."""
    recovered: Amount
    """Principal that came afterwards."""
    resale: SignedAmount
    """Gained or lost by buying and selling."""
    earned: SignedAmount
    """promised - waiting - fees - lost + recovered + resale."""
    outstanding: Amount
    """Of the notes held now."""
    expected_loss: Amount
    """Of the late ones, by roll rates."""
    cash: Amount
    """In the Escrow."""
    cash_share_ppm: int
    """Of cash and notes."""
    promised_ppm: int | None
    """The notes' rate a year, weighed by principal and days."""
    nar_ppm: int | None
    """Net annualised return."""
    adjusted_nar_ppm: int | None
    """The same, less what late notes will lose."""
    by_borrower: SpreadFigures
    """By the borrower's wallet."""
    by_group: SpreadFigures
    """By groups of related people."""
    by_level: SpreadFigures
    """By risk level."""
    by_term: SpreadFigures
    """By the loan's term in months."""
    by_region: SpreadFigures
    """By the borrower's first-level region (ISO 3166-2), a dash where none is stated."""
    by_industry: SpreadFigures
    """By the borrower's section of industry (ISIC), a dash where none is stated."""
    months: list[MonthFigures]
    """Month by month."""
    roll_rates: list[RollRate]
    """How arrears end."""
    lgd_ppm: int
    """What is lost of defaulted loans."""
    forecast: list[MonthForecast]
    """What is to come."""
    half_back: str | None
    """In which month half of what is outstanding is back, with losses; null where never."""


@router.get("")
def read_own_figures(
    caller: SignedIn, platform: PlatformDep, index: IndexDep, data_dir: DataDirDep,
    database: DatabaseDep,
) -> InvestorFiguresResponse:  # fmt: skip
    """Returns, losses, spread and forecast of the caller's wallet."""
    known = figures_of(caller.wallet, platform, index, data_dir)
    return _response(known, spread_by_place(known, index, database))


def spread_by_place(
    known: FiguresOfNotes, index: IndexDep, database: DatabaseDep
) -> tuple[Spread, Spread]:
    """Return over which regions and industries notes are spread, as borrowers have stated them.

    Args:
        known: The figures of the notes.
        index: The events, which tell the loans' projects.
        database: The node's, which knows what borrowers agreed to show.

    Returns:
        The spread by region, and by industry.
    """
    loans = [note.loan for note in known.held]
    projects = {
        event.loan: str(event.fields["project"])
        for event in index.events_of_loans(loans, ("Listed",))
    }
    with database.reading() as connection:
        places = coarse_places(connection, {note.borrower for note in known.held})
    nowhere = CoarsePlace()

    def place(note: HeldNote) -> CoarsePlace:
        return places.get(projects.get(note.loan, ""), nowhere)

    return (
        spread(known.held, lambda note: place(note).region),
        spread(known.held, lambda note: place(note).industry),
    )


def figures_of(
    wallet: str, platform: PlatformDep, index: IndexDep, data_dir: Path
) -> FiguresOfNotes:
    """Return a wallet's figures, from the index and the published reports.

    Args:
        wallet: The checksummed address.
        platform: The platform, asked for what is held now.
        index: The events.
        data_dir: Where the reports are.

    Returns:
        The figures, as `figures_of_investor` has them from the chain alone.
    """
    known = note_events(wallet, platform, index)
    return figures_from(platform, wallet, known, own_roll_rates(data_dir))


def note_events(
    wallet: str, platform: Platform, index: ChainIndex, ends: int | None = None
) -> dict[int, LoanEvents]:
    """Return the events of the loans whose events name a wallet, from the index.

    Args:
        wallet: The checksummed address.
        platform: The platform, asked for the time of blocks.
        index: The events.
        ends: The last block that counts; all without it.

    Returns:
        The events by the loan's number, ascending.
    """
    mine: list[int] = []
    while more := index.loans_of(wallet, after=mine[-1] if mine else 0, limit=PAGE_MAX).answer:
        mine += more
    offset = platform.deployment.roles.utc_offset_seconds
    days: dict[int, int] = {}
    rates: dict[int, int] = {}
    known: dict[int, list[NoteEvent]] = {}
    for event in index.events_of_loans(mine, NOTE_EVENTS):
        loan = event.loan
        assert loan is not None, "they were asked for by their loans"
        if event.name == "Listed":
            rates[loan] = int(event.fields["offer.rate_ppm"])
            continue
        if ends is not None and event.block > ends:
            continue
        if event.block not in days:
            days[event.block] = local_day(time_of(platform.connection, event.block), offset)
        known.setdefault(loan, []).append(NoteEvent(days[event.block], event.name, event.fields))
    return {loan: LoanEvents(rates[loan], known[loan]) for loan in sorted(known)}


def own_roll_rates(data_dir: Path) -> RollRates:
    """Return the platform's roll rates, from its newest published reports.

    Args:
        data_dir: The node's directory.

    Returns:
        The rates; worked out once for the same reports.
    """
    newest = dict(PublishedReports(data_dir).versions())
    return _rates(data_dir, tuple(sorted(newest.items())[-REPORTS_MAX:]))


@lru_cache(maxsize=4)
def _rates(data_dir: Path, versions: tuple[tuple[str, int], ...]) -> RollRates:
    """Published files never change."""
    reports = PublishedReports(data_dir)
    return roll_rates([reports.read(subject, version).document for subject, version in versions])


def _spread(of: Spread) -> SpreadFigures:
    parts = [SpreadPart(name=name, outstanding=amount) for name, amount in of.parts]
    return SpreadFigures(herfindahl_ppm=of.herfindahl_ppm, parts=parts)


def _response(of: FiguresOfNotes, places: tuple[Spread, Spread]) -> InvestorFiguresResponse:
    figures, rates = of.figures, of.rates
    return InvestorFiguresResponse(
        promised=figures.promised, waiting=figures.waiting, fees=figures.fees, lost=figures.lost,
        recovered=figures.recovered, resale=figures.resale, earned=figures.earned,
        outstanding=figures.outstanding, expected_loss=figures.expected_loss, cash=figures.cash,
        cash_share_ppm=figures.cash_share_ppm, promised_ppm=figures.promised_ppm,
        nar_ppm=figures.nar_ppm, adjusted_nar_ppm=figures.adjusted_nar_ppm,
        by_borrower=_spread(figures.by_borrower), by_group=_spread(figures.by_group),
        by_level=_spread(figures.by_level), by_term=_spread(figures.by_term),
        by_region=_spread(places[0]), by_industry=_spread(places[1]),
        months=[
            MonthFigures(
                month=known.month, weighed=known.weighed, interest=known.interest, fees=known.fees,
                lost=known.lost, recovered=known.recovered, resale=known.resale,
            )
            for known in figures.months
        ],
        roll_rates=[
            RollRate(from_days=begins, loss_ppm=loss, moves=moves, own=own)
            for begins, loss, moves, own in zip(
                BUCKETS, rates.loss_ppm, rates.moves, rates.own, strict=True
            )
        ],
        lgd_ppm=rates.lgd_ppm,
        forecast=[
            MonthForecast(
                month=known.month, principal=known.principal, interest=known.interest,
                expected=known.expected, reinvested=known.reinvested,
            )
            for known in of.forecast.months
        ],
        half_back=of.forecast.half_back,
    )  # fmt: skip
