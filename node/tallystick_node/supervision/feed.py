"""What a supervisor fetches again and again: each page says from where to go on another day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.disclosure.report import subject_hash
from tallystick.errors import ConfigError
from tallystick.loans.dates import date_from_day
from tallystick_node.supervision.rules import pseudonym

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tallystick_node.infrastructure.indexer.loans import LoanFacts
    from tallystick_node.infrastructure.indexer.queries import ChainIndex, Indexed
    from tallystick_node.supervision.desk import SupervisionDesk
    from tallystick_node.supervision.published_reports import PublishedReports

__all__ = ["OperatingMonth", "PortfolioRow", "SupervisionFeed"]

_PAGE = 200


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A loan as the index has it; `borrower` is a salted hash, `drawn_down` None before."""

    facts: LoanFacts
    borrower: str
    drawn_down: date | None


@dataclass(frozen=True, slots=True)
class OperatingMonth:
    """A version of a month's report. anchor: block and place of the event that anchors its root."""

    anchor: tuple[int, int]
    subject: str
    version: int
    day: str
    block: str
    root: str
    amends: str | None
    figures: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SupervisionFeed:
    """Portfolio from the index of the chain, operating data from the published reports."""

    desk: SupervisionDesk
    index: ChainIndex
    reports: PublishedReports

    def portfolio(
        self, after: tuple[int, int] | None, limit: int
    ) -> tuple[list[PortfolioRow], Indexed[list[LoanFacts]]]:
        """Return loans in the order in which they last changed.

        Args:
            after: Block and number of the last one seen; None from the beginning.
            limit: How many at most.

        Returns:
            The rows, and the loans with the block that they are of.

        Raises:
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
        """
        read = self.index.loans_changed(after=after or (-1, 0), limit=limit)
        with self.desk.database.writing() as connection:
            salt = self.desk.salt(connection)
        rows = [
            PortfolioRow(
                facts, pseudonym(salt, facts.borrower),
                None if facts.issue_day is None else date_from_day(facts.issue_day),
            )
            for facts in read.answer
        ]  # fmt: skip
        return rows, read

    def operations(self, after: tuple[int, int] | None, limit: int) -> list[OperatingMonth]:
        """Return months' figures in the order in which they were anchored, amendments included.

        A report that is anchored and not released yet ends the page, so that nobody misses it.

        Args:
            after: Block and place of the anchor of the last one seen; None from the beginning.
            limit: How many at most.

        Returns:
            The versions.

        Raises:
            ConfigError: FEED:ROOT when a file is not what was anchored.
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
        """
        kept = {(subject_hash(subject), version): subject for subject, version in
                self.reports.versions()}  # fmt: skip
        waiting = {(subject_hash(subject), version) for subject, version in self.reports.waiting()}
        months: list[OperatingMonth] = []
        place = after or (0, -1)
        while True:
            page = self.index.events(name="Published", after=place, limit=_PAGE).answer
            for event in page:
                place = event.block, event.place
                name = bytes.fromhex(event.fields["subject"][2:]), int(event.fields["version"])
                if len(months) >= limit or name in waiting:
                    return months
                if name in kept:
                    months.append(self._month(kept[name], name[1], place, event.fields["root"]))
            if len(page) < _PAGE:
                return months

    def _month(
        self, subject: str, version: int, anchor: tuple[int, int], root: str
    ) -> OperatingMonth:
        report = self.reports.read(subject, version)
        if "0x" + report.tree.root.hex() != root:
            raise ConfigError("FEED:ROOT", f"{report.file_name} is not what the chain has anchored")
        document = report.document
        return OperatingMonth(
            anchor, subject, version, document["as_of"]["day"], document["as_of"]["block"], root,
            document["amends"], tuple(document["figures"]),
        )  # fmt: skip
