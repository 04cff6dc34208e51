"""Files of cases: papers that staff got elsewhere, sealed under the key of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.errors import InputError
from tallystick_node.aml.case_rules import ActKind
from tallystick_node.aml.context import holder_of
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.infrastructure.vault.sealing import Place
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX, media_type
from tallystick_node.storage.tables import aml_case_files

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.aml.case_book import CaseBook
    from tallystick_node.aml.context import AmlDesk

__all__ = ["FILES_MAX", "NAME_LETTERS_MAX", "CaseFile", "CaseFiles"]

FILES_MAX = 50
NAME_LETTERS_MAX = 120
_TABLE = "aml_case_files"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is known of a file without its content."""

    number: int
    name: str
    media_type: str
    size: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """Keeps files, and hands them out to who works on cases."""

    desk: AmlDesk
    cases: CaseBook

    def add(self, connection: Connection, case: int, name: str, content: bytes, staff: str) -> int:
        """Keep a file.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            name: What it is called.
            content: A PDF, PNG or JPEG file, which its bytes must show, of at most 10 MiB.
            staff: The member of staff, who has the case.

        Returns:
            The file's number.

        Raises:
            InputError: AML:FILE_NAME for a name that is none; DOCUMENT:SIZE or DOCUMENT:TYPE.
            NoAml: AML:CASE when there is none.
            AmlRefused: AML:FILES beyond the most that a case keeps; AML:CLOSED when it is closed;
                AML:LEASE when they do not have it.
            Forbidden: ACCESS:OWN when it is about the member of staff.
        """
        called = name.strip()
        if not 0 < len(called) <= NAME_LETTERS_MAX or not called.isprintable() or "/" in called:
            raise InputError(
                "AML:FILE_NAME",
                f"a file's name has 1 to {NAME_LETTERS_MAX} printable letters and no slash",
            )
        if not 0 < len(content) <= DOCUMENT_BYTES_MAX:
            raise InputError("DOCUMENT:SIZE", f"a document has 1 to {DOCUMENT_BYTES_MAX} bytes")
        detected = media_type(content)
        self.cases.held(connection, case, staff)
        count = connection.scalar(
            select(func.count()).select_from(aml_case_files).where(aml_case_files.c.case == case)
        )
        if (count or 0) >= FILES_MAX:
            raise AmlRefused("AML:FILES", f"a case keeps at most {FILES_MAX} files")
        number = connection.execute(
            insert(aml_case_files)
            .values(
                case=case, media_type=detected, size=len(content), by=staff,
                at=self.desk.context.now,
            )
            .returning(aml_case_files.c.id)
        ).scalar_one()  # fmt: skip
        self.desk.seal(connection, _TABLE, number, case, called)
        self.desk.context.vault.put(connection, holder_of(case), _content(number), content)
        self.cases.add_act(connection, case, ActKind.FILED, staff, called)
        self.cases.note(connection, "aml.case_filed", case, staff, {"file": number})
        return int(number)

    def of_case(self, connection: Connection, case: int) -> list[CaseFile]:
        """Return the files of a case.

        Args:
            connection: An open database transaction.
            case: The case's number.

        Returns:
            The files, the oldest first.
        """
        question = select(aml_case_files).where(aml_case_files.c.case == case)
        rows = connection.execute(question.order_by(aml_case_files.c.id)).all()
        return [self._known(connection, row) for row in rows]

    def open(
        self, connection: Connection, case: int, number: int, staff: str
    ) -> tuple[CaseFile, bytes]:
        """Return a file with its content, and journal who looked.

        Args:
            connection: An open transaction that writes.
            case: The case's number.
            number: The file's number.
            staff: The member of staff.

        Returns:
            The file, and its bytes.

        Raises:
            NoAml: AML:FILE when the case has no such file.
            Forbidden: ACCESS:OWN when the case is about the member of staff.
        """
        people = self.cases.people(connection, case)
        self.desk.kyc.conflicts.not_about_oneself(connection, staff, *people)
        row = connection.execute(
            select(aml_case_files).where(
                aml_case_files.c.case == case, aml_case_files.c.id == number
            )
        ).one_or_none()
        if row is None:
            raise NoAml("AML:FILE", f"case {case} has no file {number}")
        content = self.desk.context.vault.get(connection, holder_of(case), _content(number))
        self.cases.note(connection, "aml.case_file_opened", case, staff, {"file": number})
        return self._known(connection, row), content

    def _known(self, connection: Connection, row: Row[Any]) -> CaseFile:
        name = self.desk.unseal(connection, _TABLE, row.id, row.case)
        return CaseFile(row.id, name, row.media_type, row.size, row.by, row.at)


def _content(number: int) -> Place:
    return Place(_TABLE, str(number), "content")
