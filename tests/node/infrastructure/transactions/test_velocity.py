"""A simulated drain is halted and told of; what clients withdraw is never touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from node.infrastructure.transactions.builders import SenderScene
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.transactions.outgoing import SendBook, SendState
from tallystick_node.infrastructure.transactions.velocity import (
    ANYBODYS,
    BOUNDED_ON_CHAIN,
    VelocityBounds,
    VelocityGuard,
    breach_of,
)
from tallystick_node.storage.tables import journal, messages, send_halts, sends

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
BOUNDS = VelocityBounds(hour_floor=5, amount_floor=1_000, times=3)
FLOOR = 200


def minutes_ago(minutes: int, amount: int = 0) -> tuple[datetime, int]:
    return NOW - timedelta(minutes=minutes), amount


def test_the_floor_is_never_abnormal_and_the_next_is() -> None:
    assert breach_of([minutes_ago(1)] * 5, NOW, BOUNDS) is None
    assert breach_of([minutes_ago(1)] * 6, NOW, BOUNDS) == ("calls", 6, 5)


def test_a_busy_platform_may_do_more() -> None:
    busy = [minutes_ago(300)] * 4
    assert breach_of([*busy, *[minutes_ago(1)] * 12], NOW, BOUNDS) is None
    assert breach_of([*busy, *[minutes_ago(1)] * 13], NOW, BOUNDS) == ("calls", 13, 12)


def test_an_amount_is_held_against_the_days_before() -> None:
    assert breach_of([minutes_ago(60, 1_000)], NOW, BOUNDS) is None
    assert breach_of([minutes_ago(60, 1_001)], NOW, BOUNDS) == ("amount", 1_001, 1_000)
    yesterday = minutes_ago(1_500, 500)
    assert breach_of([yesterday, minutes_ago(60, 1_500)], NOW, BOUNDS) is None
    assert breach_of([yesterday, minutes_ago(60, 1_501)], NOW, BOUNDS) == ("amount", 1_501, 1_500)


class GuardedScene(SenderScene):
    """A sender whose book has a guard."""

    @property
    def guard(self) -> VelocityGuard:
        outbox = Outbox(self.database, self.time, 5)
        return VelocityGuard(
            load_pack("generic"), self.time, BusinessClock(self.time, 0), AuditLog(self.time),
            Alerts(outbox, "https://operator.test/hook"),
        )  # fmt: skip

    @property
    def book(self) -> SendBook:
        return SendBook(self.network.platform, self.time, self.guard)

    def busy_hour(self, function: str, count: int) -> None:
        """What was asked for in the last hour, put there at once."""
        row = {
            "account": self.address, "contract": "Token", "function": function,
            "arguments": [self.address, "1"], "to": self.address, "data": "0x", "value": 0,
            "state": SendState.DONE, "attempts": 1, "created_at": self.time.now,
        }  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(
                insert(sends), [row | {"key": f"{function} {place}"} for place in range(count)]
            )


@pytest.fixture
def scene(network: Network, database: Database, time: Time) -> GuardedScene:
    return GuardedScene(network, database, time)


def halts(scene: GuardedScene) -> list[tuple[str, str, int]]:
    with scene.database.reading() as connection:
        rows = connection.execute(select(send_halts).where(send_halts.c.lifted_at.is_(None)))
        return [(row.function, row.kind, row.value) for row in rows]


def test_a_drain_is_halted_told_of_and_goes_on_when_somebody_has_looked(
    scene: GuardedScene,
) -> None:
    scene.busy_hour("approve", FLOOR)
    scene.ask("the last straw", 7)
    assert halts(scene) == [("approve", "calls", FLOOR + 1)]
    engine = scene.engine()
    scene.settle(engine)
    assert scene.find("the last straw").state is SendState.PLANNED
    with scene.database.reading() as connection:
        heard = [row.content["type"] for row in connection.execute(select(messages))]
        acts = list(connection.scalars(select(journal.c.act)))
    assert heard == ["action.halted"]
    assert "action.halted" in acts
    with scene.database.writing() as connection:
        assert scene.guard.lift(connection, 1, "0xguardian", "a replayed webhook")
        assert not scene.guard.lift(connection, 1, "0xguardian", "again")
    scene.settle(engine)
    assert scene.find("the last straw").state is SendState.DONE
    assert scene.approved() == 7


def test_what_is_minted_is_measured_by_its_amount(scene: GuardedScene) -> None:
    scene.ask("all of it", function="mint", arguments=(scene.address, 10**12))
    assert halts(scene) == []
    scene.ask("one more", function="mint", arguments=(scene.address, 1))
    assert halts(scene) == [("mint", "amount", 10**12 + 1)]


@pytest.mark.parametrize("function", ["burn", "transfer"])
def test_what_a_client_withdraws_is_never_halted(scene: GuardedScene, function: str) -> None:
    scene.busy_hour(function, 10 * FLOOR)
    arguments = (1,) if function == "burn" else (scene.address, 1)
    scene.ask("a client's own", function=function, arguments=arguments)
    assert halts(scene) == []


def test_another_action_goes_on_while_one_is_halted(scene: GuardedScene) -> None:
    scene.busy_hour("mint", FLOOR)
    scene.ask("minted", function="mint", arguments=(scene.address, 1))
    scene.ask("approved", 3)
    scene.settle(scene.engine())
    assert scene.find("approved").state is SendState.DONE
    assert scene.find("minted").state is SendState.PLANNED


@pytest.mark.parametrize("contract", sorted(ANYBODYS | BOUNDED_ON_CHAIN))
def test_what_anybody_may_call_is_never_halted(scene: GuardedScene, contract: str) -> None:
    """On a day when ten thousand instalments are due, ten thousand are collected."""
    scene.busy_hour("collect", 10 * FLOOR)
    with scene.database.writing() as connection:
        connection.execute(update(sends).values(contract=contract))
        scene.guard.look(connection, contract, "collect")
    assert halts(scene) == []
    with scene.database.writing() as connection:
        connection.execute(update(sends).values(contract="Freezes"))
        scene.guard.look(connection, "Freezes", "collect")
    assert halts(scene) == [("collect", "calls", 10 * FLOOR)]
