"""The watch of a test: people of a room, flows put into its book, days that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from node.kyc.builders import Room, id_number, open_room
from tallystick_node.aml.jobs import AML_WATCH, kind_of_aml
from tallystick_node.aml.service import Aml, make_aml
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.storage.tables import aml_alerts, aml_flows

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["OFFICER", "OTHER", "THIRD", "Bureau", "open_bureau"]

OFFICER = "0x1000000000000000000000000000000000000001"
OTHER = "0x2000000000000000000000000000000000000002"
THIRD = "0x3000000000000000000000000000000000000003"
# What is large of a natural person in the pack `generic`.
LARGE = 100_000_000_000


@dataclass
class Bureau:
    """The watch, and what tests do with it again and again."""

    room: Room
    network: Network
    aml: Aml
    flows: int = 0

    @property
    def database(self) -> Database:
        return self.room.people.context.database

    @property
    def today(self) -> date:
        return self.aml.desk.context.today

    def catch_up(self) -> None:
        platform = self.network.platform
        Indexer(self.database, ChainReader(platform), platform, self.room.time).catch_up()

    def deposit(self, person: str, amount: int, *, days_ago: int = 1, **more: Any) -> str:
        """Put a deposit at noon of an earlier day into the book."""
        self.flows += 1
        at = self.aml.flows.begin(self.today - timedelta(days=days_ago)) + 43_200
        row = {
            "id": f"test:{self.flows}", "at": at, "kind": "deposit", "source": f"bank:{person}",
            "destination": person, "amount": amount, "of_loan": None, "country": "",
            "cash": False, "block": None, **more,
        }  # fmt: skip
        with self.database.writing() as connection:
            connection.execute(insert(aml_flows).values(**row))
        return str(row["id"])

    def watch(self) -> None:
        """Do the job of today, which looks at yesterday."""
        self.catch_up()
        key = JobKey(self.today, AML_WATCH, PLATFORM)
        effect = kind_of_aml(self.aml).run(Job(1, key, 1, 1))
        with self.database.writing() as connection:
            effect(connection)

    def alerts(self) -> list[Any]:
        with self.database.reading() as connection:
            return list(self.aml.alerts.listed(connection))

    def large(self, sequence: str = "123") -> tuple[str, int]:
        """Somebody who brought a large amount yesterday, and the alert about it."""
        person = self.room.real(id_number(sequence))
        self.deposit(person, LARGE)
        self.watch()
        with self.database.reading() as connection:
            number = connection.scalar(
                aml_alerts.select()
                .with_only_columns(aml_alerts.c.id)
                .where(aml_alerts.c.subject == person, aml_alerts.c.rule == "LARGE")
            )
        assert number is not None
        return person, number


def open_bureau(
    folder: Path, database: Database, network: Network, time: Time, account: str | None = None
) -> Bureau:
    """Put a watch together."""
    room = open_room(folder, database, network, time)
    aml = make_aml(
        room.people, platform=network.platform, calendar=Calendar(),
        alerts=Alerts(room.people.context.outbox, "https://operator.example/alerts"),
        sends=SendBook(network.platform, time), account=account, currency="USD",
        reporter="Tallystick",
    )  # fmt: skip
    return Bureau(room, network, aml)
