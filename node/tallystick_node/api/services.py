"""What the routes may ask: each takes the services that it names, and never sees the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from tallystick.errors import ConfigError
from tallystick.platform._sync.platform import Platform
from tallystick_node.aml.service import Aml
from tallystick_node.auth.service import Auth
from tallystick_node.complaints.service import Complaints
from tallystick_node.disclosure.company_jobs import CompanyDays
from tallystick_node.disclosure.dataset_jobs import DatasetDays
from tallystick_node.disclosure.watchers import Watchers
from tallystick_node.growth.service import Growth
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import BusinessClock, Clock
from tallystick_node.infrastructure.indexer.feed import EventFeed
from tallystick_node.infrastructure.indexer.platform_state import PlatformStanding
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.kyc.chain_freezes import ChainFreezes
from tallystick_node.kyc.gas_sponsorship import Sponsorship
from tallystick_node.kyc.service import Kyc
from tallystick_node.learning.service import Learning
from tallystick_node.matching.exit_plans import ExitPlans
from tallystick_node.matching.service import Matching
from tallystick_node.partners.service import Partners
from tallystick_node.payments.service import PaymentsDesk
from tallystick_node.products.service import Products
from tallystick_node.resale.service import ResaleMarket
from tallystick_node.risk.service import RiskRoom
from tallystick_node.servicing.service import Servicing
from tallystick_node.storage import Database
from tallystick_node.supervision.service import Supervision
from tallystick_node.support.service import Support
from tallystick_node.underwriting.service import Underwriting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tallystick.chain.signer import MemorySigner

__all__ = [
    "AmlDep",
    "AuditLogDep",
    "AuthDep",
    "BusinessDep",
    "ClockDep",
    "CompanyDep",
    "ComplaintsDep",
    "CustodianDep",
    "DataDirDep",
    "DatabaseDep",
    "DatasetsDep",
    "DevelopmentDep",
    "ExitPlansDep",
    "FeedDep",
    "FreezesDep",
    "GrowthDep",
    "IndexDep",
    "KycDep",
    "LearningDep",
    "PartnersDep",
    "PaymentsDep",
    "PlatformDep",
    "PolicyDep",
    "ProductsDep",
    "QueueDep",
    "ResaleDep",
    "RiskDep",
    "Services",
    "ServicingDep",
    "SponsorshipDep",
    "StandingDep",
    "SupervisionDep",
    "SupportDep",
    "UnderwritingDep",
    "WatchersDep",
]


@dataclass
class Services:
    """The services of one node, filled by its composition root.

    policy: the name of the policy pack. development: whether sandboxes are allowed. payments: None
    for a node without a custodian. dev_wallets: what visitors of a node under development sign
    with, by role; dev_staff: the addresses of its staff's keys, by name; empty for any other.
    """

    database: Database
    clock: Clock
    business: BusinessClock
    data_dir: Path
    policy: str
    development: bool
    platform: Platform
    index: ChainIndex
    standing: PlatformStanding
    audit_log: AuditLog
    auth: Auth
    kyc: Kyc
    aml: Aml
    company: CompanyDays
    datasets: DatasetDays
    complaints: Complaints
    freezes: ChainFreezes
    underwriting: Underwriting
    servicing: Servicing
    risk: RiskRoom
    learning: Learning
    support: Support
    growth: Growth
    sponsorship: Sponsorship
    matching: Matching
    exit_plans: ExitPlans
    resale: ResaleMarket
    watchers: Watchers
    supervision: Supervision
    queue: JobQueue
    partners: Partners
    payments: PaymentsDesk | None = None
    dev_wallets: Mapping[str, MemorySigner] = field(default_factory=dict)
    dev_staff: Mapping[str, str] = field(default_factory=dict)


def _provider(name: str) -> Callable[[Request], Any]:
    """Return a dependency that takes one service out of the application's."""

    def provide(request: Request) -> Any:
        return getattr(request.app.state.services, name)

    return provide


def _custodian(request: Request) -> str | None:
    """Return the custodian's address, None for a node without one."""
    desk: PaymentsDesk | None = request.app.state.services.payments
    return None if desk is None else desk.send_to


def _products(request: Request) -> Products:
    """Return products, which underwriting has put together."""
    products: Products = request.app.state.services.underwriting.products
    return products


def _payments(request: Request) -> PaymentsDesk:
    """Return the payments desk; ConfigError for a node without a custodian."""
    desk: PaymentsDesk | None = request.app.state.services.payments
    if desk is None:
        raise ConfigError("PAYMENT:CUSTODIAN", "this node has no custodian")
    return desk


def _feed(request: Request) -> EventFeed:
    """Return the feed of events, one for all who follow them over this process."""
    feed: EventFeed = request.app.state.feed
    return feed


AmlDep = Annotated[Aml, Depends(_provider("aml"))]
AuditLogDep = Annotated[AuditLog, Depends(_provider("audit_log"))]
AuthDep = Annotated[Auth, Depends(_provider("auth"))]
BusinessDep = Annotated[BusinessClock, Depends(_provider("business"))]
ClockDep = Annotated[Clock, Depends(_provider("clock"))]
CompanyDep = Annotated[CompanyDays, Depends(_provider("company"))]
ComplaintsDep = Annotated[Complaints, Depends(_provider("complaints"))]
CustodianDep = Annotated[str | None, Depends(_custodian)]
DataDirDep = Annotated[Path, Depends(_provider("data_dir"))]
DatabaseDep = Annotated[Database, Depends(_provider("database"))]
DatasetsDep = Annotated[DatasetDays, Depends(_provider("datasets"))]
DevelopmentDep = Annotated[bool, Depends(_provider("development"))]
ExitPlansDep = Annotated[ExitPlans, Depends(_provider("exit_plans"))]
FeedDep = Annotated[EventFeed, Depends(_feed)]
FreezesDep = Annotated[ChainFreezes, Depends(_provider("freezes"))]
GrowthDep = Annotated[Growth, Depends(_provider("growth"))]
IndexDep = Annotated[ChainIndex, Depends(_provider("index"))]
KycDep = Annotated[Kyc, Depends(_provider("kyc"))]
LearningDep = Annotated[Learning, Depends(_provider("learning"))]
MatchingDep = Annotated[Matching, Depends(_provider("matching"))]
PartnersDep = Annotated[Partners, Depends(_provider("partners"))]
PaymentsDep = Annotated[PaymentsDesk, Depends(_payments)]
PlatformDep = Annotated[Platform, Depends(_provider("platform"))]
PolicyDep = Annotated[str, Depends(_provider("policy"))]
ProductsDep = Annotated[Products, Depends(_products)]
QueueDep = Annotated[JobQueue, Depends(_provider("queue"))]
ResaleDep = Annotated[ResaleMarket, Depends(_provider("resale"))]
RiskDep = Annotated[RiskRoom, Depends(_provider("risk"))]
ServicingDep = Annotated[Servicing, Depends(_provider("servicing"))]
SupervisionDep = Annotated[Supervision, Depends(_provider("supervision"))]
StandingDep = Annotated[PlatformStanding, Depends(_provider("standing"))]
SponsorshipDep = Annotated[Sponsorship, Depends(_provider("sponsorship"))]
SupportDep = Annotated[Support, Depends(_provider("support"))]
UnderwritingDep = Annotated[Underwriting, Depends(_provider("underwriting"))]
WatchersDep = Annotated[Watchers, Depends(_provider("watchers"))]
