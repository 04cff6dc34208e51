"""Several orders are taken off at once, each by itself, and the chain's part is said plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import Reverted
from tallystick_node.resale.rules import OrderSide

if TYPE_CHECKING:
    from node.resale.builders import ResaleScene


def test_chosen_orders_are_taken_off_and_the_others_stay(scene: ResaleScene) -> None:
    desk = scene.resale.desk
    first, second, third = (scene.put_ask(units=units) for units in (1_000_000, 2_000_000, 10**7))
    outcomes = desk.withdraw(scene.address(0), [first, "0x" + "0" * 64, third, first])
    assert [(each.digest, each.withdrawn, each.code) for each in outcomes] == [
        (first, True, ""), ("0x" + "0" * 64, False, "ORDER:UNKNOWN"), (third, True, ""),
    ]  # fmt: skip
    assert [listed.digest for listed in scene.resale.asks.open(50)] == [second]
    again = desk.withdraw(scene.address(0), [first])
    assert [each.code for each in again] == ["ORDER:UNKNOWN"]


def test_all_of_one_side_or_of_both_are_found(scene: ResaleScene) -> None:
    desk, who = scene.resale.desk, scene.address(2)
    scene.act(2).act.buy(scene.ask(0), 200_000_000, price_max=10**9).send()
    bid, ask = scene.put_bid(units=10**7), scene.put_ask(2, units=10**7)
    assert desk.open_digests(who) == [ask, bid]
    assert desk.open_digests(who, OrderSide.BID) == [bid]
    assert desk.open_digests(scene.address(1)) == []
    assert all(each.withdrawn for each in desk.withdraw(who, desk.open_digests(who)))
    assert desk.open_digests(who) == []


def test_anothers_orders_are_neither_taken_off_nor_told_of(scene: ResaleScene) -> None:
    desk, digest = scene.resale.desk, scene.put_ask()
    (outcome,) = desk.withdraw(scene.address(1), [digest])
    assert (outcome.code, outcome.side) == ("ORDER:UNKNOWN", None)
    assert desk.plan(scene.address(1), [digest]).orders == ()
    assert [listed.digest for listed in scene.resale.asks.open(50)] == [digest]


def test_what_was_signed_stays_valid_until_the_chain_ends_it(scene: ResaleScene) -> None:
    """Each call of the plan does what it says, in place of the Market's own refusal."""
    desk, who, platform = scene.resale.desk, scene.address(0), scene.network.platform
    signed = scene.ask(units=10**7)
    digest = scene.resale.asks.put(signed, who)
    desk.withdraw(who, [digest])
    plan = desk.plan(who, [digest])
    assert [(order.digest, order.left) for order in plan.orders] == [(digest, 10**7)]
    assert (plan.floor, plan.also_ends) == (None, ())
    scene.act(2).act.buy(signed, 10**6, price_max=10**7).send()
    assert desk.plan(who, [digest]).orders[0].left == 9 * 10**6
    platform.plan(plan.orders[0].cancelling, scene.investors[0]).send()
    assert desk.plan(who, [digest]).orders == ()
    refusal = scene.act(2).act.buy(signed, 10**6, price_max=10**7).refusal
    assert isinstance(refusal, Reverted)
    assert refusal.code == "MARKET:FILL:UNITS"


def test_one_call_ends_several_and_names_what_it_ends_beside(scene: ResaleScene) -> None:
    desk, who, expiry = scene.resale.desk, scene.address(0), scene.network.platform.now() + 10**5
    act, digests = scene.act(0).act, []
    for nonce in (3, 5, 7, 9):
        signed = act.sell(1, 10**6, 950_000, expiry=expiry, nonce=nonce)
        digests.append(scene.resale.asks.put(signed, who))
    low, first, second, high = digests
    desk.withdraw(who, [first, second])
    plan = desk.plan(who, [first, second])
    assert (plan.floor, plan.also_ends) == (8, (low,))
    act.cancel_below(8).send()
    assert scene.look() == 3
    assert {listed.digest: listed.ended for listed in scene.resale.asks.of_seller(who)} == {
        low: "MARKET:FILL:UNITS", first: "MARKET:FILL:UNITS", second: "MARKET:FILL:UNITS", high: "",
    }  # fmt: skip
    assert desk.plan(who, digests).orders[0].digest == high
    fresh = scene.ask(units=10**6)
    assert fresh.ask.nonce >= 8
    assert scene.resale.asks.put(fresh, who)


@pytest.mark.parametrize("days", [0, 2])
def test_what_has_expired_needs_nothing_on_the_chain(scene: ResaleScene, days: int) -> None:
    digest = scene.put_ask(days=1)
    scene.pass_days(days)
    assert len(scene.resale.desk.plan(scene.address(0), [digest]).orders) == (days == 0)
