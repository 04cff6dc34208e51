"""Files for supervisors: made from what is published, checked, and kept in every version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, local_day
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import supervision_files
from tallystick_node.supervision.ecspr_layout import ecspr_file
from tallystick_node.supervision.kiis_layout import kiis_file
from tallystick_node.supervision.layout import require
from tallystick_node.supervision.nifa_layout import Institution, nifa_file
from tallystick_node.supervision.outcome_statement import outcome_file
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import FileKind, file_period, written_line
from tallystick_node.supervision.sandbox_figures import sandbox_figures
from tallystick_node.supervision.sandbox_plan import load_plan
from tallystick_node.supervision.sandbox_report import check_over, report_file

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from tallystick_node.infrastructure.indexer.queries import ChainIndex
    from tallystick_node.supervision.desk import SupervisionDesk
    from tallystick_node.supervision.layout import MadeFile
    from tallystick_node.supervision.published_reports import PublishedReports

__all__ = ["FileRequest", "SupervisionFile", "SupervisionFiles"]

REASON_CHARACTERS_MAX = 400
_ENDINGS = {FileKind.NIFA: "csv", FileKind.ECSPR: "csv"}


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Which file is wanted.

    name, short_name: the institution's, for nifa. reason: why a file is corrected.
    """

    kind: FileKind
    period: str
    name: str | None = None
    short_name: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SupervisionFile:
    """A version of a file as it is kept."""

    number: int
    kind: FileKind
    period: str
    version: int
    sha256: str
    reason: str | None
    kept_by: str
    kept_at: datetime

    @property
    def file_name(self) -> str:
        """Its name: a version has one of its own."""
        return f"{self.kind.value}-{self.period}.v{self.version}.{self.ending}"

    @property
    def ending(self) -> str:
        """Csv or json."""
        return _ENDINGS.get(self.kind, "json")


@dataclass(frozen=True, slots=True)
class SupervisionFiles:
    """Makes, keeps and returns files."""

    desk: SupervisionDesk
    reports: PublishedReports
    index: ChainIndex

    def keep(self, connection: Connection, request: FileRequest, by: str) -> SupervisionFile:
        """Make a file and keep it; what is there already in the same words stays as it is.

        Args:
            connection: An open database transaction.
            request: Which file.
            by: Who has it made.

        Returns:
            The version, a new one or the last.

        Raises:
            InputError: FILES:PERIOD, FILES:FUTURE, FILES:NONE, FILES:LOAN, FILES:STATEMENT,
                FILES:INSTITUTION, FILES:INVALID, SUPERVISION:TEXT; SANDBOX:NONE, SANDBOX:PLAN,
                SANDBOX:CAPS or SANDBOX:RUNNING for a sandbox's closing report.
            SupervisionRefused: FILES:REASON when a further version says no reason.
        """
        period = file_period(request.kind, request.period)
        reason = request.reason and written_line(request.reason, "a reason", REASON_CHARACTERS_MAX)
        one_at_a_time(connection, f"file {request.kind.value} {period}")
        last = self._last(connection, request.kind, period)
        if last is not None:
            again = self._make(connection, request, period, self._day(last.kept_at))
            if _digest(again) == last.sha256:
                return last
        file = self._make(connection, request, period, self.desk.today)
        digest = _digest(file)
        if last is not None and reason is None:
            raise SupervisionRefused(
                "FILES:REASON",
                f"{last.file_name} says something else: say why it is corrected",
            )
        row = {
            "kind": request.kind.value, "period": period, "sha256": digest,
            "version": 1 if last is None else last.version + 1, "content": file.content,
            "reason": None if last is None else reason, "kept_by": by, "kept_at": self.desk.now,
        }  # fmt: skip
        added = insert(supervision_files).values(**row).returning(*_LISTED)
        kept = _file(connection.execute(added).one())
        self.desk.note(connection, "supervision.file", kept.file_name, by, {"sha256": digest})
        return kept

    def newest(
        self, connection: Connection, *, before: int | None = None, limit: int
    ) -> list[SupervisionFile]:
        """Return files, the newest first, every version.

        Args:
            connection: An open database transaction.
            before: The number of the last one seen; None from the newest.
            limit: How many at most.

        Returns:
            The files without their content.
        """
        question = select(*_LISTED).order_by(supervision_files.c.id.desc()).limit(limit)
        if before is not None:
            question = question.where(supervision_files.c.id < before)
        return [_file(row) for row in connection.execute(question)]

    def open(self, connection: Connection, number: int) -> tuple[SupervisionFile, bytes]:
        """Return a version with its content.

        Args:
            connection: An open database transaction.
            number: Its number.

        Returns:
            The version and its bytes.

        Raises:
            NoSupervision: FILES:NO_FILE when there is none of that number.
        """
        columns = supervision_files.c
        question = select(*_LISTED, columns.content).where(columns.id == number)
        row = connection.execute(question).one_or_none()
        if row is None:
            raise NoSupervision("FILES:NO_FILE", f"there is no file {number}")
        return _file(row), row.content

    def _day(self, moment: datetime) -> date:
        offset = self.desk.business.utc_offset_seconds
        return date_from_day(local_day(int(moment.timestamp()), offset))

    def _make(
        self, connection: Connection, request: FileRequest, period: str, made_on: date
    ) -> MadeFile:
        reports, today = self.reports, self.desk.today
        if request.kind is FileKind.NIFA:
            if not request.name or not request.short_name:
                raise InputError(
                    "FILES:INSTITUTION", "a nifa file names the institution, in full and in short"
                )
            institution = Institution(
                written_line(request.name, "the institution's name"),
                written_line(request.short_name, "the institution's short name"),
            )
            return nifa_file(reports.newest(period, today), institution, made_on)
        if request.kind is FileKind.SANDBOX:
            return self._closing(connection, period, made_on)
        if request.kind is FileKind.KIIS:
            return self._sheet(connection, int(period))
        report = reports.newest(f"{period}-12", today)
        if request.kind is FileKind.OUTCOME:
            return outcome_file(report, reports.statement)
        earlier = f"monthly:{int(period) - 1}-12"
        versions = [version for subject, version in reports.versions() if subject == earlier]
        before = reports.read(earlier, max(versions)) if versions else None
        return ecspr_file(report, before, self.desk.salt(connection), reports.statement)

    def _closing(self, connection: Connection, period: str, made_on: date) -> MadeFile:
        desk, offset = self.desk, self.desk.business.utc_offset_seconds
        kept = load_plan(desk.data_dir, desk.sandbox, offset)
        plan = kept.plan
        require(plan.ends_on.isoformat() == period, "period", f"is {plan.ends_on}")
        check_over(plan.ends_on, desk.today)
        figures = sandbox_figures(connection, self.index, plan.starts_on, plan.ends_on, offset)
        return report_file(kept, figures, made_on)

    def _sheet(self, connection: Connection, loan: int) -> MadeFile:
        report = self.reports.last()
        rows = [] if report is None else report.document["loans"]
        row = next((each for each in rows if each["number"] == loan), None)
        if report is None or row is None:
            raise InputError("FILES:LOAN", f"no published report has a loan {loan}")
        statement = self.reports.statement(row["terms"]["disclosure_hash"])
        if statement is None:
            raise InputError("FILES:STATEMENT", f"the risk statement of loan {loan} is not here")
        return kiis_file(report, loan, statement, self.desk.salt(connection))

    def _last(self, connection: Connection, kind: FileKind, period: str) -> SupervisionFile | None:
        columns = supervision_files.c
        mine = (columns.kind == kind.value, columns.period == period)
        newest = select(func.max(columns.version)).where(*mine).scalar_subquery()
        question = select(*_LISTED).where(*mine, columns.version == newest)
        row = connection.execute(question).one_or_none()
        return None if row is None else _file(row)


def _digest(file: MadeFile) -> str:
    return hashlib.sha256(file.content).hexdigest()


_LISTED = tuple(column for column in supervision_files.c if column.name != "content")


def _file(row: Any) -> SupervisionFile:
    return SupervisionFile(
        row.id, FileKind(row.kind), row.period, row.version, row.sha256, row.reason, row.kept_by,
        row.kept_at,
    )  # fmt: skip
