"""Supervision, put together: one object that routes, pages, jobs and commands ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.supervision.event_book import MajorEvents
from tallystick_node.supervision.feed import SupervisionFeed
from tallystick_node.supervision.file_book import SupervisionFiles
from tallystick_node.supervision.key_book import RegulatorKeys
from tallystick_node.supervision.pause_book import PauseRequests
from tallystick_node.supervision.published_reports import PublishedReports
from tallystick_node.supervision.question_book import RegulatorQuestions

if TYPE_CHECKING:
    from tallystick_node.supervision.desk import SupervisionDesk

__all__ = ["Supervision", "make_supervision"]


@dataclass(frozen=True, slots=True)
class Supervision:
    """Every part of supervision, by its noun."""

    desk: SupervisionDesk
    keys: RegulatorKeys
    feed: SupervisionFeed
    events: MajorEvents
    questions: RegulatorQuestions
    pauses: PauseRequests
    files: SupervisionFiles


def make_supervision(desk: SupervisionDesk) -> Supervision:
    """Put the service together.

    Args:
        desk: What every part works with.

    Returns:
        The service.
    """
    reports, index = PublishedReports(desk.data_dir), ChainIndex(desk.database)
    return Supervision(
        desk=desk,
        keys=RegulatorKeys(desk),
        feed=SupervisionFeed(desk, index, reports),
        events=MajorEvents(desk),
        questions=RegulatorQuestions(desk),
        pauses=PauseRequests(desk),
        files=SupervisionFiles(desk, reports, index),
    )
