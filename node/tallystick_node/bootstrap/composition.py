"""The composition root: the one place that knows how the node's parts fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.chain.signer import MemorySigner
from tallystick_node.api.services import Services
from tallystick_node.auth.service import make_auth
from tallystick_node.bootstrap.aml import aml_of
from tallystick_node.bootstrap.company import company_of, datasets_of
from tallystick_node.bootstrap.complaints import complaints_of
from tallystick_node.bootstrap.dev_keys import DEV_STAFF, DEV_VISITORS, dev_keys
from tallystick_node.bootstrap.foundation import Foundation, make_foundation, pack_of
from tallystick_node.bootstrap.growth import growth_of
from tallystick_node.bootstrap.jobs import daily_kinds, loops_of
from tallystick_node.bootstrap.kyc import context_of, open_kyc
from tallystick_node.bootstrap.network import ChainSite, open_site, require_deployment
from tallystick_node.bootstrap.node import Node
from tallystick_node.bootstrap.risk import risk_of
from tallystick_node.bootstrap.senders import confirmations_of, make_senders
from tallystick_node.bootstrap.services import (
    agreements_of,
    desk_of,
    finality_of,
    freezes_of,
    minter_of,
    publisher_of,
    publishing_signer,
    servicing_of,
    sponsorship_of,
    underwriting_of,
    watchers_of,
)
from tallystick_node.bootstrap.supervision_desk import supervision_of
from tallystick_node.bootstrap.support import support_of
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.platform_state import PlatformStanding
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.learning.service import make_learning
from tallystick_node.matching.exit_plans import ExitPlans
from tallystick_node.matching.service import Matching, make_matching
from tallystick_node.partners.service import make_partners
from tallystick_node.resale.service import ResaleMarket, make_resale
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url

if TYPE_CHECKING:
    from tallystick_node.auth.service import Auth
    from tallystick_node.bootstrap.senders import Senders
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.jobs.kinds import JobKind
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.kyc.service import Kyc

__all__ = ["DATABASE_FILE", "Kinds", "assemble", "compose", "database_of", "furnish"]

DATABASE_FILE = "node.sqlite"


# Makes further kinds of jobs of a node that is put together otherwise.
Kinds = Callable[[Node], Iterable["JobKind"]]


def database_of(settings: Settings) -> Database:
    """Return the node's database, not opened yet.

    Args:
        settings: Name its URL, or the directory of its SQLite file.

    Returns:
        The database.
    """
    if settings.database is not None:
        return Database(settings.database.get_secret_value())
    return Database(sqlite_url(settings.data_dir / DATABASE_FILE))


def compose(settings: Settings, kinds: Kinds = lambda _: (), url: str = "http://localhost") -> Node:
    """Open database and chain, bring the schema to this version, and put the node together.

    Args:
        settings: The node's.
        kinds: Makes further kinds of jobs.
        url: Where clients see the node.

    Returns:
        The node; `start` lets it work, `close` ends it.
    """
    require_deployment(settings)
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
            node.services.kyc.begin_development()
        node.kinds = [*daily_kinds(settings, database, node), *kinds(node)]
        if settings.serve != "api":
            node.loops = list(loops_of(node, resources))
        resources.push(node.resources.pop_all())
        node.resources = resources.pop_all()
    return node


def assemble(
    settings: Settings, database: Database, site: ChainSite, url: str, clock: Clock = machine_time
) -> Node:
    """Put a node together on an open database and chain, without loops.

    Args:
        settings: The node's.
        database: Open, its schema of this version.
        site: The platform on its chain.
        url: Where clients see the node, which is what they sign in to.
        clock: The time of this machine.

    Returns:
        The node without publication and payments, which `furnish` adds.
    """
    foundation = make_foundation(settings, database, site, clock)
    platform, resources = site.platform, ExitStack()
    senders = make_senders(foundation)
    kyc = open_kyc(foundation, context_of(foundation), resources)
    agreements = agreements_of(settings, platform)
    index = ChainIndex(database)
    servicing = servicing_of(foundation, kyc, senders)
    complaints = complaints_of(foundation, kyc, senders)
    support = support_of(foundation, kyc, complaints)
    underwriting = underwriting_of(foundation, kyc, agreements)
    matching, resale = _second_hand(foundation, senders, index)
    services = Services(
        database=database,
        clock=foundation.clock,
        business=foundation.business,
        data_dir=settings.data_dir,
        policy=settings.policy,
        development=settings.dev,
        platform=platform,
        index=index,
        standing=PlatformStanding(foundation.site.platform, index),
        audit_log=foundation.audit_log,
        auth=_auth(foundation, url),
        kyc=kyc,
        aml=aml_of(foundation, kyc, senders),
        company=company_of(foundation, senders),
        datasets=datasets_of(foundation, senders),
        complaints=complaints,
        freezes=freezes_of(foundation, kyc, senders),
        underwriting=underwriting,
        servicing=servicing,
        risk=risk_of(foundation, servicing),
        learning=make_learning(kyc.context),
        support=support,
        growth=growth_of(foundation, kyc, complaints, support, underwriting),
        sponsorship=sponsorship_of(foundation, kyc, senders),
        queue=foundation.queue,
        matching=matching,
        resale=resale,
        exit_plans=_exit_plans(foundation, kyc, matching, resale),
        watchers=watchers_of(foundation),
        supervision=supervision_of(foundation, kyc.context.vault),
        partners=make_partners(
            kyc, foundation.business, underwriting.drafts, index, loopback=settings.dev
        ),
        dev_wallets=_dev_wallets(settings),
        dev_staff=_dev_staff(settings),
    )
    return Node(foundation, services, senders, agreements, resources=resources)


def _second_hand(
    foundation: Foundation, senders: Senders, index: ChainIndex
) -> tuple[Matching, ResaleMarket]:
    """What lends by mandates, and where notes are sold."""
    matching = make_matching(
        database=foundation.database, platform=foundation.site.platform, sends=senders.sends,
        account=senders.account, audit_log=foundation.audit_log, clock=foundation.clock,
    )  # fmt: skip
    resale = make_resale(
        database=foundation.database, platform=foundation.site.platform, index=index,
        audit_log=foundation.audit_log, clock=foundation.clock, pack=pack_of(foundation),
    )  # fmt: skip
    return matching, resale


def _exit_plans(
    foundation: Foundation, kyc: Kyc, matching: Matching, resale: ResaleMarket
) -> ExitPlans:
    """Plans of lenders who leave."""
    return ExitPlans(
        foundation.database, matching.register, resale.exits, kyc.wallets, foundation.outbox,
        foundation.audit_log, foundation.business, foundation.clock,
    )  # fmt: skip


def furnish(node: Node, resources: ExitStack) -> None:
    """Add publication and payments where their keys are.

    Args:
        node: Put together.
        resources: Closes the connection to the custodian.
    """
    foundation, senders = node.foundation, node.senders
    publisher, minter = (
        publishing_signer(foundation.settings),
        minter_of(foundation.settings),
    )
    senders.add(foundation, "sender.publisher", publisher)
    finality = finality_of(foundation, confirmations_of(foundation))
    senders.add(foundation, "sender.custodian", minter, finality.blocks)
    if publisher is not None:
        node.publication = publisher_of(foundation, senders.sends, publisher)
        node.publication.report_store.renew()
    if minter is not None:
        desk = desk_of(foundation, senders.sends, minter, finality, resources)
        node.services.payments = replace(desk, held=node.services.kyc.watchlist.holds_wallet)


def _auth(foundation: Foundation, url: str) -> Auth:
    return make_auth(
        database=foundation.database,
        platform=foundation.site.platform,
        clock=foundation.machine,  # as the telephones that show one-time codes have it
        audit_log=foundation.audit_log,
        ring=foundation.ring,
        url=url,
        development=foundation.settings.dev,
        limited=foundation.settings.rate_limit,
    )


def _dev_wallets(settings: Settings) -> dict[str, MemorySigner]:
    """Whose keys a node under development lends to visitors."""
    if not settings.dev:
        return {}
    signers = dev_keys(settings.data_dir).signers
    return {
        name: signer
        for name in (*DEV_VISITORS, *DEV_STAFF)
        if isinstance(signer := signers.get(name), MemorySigner)
    }


def _dev_staff(settings: Settings) -> dict[str, str]:
    """As whom visitors of a node under development look at the pages of staff."""
    if not settings.dev:
        return {}
    signers = dev_keys(settings.data_dir).signers
    return {name: signers[name].address for name in DEV_STAFF if name in signers}
