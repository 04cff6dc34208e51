"""Projects of a year: each once, its owner a salted hash, all of them what was drawn down."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from node.supervision.builders import BORROWERS, loan_of, report_of, statement_of
from tallystick.errors import InputError
from tallystick_node.supervision.ecspr_layout import COLUMNS, ecspr_file, offer_id
from tallystick_node.supervision.rules import pseudonym

if TYPE_CHECKING:
    from tallystick.disclosure.statement import RiskStatement

SALT = b"\7" * 32
STATED = {"0x" + each.hash.hex(): each for each in (statement_of(1), statement_of(2))}
FIRST, SECOND = STATED.values()


def kept(digest: str) -> RiskStatement | None:
    return STATED.get(digest)


def test_the_projects_of_a_year_are_there_and_no_others() -> None:
    before = report_of([loan_of(1, FIRST, drawn_down="2025-06-01")], "2025-12")
    report = report_of(
        [loan_of(1, FIRST, drawn_down="2025-06-01"), loan_of(2, SECOND), loan_of(4, FIRST)]
    )
    file = ecspr_file(report, before, SALT, kept)
    rows = list(csv.DictReader(file.content.decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [row["offer_id"] for row in rows] == [offer_id(report.document, n) for n in (2, 4)]
    assert {row["reporting_year"] for row in rows} == {"2026"}
    assert {row["project_owner_hash"] for row in rows} == {pseudonym(SALT, BORROWERS[0])}
    assert BORROWERS[0][2:] not in file.content.decode().lower()
    assert rows[0]["amount_raised_minor"] == "1000000"
    assert rows[0]["project_owner_kind"] == "natural"


def test_a_year_without_projects_is_a_table_without_rows() -> None:
    file = ecspr_file(report_of([]), None, SALT, kept)
    assert file.content.decode() == ",".join(COLUMNS) + "\r\n"


def test_what_does_not_add_up_is_refused() -> None:
    report = report_of([loan_of(2, SECOND)], changed={"M01": 2_000_000})
    with pytest.raises(InputError, match="FILES:INVALID.*amount_raised_minor"):
        ecspr_file(report, None, SALT, kept)


def test_a_project_without_its_statement_is_refused() -> None:
    with pytest.raises(InputError, match="FILES:INVALID.*project_owner_kind"):
        ecspr_file(report_of([loan_of(2, statement_of(9))]), None, SALT, kept)
