"""Exercises around a table: decisions with consequences, scored against the outcome. Pure rules."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SceneDecision", "SceneOutcome", "TableScene", "load_scene", "play", "scene_names"]

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_GOAL = re.compile(r"at (most|least) ([0-9]{1,3})")
MEASURE_MAX = 100


class SceneOption(BaseModel):
    """What can be decided, and what it does to the measures. best: what the pack recommends."""

    model_config = _STRICT

    id: str = Field(pattern="^[a-z]+$")
    text: str = Field(min_length=1, max_length=200)
    effects: dict[str, int] = {}
    best: bool = False


class SceneDecision(BaseModel):
    """A decision. stage: what part of the work it belongs to."""

    model_config = _STRICT

    id: str = Field(pattern="^[a-z]+(-[a-z]+)*$")
    stage: str = Field(min_length=1, max_length=40)
    text: str = Field(min_length=1, max_length=300)
    options: list[SceneOption] = Field(min_length=2, max_length=4)


class TableScene(BaseModel):
    """An exercise. measures: what they are at the beginning. goals: what holds at a good end."""

    model_config = _STRICT

    title: str = Field(min_length=1, max_length=120)
    when: str = Field(min_length=1, max_length=200)
    measures: dict[str, int]
    goals: dict[str, str]
    decisions: list[SceneDecision] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _whole(self) -> TableScene:
        for name, goal in self.goals.items():
            if name not in self.measures or not _GOAL.fullmatch(goal):
                raise ValueError(f"the goal {name!r} is not one of a measure")
        for decision in self.decisions:
            if sum(option.best for option in decision.options) != 1:
                raise ValueError(f"{decision.id} recommends one option")
            for option in decision.options:
                if not set(option.effects) <= set(self.measures):
                    raise ValueError(f"{decision.id} changes what is not measured")
        return self


@dataclass(frozen=True, slots=True)
class SceneOutcome:
    """What decisions come to. measures: at the end. goals: which of them are met."""

    measures: Mapping[str, int]
    goals: Mapping[str, bool]
    as_recommended: int
    decisions: int

    @property
    def passed(self) -> bool:
        """Whether every goal is met."""
        return all(self.goals.values())


def scene_names() -> list[str]:
    """Return the names of the scenes that there are.

    Returns:
        The names, sorted.
    """
    folder = resources.files("tallystick_node.learning").joinpath("scenarios")
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".toml"))


def load_scene(name: str) -> TableScene:
    """Return a scene.

    Args:
        name: One of `scene_names`.

    Returns:
        The scene.

    Raises:
        InputError: EXERCISE:NAME when there is none of that name.
    """
    if name not in scene_names():
        raise InputError("EXERCISE:NAME", f"there is no scene {name!r}")
    folder = resources.files("tallystick_node.learning").joinpath("scenarios")
    return TableScene.model_validate(
        tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))
    )


def play(scene: TableScene, answers: Mapping[str, Any]) -> SceneOutcome:
    """Return what decisions come to: each option's effects are added, from 0 to 100.

    Args:
        scene: The scene.
        answers: The chosen option by the decision's id.

    Returns:
        The outcome.

    Raises:
        InputError: EXERCISE:ANSWERS for a decision without an answer that it has.
    """
    measures, recommended = dict(scene.measures), 0
    for decision in scene.decisions:
        options = {option.id: option for option in decision.options}
        chosen = options.get(str(answers.get(decision.id)))
        if chosen is None:
            raise InputError(
                "EXERCISE:ANSWERS", f"{decision.id} is answered by one of {', '.join(options)}"
            )
        recommended += chosen.best
        for name, effect in chosen.effects.items():
            measures[name] = min(MEASURE_MAX, max(0, measures[name] + effect))
    goals = {name: _met(measures[name], goal) for name, goal in scene.goals.items()}
    return SceneOutcome(measures, goals, recommended, len(scene.decisions))


def _met(value: int, goal: str) -> bool:
    bound = _GOAL.fullmatch(goal)
    assert bound is not None, "the scene is checked"
    limit = int(bound[2])
    return value <= limit if bound[1] == "most" else value >= limit
