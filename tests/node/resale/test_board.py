"""The board keeps what the Market would take, by its seller alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import InputError, TallystickError
from tallystick.platform._sync.investor import Investor
from tallystick_node.resale.board import ASKS_MAX, AskBoard

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick.platform.messages import SignedAsk
    from tallystick_node.storage import Database

DAY = 86_400


@pytest.fixture
def board(database: Database, network: Network, time: Time) -> AskBoard:
    network.loans.active()
    return AskBoard(database, network.platform, time)


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
    for _ in range(ASKS_MAX):
        board.put(signed(network, 1), seller_of(network))
    with pytest.raises(InputError, match="ASK:MANY"):
        board.put(signed(network, 1), seller_of(network))
