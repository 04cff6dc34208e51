"""What a node does by itself: its kinds of jobs, and its loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from tallystick_node.aml.jobs import kind_of_aml
from tallystick_node.bootstrap.channels import channels_of, hook_channel
from tallystick_node.bootstrap.foundation import pack_of
from tallystick_node.bootstrap.housekeeping import DailyChecks
from tallystick_node.bootstrap.loops import Loop
from tallystick_node.bootstrap.node import (
    HOOKS,
    INDEXER,
    LEASE_SECONDS,
    MATCHING,
    PAYMENTS,
    PUBLICATION,
    READINESS,
    RESALE,
    SENDER,
    SERVICING,
    SUPPORT,
)
from tallystick_node.bootstrap.services import (
    arrivals_of,
    reconciler_of,
)
from tallystick_node.bootstrap.support import readiness_of
from tallystick_node.complaints.jobs import kinds_of_complaints
from tallystick_node.disclosure.audits import DailyAudit
from tallystick_node.disclosure.company_jobs import kind_of_company
from tallystick_node.disclosure.dataset_jobs import kind_of_datasets
from tallystick_node.disclosure.jobs import Monthly
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.growth.jobs import kind_of_growth
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.courier import Courier
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.kyc.chain_freezes import kind_of_freezes
from tallystick_node.kyc.jobs import PeopleDays
from tallystick_node.matching.jobs import kind_of_exits
from tallystick_node.partners.jobs import kind_of_partners
from tallystick_node.payments.jobs import reconciling
from tallystick_node.products.jobs import kind_of_products
from tallystick_node.risk.jobs import kind_of_risk
from tallystick_node.servicing.deposits import DepositWatch
from tallystick_node.servicing.jobs import kinds_of_servicing
from tallystick_node.supervision.jobs import kind_of_supervision
from tallystick_node.support.jobs import kinds_of_support
from tallystick_node.underwriting.jobs import kinds_of_underwriting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.bootstrap.node import Node
    from tallystick_node.infrastructure.jobs.kinds import JobKind
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database


__all__ = ["daily_kinds", "indexer_of", "loops_of"]

# What has something to do once a month does not look each second.
_RARELY_SECONDS = 2
# Often enough that no minute passes without a look.
_READINESS_SECONDS = 10
# A round goes by what is indexed, so it has nothing to do between two blocks.
_ROUND_SECONDS = 5
# Clocks of tickets run for hours: half a minute is soon enough.
_CLOCKS_SECONDS = 30


def daily_kinds(settings: Settings, database: Database, node: Node | None = None) -> list[JobKind]:
    """Return the kinds of jobs that a node with these settings has.

    Args:
        settings: The node's.
        database: Open; the schema is this version's.
        node: Does the work; without one the kinds can only be listed.

    Returns:
        The kinds, those of every node first.
    """
    pack = load_pack(settings.policy) if node is None else pack_of(node.foundation)
    clock = machine_time if node is None else node.foundation.clock
    outbox = Outbox(database, clock, settings.outbox.attempts_max)
    alerts = Alerts(outbox, settings.outbox.operator_url)
    audit_log = AuditLog(clock)
    platform = None if node is None else node.foundation.site.platform
    checks = DailyChecks(database, audit_log, alerts, clock, settings.keep_days, pack, platform)
    kinds = checks.kinds
    if settings.dev or settings.publication.key_file is not None:
        publisher = None if node is None else node.publication
        publication = settings.publication
        calendar = Calendar(publication.holidays, publication.workdays)
        kinds += Monthly(database, audit_log, alerts, pack, publisher, calendar).kinds
    if settings.publication.audit_daily:
        kinds.append(DailyAudit(settings.data_dir, audit_log, alerts, platform).kind)
    if settings.publication.dataset_days:
        kinds.append(kind_of_datasets(None if node is None else node.services.datasets))
    if settings.dev or settings.payments.minter_key_file is not None:
        desk = None if node is None else node.services.payments
        kinds.append(
            reconciling(
                None if node is None or desk is None else reconciler_of(node.foundation, desk)
            )
        )
    people = None if node is None else node.services.kyc
    kinds += PeopleDays(database, people).kinds
    kinds.append(kind_of_freezes(None if node is None else node.services.freezes))
    kinds.append(kind_of_aml(None if node is None else node.services.aml))
    kinds.append(kind_of_risk(None if node is None else node.services.risk))
    kinds.append(kind_of_company(None if node is None else node.services.company))
    kinds.append(kind_of_exits(None if node is None else node.services.exit_plans))
    kinds.append(kind_of_partners(None if node is None else node.services.partners))
    kinds += kinds_of_complaints(None if node is None else node.services.complaints)
    kinds += kinds_of_support(None if node is None else node.services.support)
    kinds.append(kind_of_growth(None if node is None else node.services.growth))
    lending = None if node is None else node.services.underwriting
    kinds.append(
        kind_of_products(None, None)
        if lending is None
        else kind_of_products(lending.products, lending.applications.liked)
    )
    kinds.append(kind_of_supervision(None if node is None else node.services.supervision))
    kinds += kinds_of_underwriting(None if node is None else node.services.underwriting, alerts)
    kinds += kinds_of_servicing(None if node is None else node.services.servicing)
    return kinds


def indexer_of(node: Node) -> Indexer:
    """Return the one reader of the chain, with whatever follows it.

    Args:
        node: Put together, with its payments when it has any.

    Returns:
        The index.
    """
    foundation = node.foundation
    arrivals = arrivals_of(foundation, node.services.payments)
    platform = foundation.site.platform
    return Indexer(
        foundation.database,
        ChainReader(platform, None if arrivals is None else arrivals.question),
        platform,
        foundation.machine,
        foundation.settings.indexer.confirmations,
        follower=arrivals,
    )


def loops_of(node: Node, resources: ExitStack) -> Iterable[Loop]:
    """Yield the loops of a node's own work.

    Args:
        node: Put together, not started.
        resources: Closes the connections of the loops.

    Yields:
        Loops that have not been started.
    """
    settings = node.foundation.settings
    indexer = indexer_of(node)
    worker = JobWorker(
        node.foundation.queue, node.kinds, node.foundation.name, partial(_bury, node)
    )
    yield Loop(INDEXER, _led(node, INDEXER, indexer.catch_up), settings.indexer.poll_seconds)
    yield Loop("planner", lambda: _plan(node))
    yield Loop("jobs", worker.work)
    yield Loop(
        "outbox",
        Courier(
            node.foundation.outbox,
            channels_of(node.foundation, node.services.kyc.context.vault, resources)
            | hook_channel(node.foundation, node.services.partners.post, resources),
        ).deliver_one,
    )
    if node.senders.engine is not None:
        yield Loop(SENDER, _led(node, SENDER, node.senders.engine.tick))
    for name, engine in node.senders.engines.items():
        yield Loop(name, _led(node, name, engine.tick), _RARELY_SECONDS)
    rounds = node.services.matching.maker
    yield Loop(MATCHING, _led(node, MATCHING, rounds.turn), _ROUND_SECONDS)
    orders = node.services.resale.watch
    yield Loop(RESALE, _led(node, RESALE, orders.look), _ROUND_SECONDS)
    deposits = DepositWatch(node.services.servicing)
    yield Loop(SERVICING, _led(node, SERVICING, deposits.look), _RARELY_SECONDS)
    yield Loop(READINESS, _led(node, READINESS, readiness_of(node)), _READINESS_SECONDS)
    clocks = node.services.support.clocks
    yield Loop(SUPPORT, _led(node, SUPPORT, clocks.look), _CLOCKS_SECONDS)
    hooks = node.services.partners.watch
    yield Loop(HOOKS, _led(node, HOOKS, hooks.look), _RARELY_SECONDS)
    if node.publication is not None:
        yield Loop(PUBLICATION, _led(node, PUBLICATION, node.publication.release), _RARELY_SECONDS)
    if node.services.payments is not None:
        pause = settings.payments.poll_seconds
        yield Loop(PAYMENTS, _led(node, PAYMENTS, node.services.payments.tick), pause)


def _bury(node: Node, connection: Connection, key: JobKey, code: str) -> None:
    """A dead job needs a person: the operator is told each time, and it stands in the journal."""
    details = {"kind": key.kind, "subject": key.subject, "code": code}
    number = node.foundation.audit_log.head(connection).number + 1
    once = JobKey(key.business_date, key.kind, str(number))
    node.foundation.alerts.put(connection, once, "job.dead", details)
    node.foundation.audit_log.add(
        connection, actor="node", act="job.dead",
        subject=f"{key.kind} {key.business_date}", details=details,
    )  # fmt: skip


def _plan(node: Node) -> bool:
    node.planner.plan_due()
    return False


def _led(node: Node, name: str, work: Callable[[], int]) -> Callable[[], bool]:
    """Work only while no other process does: that saves questions, and decides nothing."""

    def turn() -> bool:
        return node.foundation.leases.take(name, node.foundation.name, LEASE_SECONDS) and work() > 0

    return turn
