"""The watch over money laundering, put together: one object that routes, pages and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.aml.alert_book import AlertBook
from tallystick_node.aml.case_book import CaseBook
from tallystick_node.aml.case_closing import CaseClosing
from tallystick_node.aml.case_files import CaseFiles
from tallystick_node.aml.case_freezes import CaseFreezes
from tallystick_node.aml.case_tags import CaseTags
from tallystick_node.aml.context import AmlDesk
from tallystick_node.aml.evidence_pack import EvidencePack
from tallystick_node.aml.flow_book import FlowBook
from tallystick_node.aml.freeze_lifts import FreezeLifts
from tallystick_node.aml.freeze_orders import FreezeOrders
from tallystick_node.aml.freeze_register import FreezeRegister
from tallystick_node.aml.report_book import ReportBook
from tallystick_node.aml.rule_book import RuleBook
from tallystick_node.aml.travel_book import TravelBook
from tallystick_node.aml.watch import DayWatch

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.workdays import Calendar
    from tallystick_node.infrastructure.notifications.alerts import Alerts
    from tallystick_node.infrastructure.transactions.outgoing import SendBook
    from tallystick_node.kyc.service import Kyc

__all__ = ["Aml", "make_aml"]


@dataclass(frozen=True, slots=True)
class Aml:
    """Every part of the watch, by its noun."""

    desk: AmlDesk
    flows: FlowBook
    rules: RuleBook
    alerts: AlertBook
    watch: DayWatch
    cases: CaseBook
    closing: CaseClosing
    reports: ReportBook
    evidence: EvidencePack
    tags: CaseTags
    files: CaseFiles
    register: FreezeRegister
    freezes: CaseFreezes
    orders: FreezeOrders
    lifts: FreezeLifts
    travel: TravelBook


def make_aml(
    kyc: Kyc,
    *,
    platform: Platform,
    calendar: Calendar,
    alerts: Alerts,
    sends: SendBook,
    account: str | None,
    currency: str,
    reporter: str,
) -> Aml:
    """Put the watch together.

    Args:
        kyc: The people service.
        platform: The deployed platform.
        calendar: Which days are working days.
        alerts: Where the operator is told.
        sends: Where calls of the chain are asked for.
        account: The node's own, which may hold COMPLIANCE; None without one.
        currency: The token's symbol.
        reporter: Who reports to the authority.

    Returns:
        The service.
    """
    desk = AmlDesk(kyc, platform, calendar, alerts, currency, reporter)
    flows, alert_book = FlowBook(desk), AlertBook(desk)
    rules, cases = RuleBook(desk, flows), CaseBook(desk, alert_book)
    reports, register = ReportBook(desk, cases, flows), FreezeRegister(desk, cases, sends)
    tags, files = CaseTags(desk, cases), CaseFiles(desk, cases)
    orders = FreezeOrders(register, files, sends, account)
    return Aml(
        desk=desk,
        flows=flows,
        rules=rules,
        alerts=alert_book,
        watch=DayWatch(desk, flows, rules, alert_book),
        cases=cases,
        closing=CaseClosing(desk, cases),
        reports=reports,
        evidence=EvidencePack(desk, cases, flows, reports, tags, files, register),
        tags=tags,
        files=files,
        register=register,
        freezes=CaseFreezes(register, orders, sends, account),
        orders=orders,
        lifts=FreezeLifts(register),
        travel=TravelBook(desk),
    )
