"""Book: funding, retracting, expiring, issuing."""

from __future__ import annotations

import pytest

from contracts.builders import (
    DAY,
    DISCLOSURE,
    World,
    key_of,
    refuses,
)

# Funding


def test_funding_moves_money_and_units(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    assert world.fund(loan, investor, 300_000) == 300_000
    assert world.balance(investor) == 10**11 - 300_000
    assert world.balance(world.address["Book"]) == 300_000
    assert world.call("Book.balanceOf", investor, loan) == 300_000
    assert world.call("Registry.person_of", investor)["exposure"] == 300_000


@pytest.mark.exact_second
def test_the_last_funding_takes_what_is_open(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 999_500)
    with refuses("BOOK:FUND:FILL"):
        world.fund(loan, investor_two, 2_000, least=501)
    assert world.fund(loan, investor_two, 2_000, least=500) == 500
    side, funding, _ = world.call("Book.listing_of", loan)
    assert (side["status"], funding["funded_at"]) == (2, world.now)
    with refuses("BOOK:FUND:STATUS"):
        world.fund(loan, investor_two, 2_000)


def test_a_ticket_has_a_minimum(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:FUND:TICKET"):
        world.fund(loan, investor, 999)
    with refuses("BOOK:FUND:FILL"):
        world.fund(loan, investor, 0, least=0)
    world.fund(loan, investor, 1_000)


def test_funding_acknowledges_the_disclosure(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:FUND:STALE"):
        world.call("Book.fund", loan, 5_000, 1, b"\5" * 32, sender=investor)
    assert world.balance(investor) == 10**11


@pytest.mark.exact_second
def test_funding_ends_with_the_deadline(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    world.travel(days=20)
    world.fund(loan, investor, 5_000)
    world.travel(seconds=1)
    with refuses("BOOK:FUND:LATE"):
        world.fund(loan, investor, 5_000)


def test_an_unknown_loan_is_not_funded(world: World, investor: str) -> None:
    with refuses("BOOK:FUND:STATUS"):
        world.fund(99, investor, 5_000)


def test_money_that_is_not_there_funds_nothing(world: World, borrower: str) -> None:
    poor = world.person("poor investor", 4_999)
    loan = world.list_loan(borrower)
    with refuses("ESCROW:MOVE:BALANCE"):
        world.fund(loan, poor, 5_000)
    world.fund(loan, poor, 4_999)


def test_deposit_and_fund_is_one_call(world: World, borrower: str) -> None:
    investor = world.person("investor", 0)
    loan = world.list_loan(borrower, principal=3_000)
    world.call("Token.mint", investor, 5_000, sender=world.custodian)
    world.call("Token.approve", world.address["Escrow"], 5_000, sender=investor)
    taken = world.call("Book.deposit_and_fund", loan, 5_000, 1, DISCLOSURE, sender=investor)
    assert (taken, world.balance(investor)) == (3_000, 2_000)


def test_deposit_and_fund_keeps_nothing_when_the_funding_is_refused(
    world: World, borrower: str
) -> None:
    investor = world.person("investor", 0)
    loan = world.list_loan(borrower)
    world.call("Token.mint", investor, 5_000, sender=world.custodian)
    world.call("Token.approve", world.address["Escrow"], 5_000, sender=investor)
    with refuses("BOOK:FUND:STALE"):
        world.call("Book.deposit_and_fund", loan, 5_000, 1, b"\5" * 32, sender=investor)
    assert (world.balance(investor), world.call("Token.balanceOf", investor)) == (0, 5_000)


# Retracting, expiring, issuing


def test_retraction_is_free_while_listed(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 5_000)
    with refuses("BOOK:RETRACT:TICKET"):
        world.call("Book.retract", loan, 4_001, sender=investor)
    with refuses("BOOK:RETRACT:UNITS"):
        world.call("Book.retract", loan, 5_001, sender=investor)
    with refuses("BOOK:RETRACT:UNITS"):
        world.call("Book.retract", loan, 0, sender=investor)
    world.call("Book.retract", loan, 4_000, sender=investor)
    with refuses("BOOK:FUND:RETRACTED"):
        world.fund(loan, investor, 5_000)
    world.call("Book.retract", loan, 1_000, sender=investor)
    with refuses("BOOK:FUND:RETRACTED"):
        world.fund(loan, investor, 5_000)
    assert world.balance(investor) == 10**11
    assert world.call("Book.balanceOf", investor, loan) == 0
    with refuses("BOOK:RETRACT:UNKNOWN"):
        world.call("Book.retract", 99, 1, sender=investor)


@pytest.mark.exact_second
def test_funding_is_locked_for_the_issue_window_and_then_free(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=5)
    with refuses("BOOK:RETRACT:LOCKED"):
        world.call("Book.retract", loan, 1_000_000, sender=investor)
    with refuses("BOOK:EXPIRE:EARLY"):
        world.call("Book.expire", loan)
    with world.undone():
        world.call("Book.issue", loan, sender=borrower)
    world.travel(seconds=1)
    with refuses("BOOK:ISSUE:LATE"):
        world.call("Book.issue", loan, sender=borrower)
    world.call("Book.retract", loan, 1_000_000, sender=investor)
    assert world.balance(investor) == 10**11
    assert world.call("Book.listing_of", loan)[0]["status"] == 9
    assert world.call("Registry.borrower_record", borrower)[0] == 0


@pytest.mark.exact_second
def test_anyone_expires_a_listing_after_its_deadline(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 5_000)
    world.travel(days=20)
    with refuses("BOOK:EXPIRE:EARLY"):
        world.call("Book.expire", loan)
    world.travel(seconds=1)
    world.call("Book.expire", loan, sender=key_of("anyone").address)
    assert world.call("Book.listing_of", loan)[0]["status"] == 8
    with refuses("BOOK:EXPIRE:STATUS"):
        world.call("Book.expire", loan)
    with refuses("BOOK:FUND:STATUS"):
        world.fund(loan, investor, 5_000)
    world.call("Book.retract", loan, 5_000, sender=investor)
    assert world.balance(investor) == 10**11


def test_a_funded_loan_that_lapsed_is_cancelled_by_anyone(
    world: World, borrower: str, investor: str
) -> None:
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=5, seconds=1)
    world.call("Book.expire", loan)
    assert world.call("Book.listing_of", loan)[0]["status"] == 9
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)


def test_issue_withholds_fees_rounded_up(world: World, borrower: str, investor: str) -> None:
    # 1 % of 1,000,050 is 10,000.5: both fees round up to 10,001.
    before = world.balance(borrower)
    loan = world.live_loan(borrower, {investor: 1_000_050})
    assert world.balance(borrower) - before == 1_000_050 - 2 * 10_001
    assert world.balance(world.treasury) == 10_001
    assert world.balance(world.address["Reserve"]) == 10_001
    group = world.call("Registry.person_of", borrower)["group"]
    assert world.call("Registry.group_record", group) == (1_000_050, 10_001, 0)
    assert world.call("Lens.progress_of", loan)["issue_day"] == world.now // DAY


def test_only_the_borrower_issues_and_only_once(world: World, borrower: str, investor: str) -> None:
    loan = world.list_loan(borrower)
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)
    world.fund(loan, investor, 1_000_000)
    with refuses("BOOK:ISSUE:BORROWER"):
        world.call("Book.issue", loan, sender=investor)
    world.call("Book.issue", loan, sender=borrower)
    with refuses("BOOK:ISSUE:STATUS"):
        world.call("Book.issue", loan, sender=borrower)
    with refuses("BOOK:RETRACT:ISSUED"):
        world.call("Book.retract", loan, 1_000, sender=investor)
    with refuses("BOOK:EXPIRE:STATUS"):
        world.call("Book.expire", loan)


def test_a_borrower_whose_credential_has_ended_cannot_issue(world: World, investor: str) -> None:
    borrower = world.person("borrower", expiry=world.now + DAY)
    loan = world.list_loan(borrower)
    world.fund(loan, investor, 1_000_000)
    world.travel(days=1, seconds=1)
    with refuses("REG:PERSON:EXPIRED"):
        world.call("Book.issue", loan, sender=borrower)


def test_the_issue_date_is_the_platforms_local_date() -> None:
    ahead = World(offset=8 * 3_600)
    borrower, investor = ahead.person("borrower"), ahead.person("investor")
    ahead.set_time(ahead.now // DAY * DAY + 16 * 3_600 - 1)
    first = ahead.live_loan(borrower, {investor: 10_000})
    day = ahead.call("Lens.progress_of", first)["issue_day"]
    assert day == ahead.now // DAY
    ahead.travel(seconds=1)
    second = ahead.live_loan(borrower, {investor: 10_000})
    assert ahead.call("Lens.progress_of", second)["issue_day"] == day + 1
    with refuses("SERV:INIT:OFFSET"):
        World(offset=14 * 3_600 + 1)
