"""Ballots: who may put new terms to the vote, whose units count, and what a vote carries."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.ballots import ask, close, new_terms, restructure
from contracts.builders import DAY, World, key_of, refuses
from contracts.enrolment import move_to_group
from contracts.workouts import drain, make_default
from tallystick.chain import typed_data

REST = 30 * DAY


def vote(world: World, loan: int, voter: str, favour: bool = True) -> None:
    world.call("Ballots.vote", loan, favour, sender=voter)


def balance(world: World, loan: int) -> int:
    return int(world.call("Lens.progress_of", loan)["balance"])


# Proposals


def test_the_digest_is_the_one_that_wallets_sign(world: World, loan: int) -> None:
    proposal = new_terms(world, loan)
    full = typed_data.message(
        "Restructuring", proposal, world.engine.chain_id, world.address["Ballots"]
    )
    assert world.call("Ballots.restructuring_digest", proposal) == typed_data.digest(full)


def test_borrower_and_servicer_both_sign(world: World, loan: int, borrower: str) -> None:
    with refuses("BALLOT:PROPOSE:SIGNATURE"):
        ask(world, loan, borrower="investor")
    with refuses("BALLOT:PROPOSE:SIGNATURE"):
        ask(world, loan, borrower="")
    with refuses("BALLOT:PROPOSE:SIGNATURE"):
        ask(world, loan, servicer="")
    with refuses("BALLOT:PROPOSE:ROLE"):
        ask(world, loan, servicer="underwriter")
    with world.undone():
        ask(world, loan, borrower="", sender=borrower)
    with world.undone():
        ask(world, loan, servicer="", sender=world.servicer.address)
    ask(world, loan)
    assert world.events()[0][0] == "BallotOpened"


@pytest.mark.exact_second
def test_a_proposal_names_a_live_loan_as_it_is(world: World, loan: int, borrower: str) -> None:
    with refuses("BALLOT:PROPOSE:STATUS"):
        ask(world, 99)
    version = world.call("Lens.progress_of", loan)["version"]
    with refuses("BALLOT:PROPOSE:VERSION"):
        ask(world, loan, version=version + 1)
    with refuses("BALLOT:PROPOSE:EXPIRED"):
        ask(world, loan, expiry=world.now - 1)
    with world.undone():
        ask(world, loan, expiry=world.now)
    listing = world.list_loan(borrower)
    with refuses("BALLOT:PROPOSE:STATUS"):
        ask(world, listing)
    make_default(world, loan)
    with refuses("BALLOT:PROPOSE:STATUS"):
        ask(world, loan)


@pytest.mark.parametrize(
    ("changes", "ok"),
    [
        ({"rate_ppm": 10**6}, True),
        ({"rate_ppm": 10**6 + 1}, False),
        ({"rate_ppm": 0}, True),
        ({"n": 0}, False),
        ({"n": 480}, True),
        ({"n": 481}, False),
        ({"period": 0}, False),
        ({"period": 12, "n": 40}, True),
        ({"period": 12, "n": 41}, False),
        ({"period": 13}, False),
        ({"lead": 23}, True),
        ({"lead": 24}, False),
    ],
)
def test_new_terms_have_the_bounds_of_an_offer(
    world: World, loan: int, changes: dict[str, Any], ok: bool
) -> None:
    if ok:
        ask(world, loan, **changes)
        return
    with refuses("BALLOT:PROPOSE:TERMS"):
        ask(world, loan, **changes)


@pytest.mark.parametrize(
    ("changes", "ok"),
    [
        ({"period": 366, "n": 40}, True),
        ({"period": 366, "n": 41}, False),
        ({"period": 367}, False),
        ({"period": 0}, False),
        ({"lead": 1}, False),
    ],
)
def test_new_terms_of_a_bullet_in_days(
    world: World, borrower: str, investor: str, changes: dict[str, Any], ok: bool
) -> None:
    loan = world.live_loan(borrower, {investor: 10_000}, in_days=True, period=30, method=3)
    if ok:
        ask(world, loan, **changes)
        return
    with refuses("BALLOT:PROPOSE:TERMS"):
        ask(world, loan, **changes)


def test_new_terms_that_could_earn_too_much_are_not_put_to_the_vote(
    world: World,
) -> None:
    rich = world.person("rich", money=10**15, lend_limit=10**15)
    borrower = world.person("borrower", borrow_limit=10**15)
    loan = world.live_loan(borrower, {rich: 10**15}, n=12, method=2, late_cap_ppm=10**6)
    with refuses("BALLOT:PROPOSE:INTEREST"):
        ask(world, loan, rate_ppm=10**6, n=40, period=12)
    ask(world, loan, rate_ppm=10**6, n=30, period=12)


@pytest.mark.parametrize(("good", "bad"), [(3 * DAY, 3 * DAY - 1), (14 * DAY, 14 * DAY + 1)])
def test_votes_are_taken_for_3_to_14_days(world: World, loan: int, good: int, bad: int) -> None:
    with refuses("BALLOT:OPEN:WINDOW"):
        ask(world, loan, window_seconds=bad)
    ask(world, loan, window_seconds=good)


@pytest.mark.exact_second
def test_one_ballot_at_a_time_and_30_days_between(world: World, loan: int, investor: str) -> None:
    ask(world, loan)
    with refuses("BALLOT:OPEN:AGAIN"):
        ask(world, loan)
    assert close(world, loan) is False
    ended = world.call("Ballots.ballot_of", loan)[0]["ends_at"]
    world.set_time(ended + REST - 1)
    with refuses("BALLOT:OPEN:REST"):
        ask(world, loan)
    world.travel(seconds=1)
    ask(world, loan)
    assert world.call("Ballots.ballot_of", loan)[1]["number"] == 2
    # A vote of the first counts for nothing in the second.
    vote(world, loan, investor)


# Votes


def test_units_vote_once_and_stay_where_they_voted(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    ask(world, loan)
    vote(world, loan, investor)
    for favour in (True, False):
        with refuses("BALLOT:VOTE:AGAIN"):
            vote(world, loan, investor, favour)
    order = world.ask("investor", loan, 10_000, dpd_max=100)
    with refuses("BOOK:MOVE:LOCKED"):
        world.fill(*order, 10_000, investor_two)
    # Units that have not voted move, and vote at their new holder's.
    world.fill(*world.ask("investor two", loan, 10_000, dpd_max=100), 10_000, investor)
    with refuses("BALLOT:VOTE:AGAIN"):
        vote(world, loan, investor)
    assert world.call("Ballots.ballot_of", loan)[1]["votes_for"] == 600_000
    assert world.call("Ballots.is_locked", loan, investor) is True
    assert world.call("Ballots.is_locked", loan, investor_two) is False
    world.travel(days=3, seconds=1)
    # Votes are no longer taken: they may go, though nobody has closed the ballot.
    world.fill(*order, 10_000, investor_two)


def test_a_second_wallet_votes_only_what_did_not_vote(
    world: World, loan: int, investor: str
) -> None:
    world.travel(seconds=1)
    second = world.enrol("investor", wallet=key_of("investor wallet").address)
    world.call("Book.transfer", second, loan, 100_000, sender=investor)
    ask(world, loan)
    vote(world, loan, second)
    with refuses("BOOK:MOVE:LOCKED"):
        world.call("Book.transfer", investor, loan, 100_000, sender=second)
    # What comes to a wallet that has voted does not vote again.
    world.call("Book.transfer", second, loan, 200_000, sender=investor)
    with refuses("BALLOT:VOTE:AGAIN"):
        vote(world, loan, second)
    vote(world, loan, investor)
    assert world.call("Ballots.ballot_of", loan)[1]["votes_for"] == 100_000 + 300_000
    with refuses("BOOK:MOVE:LOCKED"):
        world.call("Book.transfer", second, loan, 1, sender=investor)


@pytest.mark.exact_second
def test_votes_are_taken_up_to_the_last_second(world: World, loan: int, investor: str) -> None:
    with refuses("BALLOT:VOTE:CLOSED"):
        vote(world, loan, investor)
    ask(world, loan)
    with refuses("BALLOT:VOTE:UNITS"):
        vote(world, loan, key_of("stranger").address)
    world.travel(days=3)
    with world.undone():
        vote(world, loan, investor)
    with refuses("BALLOT:CLOSE:EARLY"):
        world.call("Ballots.close_ballot", loan)
    world.travel(seconds=1)
    with refuses("BALLOT:VOTE:CLOSED"):
        vote(world, loan, investor)
    world.call("Ballots.close_ballot", loan)
    with refuses("BALLOT:CLOSE:NONE"):
        world.call("Ballots.close_ballot", loan)


def test_the_borrowers_relatives_do_not_vote_and_are_not_counted(
    world: World, loan: int, borrower: str, investor: str, investor_two: str
) -> None:
    group = world.call("Registry.person_of", borrower)["group"]
    move_to_group(world, "investor", group)
    ask(world, loan)
    with refuses("BALLOT:VOTE:RELATED"):
        vote(world, loan, investor)
    with refuses("BALLOT:VOTE:UNRELATED"):
        world.call("Ballots.exclude", loan, investor_two)
    world.call("Ballots.exclude", loan, investor, sender=investor_two)
    with refuses("BALLOT:VOTE:AGAIN"):
        world.call("Ballots.exclude", loan, investor)
    with refuses("BOOK:MOVE:LOCKED"):
        world.fill(*world.ask("investor", loan, 10_000, dpd_max=100), 10_000, investor_two)
    # 250,000 ppm of the other 400,000 units are enough.
    vote(world, loan, investor_two)
    assert close(world, loan) is True


def test_who_voted_before_they_were_found_related_is_not_excluded_besides(
    world: World, loan: int, borrower: str, investor: str
) -> None:
    ask(world, loan)
    vote(world, loan, investor)
    move_to_group(world, "investor", world.call("Registry.person_of", borrower)["group"])
    with refuses("BALLOT:VOTE:AGAIN"):
        world.call("Ballots.exclude", loan, investor)
    count = world.call("Ballots.ballot_of", loan)[1]
    assert (count["votes_for"], count["excluded"]) == (600_000, 0)


def three(world: World, borrower: str, units: list[int], **terms: Any) -> tuple[int, list[str]]:
    holders = [world.person(f"holder {i}") for i in range(len(units))]
    shares = dict(zip(holders, units, strict=True))
    return world.live_loan(borrower, shares, ticket_min=1, **terms), holders


@pytest.mark.parametrize(("units", "carried"), [(25_000, True), (24_999, False)])
def test_the_quorum_is_exact_at_its_bound(
    world: World, borrower: str, units: int, carried: bool
) -> None:
    loan, holders = three(world, borrower, [units, 100_000 - units])
    ask(world, loan)
    vote(world, loan, holders[0])
    assert close(world, loan) is carried


def test_the_quorum_is_of_those_who_may_vote(world: World, borrower: str) -> None:
    loan, holders = three(world, borrower, [19_999, 60_001, 20_000])
    move_to_group(world, "holder 2", world.call("Registry.person_of", borrower)["group"])
    # 20,000 of 80,000 would do: it takes one vote more, and takes the others out.
    start = world.now
    for bought, excluded in ((0, True), (1, False), (1, True)):
        world.set_time(start)
        with world.undone():
            if bought:
                order = world.ask("holder 1", loan, bought, dpd_max=100)
                world.fill(*order, bought, holders[0])
            ask(world, loan)
            vote(world, loan, holders[0])
            if excluded:
                world.call("Ballots.exclude", loan, holders[2])
            assert close(world, loan) is bool(bought and excluded)


@pytest.mark.parametrize(("against", "carried"), [(20_000, True), (20_001, False)])
def test_two_thirds_are_exact_at_their_bound(
    world: World, borrower: str, against: int, carried: bool
) -> None:
    loan, holders = three(world, borrower, [40_000, against, 60_000 - against])
    ask(world, loan)
    vote(world, loan, holders[0])
    vote(world, loan, holders[1], False)
    before = world.call("Servicing.words_of", loan)
    assert close(world, loan) is carried
    assert (world.call("Servicing.words_of", loan) == before) is not carried


def test_silence_is_no_vote(world: World, loan: int) -> None:
    ask(world, loan)
    assert close(world, loan) is False
    assert world.events()[-1][1]["result"] == 0


# Void


def test_a_payment_voids_no_ballot_and_a_change_of_status_does(
    world: World, loan: int, borrower: str, investor: str
) -> None:
    ask(world, loan)
    vote(world, loan, investor)
    with world.undone():
        world.call("Servicing.repay", loan, 20_000, 1, sender=borrower)
        assert close(world, loan) is True
    world.fund_wallet(borrower, 10**6)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    # At once, by anyone: what voids it leaves nothing to wait for.
    assert world.call("Ballots.close_ballot", loan) is False
    assert world.events()[-1][1]["result"] == 2
    assert world.call("Lens.status_of", loan) == 4


@pytest.mark.parametrize("change", ["impaired", "defaulted"])
def test_what_changes_the_loan_voids_the_ballot(
    world: World, loan: int, borrower: str, investor: str, change: str
) -> None:
    drain(world, borrower)
    world.travel(days=31 + 91 - 2)
    ask(world, loan)
    vote(world, loan, investor)
    world.travel(days=3, seconds=1)
    if change == "impaired":
        world.call("Workouts.impair", loan, b"\1" * 32, sender=world.servicer.address)
    else:
        assert world.call("Workouts.declare_default", loan)
    before = world.call("Servicing.words_of", loan)
    assert world.call("Ballots.close_ballot", loan) is False
    assert world.call("Servicing.words_of", loan) == before


def test_a_guarantor_with_a_stake_signs_too(world: World, borrower: str, investor: str) -> None:
    guarantor = world.person("guarantor")
    loan = world.list_loan(borrower, principal=100_000)
    last_day = world.call("Servicing.today") + 400
    world.call("Reserve.pledge", loan, 10_000, last_day, sender=guarantor)
    world.fund(loan, investor, 100_000)
    world.call("Book.issue", loan, sender=borrower)
    with refuses("BALLOT:PROPOSE:SIGNATURE"):
        ask(world, loan)
    with refuses("BALLOT:PROPOSE:SIGNATURE"):
        ask(world, loan, guarantor="investor")
    with world.undone():
        ask(world, loan, sender=guarantor)
    restructure(world, loan, investor, guarantor="guarantor")


def test_only_ballots_open_and_close_the_lock(world: World, loan: int) -> None:
    for caller in (world.deployer, world.servicer.address, world.address["Workouts"]):
        with refuses("BOOK:MARK:CALLER"):
            world.call("Book.set_voting", loan, True, sender=caller)
        with refuses("BOOK:MARK:CALLER"):
            world.call("Book.mark_guaranteed", loan, sender=caller)
    assert balance(world, loan) == 10**6
