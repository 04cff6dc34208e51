"""Reports: every field of the policy, versions, two pairs of eyes, the receipt."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.aml.builders import LARGE, OFFICER, OTHER
from node.aml.test_case_book import opened
from node.aml.test_case_closing import close
from tallystick.errors import InputError
from tallystick_node.aml.case_rules import CaseOutcome
from tallystick_node.aml.refusals import AmlRefused, NoAml
from tallystick_node.aml.report_book import ReportKind

if TYPE_CHECKING:
    from node.aml.builders import Bureau

WRITTEN = {
    "person_country": "CN", "person_occupation": "trader", "account": "A1",
    "suspicion": "money of others", "measures": "asked, watched",
}  # fmt: skip
LARGE_WRITTEN = {"person_country": "CN", "account": "A1"}


def _draft(bureau: Bureau, case: int, **changed: str) -> int:
    with bureau.database.writing() as connection:
        return bureau.aml.reports.draft(
            connection, case, ReportKind.STR, {**WRITTEN, **changed}, OFFICER
        )


def test_a_report_has_every_field_of_the_policy(bureau: Bureau) -> None:
    case = opened(bureau)
    number = _draft(bureau, case)
    with bureau.database.writing() as connection:
        document = json.loads(bureau.aml.reports.file(connection, number, OFFICER))
        assert list(document["fields"]) == bureau.aml.reports.required(ReportKind.STR)
    fields = document["fields"]
    assert all(fields.values())
    assert fields["report_number"] == f"STR-{case}-1"
    assert (fields["rules"], fields["amount"]) == ("LARGE v1", str(LARGE))
    assert fields["person_name"] == "欧阳明"


def test_a_large_transaction_report_has_its_own_fields(bureau: Bureau) -> None:
    case = opened(bureau)
    with bureau.database.writing() as connection:
        number = bureau.aml.reports.draft(
            connection, case, ReportKind.LARGE, LARGE_WRITTEN, OFFICER
        )
        fields = json.loads(bureau.aml.reports.file(connection, number, OFFICER))["fields"]
        assert (fields["direction"], fields["channel"]) == ("in", "transfer")
        # It waits for nobody's confirmation.
        bureau.aml.reports.send(connection, number, OTHER)


def test_a_missing_unknown_or_long_field_is_named(bureau: Bureau) -> None:
    case = opened(bureau)
    with pytest.raises(InputError, match="AML:FIELD.*suspicion, measures"):
        _draft(bureau, case, suspicion="", measures=" ")
    with pytest.raises(InputError, match="AML:FIELD.*nose"):
        _draft(bureau, case, nose="1")
    with pytest.raises(InputError, match="AML:FIELD.*4000"):
        _draft(bureau, case, suspicion="x" * 4001)


def test_a_day_to_come_is_refused(bureau: Bureau) -> None:
    case = opened(bureau)
    for day in (str(bureau.today + timedelta(days=1)), "soon"):
        with bureau.database.writing() as connection, pytest.raises(InputError, match="AML:DAY"):
            bureau.aml.reports.draft(
                connection, case, ReportKind.LARGE, {**LARGE_WRITTEN, "day": day}, OFFICER
            )


def test_a_confirmed_suspicion_is_sent_by_a_colleague_and_gets_a_receipt(bureau: Bureau) -> None:
    case = opened(bureau)
    first, second = _draft(bureau, case), _draft(bureau, case)
    reports = bureau.aml.reports
    with bureau.database.writing() as connection, pytest.raises(AmlRefused, match="AML:CONFIRMED"):
        reports.send(connection, second, OTHER)
    close(bureau, case, CaseOutcome.CONFIRMED)
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:OLD"):
            reports.send(connection, first, OTHER)
        with pytest.raises(AmlRefused, match="AML:EYES"):
            reports.send(connection, second, OFFICER)
        with pytest.raises(AmlRefused, match="AML:UNSENT"):
            reports.acknowledge(connection, second, "R-1", OTHER)
        reports.send(connection, second, OTHER)
        with pytest.raises(AmlRefused, match="AML:SENT"):
            reports.send(connection, second, OTHER)
        with pytest.raises(InputError, match="AML:RECEIPT"):
            reports.acknowledge(connection, second, " ", OTHER)
        reports.acknowledge(connection, second, "R-1", OTHER)
        with pytest.raises(AmlRefused, match="AML:UNSENT"):
            reports.acknowledge(connection, second, "R-2", OTHER)
        rows = reports.of_case(connection, case)
        assert [(row.version, row.receipt) for row in rows] == [(1, None), (2, "R-1")]
        with pytest.raises(NoAml, match="AML:REPORT"):
            reports.report(connection, 99)


def test_a_false_alarm_is_not_reported(bureau: Bureau) -> None:
    case = opened(bureau)
    number = _draft(bureau, case)
    close(bureau, case, CaseOutcome.FALSE_POSITIVE)
    with bureau.database.writing() as connection, pytest.raises(AmlRefused, match="AML:CONFIRMED"):
        bureau.aml.reports.send(connection, number, OTHER)


def test_the_evidence_is_one_archive_with_its_hashes(bureau: Bureau) -> None:
    case = opened(bureau)
    _draft(bureau, case)
    with bureau.database.writing() as connection:
        content = bureau.aml.evidence.archive(connection, case, OFFICER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(files) == ["case.json", "manifest.json", "report-str-1.json"]
    for name, hashed in json.loads(files["manifest.json"]).items():
        assert hashlib.sha256(files[name]).hexdigest() == hashed
    document = json.loads(files["case.json"])
    assert document["alerts"][0]["rule"] == "LARGE"
    assert document["graph"]["flows"][0]["amount"] == str(LARGE)
    assert "aml.case_exported" in bureau.room.acts()


def test_there_is_no_evidence_of_no_case(bureau: Bureau) -> None:
    with bureau.database.writing() as connection, pytest.raises(NoAml, match="AML:CASE"):
        bureau.aml.evidence.archive(connection, 99, OFFICER)
