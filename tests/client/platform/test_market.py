"""Selling and buying notes: asks, bids, what fills them and what does not any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import BadSignature, InputError, NotEligible, NotPermitted, Stale
from tallystick.platform.flows import FlowKind
from tallystick.platform.messages import SignedAsk, SignedBid

if TYPE_CHECKING:
    from client.both_halves import Half
    from tallystick.platform._sync.borrower import Borrower
    from tallystick.platform._sync.investor import Investor
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors

UNITS = 10**9
FEE_PPM = 5_000


@pytest.fixture
def investor(half: Half, actors: Actors) -> Investor:
    return half.investor(actors.investor)


@pytest.fixture
def buyer(half: Half, actors: Actors) -> Investor:
    return half.investor(actors.investors[2])


@pytest.fixture
def borrower(half: Half, actors: Actors) -> Borrower:
    return half.borrower(actors.borrower)


def test_a_note_is_sold(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    asked = investor.act.sell(active_loan, UNITS, 990_000, expiry=platform.now() + 3_600)
    asked = SignedAsk.parse(asked.document())
    assert buyer.view.ask_left(asked) == UNITS
    price = buyer.view.ask_price(asked, UNITS)
    assert price == UNITS * 99 // 100
    before = buyer.view.balance()
    assert buyer.act.buy(asked, UNITS, price_max=price).send().result == price
    assert buyer.view.balance() == before - price
    assert buyer.view.ask_left(asked) == 0
    flows = {flow.kind: flow.amount for flow in buyer.view.cash_flows()}
    assert flows == {FlowKind.PURCHASE: -price}
    sale = next(
        cash_flow for cash_flow in investor.view.cash_flows() if cash_flow.kind is FlowKind.SALE
    )
    assert sale.amount == price - price * 5_000 // 10**6


def test_an_ask_is_taken_back(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    asked = investor.act.sell(active_loan, UNITS, 990_000, expiry=platform.now() + 3_600)
    investor.act.cancel_ask(asked).send()
    assert buyer.view.ask_left(asked) == 0
    assert isinstance(buyer.act.buy(asked, 1, price_max=UNITS).refusal, Stale)


def test_two_asks_of_the_same_terms_are_two(investor: Investor, active_loan: int) -> None:
    first, other = (investor.act.sell(active_loan, 1, 1, expiry=1) for _ in range(2))
    assert first.ask.nonce != other.ask.nonce


def test_an_altered_ask_is_no_ask(investor: Investor, active_loan: int) -> None:
    document = investor.act.sell(active_loan, 1, 1, expiry=1).document()
    with pytest.raises(InputError, match="INPUT:FIELDS"):
        SignedAsk.parse({**document, "ask": {}})
    with pytest.raises(InputError, match="INPUT:AMOUNT: Ask.units must be a decimal string"):
        SignedAsk.parse({**document, "ask": {**document["ask"], "units": "1.5"}})
    with pytest.raises(InputError, match="INPUT:SIGNATURE"):
        SignedAsk.parse({**document, "signature": ["zz", "0x1"]})
    with pytest.raises(InputError, match="INPUT:SIGNATURE"):
        SignedAsk.parse({**document, "signature": "0xzz"})


def test_payments_leave_an_ask_and_refuse_who_has_not_seen_them(
    investor: Investor,
    buyer: Investor,
    borrower: Borrower,
    active_loan: int,
    platform: Platform,
) -> None:
    asked = investor.act.sell(active_loan, UNITS, 990_000, expiry=platform.now() + 3_600)
    seen = buyer.act.seen(active_loan, 0)
    borrower.act.repay(active_loan, 10**12).send()
    moved = buyer.act.buy(asked, UNITS, price_max=UNITS, seen=seen).refusal
    assert isinstance(moved, Stale)
    assert moved.code == "MARKET:FILL:MOVED"
    price = buyer.view.ask_price(asked, UNITS)
    assert price < UNITS * 99 // 100
    assert buyer.act.buy(asked, UNITS, price_max=price).send().result == price


def test_what_is_left_of_an_ask_is_taken_when_that_is_allowed(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    asked = investor.act.sell(active_loan, UNITS, 10**6, expiry=platform.now() + 3_600)
    assert isinstance(buyer.act.buy(asked, UNITS + 1, price_max=2 * UNITS).refusal, Stale)
    taken = buyer.act.buy(asked, UNITS + 1, price_max=2 * UNITS, units_min=UNITS)
    assert taken.send().result == UNITS


def test_an_ask_for_one_buyer_is_no_one_elses(
    investor: Investor,
    buyer: Investor,
    half: Half,
    actors: Actors,
    active_loan: int,
    platform: Platform,
) -> None:
    expiry = platform.now() + 3_600
    asked = investor.act.sell(active_loan, UNITS, 10**6, expiry=expiry, buyer=buyer.address)
    other = half.investor(actors.investors[3])
    assert isinstance(other.act.buy(asked, UNITS, price_max=UNITS).refusal, NotEligible)
    assert buyer.act.buy(asked, UNITS, price_max=UNITS).send().result == UNITS


def test_a_note_is_sold_to_a_bid(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    wanted = buyer.act.bid(active_loan, UNITS, 980_000, expiry=platform.now() + 3_600)
    wanted = SignedBid.parse(wanted.document())
    assert investor.view.bid_left(wanted) == UNITS
    price, fee = investor.view.price(active_loan, UNITS, 980_000)
    assert fee == price * FEE_PPM // 10**6
    greedy = investor.act.sell_to(wanted, UNITS, price_min=price).refusal
    assert greedy is not None
    assert greedy.code == "MARKET:FILL:MINIMUM"
    before = buyer.view.balance()
    sold = investor.act.sell_to(wanted, UNITS, price_min=price - fee).send()
    assert sold.result == price - fee
    assert buyer.view.balance() == before - price
    assert (buyer.view.note(active_loan).units, buyer.view.bid_left(wanted)) == (UNITS, 0)


def test_a_bid_is_taken_back_by_its_maker(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    wanted = buyer.act.bid(active_loan, UNITS, 980_000, expiry=platform.now() + 3_600)
    assert isinstance(investor.act.cancel_bid(wanted).refusal, NotPermitted)
    buyer.act.cancel_bid(wanted).send()
    assert buyer.view.bid_left(wanted) == 0
    assert isinstance(investor.act.sell_to(wanted, UNITS, price_min=1).refusal, Stale)


def test_orders_below_a_nonce_are_taken_back_at_once(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    expiry = platform.now() + 3_600
    old, new = (
        investor.act.sell(active_loan, UNITS, 10**6, expiry=expiry, nonce=nonce) for nonce in (6, 7)
    )
    investor.act.cancel_below(7).send()
    assert (buyer.view.ask_left(old), buyer.view.ask_left(new)) == (0, UNITS)
    assert isinstance(buyer.act.buy(old, UNITS, price_max=UNITS).refusal, Stale)
    again = investor.act.cancel_below(7).refusal
    assert again is not None
    assert again.code == "MARKET:CANCEL:FLOOR"
    assert buyer.act.buy(new, UNITS, price_max=UNITS).send().result == UNITS


def test_a_bid_that_was_altered_is_not_its_makers(
    investor: Investor, buyer: Investor, active_loan: int, platform: Platform
) -> None:
    wanted = buyer.act.bid(active_loan, UNITS, 980_000, expiry=platform.now() + 3_600)
    dearer = replace(wanted, bid=replace(wanted.bid, price_ppm=2_000_000))
    assert isinstance(investor.act.sell_to(dearer, UNITS, price_min=1).refusal, BadSignature)
    with pytest.raises(InputError, match="INPUT:SIGNATURE"):
        SignedBid.parse({**wanted.document(), "signature": "00"})
