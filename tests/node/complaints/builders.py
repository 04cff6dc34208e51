"""The complaints desk of a test: people of a room, two members of staff, days that pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from node.kyc.builders import Room, open_room
from tallystick_node.complaints.desk import ComplaintsDesk
from tallystick_node.complaints.handling import FinalAnswer
from tallystick_node.complaints.intake import ComplaintFacts
from tallystick_node.complaints.jobs import kinds_of_complaints
from tallystick_node.complaints.rules import ComplaintState
from tallystick_node.complaints.service import Complaints, make_complaints
from tallystick_node.complaints.vocabulary import (
    ComplaintChannel,
    ComplaintIssue,
    ComplaintProduct,
    SubIssue,
)
from tallystick_node.disclosure.agreements.agreement import Currency
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.transactions.outgoing import SendBook

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Row

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["CLERK", "COLLEAGUE", "WHY", "Office", "open_office"]

CLERK = "0x1000000000000000000000000000000000000001"
COLLEAGUE = "0x2000000000000000000000000000000000000002"
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
WHY = "the fee was not in the offer"


@dataclass
class Office:
    """The desk, and what tests do with it again and again."""

    room: Room
    network: Network
    complaints: Complaints

    @property
    def database(self) -> Database:
        return self.room.people.context.database

    @property
    def today(self) -> date:
        return self.complaints.desk.context.today

    def facts(self, **changed: Any) -> ComplaintFacts:
        facts = ComplaintFacts(
            channel=ComplaintChannel.WEB, product=ComplaintProduct.LOAN,
            issue=ComplaintIssue.TERMS, sub_issue=SubIssue.FEE, received_on=self.today,
            happened="I was charged a fee twice.", wanted="The fee back.",
        )  # fmt: skip
        return replace(facts, **changed)

    def file(self, person: str | None, **changed: Any) -> int:
        by = "client" if person else CLERK
        with self.database.writing() as connection:
            return self.complaints.intake.file(
                connection, self.facts(**changed), person=person, by=by
            )

    def row(self, number: int) -> Row[Any]:
        with self.database.reading() as connection:
            return self.complaints.register.complaint(connection, number)

    def taken(self, person: str | None, **changed: Any) -> int:
        """A complaint that was acknowledged and that the clerk looks into."""
        number = self.file(person, **changed)
        with self.database.writing() as connection:
            self.complaints.handling.acknowledge(connection, number, CLERK)
            self.complaints.handling.take(connection, number, CLERK)
        return number

    def answered(
        self, person: str | None, outcome: ComplaintState = ComplaintState.UPHELD,
        redress: int = 0, **changed: Any,
    ) -> int:  # fmt: skip
        """A complaint with a final response of two."""
        number = self.taken(person, **changed)
        with self.database.writing() as connection:
            answer = FinalAnswer(outcome, WHY, redress)
            self.complaints.handling.propose(connection, number, answer, CLERK)
            self.complaints.handling.decide(connection, number, COLLEAGUE, "seen", agreed=True)
        return number

    def work(self, name: str) -> None:
        """Do a job of today."""
        kind = next(kind for kind in kinds_of_complaints(self.complaints) if kind.name == name)
        effect = kind.run(Job(1, JobKey(self.today, name, PLATFORM), 1, 1))
        with self.database.writing() as connection:
            effect(connection)


def open_office(
    folder: Path, database: Database, network: Network, time: Time, calendar: Calendar | None = None
) -> Office:
    """Put a desk together, on a Tuesday."""
    room = open_room(folder, database, network, time)
    time.now = TUESDAY
    context = room.people.context
    desk = ComplaintsDesk(
        kyc=room.people, platform=network.platform, calendar=calendar or Calendar(),
        alerts=Alerts(context.outbox, "https://operator.example/alerts"),
        currency=Currency("USDX", 6), language="en", ombudsman="", contacts=lambda _: 40,
    )  # fmt: skip
    publisher = network.session.actors.publisher.address
    complaints = make_complaints(
        desk, sends=SendBook(network.platform, time), publisher=publisher,
        index=ChainIndex(database),
    )  # fmt: skip
    return Office(room, network, complaints)
