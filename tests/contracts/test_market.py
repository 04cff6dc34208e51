"""Market: a signed ask, filled whole or in part, against its price in one transaction."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import (
    DAY,
    NO_SIGNATURE,
    World,
    compact,
    joined,
    key_of,
    refuses,
    sign_digest,
)
from contracts.workouts import drain, make_default, next_month
from tallystick.chain import typed_data

MAX = 10**12


def fill(world: World, order: tuple[Any, Any], units: int, buyer: str, price_max: int = MAX) -> int:
    return world.fill(*order, units, buyer, units_min=units, price_max=price_max)


def sell(world: World, order: tuple[Any, Any], units: int, seller: str, price_min: int = 0) -> int:
    arguments = (*order, units, units, price_min, world.seen(order[0]["loan"]))
    return int(world.call("Market.sell", *arguments, sender=seller))


def test_units_change_hands_against_their_price(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    # 10,001 units at 99 %: 9,900.99 rounds up to 9,901; fee 0.5 % of it, 49.505, down to 49.
    order = world.ask("investor", loan, 50_000)
    assert world.call("Market.quote", loan, 10_001, 990_000) == (9_901, 49)
    before = world.balance(investor), world.balance(investor_two)
    assert fill(world, order, 10_001, investor_two) == 9_901
    assert world.balance(investor) - before[0] == 9_901 - 49
    assert before[1] - world.balance(investor_two) == 9_901
    assert world.call("Book.balanceOf", investor_two, loan) == 410_001
    assert world.call("Lens.totals_of", loan)["fees"] == 49


def test_the_price_follows_the_outstanding_principal(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.live_loan(
        borrower, {investor: 600_000, investor_two: 400_000}, method=1, rate_ppm=0, n=10
    )
    world.travel(days=31)
    world.call("Servicing.repay", loan, 100_000, 480, sender=borrower)
    assert world.call("Market.quote", loan, 50_000, 1_000_000)[0] == 45_000


def test_a_buyer_who_held_nothing_gets_nothing_of_what_came_before(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.live_loan(borrower, {investor: 10_000})
    world.travel(days=31)
    world.call("Servicing.repay", loan, 10**6, 1, sender=borrower)
    fill(world, world.ask("investor", loan, 5_000), 5_000, investor_two)
    assert list(world.call("Book.claimable", loan, investor_two)) == [0, 0]
    assert world.call("Book.claim", loan, sender=investor_two) == 0
    world.travel(days=31)
    world.call("Servicing.repay", loan, 10**6, 2, sender=borrower)
    halves = [list(world.call("Book.claimable", loan, who)) for who in (investor, investor_two)]
    assert halves[0] == halves[1] != [0, 0]


def test_the_contracts_digest_is_the_clients(world: World, loan: int, investor: str) -> None:
    ask, _ = world.ask("investor", loan, 5_000)
    full = typed_data.message("Ask", ask, world.engine.chain_id, world.address["Market"])
    assert world.call("Market.ask_digest", ask) == typed_data.digest(full)
    bid, _ = world.bid("investor", loan, 5_000)
    full = typed_data.message("Bid", bid, world.engine.chain_id, world.address["Market"])
    assert world.call("Market.bid_digest", bid) == typed_data.digest(full)


def test_an_ask_is_filled_in_parts_and_no_further(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order = world.ask("investor", loan, 5_000)
    fill(world, order, 2_000, investor_two)
    digest = world.call("Market.ask_digest", order[0])
    assert world.call("Market.filled", digest) == 2_000
    with refuses("MARKET:FILL:UNITS"):
        fill(world, order, 3_001, investor_two)
    fill(world, order, 3_000, investor_two)
    with refuses("MARKET:FILL:UNITS"):
        fill(world, order, 1_000, investor_two)
    with refuses("MARKET:FILL:ZERO"):
        fill(world, order, 0, investor_two)


def test_a_price_above_the_buyers_maximum_is_refused(
    world: World, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    with refuses("MARKET:FILL:MAXIMUM"):
        fill(world, order, 10_000, investor_two, 9_899)
    assert fill(world, order, 10_000, investor_two, 9_900) == 9_900


def test_an_ask_lives_to_its_last_second(world: World, loan: int, investor_two: str) -> None:
    order = world.ask("investor", loan, 10_000, expiry=world.now + 10)
    world.travel(seconds=10)
    fill(world, order, 1_000, investor_two)
    world.travel(seconds=1)
    with refuses("MARKET:FILL:EXPIRED"):
        fill(world, order, 1_000, investor_two)


def test_only_the_sellers_own_signature_sells(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    ask, _ = world.ask("investor", loan, 10_000)
    forged = world.sign_bytes("Ask", ask, key_of("investor two"))
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, forged), 1_000, investor_two)
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, NO_SIGNATURE), 1_000, investor_two)
    nobody = ask | {"seller": "0x" + "00" * 20}
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (nobody, bytes(64)), 1_000, investor_two)
    order = world.ask("investor", loan, 10_000)
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (order[0] | {"price_ppm": 1}, order[1]), 1_000, investor_two)


def test_an_ask_for_another_chain_is_refused(world: World, loan: int, investor_two: str) -> None:
    ask, _ = world.ask("investor", loan, 10_000)
    chain = world.engine.chain_id + 1
    full = typed_data.message("Ask", ask, chain, world.address["Market"])
    signed = sign_digest(key_of("investor"), typed_data.digest(full))
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, joined(compact(signed))), 1_000, investor_two)


def test_an_absurd_price_is_refused(world: World, loan: int, investor_two: str) -> None:
    order = world.ask("investor", loan, 1_000, price_ppm=10**7 + 1)
    with refuses("MARKET:FILL:PRICE"):
        fill(world, order, 1_000, investor_two)
    fill(world, world.ask("investor", loan, 1_000, price_ppm=10**7), 1_000, investor_two)


def test_a_maker_takes_their_order_back(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order, bid = world.ask("investor", loan, 10_000), world.bid("investor two", loan, 10_000)
    with refuses("MARKET:CANCEL:MAKER"):
        world.call("Market.cancel_ask", order[0], sender=investor_two)
    with refuses("MARKET:CANCEL:MAKER"):
        world.call("Market.cancel_bid", bid[0], sender=investor)
    fill(world, order, 1_000, investor_two)
    world.call("Market.cancel_ask", order[0], sender=investor)
    with refuses("MARKET:FILL:UNITS"):
        fill(world, order, 1_000, investor_two)
    world.call("Market.cancel_bid", bid[0], sender=investor_two)
    with refuses("MARKET:FILL:UNITS"):
        sell(world, bid, 1_000, investor)


def test_a_floor_of_nonces_voids_all_orders_below(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order, bid = world.ask("investor", loan, 10_000), world.bid("investor", loan, 10_000)
    floor = bid[0]["nonce"]
    world.call("Market.cancel_below", floor, sender=investor)
    with refuses("MARKET:FILL:NONCE"):
        fill(world, order, 1_000, investor_two)
    sell(world, bid, 1_000, investor_two)  # the floor itself still holds
    with refuses("MARKET:CANCEL:FLOOR"):
        world.call("Market.cancel_below", floor, sender=investor)
    world.call("Market.cancel_below", floor + 1, sender=investor)
    with refuses("MARKET:FILL:NONCE"):
        sell(world, bid, 1_000, investor_two)


def test_a_bid_is_filled_by_a_holder(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    # 10,001 units at 99 %: 9,901, of which the market keeps 49.
    bid = world.bid("investor two", loan, 50_000)
    with refuses("MARKET:FILL:MINIMUM"):
        sell(world, bid, 10_001, investor, 9_853)
    before = world.balance(investor), world.balance(investor_two)
    assert sell(world, bid, 10_001, investor, 9_852) == 9_901
    assert world.balance(investor) - before[0] == 9_852
    assert before[1] - world.balance(investor_two) == 9_901
    assert world.call("Book.balanceOf", investor_two, loan) == 410_001
    forged = (bid[0], world.sign_bytes("Bid", bid[0], key_of("investor")))
    with refuses("MARKET:FILL:SIGNATURE"):
        sell(world, forged, 1_000, investor)


def test_an_ask_may_name_its_buyer(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    third = world.person("third")
    order = world.ask("investor", loan, 10_000, buyer=third)
    with refuses("MARKET:FILL:BUYER"):
        fill(world, order, 1_000, investor_two)
    fill(world, order, 1_000, third)


def test_less_is_taken_when_less_is_left(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order = world.ask("investor", loan, 5_000)
    with refuses("MARKET:FILL:UNITS"):
        world.fill(*order, 6_000, investor_two, units_min=5_001)
    world.fill(*order, 6_000, investor_two, units_min=5_000)
    assert world.call("Book.balanceOf", investor_two, loan) == 405_000


def test_a_note_sold_twice_is_delivered_once(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    first, second = world.ask("investor", loan, 600_000), world.ask("investor", loan, 600_000)
    fill(world, first, 600_000, investor_two)
    with refuses("BOOK:MOVE:UNITS"):
        fill(world, second, 600_000, investor_two)


# What makes an ask void


def test_a_payment_voids_no_order_but_what_was_seen(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    payments = [("repay", 1, 480), ("repay", 10**6, 480), ("prepay", 200_000, 0)]
    for name, *arguments in payments:
        seen = world.seen(loan)
        world.call(f"Servicing.{name}", loan, *arguments, sender=borrower)
        with refuses("MARKET:FILL:MOVED"):
            world.call("Market.fill", *order, 1_000, 1, MAX, seen, sender=investor_two)
        fill(world, order, 1_000, investor_two)


def test_a_change_of_status_voids_an_order(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000, dpd_max=1_000, expiry=world.now + 900 * DAY)
    make_default(world, loan, 3)
    world.call("Reserve.contribute", 10**6, sender=investor_two)
    next_month(world)
    world.call("Reserve.cover", loan)
    with refuses("MARKET:FILL:VERSION"):
        fill(world, order, 1_000, investor_two)


@pytest.mark.exact_second
def test_an_ask_names_how_late_the_loan_may_be(world: World, loan: int, investor_two: str) -> None:
    start = world.now
    order = world.ask("investor", loan, 10_000, dpd_max=5, expiry=world.now + 300 * DAY)
    world.set_time(start + (29 + 5) * DAY)
    fill(world, order, 1_000, investor_two)
    world.travel(days=1)
    with refuses("MARKET:FILL:DPD"):
        fill(world, order, 1_000, investor_two)
    patient = world.ask("investor", loan, 10_000, dpd_max=1_000)
    with refuses("MARKET:FILL:DPD"):
        seen = world.seen(loan, dpd_max=5)
        world.call("Market.fill", *patient, 1_000, 1, MAX, seen, sender=investor_two)
    fill(world, patient, 1_000, investor_two)


@pytest.mark.exact_second
def test_the_market_closes_from_day_31_until_cured_or_covered(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    start = world.now
    world.set_time(start + (29 + 30) * DAY)
    fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)
    world.travel(days=1)
    with refuses("MARKET:SALE:CLOSED"):
        fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)
    with world.undone():
        world.call("Servicing.collect", loan)
        fill(world, world.ask("investor", loan, 10_000), 1_000, investor_two)
    drain(world, borrower)
    world.set_time(start + (29 + 91) * DAY)
    world.call("Workouts.declare_default", loan)
    with refuses("MARKET:SALE:CLOSED"):
        fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)


def test_a_covered_loan_can_be_sold_again(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    make_default(world, loan, 3)
    with refuses("MARKET:SALE:CLOSED"):
        world.call("Market.quote", loan, 1_000, 10**6)
    next_month(world)
    assert world.call("Reserve.cover", loan) > 0
    order = world.ask("investor", loan, 10_000, dpd_max=1_000)
    fill(world, order, 1_000, investor_two)


def test_a_repaid_or_unknown_loan_has_no_market(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    unknown, signature = world.ask("investor", 99, 1_000)
    with refuses("MARKET:SALE:STATUS"):
        fill(world, (unknown, signature), 1_000, investor_two)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    with refuses("MARKET:SALE:STATUS"):
        fill(world, world.ask("investor", loan, 1_000), 1_000, investor_two)


def test_a_buyer_without_money_gets_nothing(world: World, loan: int, investor: str) -> None:
    poor = world.person("poor", 10)
    with refuses("ESCROW:SETTLE:BALANCE"):
        fill(world, world.ask("investor", loan, 10_000), 10_000, poor)
    assert world.call("Book.balanceOf", poor, loan) == 0


def test_a_free_sale_moves_no_money(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    before = world.balance(investor), world.balance(investor_two)
    order = world.ask("investor", loan, 10_000, price_ppm=0)
    assert fill(world, order, 10_000, investor_two) == 0
    assert (world.balance(investor), world.balance(investor_two)) == before


@pytest.mark.parametrize("units", [1_000, 10_001, 599_000])
def test_money_is_conserved_in_a_sale(
    world: World, borrower: str, loan: int, investor: str, investor_two: str, units: int
) -> None:
    world.travel(days=31)
    world.call("Servicing.repay", loan, 100_000, 480, sender=borrower)
    owners = (investor, investor_two, world.address["Servicing"], world.treasury)
    before = sum(world.balance(owner) for owner in owners)
    fill(world, world.ask("investor", loan, 600_000, price_ppm=1_234_567), units, investor_two)
    assert sum(world.balance(owner) for owner in owners) == before
