"""The composition root: the one place that knows how the node's parts fit together."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
from tallystick_node.payments.daily import reconciling
from tallystick_node.policy.packs import load_pack
from tallystick_node.publication.monthly import Monthly
from tallystick_node.sender.engine import SendEngine
from tallystick_node.sender.ledger import SendLedger
from tallystick_node.sender.sends import SendBook
from tallystick_node.service.alerts import Alerts
from tallystick_node.service.daily import DailyChecks
from tallystick_node.service.loops import Loop
from tallystick_node.service.network import ChainSite, open_site, sender_of
from tallystick_node.service.rooms import (
    agreements_of,
    desk_of,
    minter_of,
    publisher_of,
    publishing_signer,
    reconciler_of,
)
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url

if TYPE_CHECKING:
    from tallystick.signer import Signer
    from tallystick_node.agreements.service import Agreements
    from tallystick_node.clock import Clock
    from tallystick_node.configuration.settings import Settings
    from tallystick_node.jobs.kinds import JobKind
    from tallystick_node.payments.desk import Desk
    from tallystick_node.publication.publisher import Publisher

__all__ = ["DATABASE_FILE", "INDEXER", "SENDER", "Node", "compose", "daily_kinds", "database_of"]

DATABASE_FILE = "node.sqlite"
INDEXER, SENDER, PUBLICATION, PAYMENTS = "indexer", "sender", "publication", "payments"
LEASE_SECONDS = 10
# What is mined on the local chain stays; elsewhere a few blocks have to lie on it.
_CONFIRMATIONS = 2

# What has seldom something to do looks so often.
_RARELY_SECONDS = 2

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
    clock: Clock
    name: str
    agreements: Agreements
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
        for name in (INDEXER, SENDER, PUBLICATION, PAYMENTS, *self.engines):
            self.leases.release(name, self.name)
        self.resources.close()


def database_of(settings: Settings) -> Database:
    """Return the node's database, not opened yet."""
    if settings.database is not None:
        return Database(settings.database.get_secret_value())
    return Database(sqlite_url(settings.data_dir / DATABASE_FILE))


def compose(settings: Settings, kinds: Kinds = lambda _: ()) -> Node:
    """Open database and chain, bring the schema to this version, and put the node together."""
    with ExitStack() as resources:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = database_of(settings)
        resources.callback(database.close)
        database.check()
        upgrade(database)
        site = open_site(settings)
        resources.callback(site.close)
        node = _node(settings, database, site)
        _furnish(node, resources)
        node.kinds = [*daily_kinds(settings, database, node), *kinds(node)]
        if settings.serve != "api":
            node.loops = list(_loops(node, resources))
        node.resources = resources.pop_all()
    return node


def _node(settings: Settings, database: Database, site: ChainSite) -> Node:
    clock = machine_time
    journal = Journal(clock)
    box = MessageBox(database, clock, settings.outbox.attempts_max)
    return Node(
        settings=settings,
        database=database,
        site=site,
        journal=journal,
        box=box,
        alerts=Alerts(box, settings.outbox.operator_url),
        answers=ChainAnswers(database),
        sends=SendBook(site.platform, clock),
        queue=JobQueue(database, clock, settings.job_lease_seconds),
        leases=Leases(database, clock),
        engine=_engine(settings, database, site, journal, sender_of(settings)),
        clock=clock,
        agreements=agreements_of(settings, site.platform),
        # A local chain has one process, which after a crash is the same holder as before.
        name="local" if site.local is not None else f"{socket.gethostname()}:{os.getpid()}",
    )


def _furnish(node: Node, resources: ExitStack) -> None:
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
    ledger = SendLedger(database, machine_time, journal, signer.address, sender.cap_wei_per_day)
    return SendEngine(
        site.platform.connection,
        ledger,
        signer,
        machine_time,
        sender.stuck_seconds,
        confirmations_of(settings, site),
    )


def daily_kinds(settings: Settings, database: Database, node: Node | None = None) -> list[JobKind]:
    """Return the kinds of jobs that a node of these settings has; without one, to be listed."""
    pack = load_pack(settings.policy)
    box = MessageBox(database, machine_time, settings.outbox.attempts_max)
    alerts = Alerts(box, settings.outbox.operator_url)
    journal = Journal(machine_time)
    platform = None if node is None else node.site.platform
    checks = DailyChecks(
        database, journal, alerts, machine_time, settings.keep_days, pack, platform
    )
    kinds = checks.kinds
    if settings.dev or settings.publication.key_file is not None:
        publisher = None if node is None else node.publication
        kinds += Monthly(database, journal, alerts, pack, publisher).kinds
    if settings.dev or settings.payments.minter_key_file is not None:
        desk = None if node is None else node.payments
        kinds.append(
            reconciling(None if node is None or desk is None else reconciler_of(node, desk))
        )
    return kinds


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
    for name, engine in node.engines.items():
        yield Loop(name, _led(node, name, engine.tick), _RARELY_SECONDS)
    if node.publication is not None:
        yield Loop(PUBLICATION, _led(node, PUBLICATION, node.publication.release), _RARELY_SECONDS)
    if node.payments is not None:
        pause = settings.payments.poll_seconds
        yield Loop(PAYMENTS, _led(node, PAYMENTS, node.payments.tick), pause)


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
        found["notice"] = SandboxNotices(settings.data_dir / "sandbox-notices.jsonl")
    return found
