"""Collateral: locked before the issue, given back or sold, and never both."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from contracts.ballots import close
from contracts.builders import DAY, World, key_of, refuses
from contracts.enrolment import move_to_group
from contracts.workouts import make_default

ANYONE = key_of("anyone").address
REVERTS, LIES, STAYS, CALLS_BACK = 1, 2, 4, 8
TOKEN, FLOOR, FALL = 7, 300_000, 14 * DAY
NOT_FOR_SALE = 2**256 - 1


@pytest.fixture
def deed(world: World) -> str:
    """An ERC-721 whose collection the council allows."""
    address = world._deploy("Deed", "mocks/Deed", ())
    world.decide(9, address, 1)
    return address


def named(collection: str, token: int = TOKEN, floor: int = FLOOR) -> bytes:
    return keccak(encode(["address", "uint256", "uint256"], [collection, token, floor]))


def lock(world: World, loan: int, borrower: str, floor: int = FLOOR) -> None:
    world.call("Collateral.lock", loan, world.address["Deed"], TOKEN, floor, sender=borrower)


@pytest.fixture
def listing(world: World, deed: str, borrower: str) -> int:
    world.call("Deed.mint", borrower, TOKEN)
    world.call("Deed.approve", world.address["Collateral"], TOKEN, sender=borrower)
    return world.list_loan(borrower, collateral=named(deed))


def owner(world: World) -> str:
    return str(world.call("Deed.ownerOf", TOKEN))


@pytest.fixture
def secured(world: World, listing: int, borrower: str, investor: str) -> int:
    lock(world, listing, borrower)
    world.fund(listing, investor, 10**6)
    world.call("Book.issue", listing, sender=borrower)
    return listing


def start(world: World, loan: int) -> int:
    """A default, its 30 days, and an auction; the first price."""
    make_default(world, loan)
    world.travel(days=30)
    world.call("Collateral.start_auction", loan, sender=ANYONE)
    return int(world.call("Collateral.price_of", loan))


def owed(world: World, loan: int) -> int:
    debt = world.call("Workouts.debt_of", loan)
    return int(debt["principal"] + debt["interest"] + debt["charges"])


# Locking


def test_no_issue_without_the_collateral_that_the_offer_names(
    world: World, listing: int, borrower: str, investor: str
) -> None:
    world.fund(listing, investor, 10**6)
    with refuses("BOOK:ISSUE:COLLATERAL"):
        world.call("Book.issue", listing, sender=borrower)
    lock(world, listing, borrower)
    assert owner(world) == world.address["Collateral"]
    world.call("Book.issue", listing, sender=borrower)


def test_the_borrower_locks_what_was_agreed_once(
    world: World, listing: int, borrower: str, investor: str, deed: str
) -> None:
    with refuses("COLL:LOCK:BORROWER"):
        lock(world, listing, investor)
    with refuses("COLL:LOCK:OFFER"):
        lock(world, listing, borrower, FLOOR - 1)
    plain = world.list_loan(borrower)
    with refuses("COLL:LOCK:OFFER"):
        lock(world, plain, borrower)
    with refuses("COLL:LOCK:STATUS"):
        lock(world, 99, borrower)
    with world.undone(), refuses("COLL:LOCK:COLLECTION"):
        world.decide(9, deed, 0)
        lock(world, listing, borrower)
    with world.undone(), refuses("COLL:LOCK:STATUS"):
        world.travel(days=20, seconds=1)
        world.call("Book.expire", listing)
        lock(world, listing, borrower)
    lock(world, listing, borrower)
    with refuses("COLL:LOCK:AGAIN"):
        lock(world, listing, borrower)


@pytest.mark.parametrize("behaviour", [STAYS, REVERTS])
def test_a_token_that_does_not_come_locks_nothing(
    world: World, listing: int, borrower: str, behaviour: int
) -> None:
    world.call("Deed.set_behaviour", behaviour)
    with refuses("COLL:LOCK:TOKEN" if behaviour == STAYS else "TOKEN:REVERTS"):
        lock(world, listing, borrower)
    assert world.call("Collateral.is_locked", listing) is False


def test_one_token_secures_one_loan(world: World, listing: int, borrower: str, deed: str) -> None:
    second = world.list_loan(borrower, collateral=named(deed))
    lock(world, listing, borrower)
    with refuses("TOKEN:OWNER"):
        lock(world, second, borrower)


# Release


@pytest.mark.parametrize("end", ["expired", "repaid", "recovered"])
def test_the_token_comes_back_when_nothing_is_owed(
    world: World, listing: int, borrower: str, investor: str, end: str
) -> None:
    with refuses("COLL:RELEASE:NONE"):
        world.call("Collateral.release", listing)
    lock(world, listing, borrower)
    with refuses("COLL:RELEASE:STATUS"):
        world.call("Collateral.release", listing, sender=borrower)
    if end == "expired":
        world.travel(days=20, seconds=1)
        world.call("Book.expire", listing)
    else:
        world.fund(listing, investor, 10**6)
        world.call("Book.issue", listing, sender=borrower)
        with refuses("COLL:RELEASE:STATUS"):
            world.call("Collateral.release", listing, sender=borrower)
    if end == "repaid":
        world.fund_wallet(borrower, 10**6)
        world.call("Servicing.prepay", listing, 10**9, 0, sender=borrower)
    if end == "recovered":
        make_default(world, listing)
        with refuses("COLL:RELEASE:STATUS"):
            world.call("Collateral.release", listing, sender=borrower)
        world.fund_wallet(borrower, 10**7)
        world.call("Workouts.recover", listing, 10**9, sender=borrower)
    world.call("Collateral.release", listing, sender=ANYONE)
    assert owner(world) == borrower
    with refuses("COLL:RELEASE:NONE"):
        world.call("Collateral.release", listing)


def test_a_debt_that_was_written_off_still_holds_the_token(
    world: World, secured: int, borrower: str
) -> None:
    make_default(world, secured)
    world.travel(days=3 * 365)
    world.call("Workouts.write_off", secured)
    with refuses("COLL:RELEASE:STATUS"):
        world.call("Collateral.release", secured)
    world.fund_wallet(borrower, 10**7)
    world.call("Workouts.recover", secured, 10**9, sender=borrower)
    world.call("Collateral.release", secured)
    assert owner(world) == borrower


def test_a_token_that_will_not_move_blocks_only_itself(
    world: World, secured: int, borrower: str
) -> None:
    world.call("Deed.set_behaviour", REVERTS)
    world.fund_wallet(borrower, 10**6)
    world.call("Servicing.prepay", secured, 10**9, 0, sender=borrower)
    assert world.call("Lens.status_of", secured) == 4
    with refuses("TOKEN:REVERTS"):
        world.call("Collateral.release", secured)
    world.call("Deed.set_behaviour", 0)
    world.call("Collateral.release", secured)
    assert owner(world) == borrower


# The auction


@pytest.mark.exact_second
def test_an_auction_waits_30_days_after_a_default(world: World, secured: int) -> None:
    with refuses("COLL:AUCTION:STATUS"):
        world.call("Collateral.start_auction", secured)
    with refuses("COLL:AUCTION:NONE"):
        world.call("Collateral.start_auction", 99)
    make_default(world, secured)
    world.set_time((world.now // DAY + 30) * DAY - 1)
    with refuses("COLL:AUCTION:EARLY"):
        world.call("Collateral.start_auction", secured)
    with refuses("COLL:BUY:CLOSED"):
        world.call("Collateral.buy", secured, 10**9)
    world.travel(seconds=1)
    world.call("Collateral.start_auction", secured, sender=ANYONE)
    with refuses("COLL:AUCTION:AGAIN"):
        world.call("Collateral.start_auction", secured)


@pytest.mark.exact_second
def test_the_price_at_every_second_bound(world: World, secured: int) -> None:
    begin = start(world, secured)
    assert begin == -(-owed(world, secured) * 3 // 2)
    at = world.now
    fall, expected = begin - FLOOR, begin
    for passed in (0, 1, 2, 3_600, FALL // 2, FALL - 1, FALL, FALL + 1, 100 * FALL):
        world.set_time(at + passed)
        expected = begin - fall * min(passed, FALL) // FALL
        assert world.call("Collateral.price_of", secured) == expected
    assert expected == FLOOR


def test_a_floor_above_what_is_owed_is_the_price(
    world: World, deed: str, borrower: str, investor: str
) -> None:
    floor = 10**7
    world.call("Deed.mint", borrower, TOKEN)
    world.call("Deed.approve", world.address["Collateral"], TOKEN, sender=borrower)
    loan = world.list_loan(borrower, collateral=named(deed, floor=floor))
    lock(world, loan, borrower, floor)
    world.fund(loan, investor, 10**6)
    world.call("Book.issue", loan, sender=borrower)
    assert start(world, loan) == floor


# Buying


def test_a_price_is_a_recovery_and_the_surplus_is_the_borrowers(
    world: World, secured: int, borrower: str, investor: str
) -> None:
    price = start(world, secured)
    buyer = world.person("buyer")
    debt = owed(world, secured)
    with refuses("COLL:BUY:MAXIMUM"):
        world.call("Collateral.buy", secured, price - 1, sender=buyer)
    assert world.call("Collateral.buy", secured, price, sender=buyer) == price
    assert owner(world) == buyer
    assert world.balance(buyer) == 10**11 - price
    assert world.balance(borrower) == price - debt
    assert world.call("Lens.status_of", secured) == 6
    with refuses("COLL:BUY:CLOSED"):
        world.call("Collateral.buy", secured, 10**9, sender=buyer)
    assert world.call("Collateral.price_of", secured) == NOT_FOR_SALE


def test_a_price_below_the_debt_leaves_the_rest_owed(
    world: World, secured: int, borrower: str
) -> None:
    start(world, secured)
    world.travel(days=14)
    debt = owed(world, secured)
    assert world.call("Collateral.buy", secured, FLOOR, sender=world.person("buyer")) == FLOOR
    assert owed(world, secured) == debt - FLOOR
    assert world.balance(borrower) == 0
    assert world.call("Lens.status_of", secured) == 5


def test_collateral_of_a_debt_paid_meanwhile_is_not_for_sale(
    world: World, secured: int, borrower: str
) -> None:
    """Whoever called first would have had it for nothing."""
    start(world, secured)
    world.travel(days=20)
    buyer = world.person("buyer")
    with world.undone():
        world.call("Collateral.buy", secured, FLOOR, sender=buyer)
    world.fund_wallet(borrower, 10**7)
    world.call("Workouts.recover", secured, 10**9, sender=borrower)
    assert world.call("Collateral.price_of", secured) == NOT_FOR_SALE
    with refuses("COLL:BUY:CLOSED"):
        world.call("Collateral.buy", secured, 10**9, sender=buyer)
    world.call("Collateral.release", secured)
    assert owner(world) == borrower


def test_borrowers_and_their_relatives_do_not_buy(
    world: World, secured: int, borrower: str
) -> None:
    price = start(world, secured)
    world.fund_wallet(borrower, 10**7)
    with refuses("COLL:BUY:RELATED"):
        world.call("Collateral.buy", secured, price, sender=borrower)
    relative = world.person("relative")
    move_to_group(world, "relative", world.call("Registry.person_of", borrower)["group"])
    with refuses("COLL:BUY:RELATED"):
        world.call("Collateral.buy", secured, price, sender=relative)
    with refuses("REG:PAY:UNKNOWN"):
        world.call("Collateral.buy", secured, price, sender=ANYONE)
    buyer = world.person("buyer")
    world.call("Freezes.freeze", buyer, world.now + DAY, bytes(32), sender=world.compliance)
    with refuses("REG:PERSON:FROZEN"):
        world.call("Collateral.buy", secured, price, sender=buyer)


@pytest.mark.parametrize("behaviour", [REVERTS, CALLS_BACK])
def test_a_token_that_misbehaves_in_a_sale_gains_nothing(
    world: World, secured: int, borrower: str, behaviour: int
) -> None:
    price = start(world, secured)
    buyer = world.person("buyer")
    data = world.interface["Collateral"].function("release").encode((secured,))
    world.call("Deed.call_back", world.address["Collateral"], data)
    world.call("Deed.set_behaviour", behaviour)
    before = owed(world, secured)
    if behaviour == REVERTS:
        with refuses("TOKEN:REVERTS"):
            world.call("Collateral.buy", secured, price, sender=buyer)
        assert (owed(world, secured), world.balance(buyer)) == (before, 10**11)
        return
    world.call("Collateral.buy", secured, price, sender=buyer)
    assert world.call("Deed.outcome") == 1
    assert owner(world) == buyer


# The lower floor


def propose(world: World, loan: int, holder: str, floor: int) -> None:
    world.call("Ballots.propose_floor", loan, floor, 3 * DAY, sender=holder)


@pytest.mark.exact_second
def test_lenders_lower_the_floor_of_an_unsold_auction_once(
    world: World, secured: int, investor: str
) -> None:
    start(world, secured)
    world.travel(days=14)
    with refuses("BALLOT:PROPOSE:FLOOR"):
        propose(world, secured, investor, FLOOR - 1)
    world.travel(seconds=1)
    for floor in (FLOOR, FLOOR + 1):
        with refuses("BALLOT:PROPOSE:FLOOR"):
            propose(world, secured, investor, floor)
    with refuses("BALLOT:PROPOSE:HOLDER"):
        propose(world, secured, ANYONE, 1_000)
    propose(world, secured, investor, 1_000)
    world.call("Ballots.vote", secured, True, sender=investor)
    assert close(world, secured) is True
    at = world.now
    assert world.call("Collateral.price_of", secured) == FLOOR
    world.set_time(at + FALL // 2)
    assert world.call("Collateral.price_of", secured) == FLOOR - (FLOOR - 1_000) // 2
    world.travel(days=60)
    assert world.call("Collateral.price_of", secured) == 1_000
    with refuses("BALLOT:PROPOSE:FLOOR"):
        propose(world, secured, investor, 10)
    buyer = world.person("buyer")
    assert world.call("Collateral.buy", secured, 1_000, sender=buyer) == 1_000


def test_a_sale_before_the_vote_ends_leaves_nothing_to_lower(
    world: World, secured: int, investor: str
) -> None:
    start(world, secured)
    world.travel(days=15)
    propose(world, secured, investor, 0)
    world.call("Ballots.vote", secured, True, sender=investor)
    world.call("Collateral.buy", secured, FLOOR, sender=world.person("buyer"))
    assert close(world, secured) is True  # the same status: the vote stands, and moves nothing
    assert world.call("Collateral.lock_of", secured)["floor_price"] == 0
    assert world.call("Collateral.price_of", secured) == NOT_FOR_SALE


def test_only_ballots_lower_a_floor(world: World, secured: int, investor: str) -> None:
    start(world, secured)
    callers: tuple[Any, ...] = (investor, world.servicer.address, *world.council, ANYONE)
    for caller in callers:
        with refuses("COLL:FLOOR:CALLER"):
            world.call("Collateral.lower_floor", secured, 0, sender=caller)
