"""The risk room of a node, by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.bootstrap.senders import guard_of
from tallystick_node.disclosure.report_store import REPORTS, ReportStore
from tallystick_node.disclosure.workdays import Calendar
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.risk.book import RiskBook
from tallystick_node.risk.service import RiskRoom

if TYPE_CHECKING:
    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.servicing.service import Servicing

__all__ = ["risk_of"]


def risk_of(foundation: Foundation, servicing: Servicing) -> RiskRoom:
    """Return the risk room.

    Args:
        foundation: What the process stands on.
        servicing: Reads loans from the chain, and remembers what it has read.

    Returns:
        The room.
    """
    settings = foundation.settings
    publication = settings.publication
    publishes = settings.dev or publication.key_file is not None
    return RiskRoom(
        database=foundation.database,
        platform=foundation.site.platform,
        index=ChainIndex(foundation.database),
        queue=foundation.queue,
        pack=load_pack(settings.policy),
        calendar=Calendar(publication.holidays, publication.workdays),
        book=RiskBook(foundation.audit_log, foundation.alerts, foundation.clock),
        guard=guard_of(foundation),
        states=servicing.desk.dues.states,
        reports=ReportStore(settings.data_dir / REPORTS) if publishes else None,
    )
