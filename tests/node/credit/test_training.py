from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import HEADER, ROWS, WANTED, market, write
from tallystick_node.credit.measures import auc, calibration, log_odds
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Study, study
from tallystick_node.credit.table import read_table
from tallystick_node.credit.training import Trained, train


def test_it_finds_what_is_true_and_drops_what_is_not(trained: Trained) -> None:
    names = {variable.variable.name: variable for variable in trained.card.variables}
    assert {"income", "debt", "late", "home"} <= set(names)
    assert names["income"].direction == "risk falls"
    assert names["debt"].direction == "risk rises"
    noise = names.get("member")
    assert noise is None or max(noise.points) - min(noise.points) <= 8


def test_it_judges_loans_that_it_has_not_seen(trained: Trained, later: Path) -> None:
    table = read_table(later)
    bad = table["y_default"].values == 1
    scored = BatchScorer(trained.card).score(table)
    truth = auc(bad, table["anchor_rate"].values)
    assert auc(bad, -scored.scores.astype(np.float64)) > truth - 0.03
    assert 0.7 < calibration(bad, log_odds(scored.p_default))[1] < 1.45
    assert scored.p_default.mean() == pytest.approx(bad.mean(), abs=0.03)


def test_points_are_whole_and_the_worst_bin_has_none(trained: Trained) -> None:
    for variable in trained.card.document["variables"]:
        seen = [
            points
            for points, rows in zip(variable["points"], variable["rows"], strict=True)
            if rows
        ]
        assert all(isinstance(points, int) for points in variable["points"])
        assert min(seen) == 0
        assert max(seen) == variable["best"]
        assert sum(variable["rows"]) == ROWS


def test_a_monotone_variable_has_monotone_points(trained: Trained) -> None:
    checked = 0
    for variable in trained.card.document["variables"]:
        if variable["direction"] != "free":
            steps = np.diff(variable["points"][1:])
            sign = 1 if variable["direction"] == "risk falls" else -1
            assert np.all(sign * steps >= 0)
            checked += 1
    assert checked >= 2


def test_grades_get_worse_one_by_one(trained: Trained) -> None:
    grades = trained.card.document["grades"]
    assert len(grades) >= 3
    assert [grade["grade"] for grade in grades] == list("ABCDEFG"[: len(grades)])
    chances = [grade["p_default"] for grade in grades]
    assert chances == sorted(chances)
    cuts = [grade["score_min"] for grade in grades]
    assert cuts[-1] is None
    assert cuts[:-1] == sorted(cuts[:-1], reverse=True)
    assert sum(grade["rows"] for grade in grades) == ROWS


def test_the_order_of_rows_and_columns_changes_nothing(trained: Trained, tmp_path: Path) -> None:
    rows = market(ROWS, 1)
    chance = random.Random(4)
    chance.shuffle(rows)
    order = list(range(len(HEADER)))
    chance.shuffle(order)
    path = write(
        tmp_path / "t.csv",
        [HEADER[at] for at in order],
        [[row[at] for at in order] for row in rows],
    )
    again = train(study(read_table(path), WANTED))
    assert again.card.hash == trained.card.hash


def test_other_loans_make_another_card(trained: Trained, later: Path) -> None:
    assert train(study(read_table(later), WANTED)).card.hash != trained.card.hash


def test_validation_is_by_time_where_there_is_a_time(trained: Trained) -> None:
    validation = trained.card.document["validation"]
    assert validation["method"] == "time"
    assert validation["rows"] < ROWS
    assert all(fold["learned_from"] >= ROWS // 3 for fold in validation["folds"])


def test_a_direction_asked_for_is_kept(studied: Study) -> None:
    trained_card = train(studied, {"debt": False})
    table = next(
        (variable for variable in trained_card.card.variables if variable.variable.name == "debt"),
        None,
    )
    if table is not None:
        assert np.all(np.diff(table.points[1:]) >= 0)
    assert all(
        "debt" not in (pair["first"], pair["second"])
        for pair in trained_card.card.document["pairs"]
    )


def test_the_report_has_both_figures_of_an_exclusion(trained: Trained, loans: Path) -> None:
    without = train(study(read_table(loans), replace(WANTED, exclude=("debt",))))
    card = without.beside(trained).card
    assert card.document["validation"]["with_excluded"]["auc"] > (
        card.document["validation"]["auc"] + 0.01
    )
    assert card.hash != without.card.hash
