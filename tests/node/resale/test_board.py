"""The board keeps what the Market would take, by its seller alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import InputError, TallystickError
from tallystick.platform._sync.investor import Investor
from tallystick_node.resale.rules import ORDERS_MAX

if TYPE_CHECKING:
    from node.network import Network
    from node.resale.builders import ResaleScene
    from node.times import Time
    from tallystick.platform.messages import SignedAsk
    from tallystick_node.resale.board import AskBoard

DAY = 86_400


@pytest.fixture
def board(scene: ResaleScene) -> AskBoard:
    return scene.resale.asks


def signed(network: Network, units: int = 200_000_000, days: int = 14, place: int = 0) -> SignedAsk:
    platform = network.platform
    seller = Investor(platform, network.session.actors.investors[place])
    return seller.act.sell(1, units, 950_000, expiry=platform.now() + days * DAY)


def seller_of(network: Network) -> str:
    return network.session.actors.investors[0].address


def test_an_ask_is_kept_once_and_found_by_its_loan(board: AskBoard, network: Network) -> None:
    ask = signed(network)
    digest = board.put(ask, seller_of(network))
    assert board.put(ask, seller_of(network)) == digest
    (listed,) = board.open(50, loan=1)
    assert (listed.digest, listed.left, listed.price, listed.void) == (
        digest,
        200_000_000,
        190_000_000,
        "",
    )
    assert listed.signed == ask
    assert board.open(50, loan=2) == []


def test_what_the_seller_has_not_signed_is_refused(board: AskBoard, network: Network) -> None:
    ask = signed(network)
    with pytest.raises(TallystickError, match="ASK:SELLER"):
        board.put(ask, network.session.actors.investors[1].address)
    cheaper = replace(ask, ask=replace(ask.ask, price_ppm=1))
    with pytest.raises(InputError, match="ASK:SIGNATURE"):
        board.put(cheaper, seller_of(network))
    assert board.open(50) == []


@pytest.mark.parametrize(
    ("units", "days", "code"),
    [(5_000_000_001, 14, "ASK:UNITS"), (200, 91, "ASK:EXPIRY"), (200, -1, "ASK:EXPIRY")],
)
def test_what_the_market_would_not_take_is_refused(
    board: AskBoard, network: Network, units: int, days: int, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        board.put(signed(network, units, days), seller_of(network))


def test_an_ask_that_is_filled_cancelled_or_over_is_void(board: AskBoard, network: Network) -> None:
    ask = signed(network)
    digest = board.put(ask, seller_of(network))
    act = Investor(network.platform, network.session.actors.investors[0]).act
    act.cancel_ask(ask).send()
    assert board.find(digest).void == "MARKET:FILL:UNITS"
    old = board.put(signed(network, days=1), seller_of(network))
    network.connection.request("evm_increaseTime", 2 * DAY)
    network.mine()
    assert board.find(old).void == "MARKET:FILL:EXPIRED"
    assert old not in [listed.digest for listed in board.open(50)]


def test_a_withdrawn_ask_is_not_listed_and_may_come_back(board: AskBoard, network: Network) -> None:
    ask = signed(network)
    digest = board.put(ask, seller_of(network))
    with pytest.raises(InputError, match="ASK:UNKNOWN"):
        board.withdraw(digest, network.session.actors.investors[1].address)
    board.withdraw(digest, seller_of(network))
    assert board.open(50) == []
    board.put(ask, seller_of(network))
    assert [listed.digest for listed in board.open(50)] == [digest]


def test_a_seller_has_fifty_asks(board: AskBoard, network: Network) -> None:
    for _ in range(ORDERS_MAX):
        board.put(signed(network, 1), seller_of(network))
    with pytest.raises(InputError, match="ASK:MANY"):
        board.put(signed(network, 1), seller_of(network))


def test_no_ask_comes_back_beyond_a_sellers_fifty(board: AskBoard, network: Network) -> None:
    first = signed(network, 1)
    digest = board.put(first, seller_of(network))
    board.withdraw(digest, seller_of(network))
    for _ in range(ORDERS_MAX):
        board.put(signed(network, 1), seller_of(network))
    with pytest.raises(InputError, match="ASK:MANY"):
        board.put(first, seller_of(network))


def test_a_sellers_many_asks_push_nobody_else_off(
    board: AskBoard, network: Network, time: Time
) -> None:
    other = network.session.actors.investors[1].address
    honest = board.put(signed(network, 1, place=1), other)
    time.pass_by(seconds=1)
    for _ in range(3):
        board.put(signed(network, 1), seller_of(network))
    assert honest in [listed.digest for listed in board.open(2)]
    assert len(board.open(2)) == 2


def test_an_ask_of_a_loan_that_is_too_late_for_it_is_void(
    board: AskBoard, network: Network
) -> None:
    platform = network.platform
    act = Investor(platform, network.session.actors.investors[0]).act
    digests = [
        board.put(
            act.sell(1, 1, 950_000, expiry=platform.now() + 60 * DAY, dpd_max=days),
            seller_of(network),
        )
        for days in (0, 30)
    ]
    while not board.find(digests[0]).overdue:
        network.connection.request("evm_increaseTime", DAY)
        network.mine()
    assert [board.find(digest).void for digest in digests] == ["MARKET:FILL:DPD", ""]


def test_an_ask_below_its_sellers_floor_or_ended_on_the_chain_is_refused(
    board: AskBoard, network: Network, scene: ResaleScene
) -> None:
    ask = signed(network)
    board.put(ask, seller_of(network))
    act = Investor(network.platform, network.session.actors.investors[0]).act
    act.cancel_ask(ask).send()
    scene.look()
    with pytest.raises(InputError, match="ASK:ENDED"):
        board.put(ask, seller_of(network))
    low = act.sell(1, 1, 950_000, expiry=network.platform.now() + DAY, nonce=4)
    board.put(low, seller_of(network))
    act.cancel_below(5).send()
    with pytest.raises(InputError, match="ASK:NONCE"):
        board.put(low, seller_of(network))
    assert {listed.ended for listed in board.of_seller(seller_of(network))} == {
        "MARKET:FILL:UNITS",
        "",
    }
