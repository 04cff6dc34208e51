"""What a loan's events come to."""

from __future__ import annotations

from typing import Any

from tallystick.platform.listing import LoanStatus
from tallystick_node.infrastructure.indexer.loans import STATUSES, LoanFacts, step

LISTED = {
    "loan": 7, "borrower": "0xB", "offer.principal": 1_000, "offer.risk_level": 3,
    "offer.rate_ppm": 120_000, "offer.n": 12,
}  # fmt: skip


def after(*events: tuple[str, str, dict[str, Any]]) -> LoanFacts | None:
    facts = None
    for block, (contract, name, fields) in enumerate(events, 10):
        facts = step(facts, block, contract, name, fields)
    return facts


def test_statuses_are_the_contracts() -> None:
    assert STATUSES[1:] == tuple(status.name.lower() for status in LoanStatus)


def test_a_loan_begins_with_its_listing() -> None:
    facts = after(("Offers", "Listed", LISTED))
    assert facts is not None
    assert (facts.loan, facts.status, facts.principal, facts.funded) == (7, "listed", 1_000, 0)
    assert (facts.listed_block, facts.changed_block) == (10, 10)


def test_what_comes_before_the_listing_is_nothing() -> None:
    assert after(("Book", "Funded", {"loan": 7, "funded": 5})) is None


def test_the_newest_totals_decide() -> None:
    paid = {"settled": 1, "balance": 900, "total_principal": 100, "total_interest": 9, "fees": 1}
    facts = after(
        ("Offers", "Listed", LISTED),
        ("Book", "Funded", {"loan": 7, "units": 1_000, "funded": 1_000}),
        ("Book", "StatusChanged", {"loan": 7, "status": 2}),
        ("Book", "Issued", {"loan": 7, "issue_day": 20_000, "principal": 1_000}),
        ("Book", "StatusChanged", {"loan": 7, "status": 3}),
        ("Servicing", "Paid", {"loan": 7, **paid}),
        ("Servicing", "StatusChanged", {"loan": 7, "status": 4}),
    )
    assert facts is not None
    assert (facts.status, facts.funded, facts.settled, facts.balance) == ("repaid", 1_000, 1, 900)
    assert (facts.total_principal, facts.total_interest, facts.issue_day) == (100, 9, 20_000)
    assert facts.changed_block == 16


def test_an_event_that_changes_nothing_leaves_the_loan_as_it_was() -> None:
    listed = ("Offers", "Listed", LISTED)
    swept = ("Servicing", "FeesSwept", {"loan": 7, "amount": 5})
    assert after(listed, swept) == after(listed)


def test_anothers_balance_is_not_the_loans() -> None:
    listed = ("Offers", "Listed", LISTED)
    paid_out = ("Escrow", "ClaimPaid", {"loan": 7, "balance": 5, "holder_balance": 5})
    assert after(listed, paid_out) == after(listed)


def begun(*events: tuple[str, str, dict[str, Any]]) -> LoanFacts:
    facts = after(
        ("Offers", "Listed", LISTED),
        ("Book", "Issued", {"loan": 7, "issue_day": 20_000, "principal": 1_000}),
        ("Book", "StatusChanged", {"loan": 7, "status": 3}),
        *events,
    )
    assert facts is not None
    return facts


def test_a_listing_that_lenders_leave_seeks_money_again() -> None:
    facts = after(
        ("Offers", "Listed", LISTED),
        ("Book", "Funded", {"loan": 7, "units": 1_000, "funded": 1_000}),
        ("Book", "StatusChanged", {"loan": 7, "status": 2}),
        ("Book", "Retracted", {"loan": 7, "units": 400, "funded": 600}),
        ("Book", "StatusChanged", {"loan": 7, "status": 1}),
    )
    assert facts is not None
    assert (facts.status, facts.funded) == ("listed", 600)


def test_a_flag_stands_until_it_is_lifted_paid_or_the_loan_has_ended() -> None:
    flag = ("Workouts", "Impaired", {"loan": 7})
    assert begun(flag).impaired
    for end in (
        ("Workouts", "ImpairmentLifted", {"loan": 7}),
        ("Servicing", "ImpairmentEnded", {"loan": 7}),
        ("Servicing", "StatusChanged", {"loan": 7, "status": 5}),
    ):
        assert not begun(flag, end).impaired
    assert begun(flag, ("Servicing", "StatusChanged", {"loan": 7, "status": 3})).impaired


def test_new_terms_begin_a_schedule_of_their_own() -> None:
    terms = {"loan": 7, "day": 20_100, "principal": 900, "rate_ppm": 60_000, "n": 24}
    facts = begun(
        ("Servicing", "Paid", {"loan": 7, "settled": 2, "balance": 900}),
        ("Ballots", "Restructured", terms),
    )
    assert (facts.settled, facts.instalments, facts.rate_ppm) == (0, 24, 60_000)
    assert (facts.balance, facts.restructured_day, facts.principal) == (900, 20_100, 1_000)
    assert facts.issue_day == 20_000


def test_a_shorter_schedule_has_fewer_instalments() -> None:
    facts = begun(("Servicing", "Reamortised", {"loan": 7, "balance": 500, "last": 8}))
    assert (facts.instalments, facts.balance) == (8, 500)


def test_a_stake_is_locked_until_it_has_paid_or_gone_back() -> None:
    pledge = ("Reserve", "Pledged", {"loan": 7, "amount": 300})
    assert begun(pledge).guaranteed == 300
    for name in ("GuaranteePaid", "StakeReleased"):
        assert begun(pledge, ("Reserve", name, {"loan": 7, "amount": 300})).guaranteed == 0


def test_recoveries_covers_and_the_last_distribution_count_for_the_lenders() -> None:
    facts = begun(
        ("Workouts", "Covered", {"loan": 7, "amount": 50, "total_principal": 50}),
        ("Workouts", "Recovered", {"loan": 7, "total_principal": 80, "total_interest": 9}),
        ("Reserve", "Distributed", {"loan": 7, "amount": 4}),
    )
    assert (facts.total_principal, facts.total_interest) == (80, 13)
