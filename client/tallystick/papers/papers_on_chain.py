"""Papers made from the chain, and compared with it."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tallystick.chain._sync.events import EventStream
from tallystick.chain.contracts import Book, Lens
from tallystick.chain.logs import Event
from tallystick.errors import InputError
from tallystick.investing.figures_on_chain import LOAN_CONTRACTS, events_of_wallet
from tallystick.loans.dates import date_from_day, local_day
from tallystick.papers.loan_papers import (
    PAPER_EVENTS,
    PaperEvent,
    PaperPlace,
    certificate,
    receipt,
)
from tallystick.papers.sheets import PaymentReceipt, ScheduleRow, ScheduleSheet, TaxYear
from tallystick.papers.tax_years import tax_year
from tallystick.platform.listing import LoanStatus, loan_state, remaining_rows
from tallystick.replay.source import time_of
from tallystick.statements.account_statement import FirstDifference
from tallystick.statements.statement_on_chain import day_of, last_block_of

if TYPE_CHECKING:
    from tallystick.papers.sheets import Certificate, Paper
    from tallystick.platform._sync.platform import Platform

__all__ = [
    "certificate_of",
    "paper_difference",
    "place_of",
    "receipt_of",
    "schedule_of",
    "tax_year_of",
]


def place_of(platform: Platform) -> PaperPlace:
    """Return where a platform's loans are.

    Args:
        platform: The platform.

    Returns:
        Chain, Book and token.

    Raises:
        TransportError: When the node does not answer.
    """
    return PaperPlace(
        platform.chain_id, platform.address("Book"), *platform.token(),
    )  # fmt: skip


def receipt_of(platform: Platform, loan: int, tx_hash: str) -> PaymentReceipt:
    """Return the receipt of what a transaction has paid on a loan.

    Args:
        platform: The platform; its node is believed.
        loan: The loan's number.
        tx_hash: The transaction's.

    Returns:
        The receipt.

    Raises:
        InputError: PAPER:PAYMENT when it has paid nothing on the loan.
        TransportError: When the node does not answer.
    """
    return receipt(place_of(platform), loan, tx_hash.lower(), _events(platform, loan))


def certificate_of(platform: Platform, loan: int) -> Certificate:
    """Return the certificate that nothing is owed of a loan any more.

    Args:
        platform: The platform; its node is believed.
        loan: The loan's number.

    Returns:
        The certificate.

    Raises:
        InputError: PAPER:OWED when something is still owed, or it was never drawn down.
        TransportError: When the node does not answer.
    """
    return certificate(place_of(platform), loan, _events(platform, loan))


def schedule_of(platform: Platform, loan: int, block: int | None = None) -> ScheduleSheet:
    """Return what is still to be paid of a loan.

    Args:
        platform: The platform; its node is believed.
        loan: The loan's number.
        block: Whose state counts, for which an archive node may be needed; the newest without it.

    Returns:
        The schedule.

    Raises:
        InputError: PAPER:SCHEDULE when the loan is not active at the block.
        TransportError: When the node does not answer.
    """
    read_at = platform.connection.block_number() if block is None else block
    side, _, disclosure = platform.read(Book.listing_of(loan), block=read_at)
    kept = platform.read(Lens.state_of(loan), block=read_at)
    if kept["progress"]["status"] != LoanStatus.ACTIVE:
        raise InputError("PAPER:SCHEDULE", f"loan {loan} has no schedule: it is not being repaid")
    state, place = loan_state(kept), place_of(platform)
    rows = tuple(
        ScheduleRow(
            number=row.number, due=str(date_from_day(row.due)), principal=str(row.principal),
            interest=str(row.interest), arrears=str(row.arrears),
        )
        for row in remaining_rows(state)
    )  # fmt: skip
    return ScheduleSheet(
        chain=place.chain, book=place.book, currency=place.currency, decimals=place.decimals,
        block=read_at, paper="schedule", loan=loan, day=str(day_of(platform, read_at)),
        borrower=side["borrower"], principal=str(kept["terms"]["principal"]),
        rate_ppm=kept["terms"]["rate_ppm"], disclosure="0x" + disclosure.hex(), rows=rows,
    )  # fmt: skip


def tax_year_of(platform: Platform, wallet: str, year: int, block: int | None = None) -> TaxYear:
    """Return a wallet's year.

    Args:
        platform: The platform; its node is believed.
        wallet: The checksummed address.
        year: 1970 to 9998.
        block: Up to which the chain is read; its newest one without it.

    Returns:
        The year: of one that is over the same whenever it is made.

    Raises:
        InputError: STATEMENT:LATER when the chain has not come to the block yet.
        TransportError: When the node does not answer.
    """
    head = platform.connection.block_number()
    if block is not None and block > head:
        raise InputError(
            "STATEMENT:LATER", f"the paper was read up to block {block}, the chain has {head}"
        )
    read = head if block is None else block
    ends = last_block_of(platform, date(year, 12, 31), read)
    known = events_of_wallet(platform, wallet, ends)
    return tax_year(
        place_of(platform), wallet, year, known, min(read, ends + 1), complete=ends < read
    )


def paper_difference(platform: Platform, paper: Paper) -> FirstDifference | None:
    """Return where a paper first differs from what the chain has.

    Args:
        platform: The platform; its node is believed.
        paper: As it was stated.

    Returns:
        The place with both values, or None when they are the same.

    Raises:
        InputError: As for making it.
        TransportError: When the node does not answer, or no longer has the state of its block.
    """
    expected: Paper
    if isinstance(paper, PaymentReceipt):
        expected = receipt_of(platform, paper.loan, paper.transaction)
    elif isinstance(paper, ScheduleSheet):
        expected = schedule_of(platform, paper.loan, paper.block)
    elif isinstance(paper, TaxYear):
        expected = tax_year_of(platform, paper.wallet, paper.year, paper.block)
    else:
        expected = certificate_of(platform, paper.loan)
    return _first("", expected.model_dump(mode="json"), paper.model_dump(mode="json"))


def _first(path: str, expected: Any, actual: Any) -> FirstDifference | None:
    if isinstance(expected, dict) and isinstance(actual, dict):
        pairs = ((f"{path}.{name}", expected[name], actual[name]) for name in sorted(expected))
    elif isinstance(expected, list) and isinstance(actual, list):
        both = zip_longest(expected, actual)
        pairs = ((f"{path}[{place}]", left, right) for place, (left, right) in enumerate(both))
    elif expected == actual:
        return None
    else:
        return FirstDifference(path.lstrip("."), str(expected), str(actual))
    differences = (_first(*pair) for pair in pairs)
    return next((wrong for wrong in differences if wrong is not None), None)


def _events(platform: Platform, loan: int) -> list[PaperEvent]:
    offset = platform.deployment.roles.utc_offset_seconds
    events: list[PaperEvent] = []
    for event in EventStream(platform, confirmations=0, contracts=LOAN_CONTRACTS).poll():
        if not isinstance(event, Event) or event.name not in PAPER_EVENTS:
            continue
        if event.values["loan"] == loan:
            day = local_day(time_of(platform.connection, event.block), offset)
            events.append(PaperEvent(day, event.block, event.tx_hash, event.name, event.values))
    return events
