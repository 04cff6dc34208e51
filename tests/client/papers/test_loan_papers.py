"""A loan's papers from its events: what a transaction paid, and that nothing is owed any more."""

from __future__ import annotations

from typing import Any

import pytest

from client.papers.made_papers import BOOK, TX, WALLET
from tallystick.errors import InputError
from tallystick.papers.loan_papers import PaperEvent, PaperPlace, certificate, receipt
from tallystick.platform.listing import LoanStatus

PLACE = PaperPlace(31337, BOOK, "XTS", 6)
OTHER = "0x" + "2" * 64


def paid(day: int, tx: str, principal: int, interest: int, **more: Any) -> PaperEvent:
    values = {
        "payer": WALLET, "principal": principal, "interest": interest, "charges": 0, "balance": 400
    }  # fmt: skip
    return PaperEvent(day, day, tx, "Paid", values | more)


def status(day: int, now: LoanStatus) -> PaperEvent:
    return PaperEvent(day, day, OTHER, "StatusChanged", {"status": int(now)})


ISSUED = PaperEvent(10, 10, OTHER, "Issued", {"borrower": WALLET, "principal": 1_000})


def test_a_receipt_has_all_that_its_transaction_paid_and_nothing_else() -> None:
    events = [ISSUED, paid(20, TX, 300, 7), paid(20, TX, 300, 3, charges=2), paid(30, OTHER, 9, 9)]
    paper = receipt(PLACE, 3, TX, events)
    assert (paper.principal, paper.interest, paper.charges) == ("600", "10", "2")
    assert (paper.day, paper.left, paper.block) == ("1970-01-21", "400", 20)


def test_what_was_paid_after_a_default_has_no_balance() -> None:
    values = {"payer": WALLET, "principal": 5, "interest": 0, "charges": 0}
    paper = receipt(PLACE, 3, TX, [PaperEvent(9, 9, TX, "Recovered", values)])
    assert paper.left is None


def test_a_transaction_that_paid_nothing_has_no_receipt() -> None:
    with pytest.raises(InputError, match="PAPER:PAYMENT"):
        receipt(PLACE, 3, TX, [ISSUED, paid(20, OTHER, 1, 1)])


def test_a_receipt_is_of_one_payer() -> None:
    events = [ISSUED, paid(20, TX, 300, 7), paid(20, TX, 1, 0, payer="0x" + "c" * 40)]
    with pytest.raises(InputError, match="PAPER:PAYERS"):
        receipt(PLACE, 3, TX, events)


def test_a_certificate_sums_up_all_payments() -> None:
    events = [ISSUED, paid(20, OTHER, 300, 7), paid(50, TX, 700, 3), status(50, LoanStatus.REPAID)]
    paper = certificate(PLACE, 3, events)
    assert (paper.lent, paper.principal, paper.interest) == ("1000", "1000", "10")
    assert (paper.drawn, paper.day, paper.transaction) == ("1970-01-11", "1970-02-20", TX)
    assert paper.after_default is False
    recovered = certificate(PLACE, 3, [*events[:-1], status(50, LoanStatus.RECOVERED)])
    assert recovered.after_default is True


@pytest.mark.parametrize(
    "events",
    [
        [], [ISSUED], [ISSUED, paid(20, TX, 1, 1), status(20, LoanStatus.ACTIVE)],
        [ISSUED, paid(20, TX, 1, 1), status(30, LoanStatus.DEFAULTED)],
        [ISSUED, paid(20, TX, 1, 1), status(30, LoanStatus.WRITTEN_OFF)],
        [status(5, LoanStatus.CANCELLED)],
    ],
)  # fmt: skip
def test_what_is_not_repaid_is_not_certified(events: list[PaperEvent]) -> None:
    with pytest.raises(InputError, match="PAPER:OWED"):
        certificate(PLACE, 3, events)
