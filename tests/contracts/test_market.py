"""Market: a signed ask, filled whole or in part, against its price in one transaction."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.builders import DAY, World, key_of, refuses, sign_digest
from tallystick.chain import typed_data

MAX = 10**12


def fill(world: World, order: tuple[Any, Any], units: int, buyer: str, price_max: int = MAX) -> int:
    return int(world.call("Market.fill", *order, units, price_max, sender=buyer))


def test_units_change_hands_against_their_price(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    # 10,001 units at 99 %: 9,900.99 rounds up to 9,901; fee 0.5 % of it, 49.505, down to 49.
    order = world.ask("investor", loan, 50_000)
    assert world.call("Market.quote", order[0], 10_001) == (9_901, 49)
    before = world.balance(investor), world.balance(investor_two)
    assert fill(world, order, 10_001, investor_two) == 9_901
    assert world.balance(investor) - before[0] == 9_901 - 49
    assert before[1] - world.balance(investor_two) == 9_901
    assert world.call("Book.balanceOf", investor_two, loan) == 410_001
    assert world.call("Servicing.totals_of", loan)["fees"] == 49


def test_the_price_follows_the_outstanding_principal(
    world: World, borrower: str, investor: str, investor_two: str
) -> None:
    loan = world.live_loan(
        borrower, {investor: 600_000, investor_two: 400_000}, method=1, rate_ppm=0, n=10
    )
    world.travel(days=31)
    world.call("Servicing.repay", loan, 100_000, 480, sender=borrower)
    order = world.ask("investor", loan, 50_000, price_ppm=1_000_000)
    assert world.call("Market.quote", order[0], 50_000)[0] == 45_000


def test_the_contracts_digest_is_the_clients(world: World, loan: int, investor: str) -> None:
    ask, _ = world.ask("investor", loan, 5_000)
    full = typed_data.message("Ask", ask, world.engine.chain_id, world.address["Market"])
    assert world.call("Market.ask_digest", ask) == typed_data.digest(full)


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
    forged = world.sign("Ask", ask, key_of("investor two"))
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, forged), 1_000, investor_two)
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, (0, 0)), 1_000, investor_two)
    nobody = ask | {"seller": "0x" + "00" * 20}
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (nobody, (0, 0)), 1_000, investor_two)
    order = world.ask("investor", loan, 10_000)
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (order[0] | {"price_ppm": 1}, order[1]), 1_000, investor_two)


def test_an_ask_for_another_chain_is_refused(world: World, loan: int, investor_two: str) -> None:
    ask, _ = world.ask("investor", loan, 10_000)
    chain = world.engine.chain_id + 1
    full = typed_data.message("Ask", ask, chain, world.address["Market"])
    signed = sign_digest(key_of("investor"), typed_data.digest(full))
    with refuses("MARKET:FILL:SIGNATURE"):
        fill(world, (ask, (signed.r, signed.s | ((signed.v - 27) << 255))), 1_000, investor_two)


def test_an_absurd_price_is_refused(world: World, loan: int, investor_two: str) -> None:
    order = world.ask("investor", loan, 1_000, price_ppm=10**7 + 1)
    with refuses("MARKET:FILL:PRICE"):
        fill(world, order, 1_000, investor_two)
    fill(world, world.ask("investor", loan, 1_000, price_ppm=10**7), 1_000, investor_two)


def test_a_seller_takes_their_ask_back(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    with refuses("MARKET:CANCEL:SELLER"):
        world.call("Market.cancel", order[0], sender=investor_two)
    fill(world, order, 1_000, investor_two)
    world.call("Market.cancel", order[0], sender=investor)
    with refuses("MARKET:FILL:UNITS"):
        fill(world, order, 1_000, investor_two)


def test_a_note_sold_twice_is_delivered_once(
    world: World, loan: int, investor: str, investor_two: str
) -> None:
    first, second = world.ask("investor", loan, 600_000), world.ask("investor", loan, 600_000)
    fill(world, first, 600_000, investor_two)
    with refuses("BOOK:MOVE:UNITS"):
        fill(world, second, 600_000, investor_two)


# What makes an ask void


def test_an_instalment_a_prepayment_or_a_status_voids_the_ask(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    with world.undone():
        world.call("Servicing.prepay", loan, 100_000, 0, sender=borrower)
        with refuses("MARKET:FILL:VERSION"):
            fill(world, order, 1_000, investor_two)
    world.call("Servicing.repay", loan, 10**6, 480, sender=borrower)
    with refuses("MARKET:FILL:VERSION"):
        fill(world, order, 1_000, investor_two)


def test_a_partial_payment_does_not(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    order = world.ask("investor", loan, 10_000)
    world.call("Servicing.repay", loan, 1, 480, sender=borrower)
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


@pytest.mark.exact_second
def test_the_market_closes_from_day_31_until_cured_or_covered(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    start = world.now
    world.set_time(start + (29 + 30) * DAY)
    fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)
    world.travel(days=1)
    with refuses("SERV:SALE:CLOSED"):
        fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)
    with world.undone():
        world.call("Servicing.collect", loan)
        fill(world, world.ask("investor", loan, 10_000), 1_000, investor_two)
    world.set_time(start + (29 + 91) * DAY)
    world.call("Workouts.declare_default", loan)
    with refuses("SERV:SALE:CLOSED"):
        fill(world, world.ask("investor", loan, 10_000, dpd_max=1_000), 1_000, investor_two)


def test_a_covered_loan_can_be_sold_again(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    for _ in range(3):
        world.travel(days=31)
        world.call("Servicing.collect", loan)
    world.travel(days=31 + 100)
    world.call("Workouts.declare_default", loan)
    world.call("Reserve.cover", loan)
    order = world.ask("investor", loan, 10_000, dpd_max=1_000)
    fill(world, order, 1_000, investor_two)


def test_a_repaid_or_unknown_loan_has_no_market(
    world: World, borrower: str, loan: int, investor_two: str
) -> None:
    unknown, signature = world.ask("investor", 99, 1_000)
    with refuses("SERV:SALE:STATUS"):
        fill(world, (unknown, signature), 1_000, investor_two)
    world.call("Servicing.prepay", loan, 10**9, 0, sender=borrower)
    with refuses("SERV:SALE:STATUS"):
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
