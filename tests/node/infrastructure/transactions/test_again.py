"""What has failed may be tried again, once; what waits for coin holds up nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.infrastructure.transactions.builders import SenderScene
from tallystick.chain.contracts import Token
from tallystick_node.infrastructure.transactions.outgoing import SendState, again

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, time: Time) -> SenderScene:
    return SenderScene(network, database, time)


def try_again(scene: SenderScene, key: str) -> bool:
    with scene.database.writing() as connection:
        return again(connection, key)


def failed_in_its_block(scene: SenderScene) -> None:
    """Two transfers of the same tokens pass the simulation; the second fails when it is mined."""
    actors, platform = scene.network.session.actors, scene.network.platform
    actors.mint(platform, scene.address, 50)
    scene.network.mine_at_once(on=False)
    for key, amount in (("first", 50), ("second", 49)):
        scene.ask(key, function="transfer", arguments=(actors.investor.address, amount))
    scene.engine().tick()
    scene.network.mine()
    scene.network.mine_at_once(on=True)
    scene.settle(scene.engine())
    assert scene.find("second").state is SendState.REVERTED


def test_what_failed_in_its_block_is_tried_again_with_a_nonce_of_its_own(
    scene: SenderScene,
) -> None:
    failed_in_its_block(scene)
    actors, platform = scene.network.session.actors, scene.network.platform
    old = scene.find("second")
    actors.mint(platform, scene.address, 49)
    before = platform.read(Token.balanceOf(actors.investor.address))
    assert try_again(scene, "second")
    scene.settle(scene.engine())
    done = scene.find("second")
    assert done.state is SendState.DONE
    assert (old.nonce, done.nonce) == (1, 2)
    assert done.tx_hash != old.tx_hash
    assert platform.read(Token.balanceOf(actors.investor.address)) == before + 49


def test_what_fails_for_good_is_refused_the_second_time_and_costs_nothing(
    scene: SenderScene,
) -> None:
    failed_in_its_block(scene)
    assert try_again(scene, "second")
    scene.settle(scene.engine())
    assert scene.find("second").state is SendState.REFUSED
    assert scene.nonce() == 2


def test_what_was_done_or_is_on_its_way_is_not_tried_again(scene: SenderScene) -> None:
    scene.ask("planned")
    assert not try_again(scene, "planned")
    scene.settle(scene.engine())
    assert not try_again(scene, "planned")
    assert not try_again(scene, "unknown")
    assert (scene.find("planned").state, scene.nonce()) == (SendState.DONE, 1)


def test_a_transfer_that_waits_for_coin_holds_up_no_call(scene: SenderScene) -> None:
    wallet = scene.network.session.actors.outsider.address
    much = scene.network.connection.coin_balance(scene.address)
    for number in range(20):
        with scene.database.writing() as connection:
            scene.book.put_transfer(
                connection, key=f"gift {number}", account=scene.address, to=wallet, value=much
            )
    scene.ask("call", 3)
    scene.settle(scene.engine(cap=100 * much))
    assert scene.find("call").state is SendState.DONE
    gift = scene.find("gift 0")
    assert (gift.state, gift.code) == (SendState.PLANNED, "TX:FUNDS")
    assert scene.approved() == 3
