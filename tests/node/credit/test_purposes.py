"""Early warning and collection priority: other questions to the same engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import write
from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.measures import auc
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import read_table
from tallystick_node.credit.training import train

ROWS = 3_000


def running(seed: int) -> tuple[list[str], list[list[object]]]:
    """Running loans: how they have paid so far, and whether they are 60 days late within a year."""
    chance = np.random.default_rng(seed)
    late_times = chance.poisson(0.8, ROWS)
    worst = np.where(late_times, chance.integers(1, 40, ROWS), 0)
    paid = chance.beta(4, 2, ROWS).round(3)
    since = chance.integers(1, 36, ROWS)
    risk = 0.6 * late_times + 0.05 * worst - 2 * paid - 0.02 * since - 0.8
    bad = risk + chance.logistic(0, 1, ROWS) > 0
    header = ["late_times", "days_past_due_worst", "paid_share", "months_on_book", "late_in_year"]
    return header, [list(row) for row in zip(late_times, worst, paid, since, bad * 1, strict=True)]


def overdue(seed: int) -> tuple[list[str], list[list[object]]]:
    """Overdue loans: what is known when collecting begins, and whether they came back."""
    chance = np.random.default_rng(seed)
    days = chance.integers(1, 120, ROWS)
    reached = chance.choice(["yes", "no"], ROWS)
    promises = chance.poisson(0.7, ROWS)
    drive = 1.2 * (reached == "yes") - 0.02 * days - 0.5 * promises + 0.8
    cured = np.where(drive + chance.logistic(0, 1, ROWS) > 0, "cured", "lost")
    header = ["days_past_due", "reached", "promises_broken", "outcome"]
    return header, [list(row) for row in zip(days, reached, promises, cured, strict=True)]


@pytest.mark.long
def test_an_early_warning_rises_before_a_loan_is_due(tmp_path: Path) -> None:
    header, rows = running(1)
    card = train(study(read_table(write(tmp_path / "a.csv", header, rows)),
                       Wanted("late_in_year"))).card  # fmt: skip
    later = read_table(write(tmp_path / "b.csv", header, running(2)[1]))
    bad = later["late_in_year"].values == 1
    assert auc(bad, BatchScorer(card).score(later).p_default) > 0.75
    fine = {"late_times": 0, "days_past_due_worst": 0, "paid_share": 0.9, "months_on_book": 12}
    slipping = fine | {"late_times": 2, "days_past_due_worst": 25}
    before, after = Judge(card).judge(fine), Judge(card).judge(slipping)
    assert after.score < before.score
    assert after.grade > before.grade
    assert after.reasons[0].code == "delinquent"


def test_collection_goes_first_where_it_helps(tmp_path: Path) -> None:
    header, rows = overdue(1)
    wanted = Wanted("outcome", bad="lost")
    card = train(study(read_table(write(tmp_path / "a.csv", header, rows)), wanted)).card
    later = read_table(write(tmp_path / "b.csv", header, overdue(2)[1]))
    lost = np.array([word == "lost" for word in later["outcome"].texts()])
    chance = BatchScorer(card).score(later).p_default
    assert auc(lost, chance) > 0.7
    # By the likeliest to be cured first, half of the calls bring more than half of the cures.
    called = np.argsort(chance, kind="stable")[: ROWS // 2]
    assert np.sum(~lost[called]) > 0.6 * np.sum(~lost)


@pytest.mark.parametrize("word", ["cured", "lost"])
def test_without_being_told_neither_outcome_is_bad(tmp_path: Path, word: str) -> None:
    header, rows = overdue(1)
    table = read_table(write(tmp_path / "a.csv", header, rows))
    with pytest.raises(ValueError, match="say which is bad"):
        study(table, Wanted("outcome"))
    assert study(table, Wanted("outcome", bad=word)).bad.any()
