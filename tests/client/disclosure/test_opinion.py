"""An auditor's opinion: signed for one root on one platform, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tallystick.disclosure.figures import Statement
from tallystick.disclosure.opinion import (
    AuditOpinion,
    AuditorOpinion,
    is_opinion,
    opinion_name,
    sign_opinion,
    stands_beside,
)
from tallystick.disclosure.report import make_report
from tallystick.errors import InputError
from tallystick.loans.dates import day_from_date
from tallystick.testing.actors import test_signer

AUDITOR = test_signer("auditor")
CHAIN, DISCLOSURES = 1337, "0x" + "dd" * 20
REPORT = make_report(
    "monthly:2025-12", 1,
    Statement(day_from_date(date(2025, 12, 31)), (), (), (), (), ()),
    chain_id=CHAIN, book="0x" + "cc" * 20, block=9, block_hash="0x" + "dd" * 32,
)  # fmt: skip


def signed(**changes: object) -> AuditorOpinion:
    fields = {
        "opinion": AuditOpinion.QUALIFIED, "firm": "Audit & Co", "day": date(2026, 3, 1),
        "chain_id": CHAIN, "disclosures": DISCLOSURES,
    }  # fmt: skip
    return sign_opinion(REPORT, AUDITOR, **(fields | changes))  # type: ignore[arg-type]


def test_it_is_read_back_and_holds_for_this_platform_alone() -> None:
    opinion = AuditorOpinion.parse(signed().data)
    assert opinion == signed()
    assert opinion.is_signed(CHAIN, DISCLOSURES)
    assert not opinion.is_signed(CHAIN + 1, DISCLOSURES)
    assert not opinion.is_signed(CHAIN, "0x" + "ee" * 20)


@pytest.mark.parametrize(
    "change",
    [
        {"opinion": AuditOpinion.UNQUALIFIED}, {"firm": "Other"}, {"version": 2},
        {"root": bytes(31) + b"\1"}, {"day": date(2026, 3, 2)}, {"subject": "monthly:2025-11"},
        {"r": 0}, {"signer": "0x" + "11" * 20},
    ],
    ids=str,
)  # fmt: skip
def test_nothing_of_it_can_be_changed(change: dict[str, object]) -> None:
    assert not replace(signed(), **change).is_signed(CHAIN, DISCLOSURES)  # type: ignore[arg-type]


def test_its_file_is_named_after_report_and_signer() -> None:
    name = opinion_name(REPORT.file_name, AUDITOR.address)
    assert name == f"monthly-2025-12.v1.opinion-{AUDITOR.address[2:].lower()}.json"
    assert is_opinion(name)
    assert stands_beside(name)
    assert not is_opinion(REPORT.file_name)
    assert not stands_beside(REPORT.file_name)


@pytest.mark.parametrize("firm", ["", " A", "two\nlines", "a" * 121])
def test_a_firm_has_a_name_on_one_line(firm: str) -> None:
    with pytest.raises(InputError, match="REPORT:OPINION"):
        signed(firm=firm)


@pytest.mark.parametrize("data", [b"{}", b'{"format":1}', b"\xff"])
def test_what_is_no_opinion_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        AuditorOpinion.parse(data)
