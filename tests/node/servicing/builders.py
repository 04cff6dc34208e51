"""Servicing over a chain and a database: days pass, jobs are done, transactions are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.kyc.builders import Room, id_number, open_room
from tallystick.chain.contracts import Escrow
from tallystick_node.disclosure.agreements.agreement import Currency
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.servicing.jobs import LOAN_JOB, kinds_of_servicing
from tallystick_node.servicing.service import Servicing, make_servicing
from tallystick_node.storage.tables import (
    delinquencies,
    loan_warnings,
    messages,
    reminders,
    sends,
    service_tasks,
)

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick.chain.signer import MemorySigner
    from tallystick_node.storage import Database

__all__ = ["OPERATOR", "OTHER", "STAFF", "Office", "open_office"]

OPERATOR = "https://operator.example/alerts"
STAFF = "0x1000000000000000000000000000000000000001"
OTHER = "0x2000000000000000000000000000000000000002"
CHANNELS = ("notice", "email", "push")
CAP = 10**20


@dataclass
class Office:
    """The room of servicing, and what tests do with it again and again."""

    room: Room
    network: Network
    database: Database
    servicing: Servicing
    numbers: list[int] = field(default_factory=list)

    @property
    def time(self) -> Time:
        return self.room.time

    @property
    def today(self) -> date:
        return self.servicing.desk.today

    @property
    def borrower(self) -> MemorySigner:
        return self.network.session.actors.borrower

    def known(self, name: str = "borrower 0", sequence: str = "123", **elements: str) -> str:
        """Let a test borrower be a person with a telephone number."""
        person = self.room.full(id_number(sequence, **elements))
        self.room.bind(person, name)
        return person

    def loan(self, borrower: MemorySigner | None = None, **terms: Any) -> int:
        number = self.network.loans.active(borrower or self.borrower, **terms)
        self.catch_up()
        return number

    def empty(self, borrower: MemorySigner | None = None) -> None:
        """Let a borrower take out all their money."""
        who = borrower or self.borrower
        platform = self.network.platform
        free = self.servicing.desk.dues.free(who.address)
        if free:
            platform.plan(Escrow.withdraw(free), who).send()
        self.catch_up()

    def pay_in(self, amount: int, borrower: MemorySigner | None = None) -> None:
        actors = self.network.session.actors
        actors.deposit(self.network.platform, borrower or self.borrower, amount)
        self.catch_up()

    def catch_up(self) -> None:
        """Index the chain, whose time is now ours."""
        platform = self.network.platform
        self.time.now = datetime.fromtimestamp(platform.now(), UTC)
        Indexer(self.database, ChainReader(platform), platform, self.time).catch_up()

    def reach(self, day: date, hour: int = 9) -> None:
        """Let the chain come to an hour of a day."""
        wanted = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        seconds = int(wanted.timestamp()) - self.network.platform.now()
        assert seconds > 0, "time goes forward"
        self.network.session.chain.travel(seconds=seconds)
        self.catch_up()

    def day(self, day: date, *kinds: str) -> None:
        """Come to a day and do its jobs."""
        self.reach(day)
        self.do(*kinds)

    def late(self, loan: int, days: int) -> date:
        """The day on which a loan whose first instalment is not paid is so many days late."""
        stands = self.stands(loan)
        due: date = stands.oldest_due or stands.next_due
        return due + timedelta(days=days)

    def do(self, *kinds: str, on: date | None = None) -> None:
        """Do jobs of a day (today) once; without names all of them."""
        for kind in kinds_of_servicing(self.servicing):
            if kinds and kind.name not in kinds:
                continue
            day = on or self.today
            for subject in kind.subjects(day):
                effect = kind.run(Job(1, JobKey(day, kind.name, subject), 1, 1))
                with self.database.writing() as connection:
                    effect(connection)

    def look(self) -> None:
        self.do(LOAN_JOB)

    def send(self) -> None:
        """Let what is planned be sent and mined."""
        keeper, time = self.network.keeper, self.time
        audit_log = self.room.people.context.audit_log
        ledger = SendLedger(self.database, time, audit_log, keeper.address, CAP)
        engine = SendEngine(self.network.connection, ledger, keeper, time, 60, 0)
        for _ in range(4):
            engine.tick()
        self.catch_up()

    def stands(self, loan: int) -> Any:
        row = self.one(lambda connection: self.servicing.desk.loan(connection, loan))
        return self.servicing.desk.dues.of(loan, row.borrower, self.today)

    def one(self, ask: Any) -> Any:
        with self.database.reading() as connection:
            return ask(connection)

    def act(self, what: Any) -> Any:
        with self.database.writing() as connection:
            return what(connection)

    def rows(self, table: Any, *where: Any) -> list[Any]:
        question = select(table).where(*where).order_by(*table.primary_key.columns)
        with self.database.reading() as connection:
            return list(connection.execute(question).all())

    def reminded(self) -> list[tuple[int, list[str]]]:
        """Days before the due date and channels, in the order in which they came."""
        rows = sorted(self.rows(reminders), key=lambda row: (row.due, -row.days))
        return [(row.days, row.channels) for row in rows]

    def notices(self, channel: str | None = None) -> list[dict[str, Any]]:
        """What servicing has told people."""
        return [
            row.content
            for row in self.rows(messages)
            if row.key.split(":")[0] in {"reminder", "arrears"} and channel in {None, row.channel}
        ]

    def alerts(self) -> list[str]:
        return [row.content["type"] for row in self.rows(messages) if row.recipient == OPERATOR]

    def tasks(self) -> list[str]:
        return [row.kind for row in self.rows(service_tasks)]

    def tiers(self) -> list[tuple[int, str | None]]:
        return [(row.tier, row.left_to) for row in self.rows(delinquencies)]

    def signals(self) -> list[str]:
        return [row.signal for row in self.rows(loan_warnings)]

    def calls(self) -> list[tuple[str, str]]:
        return [(row.function, row.state) for row in self.rows(sends)]


def open_office(folder: Path, database: Database, network: Network, time: Time) -> Office:
    """Put it together; the keeper sends."""
    room = open_room(folder, database, network, time)
    servicing = make_servicing(
        room.people,
        platform=network.platform,
        sends=SendBook(network.platform, time),
        account=network.keeper.address,
        alerts=Alerts(room.people.context.outbox, OPERATOR),
        currency=Currency("XTS", 6),
        channels=CHANNELS,
    )
    office = Office(room, network, database, servicing)
    office.catch_up()
    return office
