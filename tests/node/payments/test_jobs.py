"""Each day chain, ledger and bank are compared, and new deposits wait while they differ."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from node.payments.builders import DeskScene
from tallystick.errors import InputError
from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.jobs import kept_report, open_days
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.storage.tables import payment_orders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> DeskScene:
    result = DeskScene(network, database, tmp_path)
    result.open_books()
    return result


def report(scene: DeskScene, day: date) -> Mapping[str, Any]:
    with scene.database.reading() as connection:
        result = kept_report(connection, day)
    assert result is not None
    return result


def faults(scene: DeskScene, day: date) -> list[tuple[str, str | None]]:
    return [
        (difference["fault"], difference["key"]) for difference in report(scene, day)["differences"]
    ]


def test_a_day_on_which_all_agree_is_kept(scene: DeskScene) -> None:
    scene.paid_in("d1")
    scene.withdraw("w1", 400)
    scene.give_back(400)
    scene.work()
    scene.bank.authorise("w1")
    scene.work()
    scene.pass_days()
    scene.reconcile()
    day_report = report(scene, scene.yesterday)
    assert (day_report["agrees"], day_report["movements"]) == (True, 2)
    assert len(set(day_report["totals"].values())) == 1
    assert scene.acts()[-1] == "payments.agree"
    assert scene.told() == []


def test_a_quiet_day_agrees(scene: DeskScene) -> None:
    scene.pass_days(3)
    scene.reconcile()
    assert report(scene, scene.yesterday)["movements"] == 0
    assert report(scene, scene.yesterday)["agrees"]


def test_a_mint_after_midnight_is_of_the_day_of_the_money(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.work()
    scene.bank.authorise("d1")
    scene.tick()
    scene.pass_days()
    scene.work()  # mined on the next day
    assert scene.state("d1") is PaymentState.DONE
    scene.reconcile()
    assert report(scene, scene.yesterday)["agrees"]
    assert report(scene, scene.yesterday)["movements"] == 1
    scene.pass_days()
    scene.reconcile()
    assert report(scene, scene.yesterday)["movements"] == 0


def test_what_clients_had_before_is_part_of_the_ledger(
    network: Network, database: Database, tmp_path: Path
) -> None:
    late = DeskScene(network, database, tmp_path)
    supply = late.supply()
    late.bank.instruct(Instruction("before", PaymentKind.DEPOSIT, "acct", supply, "CNY"))
    late.bank.authorise("before")
    late.pass_days(2)
    assert replace(late.reconciler, opening=supply).compare(late.yesterday).agrees
    assert not late.reconciler.compare(late.yesterday).agrees


def test_tokens_without_money_are_found(scene: DeskScene) -> None:
    """The minter's key minted what nobody has paid in."""
    people = scene.network.session.actors
    people.mint(scene.network.platform, people.outsider.address, 5)
    scene.pass_days()
    scene.reconcile()
    result = faults(scene, scene.yesterday)
    assert [fault for fault, _ in result] == ["missing_at_bank", "missing_in_ledger", "balance"]
    assert str(result[0][1]).startswith("chain:0x")
    assert [line["type"] for line in scene.told()] == ["payments.differ"]


def test_money_without_tokens_is_found(scene: DeskScene) -> None:
    scene.deposit("d1")
    scene.work()
    scene.bank.authorise("d1")
    scene.tick()  # settled; the mint waits for a sender that is down
    scene.pass_days()
    scene.reconcile()
    assert faults(scene, scene.yesterday) == [("missing_on_chain", "d1"), ("balance", None)]
    scene.work()
    scene.pass_days()
    scene.reconcile()
    with scene.database.reading() as connection:
        assert open_days(connection) == []


def test_a_statement_of_something_else_is_found(scene: DeskScene) -> None:
    scene.paid_in("d1")
    with sqlite3.connect(scene.folder / "bank.sqlite") as bank:
        bank.execute("UPDATE orders SET amount = 999 WHERE key = 'd1'")
    bank.close()
    scene.pass_days()
    scene.reconcile()
    assert faults(scene, scene.yesterday) == [("amount", "d1"), ("balance", None)]


def test_a_ledger_that_was_changed_is_found(scene: DeskScene) -> None:
    scene.paid_in("d1")
    with scene.database.writing() as connection:
        connection.execute(
            update(payment_orders).where(payment_orders.c.key == "d1").values(booked_on=None)
        )
    scene.pass_days()
    scene.reconcile()
    assert ("missing_in_ledger", "d1") in faults(scene, scene.yesterday)


def test_deposits_wait_while_a_day_differs_and_withdrawals_do_not(scene: DeskScene) -> None:
    people = scene.network.session.actors
    scene.paid_in("d1")
    known = scene.deposit("d1")
    people.mint(scene.network.platform, people.outsider.address, 5)
    scene.pass_days()
    scene.reconcile()
    day = scene.yesterday
    with pytest.raises(InputError, match=f"PAYMENT:STOPPED: .* since {day}"):
        scene.deposit("d2")
    assert scene.deposit("d1") == known  # an order that is there already is no new one
    assert scene.withdraw("w1", 400).state is PaymentState.AWAITING
    stubborn = scene.desk(stop_on_difference=False)
    wallet = scene.client.address
    assert stubborn.deposit("d3", account="a", wallet=wallet, amount=1).state is PaymentState.ASKED


def test_a_day_that_agrees_again_lets_deposits_in(scene: DeskScene) -> None:
    scene.paid_in("d1")
    with sqlite3.connect(scene.folder / "bank.sqlite") as bank:
        bank.execute("UPDATE orders SET amount = 999 WHERE key = 'd1'")
    scene.pass_days()
    scene.reconcile()
    day = scene.yesterday
    with pytest.raises(InputError, match="PAYMENT:STOPPED"):
        scene.deposit("d2")
    bank.execute("UPDATE orders SET amount = 1000 WHERE key = 'd1'")
    bank.commit()
    bank.close()
    scene.pass_days()
    scene.reconcile()
    assert report(scene, day)["agrees"]
    assert report(scene, day + timedelta(1))["agrees"]
    assert scene.deposit("d2").state is PaymentState.ASKED
