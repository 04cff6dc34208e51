"""Expected against actual: both with numerator and denominator, for each window and level."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.supervision.builders import loan_of, report_of, statement_of
from tallystick.errors import InputError
from tallystick_node.supervision.outcome_statement import outcome_file

if TYPE_CHECKING:
    from tallystick.disclosure.statement import RiskStatement

GOOD, BAD = statement_of(1, level=2), statement_of(2, level=4)
STATED = {"0x" + each.hash.hex(): each for each in (GOOD, BAD)}


def kept(digest: str) -> RiskStatement | None:
    return STATED.get(digest)


def window(level: int | None, defaulted: int, loans: int, **changes: Any) -> dict[str, Any]:
    rate = str(defaulted * 1_000_000 // loans) if loans else None
    return {
        "id": f"2026-10-31/{level or 'all'}", "from": "2025-11-01", "until": "2026-10-31",
        "risk_level": level, "numerator": str(defaulted), "denominator": str(loans),
        "rate_ppm": rate, "label": "provable",
    } | changes  # fmt: skip


def statement(*rates: dict[str, Any]) -> dict[str, Any]:
    loans = [
        loan_of(1, GOOD, drawn_down="2025-10-05"),
        loan_of(2, BAD, drawn_down="2025-10-06"),
        loan_of(3, BAD, drawn_down="2025-11-01"),
        loan_of(4, statement_of(9, level=4), drawn_down="2025-10-07"),
    ]
    document: dict[str, Any] = json.loads(outcome_file(report_of(loans, rates=rates), kept).content)
    return document


WHOLE = (window(None, 1, 3), window(2, 0, 1), window(4, 1, 2))


def test_expected_and_actual_stand_side_by_side() -> None:
    document = statement(*WHOLE)
    whole, good, bad = document["windows"]
    assert whole["actual"] == {"numerator": "1", "denominator": "3", "rate_ppm": "333333"}
    assert bad["actual"]["rate_ppm"] == "500000"
    # 24 % over 365 days; the third began after the window, the fourth has no statement.
    assert good["expected"] == {
        "numerator_ppm": "240000", "denominator": "1", "rate_ppm": "240000",
        "without_statement": "0",
    }  # fmt: skip
    assert bad["expected"]["denominator"] == "1"
    assert bad["expected"]["without_statement"] == "1"
    assert whole["expected"]["numerator_ppm"] == "480000"


def test_the_average_is_that_of_the_windows() -> None:
    later = {"id": "", "from": "2026-11-01", "until": "2027-10-31"}
    rows = [*WHOLE, *(window(None, 1, 1, **later), window(4, 1, 1, **later))]
    averages = {row["risk_level"]: row for row in statement(*rows)["averages"]}
    assert averages[4]["actual"] == {
        "numerator_ppm": "1500000", "denominator": "2", "rate_ppm": "750000",
    }  # fmt: skip
    assert averages[2]["actual"]["rate_ppm"] == "0"
    assert averages[None]["actual"]["rate_ppm"] == str((333_333 + 1_000_000) // 2)


def test_it_says_by_when_and_of_what_it_is() -> None:
    document = statement(*WHOLE)
    assert (document["year"], document["publish_by"]) == ("2026", "2027-04-30")
    assert document["report"]["file"] == "monthly-2026-12.v1.json"
    assert document["returns"]["actual"] == [{"id": "nar", "value_ppm": "70000"}]
    targets = {row["risk_level"]: row for row in document["returns"]["target"]}
    assert targets[2]["principal"] == "1000000"
    assert int(targets[2]["return_ppm"]) == GOOD.document["expected"]["return_after_loss_ppm"]


def test_a_year_without_a_whole_window_has_none() -> None:
    document = statement()
    assert (document["windows"], document["averages"]) == ([], [])


@pytest.mark.parametrize(
    "rates",
    [(window(None, 2, 3), *WHOLE[1:]), (window(None, 1, 4), *WHOLE[1:]),
     (window(None, 5, 3), window(2, 3, 1), window(4, 2, 2))],
)  # fmt: skip
def test_windows_that_do_not_add_up_are_refused(rates: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(InputError, match="FILES:INVALID"):
        statement(*rates)
