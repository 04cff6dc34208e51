"""Exercises: a runbook's steps with their deadlines, what a machine tries of them, and the record.

A runbook is a TOML file of this package. Steps that a machine can try are tried for real on a copy
or by reading; what only people can do is listed with its deadline, for those who exercise it.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from tallystick.errors import ConfigError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = [
    "CHECKS", "RECORD", "ExerciseRecord", "ExerciseStep", "Runbook", "deadlines", "exercise_names",
    "keep_record", "load_runbook", "records_of",
]  # fmt: skip

RECORD = "exercises.jsonl"
RECORD_BYTES_MAX = 4 * 2**20
# What a machine can try.
CHECKS = ("backup", "restore", "journal", "people", "loans", "audit", "detect", "closing")
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_MINUTES_MAX = 366 * 24 * 60


class ExerciseStep(BaseModel):
    """A step. check: what a machine tries of it, empty for what only people do."""

    model_config = _STRICT

    within_minutes: int = Field(ge=1, le=_MINUTES_MAX)
    who: str = Field(min_length=1, max_length=40)
    what: str = Field(min_length=1, max_length=300)
    command: str = Field(min_length=1, max_length=200)
    check: str = Field(default="", pattern="^(" + "|".join(CHECKS) + ")?$")


class Runbook(BaseModel):
    """What to do when something happens."""

    model_config = _STRICT

    when: str = Field(min_length=1, max_length=200)
    steps: list[ExerciseStep] = Field(min_length=1, max_length=40)


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """What an exercise came to. results: of the steps that a machine tried, by their place."""

    name: str
    began_at: datetime
    seconds: int
    results: Mapping[int, Mapping[str, Any]]

    @property
    def ok(self) -> bool:
        """Whether everything that a machine tried has worked in time."""
        return all(result["ok"] for result in self.results.values())

    def document(self) -> dict[str, Any]:
        """Return it for JSON.

        Returns:
            Its fields.
        """
        return {
            "name": self.name, "began_at": self.began_at.isoformat(), "seconds": self.seconds,
            "ok": self.ok, "results": {str(place): dict(r) for place, r in self.results.items()},
        }  # fmt: skip


def exercise_names() -> list[str]:
    """Return the names of the runbooks that there are.

    Returns:
        The names, sorted.
    """
    folder = resources.files("tallystick_node.supervision").joinpath("runbooks")
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".toml"))


def load_runbook(name: str) -> Runbook:
    """Return a runbook.

    Args:
        name: One of `exercise_names`.

    Returns:
        The runbook.

    Raises:
        InputError: EXERCISE:NAME when there is none of that name.
    """
    if name not in exercise_names():
        raise InputError(
            "EXERCISE:NAME",
            f"there is no exercise {name!r}; there are {', '.join(exercise_names())}",
        )
    folder = resources.files("tallystick_node.supervision").joinpath("runbooks")
    return Runbook.model_validate(tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")))


def deadlines(runbook: Runbook, began_at: datetime) -> Sequence[datetime]:
    """Return by when each step is to be done.

    Args:
        runbook: The runbook.
        began_at: When it was begun.

    Returns:
        A moment for each step.
    """
    return [began_at + timedelta(minutes=step.within_minutes) for step in runbook.steps]


def keep_record(data_dir: Path, record: ExerciseRecord) -> None:
    """Add an exercise to a node's record.

    Args:
        data_dir: The node's directory.
        record: What it came to.

    Raises:
        ConfigError: EXERCISE:RECORD when the record has grown beyond its bound.
    """
    file = data_dir / RECORD
    if file.exists() and file.stat().st_size > RECORD_BYTES_MAX:
        raise ConfigError("EXERCISE:RECORD", f"{file} is full; move it to your archive")
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(record.document(), sort_keys=True) + "\n")


def records_of(data_dir: Path) -> list[dict[str, Any]]:
    """Return a node's exercises.

    Args:
        data_dir: The node's directory.

    Returns:
        The documents, the newest first; lines that are no records are left out.
    """
    file = data_dir / RECORD
    if not file.is_file() or file.stat().st_size > 2 * RECORD_BYTES_MAX:
        return []
    known = []
    for line in file.read_text("utf-8", "replace").splitlines():
        try:
            document = json.loads(line)
        except ValueError:
            continue
        if isinstance(document, dict) and {"name", "began_at", "ok", "seconds"} <= set(document):
            known.append(document)
    return known[::-1]
