"""What is stated about the company: what was anchored passes, and each lie is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from seams.test_audit_texts import web
from tallystick.audit.auditor import Auditor
from tallystick.disclosure.company import COMPANY_SUBJECT, company_hash, read_company
from tallystick.disclosure.report import subject_hash
from tallystick.errors import InputError
from tallystick.platform._sync.operator import Operator

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.testing.session import Session

LICENCE = {"kind": "licence", "name": "loan broker", "authority": "FCA", "expires_on": "2027-01-31"}


def stated(number: int, **changes: Any) -> dict[str, Any]:
    facts = {
        "stated_on": f"2026-03-0{number}", "company": {"name": "Abacus Ltd"},
        "licences": [LICENCE],
    }  # fmt: skip
    return read_company(facts | changes).document()


def answered(number: int, **changes: Any) -> bytes:
    """A version as a node answers it."""
    return json.dumps({"version": number, "document": stated(number, **changes)}).encode()


@pytest.fixture
def auditor(session: Session) -> Auditor:
    """An auditor of a platform whose operator has anchored two versions."""
    publisher = Operator(session.platform, session.actors.publisher)
    for number in (1, 2):
        root = company_hash(read_company(stated(number)))
        publisher.act.publish(subject_hash(COMPANY_SUBJECT), number, root).send()
    return Auditor(session.platform)


def failed(auditor: Auditor, company: Any) -> dict[str, str]:
    return {check.id: check.detail for check in auditor.verify(company=company).failed}


def test_what_was_anchored_passes_from_a_folder_and_over_http(
    auditor: Auditor, tmp_path: Path
) -> None:
    honest = {number: answered(number) for number in (1, 2)}
    assert failed(auditor, honest) == {}
    for number, data in honest.items():
        (tmp_path / f"{number}.json").write_bytes(data)
        (tmp_path / f"{number}").write_bytes(json.dumps(stated(number)).encode())
    assert failed(auditor, str(tmp_path)) == {}
    with web(tmp_path) as url:
        assert failed(auditor, url) == {}


def test_a_version_that_waits_for_its_anchor_is_noted(auditor: Auditor) -> None:
    verdict = auditor.verify(company={number: answered(number) for number in (1, 2, 3)})
    (check,) = (check for check in verdict.checks if check.id == "company.anchors")
    assert (check.ok, check.detail) == (
        True, "2 compared, 1 not anchored yet, which nothing holds",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "lie", "check", "words"),
    [
        (1, answered(1, licences=[LICENCE | {"expires_on": "2029-01-31"}]), "company.anchors",
         "the hash of version 1"),
        (2, answered(2, company={"name": "Another Ltd"}),
         "company.anchors", "the hash of version 2"),
        (1, None, "company.anchors", "version 1 is anchored, not here"),
        (2, None, "company.anchors", "version 2 is anchored, not here"),
        (2, answered(1), "company.form", "the number of version 2"),
        (1, b"{", "company.form", "version 1: "),
        (1, b'{"version": 1, "document": {"licences": 7}}', "company.form", "version 1: "),
    ],
)  # fmt: skip
def test_each_lie_is_found(
    auditor: Auditor, number: int, lie: bytes | None, check: str, words: str
) -> None:
    files = {version: answered(version) for version in (1, 2)} | {number: lie}
    failures = failed(
        auditor, {version: data for version, data in files.items() if data is not None}
    )
    assert words in failures[check]
    assert set(failures) <= {"company.anchors", "company.form"}


def test_versions_that_were_never_anchored_hold_nothing(session: Session) -> None:
    assert failed(Auditor(session.platform), {1: answered(1)}) == {}


def test_a_place_that_is_none_is_refused(auditor: Auditor, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="INPUT:COMPANY"):
        auditor.verify(company=str(tmp_path / "nowhere"))
