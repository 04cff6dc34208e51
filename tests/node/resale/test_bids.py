"""The board of bids keeps what the contract would take, by its buyer alone, and ends the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from node.resale.builders import DAY
from tallystick.errors import InputError, NotEligible, Reverted, TallystickError
from tallystick.platform._sync.investor import Investor
from tallystick_node.resale.rules import ORDERS_MAX, coverable

if TYPE_CHECKING:
    from node.resale.builders import ResaleScene


def test_a_bid_is_kept_once_and_a_holder_sells_to_it(scene: ResaleScene) -> None:
    bids, signed = scene.resale.bids, scene.bid()
    digest = bids.put(signed, scene.address(2))
    assert bids.put(signed, scene.address(2)) == digest
    (listed,) = bids.open(50, loan=1)
    assert (listed.digest, listed.left, listed.price, listed.void) == (
        digest, 200_000_000, 190_000_000, "",
    )  # fmt: skip
    assert listed.signed == signed
    assert bids.open(50, loan=2) == []
    assert listed.fee is not None
    plan = scene.act(0).act.sell_to(signed, 50_000_000, price_min=1)
    assert plan.send().result == 47_500_000 - 47_500_000 * 5_000 // 1_000_000
    assert bids.find(digest).left == 150_000_000
    assert scene.act(2).view.note(1).units == 50_000_000


def test_what_the_buyer_has_not_signed_is_refused(scene: ResaleScene) -> None:
    bids, signed = scene.resale.bids, scene.bid()
    with pytest.raises(TallystickError, match="BID:BUYER"):
        bids.put(signed, scene.address(1))
    dearer = replace(signed, bid=replace(signed.bid, price_ppm=1_000_000))
    with pytest.raises(InputError, match="BID:SIGNATURE"):
        bids.put(dearer, scene.address(2))
    assert bids.open(50) == []
    assert scene.facts() == []


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"units": 10**10 + 1}, "BID:UNITS"),
        ({"units": 0}, "BID:UNITS"),
        ({"days": 91}, "BID:EXPIRY"),
        ({"days": -1}, "BID:EXPIRY"),
        ({"price_ppm": 0}, "BID:PRICE"),
        ({"price_ppm": 10_000_001}, "BID:PRICE"),
        ({"units": 9_000_000_000, "price_ppm": 2_000_000}, "BID:BALANCE"),
    ],
)
def test_what_the_market_would_not_take_is_refused(
    scene: ResaleScene, terms: dict[str, int], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        scene.put_bid(**terms)
    assert scene.resale.bids.open(50) == []


def test_all_bids_of_a_buyer_are_covered_together(scene: ResaleScene) -> None:
    balance = scene.act(2).view.balance()
    scene.put_bid(units=balance // 2, price_ppm=1_000_000)
    scene.put_bid(units=balance // 2, price_ppm=1_000_000)
    with pytest.raises(InputError, match="BID:BALANCE"):
        scene.put_bid(units=2_000_000, price_ppm=1_000_000)


def test_a_buyer_whose_class_is_too_low_is_refused_as_the_contract_refuses(
    scene: ResaleScene,
) -> None:
    actors, platform = scene.network.session.actors, scene.network.platform
    actors.enrol(platform, scene.investors[2], risk_class=2)
    with pytest.raises(NotEligible, match="REG:LEND:CLASS"):
        scene.put_bid()
    assert scene.network.loans.active(risk_level=2) == 2
    assert scene.put_bid(loan=2)


def test_the_borrower_is_refused(scene: ResaleScene) -> None:
    platform, borrower = scene.network.platform, scene.network.session.actors.borrower
    act = Investor(platform, borrower).act
    signed = act.bid(1, 10**7, 900_000, expiry=platform.now() + DAY)
    with pytest.raises(Reverted, match="REG:LEND:SELF"):
        scene.resale.bids.put(signed, borrower.address)


def test_a_bid_for_another_version_or_a_lower_nonce_is_refused(scene: ResaleScene) -> None:
    stale = scene.bid()
    old = replace(stale.bid, version=stale.bid.version + 1)
    with pytest.raises(InputError, match="BID:SIGNATURE"):
        scene.resale.bids.put(replace(stale, bid=old), scene.address(2))
    low = scene.act(2).act.bid(1, 1, 950_000, expiry=scene.network.platform.now() + DAY, nonce=4)
    scene.act(2).act.cancel_below(5).send()
    with pytest.raises(InputError, match="BID:NONCE"):
        scene.resale.bids.put(low, scene.address(2))


def test_a_bid_that_was_filled_cancelled_or_is_over_ends_with_its_reason(
    scene: ResaleScene,
) -> None:
    bids = scene.resale.bids
    filled, cancelled = scene.bid(units=10_000_000), scene.bid(units=20_000_000)
    whole, gone = (bids.put(each, scene.address(2)) for each in (filled, cancelled))
    short = scene.put_bid(units=30_000_000, days=1)
    scene.act(0).act.sell_to(filled, 10_000_000, price_min=1).send()
    scene.act(2).act.cancel_bid(cancelled).send()
    scene.pass_days(2)
    assert scene.look() == 3
    assert bids.open(50) == []
    assert {digest: bids.find(digest).ended for digest in (whole, gone, short)} == {
        whole: "MARKET:FILL:UNITS", gone: "MARKET:FILL:UNITS", short: "MARKET:FILL:EXPIRED",
    }  # fmt: skip
    with pytest.raises(InputError, match="BID:ENDED"):
        bids.put(filled, scene.address(2))
    assert scene.look() == 0


def test_a_bid_without_cash_ends_and_may_come_back(scene: ResaleScene) -> None:
    bids, act = scene.resale.bids, scene.act(2).act
    signed = scene.bid()
    digest = bids.put(signed, scene.address(2))
    act.withdraw(scene.act(2).view.balance() - 95_000_000).send()
    assert (bids.find(digest).left, bids.find(digest).void) == (100_000_000, "")
    act.withdraw(95_000_000).send()
    assert bids.find(digest).void == "ESCROW:SETTLE:BALANCE"
    assert scene.look() == 1
    assert bids.open(50) == []
    assert scene.facts()[-1] == ("ended", digest)
    with pytest.raises(InputError, match="BID:BALANCE"):
        bids.put(signed, scene.address(2))
    act.deposit(10**9).send()
    assert bids.put(signed, scene.address(2)) == digest
    assert [listed.digest for listed in bids.open(50)] == [digest]


def test_a_bid_of_somebody_who_may_lend_no_more_ends(scene: ResaleScene) -> None:
    digest = scene.put_bid()
    scene.network.session.actors.enrol(scene.network.platform, scene.investors[2], risk_class=1)
    assert scene.look() == 1
    assert scene.resale.bids.find(digest).ended == "REG:LEND:CLASS"


def test_a_bid_for_a_loan_that_is_late_waits_for_its_cure(scene: ResaleScene) -> None:
    digest = scene.put_bid(days=60)
    while not scene.resale.bids.find(digest).overdue:
        scene.pass_days(1)
    assert scene.resale.bids.find(digest).void == "MARKET:FILL:DPD"
    assert scene.look() == 0
    assert scene.resale.bids.find(digest).ended == ""
    with pytest.raises(InputError, match="BID:DPD"):
        scene.put_bid()
    assert scene.put_bid(dpd_max=30)


def test_a_withdrawn_bid_is_its_buyers_alone_and_may_come_back(scene: ResaleScene) -> None:
    bids, signed = scene.resale.bids, scene.bid()
    digest = bids.put(signed, scene.address(2))
    with pytest.raises(InputError, match="BID:UNKNOWN"):
        bids.withdraw(digest, scene.address(1))
    bids.withdraw(digest, scene.address(2))
    assert bids.open(50) == []
    with pytest.raises(InputError, match="BID:UNKNOWN"):
        bids.find(digest, scene.address(1))
    assert bids.find(digest, scene.address(2)).withdrawn
    with pytest.raises(InputError, match="BID:UNKNOWN"):
        bids.withdraw(digest, scene.address(2))
    bids.put(signed, scene.address(2))
    assert [fact for fact, _ in scene.facts()] == ["placed", "withdrawn", "placed"]


def test_a_buyer_has_fifty_bids(scene: ResaleScene) -> None:
    for _ in range(ORDERS_MAX):
        scene.put_bid(units=1_000_000)
    with pytest.raises(InputError, match="BID:MANY"):
        scene.put_bid(units=1_000_000)


@pytest.mark.parametrize(
    ("balance", "units"), [(190, 200), (189, 198), (0, 0), (1, 1), (10**9, 200)]
)
def test_a_balance_covers_what_it_pays_for(balance: int, units: int) -> None:
    assert coverable(200, 190, balance) == units
    assert -(-units * 190 // 200) <= balance
