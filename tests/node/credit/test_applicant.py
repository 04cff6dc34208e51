from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.score_reasons import REASONS_MAX, reason_of

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

POOR = {"income": 9_000.0, "debt": 1.1, "late": 4.0, "home": "RENT", "member": "no"}
RICH = {"income": 400_000.0, "debt": 0.01, "late": 0.0, "home": "OWN", "member": "no"}


def test_the_poor_are_judged_worse_with_the_reasons_that_are_true(trained: Trained) -> None:
    poor, rich = Judge(trained.card).judge(POOR), Judge(trained.card).judge(RICH)
    assert poor.p_default > 5 * rich.p_default
    assert poor.grade > rich.grade
    assert {"income", "obligations", "delinquent"} <= {reason.code for reason in poor.reasons}


@given(
    st.fixed_dictionaries({
        "income": st.floats(0, 1e6), "debt": st.floats(0, 3), "late": st.integers(0, 9).map(float),
        "home": st.sampled_from(["OWN", "RENT"]), "member": st.just("yes"),
    })
)  # fmt: skip
def test_reasons_are_few_different_and_in_the_order_of_points_lost(
    trained: Trained, applicant: dict[str, Any]
) -> None:
    reasons = Judge(trained.card).judge(applicant).reasons
    assert len(reasons) <= REASONS_MAX
    assert len({reason.code for reason in reasons}) == len(reasons)
    lost = [reason.lost for reason in reasons]
    assert lost == sorted(lost, reverse=True)
    assert all(loan > 0 for loan in lost)


def test_points_lost_are_the_way_to_the_best_score(trained: Trained) -> None:
    judge = Judge(trained.card)
    best = trained.card.base + sum(variable.best for variable in trained.card.variables)
    best += sum(pair.best for pair in trained.card.pairs)
    for applicant in (POOR, RICH):
        assert 2 * (best - judge.score(applicant)) == sum(judge.lost(judge.bins(applicant)))


def test_a_better_grade_is_really_reached_by_what_is_said(trained: Trained) -> None:
    judge = Judge(trained.card)
    applicant = {**RICH, "debt": 0.5, "late": 2.0}
    before = judge.judge(applicant)
    improvement = judge.better(applicant)
    assert improvement
    for entry in improvement:
        place = trained.card.features.index(entry.variable)
        variable = trained.card.variables[place].variable
        number = next(at for at in range(variable.size) if variable.label(at) == entry.bin)
        edges = [*variable.edges, 2 * variable.edges[-1] + 1]  # type: ignore[union-attr]
        after = judge.judge({**applicant, entry.variable: edges[number - 1]})
        assert after.score - before.score == entry.points
        assert after.grade <= entry.grade < before.grade


def test_nothing_is_better_than_the_best_grade(trained: Trained) -> None:
    assert Judge(trained.card).better(RICH) == ()


@pytest.mark.parametrize(
    ("variable", "code"),
    [
        ("annual_inc", "income"), ("MonthlyIncome", "income"), ("dti", "obligations"),
        ("DebtRatio", "obligations"), ("inq_last_6mths", "inquiries"),
        ("mths_since_last_delinq", "delinquent"), ("NumberOfTimes90DaysLate", "delinquent"),
        ("pub_rec_bankruptcies", "bankruptcy"), ("pub_rec", "judgment"),
        ("revol_util", "utilisation"), ("emp_length_years", "employment"),
        ("home_ownership", "residence"), ("credit_history_months", "experience"),
        ("verification_status", "income_unverified"),
    ],
)  # fmt: skip
def test_a_variable_is_recognised_by_its_name(variable: str, code: str) -> None:
    assert reason_of(variable, "over 3", 10).code == code


def test_what_is_not_recognised_keeps_its_name_and_missing_is_said() -> None:
    assert reason_of("shoe_size", "over 3", 10).text == "Other: shoe_size"
    assert reason_of("annual_inc", "missing", 10).text == "Not given: annual_inc"
