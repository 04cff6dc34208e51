"""A platform on which months pass, its index, and a publisher with an engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.chain.contracts import Servicing
from tallystick_node.disclosure.jobs import MONTH, Monthly
from tallystick_node.disclosure.publisher import Publisher
from tallystick_node.disclosure.report_store import ReportStore
from tallystick_node.disclosure.workdays import month_before, months_between
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.infrastructure.transactions.accounting import SendLedger
from tallystick_node.infrastructure.transactions.engine import SendEngine
from tallystick_node.infrastructure.transactions.outgoing import SendBook
from tallystick_node.storage.tables import jobs, journal

if TYPE_CHECKING:
    from node.network import Network
    from tallystick_node.storage import Database

__all__ = ["PublicationScene"]

CAP = 10**20
OPERATOR = "https://operator.example/alerts"


@dataclass
class PublicationScene:
    """Time is the chain's own."""

    network: Network
    database: Database
    directory: Path
    attested_file: Path | None = None
    loans: list[int] = field(default_factory=list)
    months: list[date] = field(default_factory=list)

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.network.platform.now(), UTC)

    @property
    def audit_log(self) -> AuditLog:
        return AuditLog(self.clock)

    @property
    def business(self) -> BusinessClock:
        offset = self.network.platform.deployment.roles.utc_offset_seconds
        return BusinessClock(self.clock, offset)

    @property
    def today(self) -> date:
        return self.business.today()

    @property
    def report_store(self) -> ReportStore:
        return ReportStore(self.directory)

    @property
    def publisher(self) -> Publisher:
        return Publisher(
            self.database, self.network.platform, SendBook(self.network.platform, self.clock),
            self.audit_log, self.report_store, self.network.session.actors.publisher, self.business,
            self.attested_file,
        )  # fmt: skip

    @property
    def monthly(self) -> Monthly:
        alerts = Alerts(Outbox(self.database, self.clock), OPERATOR)
        return Monthly(self.database, self.audit_log, alerts, load_pack("generic"), self.publisher)

    @property
    def queue(self) -> JobQueue:
        return JobQueue(self.database, self.clock)

    def live(self, months: int = 2) -> None:
        """Two loans; the first is paid for a while, the second never.

        Two months are over afterwards, or three when it began late in a long one.
        """
        builder, people = self.network.loans, self.network.session.actors
        first, second, _ = people.borrowers
        begun = self.today
        self.loans = [builder.active(first), builder.active(second, principal=5 * 10**9)]
        for month in range(months):
            self.network.session.chain.travel(days=31)
            if month < 2:
                arguments = (self.loans[0], 10**12, month + 1)
                self.network.platform.plan(Servicing.repay(*arguments), first).send()
        self.months = months_between(begun, month_before(self.today))
        self.index()

    @property
    def first(self) -> str:
        """The subject of the month in which the platform and its loans began."""
        return f"monthly:{self.months[0]:%Y-%m}"

    @property
    def last(self) -> str:
        """The subject of the last month that is over."""
        return f"monthly:{self.months[-1]:%Y-%m}"

    @staticmethod
    def names(*months: date, version: int = 1) -> list[str]:
        """The files of some months, in their order."""
        return [
            f"monthly-{month:%Y-%m}.v{version}.{end}"
            for month in months
            for end in ("json", "sig.json")
        ]

    def index(self) -> None:
        platform = self.network.platform
        Indexer(self.database, ChainReader(platform), platform, self.clock).catch_up()

    def anchor(self) -> None:
        """Let the publisher's transactions be sent and settled, and put out what is anchored."""
        signer = self.network.session.actors.publisher
        ledger = SendLedger(self.database, self.clock, self.audit_log, signer.address, CAP)
        engine = SendEngine(self.network.connection, ledger, signer, self.clock, 60, 0)
        for _ in range(4):
            engine.tick()
        self.index()
        self.publisher.release()

    def do(self, kind: str = MONTH, subject: str = PLATFORM, day: date | None = None) -> str:
        """Do one job and return the state that it ends in."""
        key = JobKey(day or self.today, kind, subject)
        with self.database.writing() as connection:
            self.queue.add(connection, [key])
        JobWorker(self.queue, self.monthly.kinds, "w").work()
        question = select(jobs.c.state).where(
            jobs.c.kind == kind,
            jobs.c.subject == subject,
            jobs.c.business_date == key.business_date,
        )
        with self.database.reading() as connection:
            return str(connection.scalar(question))

    def publish(self) -> None:
        assert self.do() == "done"
        self.anchor()

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.directory.glob("*") if path.is_file()}

    def acts(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))
