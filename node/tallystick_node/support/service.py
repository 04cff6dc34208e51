"""Support, put together: one object that routes, pages and loops ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.support.clock_watch import ClockWatch
from tallystick_node.support.keywords import KeywordBook
from tallystick_node.support.mention_retention import MentionRetention
from tallystick_node.support.mentions import MentionBook
from tallystick_node.support.outages import OutageBook
from tallystick_node.support.readiness import ReadinessBook
from tallystick_node.support.surveys import SurveyBook
from tallystick_node.support.tickets import TicketBook

if TYPE_CHECKING:
    from tallystick_node.support.desk import SupportDesk

__all__ = ["Support", "make_support"]


@dataclass(frozen=True, slots=True)
class Support:
    """Every part of support, by its noun."""

    desk: SupportDesk
    outages: OutageBook
    readiness: ReadinessBook
    tickets: TicketBook
    surveys: SurveyBook
    keywords: KeywordBook
    mentions: MentionBook
    retention: MentionRetention
    clocks: ClockWatch


def make_support(desk: SupportDesk) -> Support:
    """Put support together.

    Args:
        desk: What every part works with.

    Returns:
        The service.
    """
    tickets, keywords = TicketBook(desk), KeywordBook(desk)
    mentions = MentionBook(desk, keywords)
    return Support(
        desk=desk, outages=OutageBook(desk), readiness=ReadinessBook(), tickets=tickets,
        surveys=SurveyBook(desk), keywords=keywords, mentions=mentions,
        retention=MentionRetention(desk), clocks=ClockWatch(desk, tickets, mentions),
    )  # fmt: skip
