"""Tokens that come back are read once, whatever the node leaves out and the chain takes back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.payments.builders import ACCOUNT, DeskScene
from tallystick.errors import TransportError
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.finality import Finality
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.orders import OrderBook
from tallystick_node.storage.tables import index_cursor, token_arrivals, token_cursor

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick.chain.types import Block
    from tallystick_node.payments.order import PaymentOrder
    from tallystick_node.storage import Database

FINAL = Finality(12, 64, 10_000)


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> DeskScene:
    result = DeskScene(network, database, tmp_path)
    result.paid_in("in", 1_000)
    return result


class Lying:
    """A node behind a balancer: its head is ahead, or its logs are missing, while `lies` is set."""

    remote = True

    def __init__(self, connection: Any, how: str) -> None:
        self._connection = connection
        self._how = how
        self.lies = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def block(self, number: int | None = None) -> Block | None:
        block: Block | None = self._connection.block(number)
        if block is None:
            return None
        raw = self._connection.request("eth_getBlockByNumber", hex(block.number), False)
        bloom = raw["logsBloom"]
        read = bytes.fromhex(bloom[2:]) if isinstance(bloom, str) else bytes(bloom)
        ahead = 12 if number is None and self.lies and self._how == "ahead" else 0
        return replace(block, number=block.number + ahead, bloom=read)

    def request(self, method: str, *params: Any) -> Any:
        if method == "eth_getLogs" and self.lies and self._how == "empty":
            return []
        return self._connection.request(method, *params)


class Elsewhere:
    """The platform, reached through another connection."""

    def __init__(self, platform: Any, connection: Any) -> None:
        self._platform = platform
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)


def arrived(scene: DeskScene) -> list[tuple[int, str | None]]:
    with scene.database.reading() as connection:
        rows = connection.execute(select(token_arrivals.c.amount, token_arrivals.c.order_key))
        return [(int(row.amount), row.order_key) for row in rows]


def mine(scene: DeskScene, blocks: int) -> None:
    for _ in range(blocks):
        scene.network.mine()


@pytest.mark.parametrize("how", ["ahead", "empty"])
def test_tokens_that_a_node_leaves_out_for_a_while_are_seen_after_all(
    scene: DeskScene, how: str
) -> None:
    scene.withdraw("out", 300)
    connection = Lying(scene.network.connection, how)
    platform = Elsewhere(scene.network.platform, connection)
    for _ in range(2):
        scene.give_back(100)
        with suppress(TransportError):
            scene.index(platform)
    scene.give_back(300)
    connection.lies = False
    scene.index(platform)
    scene.index(platform)
    assert sorted(amount for amount, _ in arrived(scene)) == [100, 100, 300]
    scene.desk().tick()
    assert scene.state("out") is not PaymentState.AWAITING


def test_small_amounts_wait_for_some_blocks_and_large_ones_for_more(scene: DeskScene) -> None:
    scene.paid_in("more", 20_000)
    for key, amount in (("large", 10_000), ("small", 300)):
        scene.withdraw(key, amount)
        scene.give_back(amount)
    mine(scene, 11)
    scene.tick(finality=FINAL)
    assert {scene.state("small"), scene.state("large")} == {PaymentState.AWAITING}
    mine(scene, 1)
    scene.tick(finality=FINAL)
    assert scene.state("small") is not PaymentState.AWAITING
    assert scene.state("large") is PaymentState.AWAITING
    mine(scene, 51)
    scene.tick(finality=FINAL)
    assert scene.state("large") is not PaymentState.AWAITING


def test_five_blocks_taken_back_leave_nobody_with_money_and_tokens(scene: DeskScene) -> None:
    scene.withdraw("out", 300)
    mark = scene.network.session.chain.snapshot()
    scene.give_back(300)
    mine(scene, 4)
    scene.tick(finality=FINAL)
    assert scene.state("out") is PaymentState.AWAITING
    assert arrived(scene) == [(300, None)]
    scene.network.session.chain.revert(mark)
    mine(scene, 6)
    scene.tick(finality=FINAL)
    assert (arrived(scene), scene.tokens()) == ([], 1_000)
    mine(scene, 20)
    scene.tick(finality=FINAL)
    assert scene.state("out") is PaymentState.AWAITING


def test_an_order_that_the_bank_has_not_heard_of_waits_again(scene: DeskScene) -> None:
    scene.withdraw("out", 300)
    mark = scene.network.session.chain.snapshot()
    scene.give_back(300)
    scene.index()
    desk = scene.desk()
    with scene.database.reading() as connection:
        (order,) = desk.orders.covered(connection, desk.finality)
    with scene.database.writing() as connection:
        assert desk.orders.match(connection, order, desk.finality)
    assert scene.state("out") is PaymentState.ASKED
    scene.network.session.chain.revert(mark)
    mine(scene, 3)
    scene.index()
    assert (scene.state("out"), arrived(scene)) == (PaymentState.AWAITING, [])
    assert "payment.awaiting" in scene.acts()


def test_tokens_that_come_again_are_not_counted_for_a_second_withdrawal(scene: DeskScene) -> None:
    """The bank was instructed; the reorganised chain has the same transfer in another block."""
    scene.withdraw("out", 300)
    mark = scene.network.session.chain.snapshot()
    scene.give_back(300)
    scene.tick()
    assert scene.state("out") is PaymentState.INSTRUCTED
    scene.network.session.chain.revert(mark)
    mine(scene, 3)
    scene.tick()
    assert arrived(scene) == []
    assert "payment.tokens_lost" in scene.acts()
    scene.withdraw("second", 300)
    scene.give_back(300)
    scene.tick()
    assert arrived(scene) == [(300, "out")]
    assert scene.state("second") is PaymentState.AWAITING
    scene.give_back(300)
    scene.tick()
    assert scene.state("second") is PaymentState.INSTRUCTED


def test_a_custodian_who_comes_later_gets_what_was_sent_before(scene: DeskScene) -> None:
    """The index of an older version, or of a node without a custodian, has read past it."""
    scene.give_back(300)
    scene.index()
    with scene.database.writing() as connection:
        connection.execute(token_arrivals.delete())
        connection.execute(token_cursor.delete())
        before = connection.scalar(select(index_cursor.c.events))
    scene.index()
    assert arrived(scene) == [(300, None)]
    with scene.database.reading() as connection:
        cursor = connection.execute(select(index_cursor)).one()
        assert cursor.events == before
        assert cursor.block == connection.scalar(select(token_cursor.c.block))
        assert cursor.reorgs == 0


def test_tokens_of_an_order_that_ended_are_those_of_the_next(scene: DeskScene) -> None:
    """An order that waited in vain takes nothing that comes after its end."""
    scene.withdraw("w1", 100)
    scene.pass_days(8)
    scene.work()
    assert scene.state("w1") is PaymentState.EXPIRED
    second = scene.withdraw("w2", 100)
    due = scene.desk().due(second)
    assert due is not None
    assert (due.number, due.arrived) == (1, 0)
    scene.give_back(100)
    scene.work()
    assert scene.state("w1") is PaymentState.EXPIRED
    assert scene.state("w2") is not PaymentState.AWAITING


def withdrawal_at(scene: DeskScene, moment: datetime, key: str) -> PaymentOrder:
    """An order of 100 by a clock that says this."""
    instruction = Instruction(key, PaymentKind.WITHDRAWAL, ACCOUNT, 100, "CNY")
    with scene.database.writing() as connection:
        return OrderBook(lambda: moment, AuditLog(scene.clock)).put(
            connection, instruction, scene.client.address
        )


@pytest.mark.parametrize("keys", [("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")])
def test_equal_withdrawals_of_one_second_are_covered_in_the_order_of_their_coming(
    scene: DeskScene, keys: tuple[str, ...]
) -> None:
    moment = scene.clock()
    orders = [withdrawal_at(scene, moment, key) for key in keys]
    due = [scene.desk().due(order) for order in orders]
    assert [place.number for place in due if place is not None] == [1, 2, 3]
    scene.give_back(100)
    scene.work()
    waiting = [scene.state(key) is PaymentState.AWAITING for key in keys]
    assert waiting == [False, True, True]


def test_a_clock_that_is_set_back_moves_no_order_before_another(scene: DeskScene) -> None:
    now = scene.clock()
    withdrawal_at(scene, now, "b")
    due = scene.desk().due(withdrawal_at(scene, now - timedelta(hours=1), "a"))
    assert due is not None
    assert due.number == 2


def test_tokens_that_come_too_late_cover_the_next_order(scene: DeskScene) -> None:
    scene.withdraw("w1", 100)
    scene.pass_days(8)
    scene.work()
    scene.give_back(100)
    scene.work()
    due = scene.desk().due(scene.withdraw("w2", 100))
    assert due is not None
    assert due.arrived == due.number == 1
    scene.work()
    assert scene.state("w2") is not PaymentState.AWAITING
