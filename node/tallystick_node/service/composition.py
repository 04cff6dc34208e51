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
from tallystick_node.jobs.leases import Leases
from tallystick_node.jobs.planner import JobPlanner
from tallystick_node.jobs.queue import JobQueue
from tallystick_node.journal.book import Journal
from tallystick_node.outbox.messages import MessageBox
from tallystick_node.sender.engine import SendEngine
from tallystick_node.sender.ledger import SendLedger
from tallystick_node.sender.sends import SendBook
from tallystick_node.sender.sponsorship import Sponsorship
from tallystick_node.service.alerts import Alerts
from tallystick_node.service.network import ChainSite, open_site, sender_of
from tallystick_node.service.people_desk import RING_FILE, open_people, surroundings_of
from tallystick_node.service.rooms import (
    agreements_of,
    desk_of,
    minter_of,
    publisher_of,
    publishing_signer,
    servicing_of,
    underwriting_of,
)
from tallystick_node.service.work import (
    INDEXER,
    LEASE_SECONDS,
    PAYMENTS,
    PUBLICATION,
    SENDER,
    SERVICING,
    daily_kinds,
    loops_of,
)
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.vault.key_ring import KeyRing

if TYPE_CHECKING:
    from tallystick.signer import Signer
    from tallystick_node.agreements.service import Agreements
    from tallystick_node.clock import Clock
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.jobs.kinds import JobKind
    from tallystick_node.payments.desk import Desk
    from tallystick_node.people.room import People
    from tallystick_node.publication.publisher import Publisher
    from tallystick_node.service.loops import Loop
    from tallystick_node.servicing.room import Servicing
    from tallystick_node.underwriting.room import Underwriting

__all__ = [
    "DATABASE_FILE",
    "INDEXER",
    "SENDER",
    "Node",
    "assemble",
    "compose",
    "daily_kinds",
    "database_of",
    "furnish",
]

DATABASE_FILE = "node.sqlite"
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
    underwriting: Underwriting
    servicing: Servicing
    access: Access
    clock: Clock
    name: str
    agreements: Agreements
    sponsorship: Sponsorship
    publication: Publisher | None = None
    payments: Desk | None = None
    # Further accounts that send, each with an engine of its own.
    engines: dict[str, SendEngine] = field(default_factory=dict)
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
        for name in (INDEXER, SENDER, SERVICING, PUBLICATION, PAYMENTS, *self.engines):
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
        furnish(node, resources)
        if settings.dev:
            node.people.begin_development()
        node.kinds = [*daily_kinds(settings, database, node), *kinds(node)]
        if settings.serve != "api":
            node.loops = list(loops_of(node, resources))
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
    queue = JobQueue(database, clock, settings.job_lease_seconds, settings.job_attempts_max)
    business = BusinessClock(site.clock, site.platform.deployment.roles.utc_offset_seconds)
    around = surroundings_of(
        settings, database, ring, clock=clock, business=business, journal=journal, box=box
    )
    resources = ExitStack()
    people = open_people(settings, around, site, queue, resources)
    agreements = agreements_of(settings, site.platform)
    engine = _engine(settings, database, site, journal, sender_of(settings))
    sends = SendBook(site.platform, clock)
    alerts = Alerts(box, settings.outbox.operator_url)
    account = None if engine is None else engine.ledger.address
    return Node(
        settings=settings,
        database=database,
        site=site,
        journal=journal,
        box=box,
        alerts=alerts,
        answers=ChainAnswers(database),
        sends=sends,
        queue=queue,
        leases=Leases(database, clock),
        engine=engine,
        ring=ring,
        people=people,
        underwriting=underwriting_of(settings, people, queue, site.platform, agreements),
        servicing=servicing_of(settings, people, sends, alerts, account),
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
        agreements=agreements,
        sponsorship=_sponsorship(
            settings, database=database, sends=sends, people=people, engine=engine, clock=clock
        ),
        # A local chain has one process, which after a crash is the same holder as before.
        name="local" if site.local is not None else f"{socket.gethostname()}:{os.getpid()}",
        resources=resources,
    )


def _sponsorship(
    settings: Settings, *, database: Database, sends: SendBook, people: People,
    engine: SendEngine | None, clock: Clock,
) -> Sponsorship:  # fmt: skip
    budget = settings.sponsorship
    return Sponsorship(
        database=database, book=sends, levels=people.levels, clock=clock,
        account=None if engine is None else engine.ledger.address,
        wei_per_person=budget.person(dev=settings.dev), wei_per_day=budget.day(dev=settings.dev),
    )  # fmt: skip


def furnish(node: Node, resources: ExitStack) -> None:
    """Add publication and payments where their keys are."""
    settings = node.settings
    publisher, minter = publishing_signer(settings), minter_of(settings)
    known = {node.engine.ledger.address} if node.engine is not None else set()
    for name, signer in (("sender.publisher", publisher), ("sender.custodian", minter)):
        if signer is None or signer.address in known:
            continue
        engine = _engine(settings, node.database, node.site, node.journal, signer)
        assert engine is not None, "there is a signer"
        node.engines[name] = engine
        known.add(signer.address)
    if publisher is not None:
        node.publication = publisher_of(node, publisher)
        node.publication.shelf.renew()
    if minter is not None:
        node.payments = desk_of(node, minter, confirmations_of(settings, node.site), resources)


def confirmations_of(settings: Settings, site: ChainSite) -> int:
    """Return how many blocks have to lie on a transaction before it counts."""
    told = settings.sender.confirmations
    usual = 0 if site.local is not None else _CONFIRMATIONS
    return usual if told is None else told


def _engine(
    settings: Settings,
    database: Database,
    site: ChainSite,
    journal: Journal,
    signer: Signer | None,
) -> SendEngine | None:
    if signer is None:
        return None
    sender = settings.sender
    ledger = SendLedger(database, journal.clock, journal, signer.address, sender.cap_wei_per_day)
    return SendEngine(
        site.platform.connection,
        ledger,
        signer,
        journal.clock,
        sender.stuck_seconds,
        confirmations_of(settings, site),
    )
