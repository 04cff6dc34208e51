"""Growth of a node: what it asks of other services, and the treasury that pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.growth.desk import GrowthDesk
from tallystick_node.growth.service import Growth, make_growth
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.support.ticket_figures import ticket_figures

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.bootstrap.foundation import Foundation
    from tallystick_node.complaints.service import Complaints
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.support.service import Support
    from tallystick_node.underwriting.service import Underwriting

__all__ = ["growth_of"]


def growth_of(
    foundation: Foundation,
    kyc: Kyc,
    complaints: Complaints,
    support: Support,
    underwriting: Underwriting,
) -> Growth:
    """Return growth.

    Args:
        foundation: What the process stands on.
        kyc: Knows the people.
        complaints: Knows which transactions count as redress.
        support: Knows what clients say, and how soon they are answered.
        underwriting: Knows how soon applications are decided.

    Returns:
        The service.
    """

    def satisfaction(connection: Connection, since: datetime) -> tuple[int | None, int | None]:
        scores = (month.total.net_promoter_score for month in support.surveys.months(connection))
        now = support.desk.business_now
        figures = ticket_figures(connection, since, now, now)
        return next((score for score in scores if score is not None), None), figures.answered_ppm

    return make_growth(
        GrowthDesk(kyc, foundation.site.platform, ChainIndex(foundation.database)),
        counted=complaints.redress.counts,
        decisions=underwriting.applications.decision_seconds,
        satisfaction=satisfaction,
    )
