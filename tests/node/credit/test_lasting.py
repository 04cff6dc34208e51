"""Calibration that lasts: vintages whose truth is known, steady, unlike one another, and fading."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tallystick_node.credit import measures, training
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.lasting import (
    Vintage,
    as_figures,
    forecast,
    shift_of,
    slope_in,
    vintages_of,
)
from tallystick_node.credit.likelihood import sigmoid
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import Column, Kind, Table
from tallystick_node.credit.training import Trained, train
from tallystick_node.credit.validation import Lasting

MONTHS = 40
NEXT = 6
Floats = NDArray[np.float64]


def table_of(months: Floats, seed: int, fade: float, rise: float = 0.0) -> Table:
    """Loans whose evidence says less, and whose defaults become more, from month to month."""
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(len(months), 3))
    strength = 1.3 - fade * months / MONTHS
    risk = strength * (features @ np.array([0.9, 0.6, 0.3])) - 1.2 + rise * months / MONTHS
    bad = (chance.random(len(months)) < sigmoid(risk)).astype(np.float64)
    columns = {f"x{place}": features[:, place] for place in range(3)}
    columns |= {"year_month": 100 * (2015 + months // 12) + months % 12 + 1, "y_default": bad}
    nothing = np.empty(0, np.int32)
    return Table(
        {name: Column(name, Kind.NUMBER, each, nothing) for name, each in columns.items()},
        len(months),
    )


def taught(fade: float, rise: float = 0.0, rows: int = 12_000, seed: int = 3) -> Trained:
    months = np.sort(np.random.default_rng(seed).integers(0, MONTHS, rows)).astype(np.float64)
    table = table_of(months, seed, fade, rise)
    return train(study(table, Wanted("y_default", time="year_month")))


def next_vintage(trained: Trained, fade: float, rise: float = 0.0) -> tuple[float, float]:
    """The slope, and expected over observed, on very many loans of the months that follow."""
    months = MONTHS + np.random.default_rng(5).integers(0, NEXT, 60_000).astype(np.float64)
    table = table_of(months, 6, fade, rise)
    chance = BatchScorer(trained.card).score(table).p_default
    bad = table["y_default"].values == 1
    slope = measures.calibration(bad, measures.log_odds(chance))[1]
    return slope, float(np.mean(chance) / np.mean(bad))


def test_a_card_of_fading_vintages_holds_on_the_next() -> None:
    cards = [taught(fade=0.7, rows=60_000, seed=seed) for seed in (3, 4, 5)]
    slopes = [next_vintage(trained, fade=0.7)[0] for trained in cards]
    assert 0.95 < float(np.mean(slopes)) < 1.05
    spread = cards[0].card.document["validation"]["lasting"]["spread"]
    assert spread["shown"]["drifting"]
    assert spread["shown"]["low"] < spread["used"] < spread["shown"]["high"]
    assert "along a line in time" in model_card(cards[0].card)


def test_without_the_step_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "slope_of", lambda *_: Lasting(1.0, None, ()))
    assert next_vintage(taught(fade=0.7), fade=0.7)[0] < 0.85


def test_a_card_of_steady_vintages_is_left_as_it_is() -> None:
    trained = taught(fade=0.0)
    slope, ratio = next_vintage(trained, fade=0.0)
    assert 0.95 < slope < 1.05
    assert 0.95 < ratio < 1.05
    lasting = trained.card.document["validation"]["lasting"]
    assert not lasting["spread"]["shown"]["drifting"]
    assert lasting["level"]["used"] == 0


def test_a_level_that_rises_for_sure_is_followed_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    trained = taught(fade=0.0, rise=0.8)
    assert trained.card.document["validation"]["lasting"]["level"]["used"] > 0.05
    after = next_vintage(trained, fade=0.0, rise=0.8)[1]
    monkeypatch.setattr(training, "level_of", lambda *_: Lasting(0.0, None, ()))
    before = next_vintage(taught(fade=0.0, rise=0.8), fade=0.0, rise=0.8)[1]
    assert before < after < 1


def test_a_moved_level_keeps_score_and_odds_together() -> None:
    card = taught(fade=0.0, rise=0.8).card
    assert card.p_default(card.scale.points) == pytest.approx(1 / (card.scale.odds + 1), rel=0.02)


def seen(
    values: list[float], information: float, weights: list[float] | None = None
) -> list[Vintage]:
    return [
        Vintage(at / len(values), value, information, 1.0 if weights is None else weights[at])
        for at, value in enumerate(values)
    ]


def test_vintages_that_differ_by_chance_alone_have_no_spread_between() -> None:
    foreseen = forecast(seen([1.0, 1.02, 0.98, 1.01], 100), 1.1)
    assert foreseen is not None
    assert foreseen.value == pytest.approx(1.0025)
    assert foreseen.between == 0
    assert foreseen.error == pytest.approx(0.05)
    assert foreseen.interval[0] < 1 < foreseen.interval[1]


def test_vintages_that_differ_widen_the_error() -> None:
    foreseen = forecast(seen([0.6, 1.4, 0.7, 1.3], 100), 1.1)
    assert foreseen is not None
    assert foreseen.between > 0.3
    assert foreseen.error > 0.15
    assert not foreseen.drifting


def test_the_recent_count_for_more() -> None:
    foreseen = forecast(seen([0.8, 1.2], 100, [1.0, 3.0]), 1.1)
    assert foreseen is not None
    assert foreseen.value == pytest.approx(1.1)


def test_a_line_is_followed_and_not_where_there_is_none_to_follow() -> None:
    falling = seen([1.3, 1.2, 1.1, 1.0, 0.9, 0.8], 400)
    foreseen, level = forecast(falling, 1.0), forecast(falling)
    assert foreseen is not None
    assert level is not None
    assert foreseen.drifting
    assert foreseen.value == pytest.approx(0.7)
    assert not level.drifting
    assert level.value == pytest.approx(1.05)


def test_nothing_seen_foretells_nothing_and_one_vintage_has_no_interval() -> None:
    assert forecast([]) is None
    assert forecast(seen([1.0], 0.0)) is None
    foreseen = forecast(seen([1.0], 100))
    assert foreseen is not None
    assert as_figures(foreseen)["low"] is None


def test_vintages_are_cut_at_changes_of_time_alone() -> None:
    time = np.repeat(np.arange(8.0), 100)
    bad = np.tile(np.arange(100) < 30, 8)
    parts = vintages_of(time, bad)
    assert [len(part) for part in parts] == [200] * 4
    assert all(time[part[0]] > time[before[-1]] for before, part in pairwise(parts))
    assert [len(part) for part in vintages_of(None, bad)] == [800]
    assert [len(part) for part in vintages_of(np.zeros(800), bad)] == [800]


def test_vintages_with_too_few_of_an_outcome_are_joined() -> None:
    time = np.arange(100.0)
    bad = np.arange(100) % 4 == 0
    parts = vintages_of(time, bad)
    assert [len(part) for part in parts] == [100]
    assert sum(len(part) for part in vintages_of(time, np.zeros(100, np.bool_))) == 100


def test_slope_and_shift_are_those_of_the_outcomes() -> None:
    chance = np.random.default_rng(1)
    odds = chance.normal(-1, 1, 50_000)
    bad = chance.random(50_000) < sigmoid(0.8 * odds + 0.3)
    slope, information = slope_in(bad, odds)
    assert slope == pytest.approx(0.8, abs=3 / np.sqrt(information))
    shift, foreseen = shift_of(chance.random(50_000) < sigmoid(odds + 0.3), odds)
    assert shift == pytest.approx(0.3, abs=3 / np.sqrt(foreseen))
    nobody = np.zeros(10, np.bool_)
    assert slope_in(nobody, np.arange(10.0)) == (0.0, 0.0)
    assert shift_of(nobody, np.arange(10.0)) == (0.0, 0.0)
