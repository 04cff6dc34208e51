"""Support of a test: people of a room, and days that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.kyc.builders import Room, open_room
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.storage.tables import journal, messages
from tallystick_node.support.desk import SupportDesk
from tallystick_node.support.service import Support, make_support

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Row

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.support.status_rules import StatusComponent

__all__ = ["CLERK", "TUESDAY", "Counter", "open_counter"]

CLERK = "0x1000000000000000000000000000000000000001"
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)


@dataclass
class Counter:
    """Support, and what tests read of it again and again.

    waiting: whose payment is under way, by part of the service. answers: complaints that were
    answered, with whose they are.
    """

    room: Room
    time: Time
    support: Support
    waiting: dict[StatusComponent, list[str]] = field(default_factory=dict)
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.room.people.context.database

    def messages(self) -> Sequence[Row[Any]]:
        with self.database.reading() as connection:
            return connection.execute(select(messages).order_by(messages.c.id)).all()

    def acts(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def open_counter(folder: Path, database: Database, network: Network, time: Time) -> Counter:
    """Put support together, on a Tuesday."""
    room = open_room(folder, database, network, time)
    time.now = TUESDAY
    waiting: dict[StatusComponent, list[str]] = {}
    answers: list[tuple[int, str]] = []
    desk = SupportDesk(
        kyc=room.people,
        calendar=Calendar(),
        alerts=Alerts(room.people.context.outbox, "https://operator.example/alerts"),
        waiting=lambda _, component: waiting.get(component, []),
        answers=lambda *_: answers,
        index=ChainIndex(database),
    )
    return Counter(room, time, make_support(desk), waiting, answers)
