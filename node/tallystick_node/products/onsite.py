"""Reports of visits: what staff saw where the applicant works, sealed, with pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.errors import InputError
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX, media_type
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.products.rules import VisitFacts
from tallystick_node.storage.tables import onsite_photos, onsite_reports

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.service import Kyc

__all__ = ["ONSITE_REPORTED", "PHOTOS_MAX", "OnsiteReport", "OnsiteReports", "Visit"]

ONSITE_REPORTED = "onsite.reported"
PHOTOS_MAX = 20
_PICTURES = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it is reported. confirmed: whether what was seen is what was stated."""

    visited_on: date
    place: str
    findings: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class OnsiteReport:
    """A report that is kept. photos: the numbers of its pictures."""

    number: int
    visit: Visit
    reported_by: str
    reported_at: datetime
    photos: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnsiteReports:
    """Keeps reports of visits, and hands them out to staff."""

    people: Kyc

    def report(
        self, connection: Connection, application: str, person: str, staff: str, visit: Visit
    ) -> int:
        """Keep what a member of staff saw on a visit.

        Args:
            connection: An open transaction that writes.
            application: The application's identifier, which is open.
            person: The applicant.
            staff: Who visited, and writes; they do not decide the case.
            visit: The visit.

        Returns:
            The report's number.

        Raises:
            Forbidden: ACCESS:OWN when it is about the member of staff.
            InputError: PRODUCT:VISIT_DAY for a day that is not over yet.
            VaultRefused: When the vault cannot seal it.
        """
        context = self.people.context
        self.people.conflicts.not_about_oneself(connection, staff, person)
        if visit.visited_on > context.today:
            raise InputError("PRODUCT:VISIT_DAY", f"a visit on {visit.visited_on} is still to come")
        number = connection.execute(
            insert(onsite_reports)
            .values(
                application=application, person=person, visited_on=visit.visited_on,
                confirmed=visit.confirmed, reported_by=staff, reported_at=context.now,
            )
            .returning(onsite_reports.c.id)
        ).scalar_one()  # fmt: skip
        words = {"place": visit.place, "findings": visit.findings}
        text = json.dumps(words, ensure_ascii=False).encode()
        context.vault.put(connection, person, _words(number), text)
        context.note(
            connection, ONSITE_REPORTED, person, actor=staff,
            details={"application": application, "report": number, "confirmed": visit.confirmed},
        )  # fmt: skip
        return int(number)

    def add_photo(self, connection: Connection, report: int, staff: str, content: bytes) -> int:
        """Keep a picture of a visit.

        Args:
            connection: An open transaction that writes.
            report: The report's number.
            staff: Who wrote the report.
            content: A PNG or JPEG file of at most 10 MiB.

        Returns:
            The picture's number.

        Raises:
            NoProduct: PRODUCT:REPORT when there is no such report.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            ProductRefused: PRODUCT:REPORTER for another member of staff; PRODUCT:PHOTOS beyond
                twenty pictures.
            InputError: DOCUMENT:SIZE or DOCUMENT:TYPE.
            VaultRefused: When the vault cannot seal it.
        """
        row = self._row(connection, report, lock=True)
        context, conflicts = self.people.context, self.people.conflicts
        conflicts.not_about_oneself(connection, staff, row.person)
        if not conflicts.seen_by(connection, staff, [row.reported_by]):
            raise ProductRefused("PRODUCT:REPORTER", "who wrote the report adds its pictures")
        if not 0 < len(content) <= DOCUMENT_BYTES_MAX:
            raise InputError("DOCUMENT:SIZE", f"a document has 1 to {DOCUMENT_BYTES_MAX} bytes")
        detected = media_type(content)
        if detected not in _PICTURES:
            raise InputError("DOCUMENT:TYPE", "a picture is a whole PNG or JPEG file")
        count = connection.scalar(
            select(func.count()).select_from(onsite_photos).where(onsite_photos.c.report == report)
        )
        if (count or 0) >= PHOTOS_MAX:
            raise ProductRefused("PRODUCT:PHOTOS", f"a report has at most {PHOTOS_MAX} pictures")
        number = connection.execute(
            insert(onsite_photos)
            .values(report=report, media_type=detected, size=len(content), added_at=context.now)
            .returning(onsite_photos.c.id)
        ).scalar_one()
        context.vault.put(connection, row.person, _picture(number), content)
        context.note(
            connection, "onsite.photo", row.person, actor=staff,
            details={"report": report, "photo": number},
        )  # fmt: skip
        return int(number)

    def photo(
        self, connection: Connection, report: int, number: int, staff: str
    ) -> tuple[str, bytes]:
        """Return a picture; who looks is journalled.

        Args:
            connection: An open transaction that writes.
            report: The report's number.
            number: The picture's number.
            staff: Who looks.

        Returns:
            Its media type and its bytes.

        Raises:
            NoProduct: PRODUCT:REPORT when there is no such report, or no such picture of it.
            Forbidden: ACCESS:OWN when it is about the member of staff.
            VaultRefused: When the vault cannot open it.
        """
        row = self._row(connection, report)
        context = self.people.context
        self.people.conflicts.not_about_oneself(connection, staff, row.person)
        kept = connection.execute(
            select(onsite_photos).where(
                onsite_photos.c.id == number, onsite_photos.c.report == report
            )
        ).one_or_none()
        if kept is None:
            raise _no_report()
        content = context.vault.get(connection, row.person, _picture(number))
        context.note(
            connection, "onsite.opened", row.person, actor=staff,
            details={"report": report, "photo": number},
        )  # fmt: skip
        return str(kept.media_type), content

    def of(self, connection: Connection, application: str) -> list[OnsiteReport]:
        """Return the reports of an application.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            The newest first.

        Raises:
            VaultRefused: When the vault cannot open their words.
        """
        rows = self._rows(connection, application)
        pictures: dict[int, list[int]] = {row.id: [] for row in rows}
        question = (
            select(onsite_photos.c.id, onsite_photos.c.report)
            .where(onsite_photos.c.report.in_(list(pictures)))
            .order_by(onsite_photos.c.id)
        )
        for photo in connection.execute(question):
            pictures[photo.report].append(photo.id)
        reports = []
        for row in rows:
            text = self.people.context.vault.get_text(connection, row.person, _words(row.id))
            words = json.loads(text)
            visit = Visit(row.visited_on, words["place"], words["findings"], row.confirmed)
            reports.append(
                OnsiteReport(
                    row.id, visit, row.reported_by, row.reported_at, tuple(pictures[row.id])
                )
            )
        return reports

    def newest(self, connection: Connection, application: str) -> VisitFacts | None:
        """Return what counts of the newest report.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            Its day and whether it confirms; None without a report.
        """
        rows = self._rows(connection, application)
        return VisitFacts(rows[0].visited_on, rows[0].confirmed) if rows else None

    def visitors(self, connection: Connection, application: str) -> list[str]:
        """Return who visited, and so does not decide.

        Args:
            connection: An open database transaction.
            application: The application's identifier.

        Returns:
            Wallets of staff.
        """
        return [row.reported_by for row in self._rows(connection, application)]

    @staticmethod
    def _rows(connection: Connection, application: str) -> list[Row[Any]]:
        return list(
            connection.execute(
                select(onsite_reports)
                .where(onsite_reports.c.application == application)
                .order_by(onsite_reports.c.id.desc())
            )
        )

    @staticmethod
    def _row(connection: Connection, report: int, *, lock: bool = False) -> Row[Any]:
        question = select(onsite_reports).where(onsite_reports.c.id == report)
        row = connection.execute(question.with_for_update() if lock else question).one_or_none()
        if row is None:
            raise _no_report()
        return row


def _no_report() -> NoProduct:
    return NoProduct("PRODUCT:REPORT", "there is no such report, or no such picture of it")


def _words(number: int) -> Place:
    return Place("onsite_reports", str(number), "words")


def _picture(number: int) -> Place:
    return Place("onsite_photos", str(number), "content")
