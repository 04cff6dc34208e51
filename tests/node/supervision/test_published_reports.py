"""What files are made from: the newest version of what is published, nothing before its time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from node.supervision.builders import keep_report, keep_statement, report_of, statement_of
from tallystick.errors import InputError
from tallystick_node.disclosure.report_store import AGREEMENTS
from tallystick_node.supervision.published_reports import PublishedReports

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2027, 1, 10)


def test_the_newest_version_of_a_month_counts(tmp_path: Path) -> None:
    for version in (1, 2):
        keep_report(tmp_path, report_of([], version=version))
    reports = PublishedReports(tmp_path)
    assert reports.versions() == [("monthly:2026-12", 1), ("monthly:2026-12", 2)]
    assert reports.newest("2026-12", TODAY).version == 2
    last = reports.last()
    assert last is not None
    assert last.version == 2


@pytest.mark.parametrize(
    ("month", "code"),
    [("2027-01", "FILES:FUTURE"), ("2027-02", "FILES:FUTURE"), ("2026-11", "FILES:NONE")],
)
def test_a_month_to_come_and_one_without_a_report_are_refused(
    tmp_path: Path, month: str, code: str
) -> None:
    keep_report(tmp_path, report_of([]))
    with pytest.raises(InputError, match=code):
        PublishedReports(tmp_path).newest(month, TODAY)


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    assert PublishedReports(tmp_path).last() is None


def test_a_statement_is_the_one_of_its_hash_or_none(tmp_path: Path) -> None:
    statement, other = statement_of(1), statement_of(2)
    digest = "0x" + statement.hash.hex()
    reports = PublishedReports(tmp_path)
    assert reports.statement(digest) is None
    keep_statement(tmp_path, statement)
    assert reports.statement(digest) == statement
    (tmp_path / AGREEMENTS / f"{digest[2:]}.json").write_bytes(other.data)
    with pytest.raises(InputError, match="FILES:HASH"):
        reports.statement(digest)
