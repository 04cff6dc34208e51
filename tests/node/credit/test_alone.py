"""Few rows: how far each effect is drawn to what its variable says alone, and when it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import write
from tallystick_node.credit import training
from tallystick_node.credit.binning import bins_of
from tallystick_node.credit.learning import Learned, alone, drawn, learn
from tallystick_node.credit.study import Study, Wanted, study
from tallystick_node.credit.table import read_table
from tallystick_node.credit.training import Trained, train
from tallystick_node.credit.validation import FoldScores, Setting, chosen_setting

pytestmark = pytest.mark.long

ROWS = 300
TOGETHER, ALONE = (0, 1.0, 0.0), (0, 1.0, 0.5)


def judged(noise: dict[Setting, float]) -> list[FoldScores]:
    """One fold of 1,000 rows in which each setting knows the truth up to its noise."""
    chance = np.random.default_rng(5)
    truth = chance.normal(0, 1.5, 1_000)
    classes = (truth + chance.logistic(0, 1, 1_000) > 0).astype(np.intp)
    error = chance.normal(0, 1, 1_000)
    risks = {setting: truth + size * error for setting, size in noise.items()}
    return [FoldScores(np.arange(1_000), classes, 1, risks, {}, {}, classes, 1_000, None, 1_000)]


def answers(path: Path, *, repeated: bool) -> Study:
    """Sixteen questions that good and bad answer differently, apart or mostly as the first."""
    chance = np.random.default_rng(2)
    bad = (chance.random(ROWS) < 0.3).astype(int)
    tilts = chance.normal(0, 0.7, (16, 4))
    columns = []
    for tilt in tilts:
        shares = np.exp(tilt * bad[:, None])
        ends = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)
        columns.append((chance.random((ROWS, 1)) > ends[:, :-1]).sum(axis=1))
    asked = np.column_stack(columns)
    if repeated:
        asked = np.where(chance.random(asked.shape) < 0.9, asked[:, :1], asked)
    header = ["bad", *(f"q{at:02}" for at in range(16))]
    rows = [[int(pair), *("abcd"[at] for at in own)] for pair, own in zip(bad, asked, strict=True)]
    return study(read_table(write(path, header, rows)), Wanted("bad"))


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return answers(tmp_path_factory.mktemp("apart") / "t.csv", repeated=False)


@pytest.fixture(scope="module")
def learned(studied: Study) -> Learned:
    columns = studied.features.columns
    binned = [studied.binned(name) for name in columns]
    bins = {
        column.variable.name: bins_of(column.variable, columns[column.variable.name])
        for column in binned
    }
    return learn(binned, bins, studied.classes, studied.count, {})


def test_what_variables_say_alone_is_taken_when_it_predicts_better() -> None:
    assert chosen_setting(judged({TOGETHER: 1.0, ALONE: 0.2})) == ALONE


def test_it_is_not_taken_when_it_is_worse_or_better_by_next_to_nothing() -> None:
    assert chosen_setting(judged({TOGETHER: 0.2, ALONE: 1.0})) == TOGETHER
    assert chosen_setting(judged({TOGETHER: 0.2, ALONE: 0.199})) == TOGETHER


def test_questions_that_do_not_repeat_one_another_count_by_themselves(apart: Study) -> None:
    assert train(apart).card.document["recipe"]["alone"] == training.ALONE


def test_a_question_asked_again_does_not_count_twice(tmp_path: Path) -> None:
    trained_card = train(answers(tmp_path / "t.csv", repeated=True))
    assert "alone" not in trained_card.card.document["recipe"]


def test_many_rows_are_never_drawn(apart: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FEW_ROWS", ROWS)
    assert "alone" not in train(apart).card.document["recipe"]


def test_drawn_effects_keep_their_directions_and_their_spread(
    learned: Learned, trained: Trained, studied: Study
) -> None:
    effects = alone(learned, studied.classes, studied.count)
    drawing = drawn(learned, effects, studied.classes, studied.count, 1.0)
    assert np.std(drawing.risk(trained.bins)) == pytest.approx(np.std(learned.risk(trained.bins)))
    assert any(way is not None for way in drawing.directions)
    for own, way in zip(drawing.fit.effects, drawing.directions, strict=True):
        if way is not None:
            assert np.all(np.diff(own[1:]) * (1 if way else -1) >= -1e-9)


def test_drawn_by_nothing_is_the_same(learned: Learned, studied: Study) -> None:
    effects = alone(learned, studied.classes, studied.count)
    drawing = drawn(learned, effects, studied.classes, studied.count, 0.0)
    for pair, other in zip(drawing.fit.effects, learned.fit.effects, strict=True):
        np.testing.assert_allclose(pair, other)
