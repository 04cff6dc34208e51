"""Opinions of external auditors beside reports: those that hold pass, and each lie is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from seams.test_audit_reports import all_files, failed, files, life, published
from tallystick.disclosure.opinion import AuditOpinion, opinion_name, sign_opinion
from tallystick.testing.actors import test_signer

if TYPE_CHECKING:
    from seams.audit_life import Life
    from tallystick.disclosure.report import Report

__all__ = ["all_files", "files", "life", "published"]

pytestmark = [pytest.mark.long]


def test_an_auditors_opinion_is_checked_with_its_report(
    life: Life,
    published: list[Report],
    files: dict[str, bytes],
) -> None:
    report, auditor = published[0], test_signer("auditor")
    opinion = sign_opinion(
        report, auditor, opinion=AuditOpinion.UNQUALIFIED, firm="Audit & Co",
        day=date(2026, 3, 1), chain_id=life.platform.deployment.chain_id,
        disclosures=life.platform.address("Disclosures"),
    )  # fmt: skip
    name = opinion_name(report.file_name, auditor.address)
    assert not failed(life, files | {name: opinion.data})
    lie = replace(opinion, opinion=AuditOpinion.ADVERSE)
    failures = failed(life, files | {name: lie.data})
    assert failures == {"reports.opinions": failures["reports.opinions"]}
    assert f"{name} is not signed by {auditor.address}" in failures["reports.opinions"]
    stranger = replace(opinion, subject="monthly:1999-01")
    assert (
        "is about no report here" in failed(life, files | {name: stranger.data})["reports.opinions"]
    )
