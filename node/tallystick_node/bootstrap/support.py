"""Support of a node, by its settings, and the look at whether the node is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.doctor.checklist import Lookout
from tallystick_node.bootstrap.doctor.findings import Premises
from tallystick_node.bootstrap.health import ready
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.payments.custodian import PaymentKind
from tallystick_node.payments.order_states import waiting_wallets
from tallystick_node.support.desk import SupportDesk
from tallystick_node.support.service import Support, make_support
from tallystick_node.support.status_rules import StatusComponent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Connection

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.complaints.service import Complaints
    from tallystick_node.kyc.service import Kyc

__all__ = ["readiness_of", "support_of"]

_KINDS = {
    StatusComponent.DEPOSITS: PaymentKind.DEPOSIT,
    StatusComponent.WITHDRAWALS: PaymentKind.WITHDRAWAL,
}


def support_of(foundation: Foundation, kyc: Kyc, complaints: Complaints) -> Support:
    """Return support.

    Args:
        foundation: What the process stands on.
        kyc: Knows the people.
        complaints: Knows who has had a final response.

    Returns:
        The service.
    """

    def waiting(connection: Connection, component: StatusComponent) -> Collection[str]:
        kind = _KINDS.get(component)
        wallets = [] if kind is None else waiting_wallets(connection, kind)
        return kyc.wallets.owners(connection, wallets)

    publication = foundation.settings.publication
    return make_support(
        SupportDesk(
            kyc=kyc,
            calendar=Calendar(publication.holidays, publication.workdays),
            alerts=foundation.alerts,
            waiting=waiting,
            answers=complaints.figures.answered_since,
            index=ChainIndex(foundation.database),
        )
    )


def readiness_of(node: Node) -> Callable[[], int]:
    """Return what looks once a minute whether the node is ready, and counts it.

    Args:
        node: Put together.

    Returns:
        The look; it returns 0, as there is never more to do at once.
    """
    services, book = node.services, node.services.support.readiness
    premises = Premises(node.foundation.settings, services.platform, services.database)
    lookout = Lookout(premises)

    def look() -> int:
        now = services.support.desk.now
        with services.database.reading() as connection:
            if not book.wanted(connection, now):
                return 0
        well = all(check.ok for check in ready(node, lookout))
        with services.database.writing() as connection:
            book.count(connection, now, ready=well)
        return 0

    return look
