"""What clients have lent, read from events."""

from __future__ import annotations

from tallystick_node.growth.lending_seen import LendingBook, LoanSeen

A, B, C = ("0x" + digit * 40 for digit in "123")
OWNERS = {A: "a", B: "b"}
LOANS = [LoanSeen(1, B, "active", 2, 100), LoanSeen(2, C, "listed", 1, None)]


def funded(investor: str, loan: int, units: int) -> tuple[int, str, dict[str, object]]:
    return (5, "Funded", {"loan": loan, "investor": investor, "units": str(units)})


def test_what_was_drawn_down_counts_and_what_was_retracted_does_not() -> None:
    events = [
        funded(A, 2, 50), funded(A, 1, 100),
        (6, "Retracted", {"loan": 1, "investor": A, "units": "40"}),
    ]  # fmt: skip
    book = LendingBook.of(OWNERS, LOANS, events)
    assert book.lent("a") == [(LOANS[0], 60)]
    first = book.first("a", frozenset("a"), 130)
    assert first is not None
    assert (first.amount, first.days, first.related, first.passed_on) == (60, 30, False, False)
    assert book.first("b", frozenset("b"), 130) is None


def test_a_borrower_who_belongs_to_the_lender_is_seen() -> None:
    book = LendingBook.of(OWNERS, LOANS, [funded(A, 1, 100)])
    first = book.first("a", frozenset("ab"), 130)
    assert first is not None
    assert first.related


def test_a_note_that_was_passed_on_is_seen_and_one_moved_to_an_own_wallet_is_not() -> None:
    for receiver, passed in ((B, True), (C, True), (A, False)):
        moved = {"sender": A, "receiver": receiver, "id": "1", "amount": "1"}
        book = LendingBook.of(OWNERS, LOANS, [funded(A, 1, 100), (6, "Transfer", moved)])
        first = book.first("a", frozenset("a"), 130)
        assert first is not None
        assert first.passed_on is passed


def test_fees_are_gathered_by_loan_and_seller() -> None:
    events = [
        (5, "Issued", {"loan": 1, "borrower": B, "origination": "30"}),
        (6, "Paid", {"loan": 1, "payer": B, "fees": "7"}),
        (7, "SalePaid", {"loan": 1, "seller": A, "fee": "2"}),
        (8, "Paid", {"loan": 1, "payer": C, "fees": "1"}),
    ]
    book = LendingBook.of(OWNERS, LOANS, events)
    assert (book.fees[1], book.sale_fees["a"]) == (38, 2)
    assert book.people_of("Paid") == ["b"]
    assert book.people_of("Paid", since=7) == []
