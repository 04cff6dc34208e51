"""A case that passes every stage, and one changed thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tallystick_node.credit.applicant import Judgement
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.kyc.providers.protocols import BureauReport
from tallystick_node.underwriting.case import ApplicationCase, BorrowerFacts, History
from tallystick_node.underwriting.loan_request import Home, LoanApplication, LoanPurpose
from tallystick_node.underwriting.rules import load_rules

__all__ = ["DAY", "POLICY", "RULES", "UNIT", "a_case", "an_order"]

DAY = date(2026, 3, 10)
UNIT = 10**6
RULES = load_rules()
POLICY = Policy(load_pack("generic"), DAY)


def an_order(**changed: Any) -> LoanApplication:
    facts: dict[str, Any] = {
        "amount": 6_000 * UNIT,
        "months": 12,
        "purpose": LoanPurpose.HOME_IMPROVEMENT,
        "title": "A new roof",
        "description": "The old roof leaks and is to be replaced before winter.",
        "repayment_source": "Salary as a teacher",
        "owed_elsewhere": 0,
        "debt_payments": 100 * UNIT,
        "employed_months": 60,
        "home": Home.OWN,
    }
    return LoanApplication(**(facts | changed))


def a_case(
    order: dict[str, Any] | None = None,
    chance: float = 0.05,
    grade: str = "B",
    rate_ppm: int | None = 120_000,
    bureau: bool = True,
    **changed: Any,
) -> ApplicationCase:
    """A case; `changed` are fields of the borrower or of the history."""
    borrower = BorrowerFacts(
        person="p", natural=True, level=2, clear=True, due_diligence_missing=False,
        related=False,
        age=40, income=60_000 * UNIT, income_verified=True, incomes=(60_000 * UNIT,),
        documents=frozenset(RULES.documents), shares={}, care_missing=False,
    )  # fmt: skip
    history = History(
        owed=0, blacklisted=False, applications_30d=1, same_project=False, similar_project=False,
        due_a_month=0,
    )  # fmt: skip
    mine = {name: changed.pop(name) for name in list(changed) if name in BorrowerFacts.__slots__}
    report = BureauReport("bureau", "1", DAY, found=True, loans_overdue=0) if bureau else None
    return ApplicationCase(
        order=an_order(**(order or {})),
        borrower=replace(borrower, **mine),
        history=replace(history, **changed),
        bureau=report,
        features={},
        judgement=Judgement(520, chance, (1 - chance, chance), grade, ()),
        rate_ppm=rate_ppm,
        day=DAY,
        unit=UNIT,
    )
