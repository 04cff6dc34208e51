"""Recalibration: loans of later times whose truth is known, and who must not sign alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from node.credit.test_command import run
from tallystick_node.credit import measures
from tallystick_node.credit.card import Card
from tallystick_node.credit.event_times import is_mature
from tallystick_node.credit.expert import read_expert
from tallystick_node.credit.files import write_card
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.likelihood import sigmoid
from tallystick_node.credit.monitoring import Watched, monitor
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.credit.recalibration import Asked, calibration_now, recalibrated
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import Column, Kind, Table
from tallystick_node.credit.training import train

ASKED = Asked("y_default", "Ada Maker", "Ben Checker", time="month")
Floats = NDArray[np.float64]


def loans(rows: int, seed: int, strength: float = 1.0, level: float = 0.0) -> Table:
    """Loans of a year and a half; all that changes is how much the evidence says, and the level."""
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(rows, 3))
    risk = strength * (features @ np.array([0.9, 0.6, 0.3])) - 1.2 + level
    bad = (chance.random(rows) < sigmoid(risk)).astype(np.float64)
    months = np.sort(chance.integers(0, 18, rows)).astype(np.float64)
    columns = {f"x{place}": features[:, place] for place in range(3)}
    columns |= {"month": 100 * (2020 + months // 12) + months % 12 + 1, "y_default": bad}
    nothing = np.empty(0, np.int32)
    return Table(
        {name: Column(name, Kind.NUMBER, each, nothing) for name, each in columns.items()}, rows
    )


@pytest.fixture(scope="module")
def card() -> Card:
    return train(study(loans(6_000, 1), Wanted("y_default", time="month"))).card


def seen(card: Card, table: Table) -> tuple[float, float]:
    """The slope, and expected over observed."""
    chance = BatchScorer(card).score(table).p_default
    bad = table["y_default"].values == 1
    slope = measures.calibration(bad, measures.log_odds(chance))[1]
    return slope, float(np.mean(chance) / np.mean(bad))


def test_a_card_is_moved_to_what_later_loans_show_and_holds_on_others(card: Card) -> None:
    after = recalibrated(card, loans(40_000, 2, 0.6, 0.5), ASKED)
    fresh = loans(60_000, 3, 0.6, 0.5)
    slope, ratio = seen(card, fresh)
    assert slope < 0.75
    assert ratio < 0.9
    slope, ratio = seen(after, fresh)
    assert 0.92 < slope < 1.08
    assert 0.95 < ratio < 1.05
    before = BatchScorer(card).score(fresh).p_default
    moved = BatchScorer(after).score(fresh).p_default
    bad = fresh["y_default"].values == 1
    assert measures.auc(bad, moved) == pytest.approx(measures.auc(bad, before), abs=0.002)


def test_its_grades_and_prices_follow(card: Card) -> None:
    after = recalibrated(card, loans(8_000, 2, 0.6, 0.5), ASKED)
    fresh = loans(60_000, 3, 0.6, 0.5)
    scored = BatchScorer(after).score(fresh)
    grades = np.array([after.grade(score) for score in scored.scores.tolist()])
    for grade in after.grades:
        rows = grades == grade.name
        observed = float(np.mean(fresh["y_default"].values[rows]))
        assert grade.p_default == pytest.approx(observed, abs=0.04)
    chances = [grade.p_default for grade in after.grades]
    assert chances == sorted(chances)
    before, now = (price_table(each, (36,), PricePolicy(cap_ppm=900_000)) for each in (card, after))
    assert [quote.loss for quote in now] != [quote.loss for quote in before]


def test_it_names_its_origin_and_the_two_who_signed(card: Card, tmp_path: Path) -> None:
    after = recalibrated(card, loans(8_000, 2, 0.6, 0.5), ASKED)
    write_card(after, tmp_path / "card.json")
    again = Card.load(tmp_path / "card.json")
    step = again.document["recalibrated"][-1]
    assert step["from"] == card.hash != again.hash
    assert (step["made_by"], step["checked_by"]) == ("Ada Maker", "Ben Checker")
    assert card.hash in model_card(again)
    assert "recalibrated" not in card.document


def test_a_recalibrated_card_can_be_recalibrated_again(card: Card) -> None:
    first = recalibrated(card, loans(8_000, 2, 0.6, 0.5), ASKED)
    second = recalibrated(first, loans(8_000, 4, 0.6, -0.5), ASKED)
    assert [step["from"] for step in second.document["recalibrated"]] == [card.hash, first.hash]


def test_a_card_that_holds_is_left_as_it_is(card: Card) -> None:
    with pytest.raises(CreditError, match=r"^CREDIT:CALIBRATION: the card holds"):
        recalibrated(card, loans(8_000, 5), ASKED)


@pytest.mark.parametrize(
    ("made_by", "checked_by"),
    [("Ada", "ada "), ("Ada", ""), ("", "Ben"), ("Ada", "B" * 101), ("Ada", "Be\nn")],
)
def test_nobody_signs_alone(card: Card, made_by: str, checked_by: str) -> None:
    asked = replace(ASKED, made_by=made_by, checked_by=checked_by)
    with pytest.raises(CreditError, match=r"^CREDIT:FOUR_EYES"):
        recalibrated(card, loans(8_000, 2, 0.6, 0.5), asked)


def test_what_cannot_be_recalibrated_is_refused(card: Card, tmp_path: Path) -> None:
    statement = tmp_path / "expert.json"
    statement.write_text(
        '{"p_default": 0.1, "variables": [{"name": "x0", "edges": [0], "points": [0, 20]}]}'
    )
    table = loans(2_000, 2, 0.6)
    with pytest.raises(CreditError, match=r"^CREDIT:CARD: no loan has taught"):
        recalibrated(read_expert(statement), table, ASKED)
    with pytest.raises(CreditError, match=r"^CREDIT:ROWS: 300 mature loans"):
        recalibrated(card, table.take(np.arange(300)), ASKED)
    with pytest.raises(CreditError, match=r"^CREDIT:COLUMN: there is no column 'when'"):
        recalibrated(card, table, replace(ASKED, time="when"))
    with pytest.raises(CreditError, match=r"^CREDIT:COLUMN: how old a loan is needs --time"):
        recalibrated(card, table, replace(ASKED, time=None, mature=12))


def test_loans_too_young_to_have_defaulted_are_no_good_loans(card: Card) -> None:
    table = loans(12_000, 6)
    # Of the last half year's loans no default is known yet.
    young = table["month"].values > 202_100
    table["y_default"].values[young] = 0
    blind = recalibrated(card, table, replace(ASKED, time=None))
    fresh = loans(60_000, 7)
    assert seen(blind, fresh)[1] < 0.85
    with pytest.raises(CreditError, match=r"^CREDIT:CALIBRATION: the card holds"):
        recalibrated(card, table, replace(ASKED, mature=6))
    counted = study(table, Wanted("y_default", time="month", mature=6))
    assert counted.unlabelled == int(np.sum(young))
    assert 0.95 < seen(train(counted).card, fresh)[1] < 1.05


def test_age_is_counted_in_whole_months() -> None:
    months = Column(
        "m", Kind.NUMBER, np.array([202_011, 202_012, 202_101, np.nan]), np.empty(0, np.int32)
    )
    assert is_mature(months, 2, None).tolist() == [True, False, False, False]
    assert is_mature(months, 1, date(2021, 1, 31)).tolist() == [True, True, False, False]
    days = np.array(["2020-11-30", "2021-01-01"], "datetime64[D]").astype(np.float64)
    dates = Column("d", Kind.DATE, days, np.empty(0, np.int32))
    assert is_mature(dates, 2, None).tolist() == [True, False]
    for outside in (0, 601):
        with pytest.raises(CreditError, match=r"^CREDIT:COLUMN: loans are mature after"):
            is_mature(months, outside, None)
    with pytest.raises(CreditError, match=r"^CREDIT:COLUMN: how old a loan is needs --time"):
        study(loans(500, 1), Wanted("y_default", mature=6))


def test_watching_says_when(card: Card) -> None:
    watched = Watched("y_default", time="month")
    stable = monitor(card, loans(8_000, 5), watched)["calibration"]
    assert stable["alarm"] == "stable"
    off = monitor(card, loans(8_000, 2, 0.6, 0.5), watched)["calibration"]
    assert off["alarm"] == "act"
    assert off["slope_high"] < 1
    assert off["level_low"] > 0
    assert (
        monitor(card, loans(8_000, 2, 0.6), Watched("y_default"))["calibration"]["alarm"] == "act"
    )


def test_one_outcome_alone_calls_for_nothing() -> None:
    chance = np.linspace(0.1, 0.9, 50)
    nobody = calibration_now(np.zeros(50, np.bool_), chance, None)
    assert nobody["alarm"] == "stable"
    assert nobody["expected_over_observed"] is None
    assert nobody["slope_low"] is None


def written(table: Table, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(table.columns)
        columns = [
            column.values.astype(int) if name in ("month", "y_default") else column.values
            for name, column in table.columns.items()
        ]
        writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
    return path


def test_the_command_writes_a_card_or_says_why_not(card: Card, tmp_path: Path) -> None:
    write_card(card, tmp_path / "card.json")
    data = written(loans(6_000, 2, 0.6, 0.5), tmp_path / "later.csv")
    out = tmp_path / "new.json"
    asked: list[str | Path] = [
        "recalibrate", "--model", tmp_path / "card.json", "--data", data, "--target", "y_default",
        "--time", "month", "--out", out, "--made-by", "Ada",
    ]  # fmt: skip
    refused = run(*asked, "--checked-by", "ADA")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "CREDIT:FOUR_EYES" in refused.stderr
    assert not out.exists()
    ended = run(*asked, "--checked-by", "Ben", "--mature", "3", "--as-of", "2021-07-01")
    assert ended.returncode == 0, ended.stderr
    assert "checked by Ben" in run("card", "--model", out).stdout
    data.write_text("x0,month,y_default\n1,202001,0\n")
    broken = run(*asked, "--checked-by", "Ben")
    assert broken.returncode == 2
    assert "Traceback" not in broken.stderr
