"""The daily dataset: made once the day is over and its last block is indexed, then anchored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tallystick.errors import VerificationFailed
from tallystick.loans.dates import day_from_date
from tallystick_node.infrastructure.indexer.days import DayNotOver, last_block_of
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.infrastructure.jobs.kinds import JobKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.dataset_book import DatasetBook
    from tallystick_node.infrastructure.clock import BusinessClock
    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.infrastructure.jobs.kinds import Effect, Job

__all__ = ["DATASET_DAY", "DatasetDays", "kind_of_datasets"]

DATASET_DAY = "disclosure.dataset"


@dataclass(frozen=True, slots=True)
class DatasetDays:
    """Publishes the day before each business date."""

    book: DatasetBook
    platform: Platform
    index: ChainIndex
    business: BusinessClock

    def publish(self, job: Job) -> Effect:
        """Make the dataset of the day that is over, unless it is older than what is kept.

        Args:
            job: The job, of the day after.

        Returns:
            What is written.

        Raises:
            DayNotOver: While the day's last block, or the index, is not there.
            VerificationFailed: DATASET:CHANGED when files of the day were changed.
            TransportError: When the chain's node does not answer.
        """
        day, today = job.key.business_date - timedelta(days=1), self.business.today()
        block = last_block_of(
            self.platform.connection, self.business.utc_offset_seconds, day_from_date(day),
            day_from_date(today),
        )  # fmt: skip
        old = (today - day).days > self.book.days_kept
        if old or block < self.platform.deployment.block:
            return _nothing
        self._require_indexed(block)
        manifest = self.book.store.make(self.platform, day, block)
        store = self.book.store
        vouched = self.book.vouched(day) or store.manifests(day)
        if not all(file.intact for file in store.files(day, vouched)):
            raise VerificationFailed(
                "DATASET:CHANGED", f"the dataset of {day} is not what its manifest says"
            )
        store.trim(self.book.days_kept)

        def effect(connection: Connection) -> None:
            self.book.keep(connection, day, manifest)

        return effect

    def _require_indexed(self, block: int) -> None:
        """The index follows blocks that are confirmed, so that no other one takes its place."""
        try:
            reached = self.index.freshness().block
        except NothingIndexed:
            reached = 0
        if reached < block:
            raise DayNotOver("INDEX:BEHIND", f"the index is behind block {block}")


def kind_of_datasets(days: DatasetDays | None) -> JobKind:
    """Return the job; days that were missed are made up for.

    Args:
        days: Does the work; None to list the job only.

    Returns:
        The kind.
    """
    if days is None:
        return JobKind(DATASET_DAY, _never)
    return JobKind(DATASET_DAY, days.publish)


def _nothing(_: Connection) -> None:
    """A day before the platform, or one whose files would be removed at once."""


def _never(_: Job) -> Effect:
    raise AssertionError("a job that is only listed is not done")
