"""A node behind a balancer: the count of transactions from one head, receipts from an older one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.infrastructure.transactions.builders import SenderScene
from tallystick.chain.contracts import Token
from tallystick_node.infrastructure.transactions.outgoing import SendState

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


class Behind:
    """A connection whose receipts come from a head that has nothing yet, for so many questions."""

    def __init__(self, connection: Any, questions: int) -> None:
        self._connection = connection
        self.left = questions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def request(self, method: str, *params: Any) -> Any:
        if method == "eth_getTransactionReceipt" and self.left:
            self.left -= 1
            return None
        return self._connection.request(method, *params)


@pytest.fixture
def scene(network: Network, database: Database, time: Time) -> SenderScene:
    return SenderScene(network, database, time)


@pytest.mark.parametrize("questions", [1, 2, 3, 20])
def test_a_mined_send_whose_receipt_comes_late_halts_nothing(
    scene: SenderScene, questions: int
) -> None:
    behind = Behind(scene.network.connection, questions)
    engine = scene.engine(connection=behind)
    scene.ask("one", 7)
    for _ in range(questions + 2):
        engine.tick()
        assert engine.ledger.account(lambda: 0).halted is None
        assert not [send for send in engine.resume() if send.key == "one"]
    scene.settle(engine)
    assert (scene.find("one").state, scene.approved(), scene.nonce()) == (SendState.DONE, 7, 1)


def test_a_nonce_that_another_took_is_seen_all_the_same(scene: SenderScene) -> None:
    scene.ask("one", 6)
    with pytest.raises(SystemExit):
        scene.dying().tick()
    scene.network.platform.plan(Token.approve(scene.address, 5), scene.network.keeper).send()
    engine = scene.engine(connection=Behind(scene.network.connection, 2))
    scene.settle(engine)
    assert "took a nonce" in str(engine.ledger.account(lambda: 0).halted)
