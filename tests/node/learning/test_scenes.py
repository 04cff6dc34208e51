"""Exercises around a table: recommended decisions meet the goals, careless ones do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.learning.scenes import TableScene, load_scene, play, scene_names


def best(scene: TableScene) -> dict[str, str]:
    return {
        each.id: next(option.id for option in each.options if option.best)
        for each in scene.decisions
    }


@pytest.mark.parametrize("name", scene_names())
def test_recommended_decisions_meet_every_goal(name: str) -> None:
    scene = load_scene(name)
    outcome = play(scene, best(scene))
    assert outcome.passed, outcome
    assert outcome.as_recommended == outcome.decisions


@pytest.mark.parametrize("name", scene_names())
def test_careless_decisions_miss_goals(name: str) -> None:
    scene = load_scene(name)
    careless = {
        each.id: next(option.id for option in each.options if not option.best)
        for each in scene.decisions
    }
    outcome = play(scene, careless)
    assert not outcome.passed
    assert outcome.as_recommended == 0


def test_the_sand_table_goes_through_every_stage() -> None:
    stages = [each.stage for each in load_scene("sand-table").decisions]
    assert stages == [
        "product", "risk", "compliance", "development", "acceptance", "launch", "operation",
    ]  # fmt: skip


@given(st.data())
def test_measures_stay_within_their_bounds(data: st.DataObject) -> None:
    scene = load_scene("sand-table")
    answers = {
        each.id: data.draw(st.sampled_from([option.id for option in each.options]))
        for each in scene.decisions
    }
    assert all(0 <= value <= 100 for value in play(scene, answers).measures.values())


@pytest.mark.parametrize("answers", [{}, {"product": "nothing"}, {"product": 7}])
def test_a_decision_that_is_not_answered_is_refused(answers: dict[str, object]) -> None:
    with pytest.raises(InputError) as refused:
        play(load_scene("sand-table"), answers)
    assert refused.value.code == "EXERCISE:ANSWERS"


def test_a_scene_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError):
        load_scene("nothing")


@pytest.mark.parametrize(
    "changed",
    [{"goals": {"other": "at most 1"}}, {"goals": {"loss": "small"}},
     {"measures": {"trust": 1}}],
)  # fmt: skip
def test_a_scene_is_checked(changed: dict[str, object]) -> None:
    document = load_scene("sand-table").model_dump() | changed
    with pytest.raises(ValueError, match="goal|measured"):
        TableScene.model_validate(document)
