"""A wallet's year by loan, from the events of its loans: cash basis, the platform's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError
from tallystick.investing.note_history import note_history
from tallystick.papers.sheets import LOANS_MAX, LentYear, OwedYear, TaxYear

if TYPE_CHECKING:
    from tallystick.investing.figures_on_chain import LoanEvents
    from tallystick.investing.note_history import NoteDay, NoteEvent, NoteHistory
    from tallystick.papers.loan_papers import PaperPlace

__all__ = ["tax_year", "year_days"]

_EPOCH = date(1970, 1, 1)
_LENT = ("interest", "fees", "lost", "recovered", "resale")


def year_days(year: int) -> tuple[int, int]:
    """Return a year's days.

    Args:
        year: 1970 to 9998.

    Returns:
        Its first day, and that of the next year, in days since 1970-01-01.
    """
    return (date(year, 1, 1) - _EPOCH).days, (date(year + 1, 1, 1) - _EPOCH).days


def tax_year(
    place: PaperPlace,
    wallet: str,
    year: int,
    known: Mapping[int, LoanEvents],
    block: int,
    *,
    complete: bool,
) -> TaxYear:
    """Return a wallet's year.

    Args:
        place: Where its loans are.
        wallet: The checksummed address.
        year: The year of the platform's calendar.
        known: The events of every loan that it has ever held a note of, or drawn down.
        block: Up to which they were read.
        complete: Whether the year is over at the block.

    Returns:
        The year; loans of which nothing came or went in it are left out.

    Raises:
        InputError: PAPER:LOANS when there are more than a paper holds.
    """
    first, after = year_days(year)
    lent, owed = list[LentYear](), list[OwedYear]()
    for loan, of in sorted(known.items()):
        history = note_history(loan, of.rate_ppm, wallet, of.events)
        if history is not None and (note := _lent(history, first, after)) is not None:
            lent.append(note)
        if (own := _owed(loan, wallet, of.events, first, after)) is not None:
            owed.append(own)
    if max(len(lent), len(owed)) > LOANS_MAX:
        raise InputError("PAPER:LOANS", f"a year has at most {LOANS_MAX:,} loans on one paper")
    return TaxYear(
        chain=place.chain, book=place.book, currency=place.currency, decimals=place.decimals,
        block=block, paper="tax-year", wallet=wallet, year=year, complete=complete,
        lent=tuple(lent), owed=tuple(owed),
    )  # fmt: skip


def _lent(history: NoteHistory, first: int, after: int) -> LentYear | None:
    before, at_end = history.before(first), history.before(after)
    if at_end is None:
        return None
    changes = {name: _at(at_end, name) - _at(before, name) for name in _LENT}
    if not any(changes.values()):
        return None
    return LentYear(loan=history.loan, **{name: str(change) for name, change in changes.items()})


def _at(day: NoteDay | None, name: str) -> int:
    return 0 if day is None else getattr(day, name)


def _owed(
    loan: int, wallet: str, events: Iterable[NoteEvent], first: int, after: int
) -> OwedYear | None:
    """What the loan cost in the year, if it is the wallet's."""
    sums: dict[str, int] = {"interest": 0, "charges": 0, "withheld": 0}
    own = False
    for event in events:
        values: Mapping[str, Any] = event.values
        if event.name == "Issued":
            own = values["borrower"] == wallet
            withheld = values["origination"] + values["contribution"]
            sums["withheld"] += withheld if first <= event.day < after else 0
        # What others pay for a borrower costs them nothing.
        elif (
            event.name in {"Paid", "Recovered"}
            and values["payer"] == wallet
            and first <= event.day < after
        ):
            sums["interest"] += values["interest"]
            sums["charges"] += values["charges"]
    if not own or not any(sums.values()):
        return None
    return OwedYear(loan=loan, **{name: str(total) for name, total in sums.items()})
