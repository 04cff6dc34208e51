"""An investor's figures: their notes' events and states put together, from whoever has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain._sync.events import EventStream
from tallystick.chain.contracts import Book, Lens
from tallystick.chain.logs import Event
from tallystick.investing.forecast import DueNote, DueRow, Forecast, forecast
from tallystick.investing.investor_figures import HeldNote, InvestorFigures, investor_figures
from tallystick.investing.note_history import NoteEvent, note_history
from tallystick.investing.roll_rates import RollRates, roll_rates
from tallystick.loans.dates import local_day
from tallystick.loans.rounding import div_ceil
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform.listing import LoanStatus, loan_state, remaining_rows
from tallystick.replay.source import time_of

if TYPE_CHECKING:
    from tallystick.chain.contracts.lens import LensTermsOf
    from tallystick.platform._sync.platform import Platform

__all__ = [
    "LOAN_CONTRACTS",
    "NOTE_EVENTS",
    "FiguresOfNotes",
    "LoanEvents",
    "events_of_wallet",
    "figures_from",
    "figures_of_investor",
]

# What a note's history is made of.
NOTE_EVENTS = frozenset({
    "Listed", "Transfer", "Issued", "Paid", "Recovered", "Covered", "Distributed", "Defaulted",
    "Restructured", "SalePaid",
})  # fmt: skip
DAYS_OF_A_MONTH = 31
# Whose events a loan has.
LOAN_CONTRACTS = ("Ballots", "Book", "Escrow", "Offers", "Reserve", "Servicing", "Workouts")


@dataclass(frozen=True, slots=True)
class LoanEvents:
    """A loan's events in the chain's order, and its rate as listed in ppm a year."""

    rate_ppm: int
    events: Sequence[NoteEvent]


@dataclass(frozen=True, slots=True)
class FiguresOfNotes:
    """What was earned, what is to come, and the roll rates that both rest on."""

    figures: InvestorFigures
    forecast: Forecast
    rates: RollRates
    held: tuple[HeldNote, ...] = ()


def figures_of_investor(
    platform: Platform, wallet: str, reports: Sequence[Mapping[str, Any]] = ()
) -> FiguresOfNotes:
    """Return an investor's figures, from the chain's events alone.

    Args:
        platform: The platform; its node is believed.
        wallet: The checksummed address.
        reports: The documents of its monthly reports, one for each month, the oldest first; without
            them losses are foretold by what other platforms have published.

    Returns:
        The figures at the newest block.

    Raises:
        TransportError: When the node does not answer.
    """
    known = events_of_wallet(platform, wallet, platform.connection.block_number())
    return figures_from(platform, wallet, known, roll_rates(reports))


def events_of_wallet(platform: Platform, wallet: str, ends: int) -> dict[int, LoanEvents]:
    """Return the events of the loans that a wallet has ever held a note of, or drawn down.

    Args:
        platform: The platform; its node is believed.
        wallet: The checksummed address.
        ends: The last block that counts.

    Returns:
        The events by the loan's number, ascending.

    Raises:
        TransportError: When the node does not answer.
    """
    offset = platform.deployment.roles.utc_offset_seconds
    days: dict[int, int] = {}
    rates: dict[int, int] = {}
    events: dict[int, list[NoteEvent]] = {}
    mine: set[int] = set()
    for event in EventStream(platform, confirmations=0, contracts=LOAN_CONTRACTS).poll():
        if not isinstance(event, Event) or event.name not in NOTE_EVENTS or event.block > ends:
            continue
        loan = event.values.get("loan", event.values.get("id"))
        if event.name == "Listed":
            rates[loan] = event.values["offer"]["rate_ppm"]
            continue
        if event.block not in days:
            days[event.block] = local_day(time_of(platform.connection, event.block), offset)
        kept = NoteEvent(days[event.block], event.name, event.values)
        if wallet in _sides(kept):
            mine.add(loan)
        events.setdefault(loan, []).append(kept)
    return {loan: LoanEvents(rates[loan], events[loan]) for loan in sorted(mine)}


def _sides(event: NoteEvent) -> set[Any]:
    """Whose a note or a loan has been, by one event."""
    if event.name == "Transfer":
        return {event.values["sender"], event.values["receiver"]}
    return {event.values["borrower"]} if event.name == "Issued" else set()


def figures_from(
    platform: Platform, wallet: str, known: Mapping[int, LoanEvents], rates: RollRates
) -> FiguresOfNotes:
    """Return an investor's figures, from events that somebody has at hand.

    Args:
        platform: The platform, asked for what is held now.
        wallet: The checksummed address.
        known: The events of every loan that the wallet has ever held a note of.
        rates: The platform's roll rates.

    Returns:
        The figures at the newest block.

    Raises:
        TransportError: When the node does not answer.
    """
    view, today = InvestorView(platform, wallet), platform.today()
    histories = [
        history
        for loan, of in known.items()
        if (history := note_history(loan, of.rate_ppm, wallet, of.events)) is not None
    ]
    portfolio = view.portfolio()
    held, due = list[HeldNote](), list[DueNote]()
    for note in portfolio.notes:
        if note.status is not LoanStatus.ACTIVE:
            continue
        kept = platform.read(Lens.state_of(note.loan))
        parties, terms = kept["parties"], kept["terms"]
        held.append(
            HeldNote(
                note.loan, note.outstanding, note.overdue, parties["borrower"], parties["group"],
                platform.read(Book.listing_of(note.loan))[0]["level"], _months(terms),
            )
        )  # fmt: skip
        rows = remaining_rows(loan_state(kept))
        due.append(
            DueNote(
                note.loan, note.units, terms["principal"], terms["servicing_ppm"],
                terms["rate_ppm"], note.overdue,
                [DueRow(row.due, row.principal, row.interest + row.arrears) for row in rows],
            )
        )  # fmt: skip
    figures = investor_figures(histories, held, portfolio.balance, rates, today)
    return FiguresOfNotes(figures, forecast(due, rates, today), rates, tuple(held))


def _months(terms: LensTermsOf) -> int:
    length = terms["n"] * terms["period"]
    return div_ceil(length, DAYS_OF_A_MONTH) if terms["in_days"] else length
