"""A case on the terminal: units and percent, and nothing that an applicant wrote moves a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tallystick.api.records.staff_lending import CaseResponse
from tallystick.cli.amounts import TokenAmounts
from tallystick.cli.case import case_lines

MOMENT = datetime(2026, 3, 10, tzinfo=UTC).isoformat()
EVIDENCE = {
    "verdict": "verified", "method": "document", "verifier": "0x01", "reference": "document:2",
    "at": MOMENT, "expires_on": "2027-03-10", "holds": True,
}  # fmt: skip


def lines(income_evidence: dict[str, Any] | None = None, **changed: Any) -> list[str]:
    applicant = {
        "kind": "natural", "age": 41, "level": 2, "income": "60000000000",
        "income_evidence": income_evidence,
        "documents": [{"id": 2, "kind": "tax", "media_type": "application/pdf", "size": 9}],
    }  # fmt: skip
    order = {
        "amount": "6000500000", "months": 12, "method": 0, "purpose": "car",
        "title": "A car", "description": "A car.", "repayment_source": "Salary",
        "project_reference": None, "owed_elsewhere": "0", "debt_payments": "100000000",
        "employed_months": 60, "home": "own", "collateral": None, "product": "personal",
        "region": None, "industry": None, "disclosure_agreed": False, "harvest_month": None,
        "invoice": None,
    }  # fmt: skip
    case = {
        "application": "a" * 32, "state": "referred", "order": order | changed.pop("order", {}),
        "applicant": applicant | changed.pop("applicant", {}), "grade": "C", "score": 512,
        "p_default_ppm": 215_000, "rate_ppm": 142_500, "card_reasons": ["Length of employment"],
        "findings": [
            {"stage": "assessment", "outcome": "refer", "reasons": ["obligations.high"],
             "facts": {"limit": "9000000000", "obligations_ppm": 410_000}},
        ],
        "history": [], "model": "m", "policy": "generic 1", "rules": "2026-11",
    }  # fmt: skip
    record = CaseResponse.model_validate_json(json.dumps(case | changed))
    return list(case_lines(record, TokenAmounts("TUSD", 6)))


def test_amounts_are_in_units_and_rates_in_percent() -> None:
    shown = lines(EVIDENCE)
    assert shown[1] == "grade C, 512 points, chance of default 21.50 %, rate 14.25 % a year"
    assert "asks for 6,000.50 TUSD over 12 months (annuity) for car" in shown
    assert (
        "  income: 60,000.00 TUSD a year, verified by 0x01 (document:2) until 2027-03-10" in shown
    )
    assert "  limit: 9,000.00 TUSD" in shown
    assert "  obligations: 41.00 %" in shown


def test_a_token_that_secures_the_loan_is_shown() -> None:
    token = {"collection": "0x" + "12" * 20, "token_id": "7", "floor_price": "1500000000"}
    shown = lines(order={"collateral": token})
    assert f"  secured by token 7 of 0x{'12' * 20}, least price 1,500.00 TUSD" in shown
    assert not [line for line in lines() if "secured" in line]


def test_what_is_not_known_is_told_as_such() -> None:
    shown = lines(None, grade=None, score=None, p_default_ppm=None, rate_ppm=None)
    assert shown[1] == "grade –, not scored, chance of default –, rate – a year"
    assert "  income: 60,000.00 TUSD a year, not verified" in shown
    assert "  income: none stated" in lines(applicant={"income": None, "age": None})
    expired = lines(EVIDENCE | {"holds": False})
    assert any("a year, expired by 0x01" in line for line in expired)


def test_an_applicant_s_words_add_no_line_and_no_colour() -> None:
    shown = lines(order={"title": "x\n\x1b[2Jgrade A", "description": "\u202eevil\r\nreferred"})
    assert "  title: x[2Jgrade A" in shown
    assert not any(letter in line for line in shown for letter in "\n\r\x1b\u202e")
