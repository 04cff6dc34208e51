"""One client's many orders are bounded, and keep nobody else waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from node.payments.builders import ACCOUNT, DeskScene
from tallystick.errors import InputError
from tallystick_node.payments.order_states import OPEN, OPEN_MAX, PaymentState
from tallystick_node.storage.tables import payment_orders

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> DeskScene:
    return DeskScene(network, database, tmp_path)


def test_twice_as_many_at_once_are_as_many_as_may_be(scene: DeskScene) -> None:
    def order(number: int) -> str:
        try:
            scene.deposit(f"d{number}")
        except InputError as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(10) as pool:
        refused = [code for code in pool.map(order, range(2 * OPEN_MAX)) if code]
    assert refused == ["PAYMENT:MANY"] * OPEN_MAX


def test_the_same_key_again_is_not_one_more_and_others_are_not_bounded(scene: DeskScene) -> None:
    for number in range(OPEN_MAX):
        scene.deposit(f"d{number}")
    assert scene.deposit("d0").state is PaymentState.ASKED
    with pytest.raises(InputError, match="PAYMENT:MANY: at most 20 deposits"):
        scene.deposit("one more")
    scene.deposit("another's", account="acct-2")
    scene.withdraw("out", 1_000)


def test_what_has_ended_makes_room(scene: DeskScene) -> None:
    for number in range(OPEN_MAX):
        scene.deposit(f"d{number}")
    with scene.database.writing() as connection:
        connection.execute(
            update(payment_orders)
            .where(payment_orders.c.key == "d3")
            .values(state=PaymentState.REFUSED)
        )
    scene.deposit("one more")


def test_six_hundred_orders_of_one_leave_others_their_turn(scene: DeskScene) -> None:
    """As many as there may be from before there was a bound."""
    now = scene.clock()
    rows = [
        {"key": f"{account} {number:03d}", "account": account}
        for account, many in (("flood", 600), (ACCOUNT, 2))
        for number in range(many)
    ]
    with scene.database.writing() as connection:
        for row in rows:
            connection.execute(
                insert(payment_orders).values(
                    **row, kind="deposit", wallet=scene.client.address, amount=1, currency="CNY",
                    state="asked", created_at=now, changed_at=now, looked_at=now,
                )
            )  # fmt: skip
        first = scene.orders.in_states(connection, OPEN)[:4]
    assert sorted(order.instruction.account for order in first) == [ACCOUNT] * 2 + ["flood"] * 2


def test_a_withdrawal_whose_tokens_do_not_come_ends_after_a_week(scene: DeskScene) -> None:
    scene.withdraw("out", 1_000)
    scene.desk().tick()
    assert scene.state("out") is PaymentState.AWAITING
    scene.network.session.chain.travel(days=8)
    scene.desk().tick()
    assert scene.state("out") is PaymentState.EXPIRED
    assert scene.sends.find(scene.database, "return out") is None


def test_an_order_of_someone_held_does_not_reach_the_bank(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.desk(held=lambda wallet: wallet == scene.client.address).tick()
    assert scene.bank.order("d1") is None
    assert scene.state("d1") is PaymentState.ASKED
    scene.desk().tick()
    assert scene.state("d1") is PaymentState.INSTRUCTED
