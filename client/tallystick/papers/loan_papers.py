"""A loan's papers from its events: a payment's receipt, and the certificate that it is repaid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day
from tallystick.papers.sheets import Certificate, PaymentReceipt
from tallystick.platform.listing import LoanStatus

__all__ = ["PAPER_EVENTS", "PaperEvent", "PaperPlace", "certificate", "receipt"]

# What a loan's papers are made of.
PAPER_EVENTS = frozenset({"Issued", "Paid", "Recovered", "StatusChanged"})
_PAYMENTS = ("Paid", "Recovered")
_ENDED = {LoanStatus.REPAID, LoanStatus.RECOVERED}


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """An event of a loan. day: of the platform's calendar, in days since 1970-01-01."""

    day: int
    block: int
    tx_hash: str
    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where the loan is: chain, address of the Book, and the token that amounts are of."""

    chain: int
    book: str
    currency: str
    decimals: int


def receipt(
    place: PaperPlace, loan: int, tx_hash: str, events: Iterable[PaperEvent]
) -> PaymentReceipt:
    """Return the receipt of what a transaction has paid on a loan.

    Args:
        place: Where the loan is.
        loan: Its number.
        tx_hash: The transaction's, as 0x and 64 digits.
        events: The loan's events, in the chain's order.

    Returns:
        The receipt.

    Raises:
        InputError: PAPER:PAYMENT when the transaction has paid nothing on the loan; PAPER:PAYERS
            when several wallets have paid in it, since a receipt is one payer's.
    """
    paid = [event for event in events if event.tx_hash == tx_hash and event.name in _PAYMENTS]
    if not paid:
        raise InputError("PAPER:PAYMENT", f"this transaction has paid nothing on loan {loan}")
    if len({event.values["payer"] for event in paid}) > 1:
        raise InputError("PAPER:PAYERS", "several wallets have paid in this transaction")
    last = paid[-1]
    left = last.values.get("balance")
    return PaymentReceipt(
        **_placed(place, last.block), paper="receipt", loan=loan, day=_day(last),
        transaction=tx_hash, payer=last.values["payer"], **_sums(paid),
        left=None if left is None else str(left),
    )  # fmt: skip


def certificate(place: PaperPlace, loan: int, events: Iterable[PaperEvent]) -> Certificate:
    """Return the certificate that nothing is owed of a loan any more.

    Args:
        place: Where the loan is.
        loan: Its number.
        events: The loan's events, in the chain's order.

    Returns:
        The certificate.

    Raises:
        InputError: PAPER:OWED when something is still owed, or it was never drawn down.
    """
    known = list(events)
    issued = next((event for event in known if event.name == "Issued"), None)
    changes = [event for event in known if event.name == "StatusChanged"]
    status = LoanStatus(changes[-1].values["status"]) if changes else None
    paid = [event for event in known if event.name in _PAYMENTS]
    if issued is None or status not in _ENDED or not paid:
        raise InputError("PAPER:OWED", f"loan {loan} is not repaid: there is nothing to certify")
    last = paid[-1]
    return Certificate(
        **_placed(place, last.block), paper="certificate", loan=loan,
        borrower=issued.values["borrower"], drawn=_day(issued), day=_day(last),
        transaction=last.tx_hash, lent=str(issued.values["principal"]), **_sums(paid),
        after_default=status is LoanStatus.RECOVERED,
    )  # fmt: skip


def _placed(place: PaperPlace, block: int) -> dict[str, Any]:
    return {
        "chain": place.chain, "book": place.book, "currency": place.currency,
        "decimals": place.decimals, "block": block,
    }  # fmt: skip


def _sums(paid: Iterable[PaperEvent]) -> dict[str, Any]:
    names = ("principal", "interest", "charges")
    known = list(paid)
    return {name: str(sum(event.values[name] for event in known)) for name in names}


def _day(event: PaperEvent) -> str:
    return str(date_from_day(event.day))
