"""Growth, put together: one object that routes, pages and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.growth.channels import ChannelBook
from tallystick_node.growth.decisions import RewardDecisions
from tallystick_node.growth.payouts import RewardPayouts
from tallystick_node.growth.reports import GrowthReports
from tallystick_node.growth.reward_book import RewardBook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tallystick_node.growth.desk import GrowthDesk

__all__ = ["Growth", "make_growth"]


@dataclass(frozen=True, slots=True)
class Growth:
    """Every part of growth, by its noun."""

    desk: GrowthDesk
    rewards: RewardBook
    decisions: RewardDecisions
    payouts: RewardPayouts
    channels: ChannelBook
    reports: GrowthReports


def make_growth(
    desk: GrowthDesk,
    *,
    counted: Callable[[Connection, str], bool],
    decisions: Callable[[Connection, datetime], Sequence[int]],
    satisfaction: Callable[[Connection, datetime], tuple[int | None, int | None]],
) -> Growth:
    """Put growth together.

    Args:
        desk: What every part works with.
        counted: Whether a transaction counts for something else.
        decisions: Returns how many seconds each decision on an application took since a moment.
        satisfaction: Returns the newest net promoter score and the share of questions answered in
            time since a moment.

    Returns:
        The service.
    """
    book, channels = RewardBook(desk), ChannelBook(desk)
    return Growth(
        desk=desk, rewards=book, decisions=RewardDecisions(desk, book),
        payouts=RewardPayouts(desk, counted), channels=channels,
        reports=GrowthReports(desk, channels, decisions, satisfaction),
    )  # fmt: skip
