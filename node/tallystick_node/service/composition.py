"""The composition root: the one place that knows how the node's parts fit together."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick_node.access.desk import Access, make_access
from tallystick_node.clock import BusinessClock, machine_time
from tallystick_node.indexer.answers import ChainAnswers
from tallystick_node.indexer.index import Indexer
from tallystick_node.indexer.reading import ChainReader
from tallystick_node.jobs.leases import Leases
from tallystick_node.jobs.planner import JobPlanner
from tallystick_node.jobs.queue import JobQueue
from tallystick_node.jobs.worker import JobWorker
from tallystick_node.journal.book import Journal
from tallystick_node.outbox.courier import Channel, Courier
from tallystick_node.outbox.messages import MessageBox
from tallystick_node.outbox.sandbox import SandboxNotices
from tallystick_node.outbox.webhooks import WebhookChannel
from tallystick_node.people.days import PeopleDays
from tallystick_node.people.notices import SealedNotices
from tallystick_node.policy.packs import load_pack
from tallystick_node.sender.engine import SendEngine
from tallystick_node.sender.ledger import SendLedger
from tallystick_node.sender.sends import SendBook
from tallystick_node.service.alerts import Alerts
from tallystick_node.service.daily import DailyChecks
from tallystick_node.service.loops import Loop
from tallystick_node.service.network import ChainSite, open_site, sender_of
from tallystick_node.service.people_desk import RING_FILE, open_people, surroundings_of
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.vault.key_ring import KeyRing

if TYPE_CHECKING:
    from tallystick.platform import Platform
    from tallystick_node.clock import Clock
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.jobs.kinds import JobKind
    from tallystick_node.people.room import People

__all__ = [
    "DATABASE_FILE",
    "INDEXER",
    "SENDER",
    "Node",
    "assemble",
    "compose",
    "daily_kinds",
    "database_of",
]

DATABASE_FILE = "node.sqlite"
INDEXER, SENDER = "indexer", "sender"
LEASE_SECONDS = 10
# What is mined on the local chain stays; elsewhere a few blocks have to lie on it.
_CONFIRMATIONS = 2

# Makes further kinds of jobs of a node that is put together otherwise.
Kinds = Callable[["Node"], Iterable["JobKind"]]


@dataclass
class Node:
    """Everything that runs; made by `compose`, ended by `close`."""

    settings: Settings
    database: Database
    site: ChainSite
    journal: Journal
    box: MessageBox
    alerts: Alerts
    answers: ChainAnswers
    sends: SendBook
    queue: JobQueue
    leases: Leases
    engine: SendEngine | None
    ring: KeyRing
    people: People
    access: Access
    clock: Clock
    name: str
    kinds: Sequence[JobKind] = ()
    loops: list[Loop] = field(default_factory=list)
    resources: ExitStack = field(default_factory=ExitStack)

    @property
    def business(self) -> BusinessClock:
        """The platform's own calendar, on the chain's clock."""
        offset = self.site.platform.deployment.roles.utc_offset_seconds
        return BusinessClock(self.site.clock, offset)

    @property
    def planner(self) -> JobPlanner:
        """Plans the days of all kinds."""
        return JobPlanner(self.queue, self.kinds, self.business)

    def start(self) -> None:
        """Begin to work."""
        for loop in self.loops:
            loop.start()

    def close(self) -> None:
        """Let every loop end what it does, then give everything back."""
        for loop in self.loops:
            loop.stop()
        for loop in self.loops:
            loop.join(LEASE_SECONDS)
        for name in (INDEXER, SENDER):
            self.leases.release(name, self.name)
        self.resources.close()


def database_of(settings: Settings) -> Database:
    """Return the node's database, not opened yet."""
    if settings.database is not None:
        return Database(settings.database.get_secret_value())
    return Database(sqlite_url(settings.data_dir / DATABASE_FILE))


def compose(settings: Settings, kinds: Kinds = lambda _: (), url: str = "http://localhost") -> Node:
    """Open database and chain, bring the schema to this version, and put the node together.

    url: where clients see the node.
    """
    with ExitStack() as resources:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = database_of(settings)
        resources.callback(database.close)
        database.check()
        upgrade(database)
        site = open_site(settings)
        resources.callback(site.close)
        node = assemble(settings, database, site, url)
        if settings.dev:
            node.people.begin_development()
        daily = daily_kinds(settings, database, site.platform, node.people)
        node.kinds = [*daily, *kinds(node)]
        if settings.serve != "api":
            node.loops = list(_loops(node, resources))
        resources.push(node.resources.pop_all())
        node.resources = resources.pop_all()
    return node


def assemble(
    settings: Settings, database: Database, site: ChainSite, url: str, clock: Clock = machine_time
) -> Node:
    """Put a node together on an open database and chain, without loops."""
    journal = Journal(clock)
    ring = KeyRing.load_or_make(settings.data_dir / RING_FILE)
    box = MessageBox(database, clock, settings.outbox.attempts_max)
    queue = JobQueue(database, clock, settings.job_lease_seconds)
    business = BusinessClock(site.clock, site.platform.deployment.roles.utc_offset_seconds)
    around = surroundings_of(
        settings, database, ring, clock=clock, business=business, journal=journal, box=box
    )
    resources = ExitStack()
    return Node(
        settings=settings,
        database=database,
        site=site,
        journal=journal,
        box=box,
        alerts=Alerts(box, settings.outbox.operator_url),
        answers=ChainAnswers(database),
        sends=SendBook(site.platform, clock),
        queue=queue,
        leases=Leases(database, clock),
        engine=_engine(settings, database, site, journal),
        ring=ring,
        people=open_people(settings, around, site, queue, resources),
        access=make_access(
            database=database,
            platform=site.platform,
            clock=clock,
            journal=journal,
            ring=ring,
            url=url,
            development=settings.dev,
        ),
        clock=clock,
        # A local chain has one process, which after a crash is the same holder as before.
        name="local" if site.local is not None else f"{socket.gethostname()}:{os.getpid()}",
        resources=resources,
    )


def _engine(
    settings: Settings, database: Database, site: ChainSite, journal: Journal
) -> SendEngine | None:
    signer = sender_of(settings)
    if signer is None:
        return None
    sender = settings.sender
    ledger = SendLedger(database, machine_time, journal, signer.address, sender.cap_wei_per_day)
    usual = 0 if site.local is not None else _CONFIRMATIONS
    return SendEngine(
        site.platform.connection,
        ledger,
        signer,
        machine_time,
        sender.stuck_seconds,
        usual if sender.confirmations is None else sender.confirmations,
    )


def daily_kinds(
    settings: Settings,
    database: Database,
    platform: Platform | None = None,
    people: People | None = None,
) -> list[JobKind]:
    """Return the kinds of jobs that every node has; without a platform they are only listed."""
    pack = load_pack(settings.policy)
    box = MessageBox(database, machine_time, settings.outbox.attempts_max)
    alerts = Alerts(box, settings.outbox.operator_url)
    journal = Journal(machine_time)
    checks = DailyChecks(
        database, journal, alerts, machine_time, settings.keep_days, pack, platform
    )
    return [*checks.kinds, *PeopleDays(database, people).kinds]


def _loops(node: Node, resources: ExitStack) -> Iterable[Loop]:
    settings = node.settings
    indexer = Indexer(
        node.database,
        ChainReader(node.site.platform),
        node.site.platform,
        node.clock,
        settings.indexer.confirmations,
    )
    worker = JobWorker(node.queue, node.kinds, node.name)
    yield Loop(INDEXER, _led(node, INDEXER, indexer.catch_up), settings.indexer.poll_seconds)
    yield Loop("planner", lambda: _plan(node))
    yield Loop("jobs", worker.work)
    yield Loop("outbox", Courier(node.box, _channels(node, resources)).deliver_one)
    if node.engine is not None:
        yield Loop(SENDER, _led(node, SENDER, node.engine.tick))


def _plan(node: Node) -> bool:
    node.planner.plan_due()
    return False


def _led(node: Node, name: str, work: Callable[[], int]) -> Callable[[], bool]:
    """Work only while no other process does: that saves questions, and decides nothing."""

    def turn() -> bool:
        return node.leases.take(name, node.name, LEASE_SECONDS) and work() > 0

    return turn


def _channels(node: Node, resources: ExitStack) -> dict[str, Channel]:
    settings = node.settings
    found: dict[str, Channel] = {}
    if settings.outbox.webhook_secret is not None:
        secret = settings.outbox.webhook_secret.get_secret_value()
        webhooks = WebhookChannel(secret, node.clock, loopback=settings.dev)
        resources.callback(webhooks.close)
        found["webhook"] = webhooks
    if settings.dev:
        sandbox = SandboxNotices(settings.data_dir / "sandbox-notices.jsonl")
        found["notice"] = SealedNotices(node.database, node.people.around.vault, sandbox)
    return found
