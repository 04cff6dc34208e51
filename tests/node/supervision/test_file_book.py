"""Files are kept in every version: made of what is published, checked, corrected for a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from node.supervision.builders import (
    acts,
    keep_report,
    keep_statement,
    loan_of,
    report_of,
    statement_of,
)
from tallystick.errors import InputError
from tallystick_node.supervision.file_book import FileRequest, SupervisionFile
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import FileKind

if TYPE_CHECKING:
    from pathlib import Path

    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision

STATED = statement_of(1)
YEARLY = [(FileKind.ECSPR, "2026"), (FileKind.OUTCOME, "2026"), (FileKind.KIIS, "1")]


@pytest.fixture
def published(supervision: Supervision, time: Time, tmp_path: Path) -> Supervision:
    """A year is over, its last report is there, and so is the loan's risk statement."""
    time.now = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
    keep_report(tmp_path, report_of([loan_of(1, STATED)]))
    keep_statement(tmp_path, STATED)
    return supervision


def nifa(period: str = "2026-12", **changes: str | None) -> FileRequest:
    fields: dict[str, str | None] = {"name": "Abacus Ltd", "short_name": "Abacus"}
    return FileRequest(FileKind.NIFA, period, **(fields | changes))


def keep(supervision: Supervision, request: FileRequest) -> SupervisionFile:
    with supervision.desk.database.writing() as connection:
        return supervision.files.keep(connection, request, "0xA")


def content(supervision: Supervision, file: SupervisionFile) -> bytes:
    with supervision.desk.database.reading() as connection:
        return supervision.files.open(connection, file.number)[1]


def test_each_kind_is_made_and_kept(published: Supervision, database: Database) -> None:
    for kind, period in YEARLY:
        file = keep(published, FileRequest(kind, period))
        assert (file.version, file.reason) == (1, None)
        assert content(published, file)
        assert acts(database)[-1][1:3] == ("supervision.file", file.file_name)
    file = keep(published, nifa())
    assert file.file_name == "nifa-2026-12.v1.csv"
    assert "借贷余额" in content(published, file).decode()


def test_the_same_again_is_the_one_that_is_there_on_another_day_too(
    published: Supervision, database: Database, time: Time
) -> None:
    first = keep(published, nifa())
    time.pass_by(days=3)
    before = acts(database)
    assert keep(published, nifa()) == first
    assert acts(database) == before


def test_a_correction_says_why_and_keeps_the_earlier_version(
    published: Supervision, database: Database, tmp_path: Path
) -> None:
    first = keep(published, nifa())
    sent = content(published, first)
    keep_report(tmp_path, report_of([loan_of(1, STATED, outstanding=5)], version=2))
    with pytest.raises(SupervisionRefused, match="FILES:REASON"):
        keep(published, nifa())
    second = keep(published, nifa(reason="M03 was wrong"))
    assert (second.version, second.reason) == (2, "M03 was wrong")
    assert content(published, first) == sent != content(published, second)
    with database.reading() as connection:
        assert published.files.newest(connection, limit=9) == [second, first]
        assert published.files.newest(connection, before=second.number, limit=9) == [first]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (nifa("2027-01"), "FILES:FUTURE"), (nifa("2030-05"), "FILES:FUTURE"),
        (nifa("2026-11"), "FILES:NONE"), (nifa("2026"), "FILES:PERIOD"),
        (nifa(name=None), "FILES:INSTITUTION"), (nifa(short_name=""), "FILES:INSTITUTION"),
        (nifa(name="a\nb"), "SUPERVISION:TEXT"),
        (FileRequest(FileKind.ECSPR, "2027"), "FILES:FUTURE"),
        (FileRequest(FileKind.OUTCOME, "2025"), "FILES:NONE"),
        (FileRequest(FileKind.KIIS, "2"), "FILES:LOAN"),
        (FileRequest(FileKind.KIIS, "0"), "FILES:PERIOD"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_keeps_nothing(
    published: Supervision, database: Database, request_: FileRequest, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        keep(published, request_)
    with database.reading() as connection:
        assert published.files.newest(connection, limit=9) == []
        with pytest.raises(NoSupervision, match="FILES:NO_FILE"):
            published.files.open(connection, 1)
    assert acts(database) == []


def test_a_sheet_without_its_statement_is_refused(published: Supervision, tmp_path: Path) -> None:
    keep_report(tmp_path, report_of([loan_of(1, statement_of(9))], version=2))
    with pytest.raises(InputError, match="FILES:STATEMENT"):
        keep(published, FileRequest(FileKind.KIIS, "1"))


def test_a_report_that_contradicts_itself_makes_no_file(
    published: Supervision, database: Database, tmp_path: Path
) -> None:
    keep_report(tmp_path, report_of([loan_of(1, STATED)], version=2, changed={"M03": 1}))
    with pytest.raises(InputError, match="FILES:INVALID"):
        keep(published, nifa())
    assert acts(database) == []
