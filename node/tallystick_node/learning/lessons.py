"""Lessons: short texts of this package, each in every language of the pages."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tallystick_node.learning.refusals import NoLesson

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Audience", "LearningLanguage", "Lesson", "LessonText", "lesson_of", "lessons_for"]

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_HEADING = "## "


class Audience(StrEnum):
    """For whom a lesson is."""

    PUBLIC = "public"
    STAFF = "staff"


class LearningLanguage(StrEnum):
    """The languages of lessons and questions, as HTML and HTTP write them."""

    ENGLISH = "en"
    CHINESE = "zh-CN"


class LessonText(BaseModel):
    """A lesson in a language. Blocks are parted by an empty line; a heading begins with ##."""

    model_config = _STRICT

    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=100, max_length=6_000)

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Each heading with its paragraphs."""
        parts: list[tuple[str, list[str]]] = []
        for block in self.text.strip().split("\n\n"):
            if block.startswith(_HEADING):
                parts.append((block.removeprefix(_HEADING), []))
            else:
                parts[-1][1].append(block)
        return parts


class Lesson(BaseModel):
    """A lesson. place: lessons are shown in its order."""

    model_config = _STRICT

    audience: Audience = Field(strict=False)
    place: int = Field(ge=1, le=99)
    en: LessonText
    zh: LessonText

    def read_in(self, language: LearningLanguage) -> LessonText:
        """Return it in a language.

        Args:
            language: The reader's.

        Returns:
            Title and text.
        """
        return self.zh if language is LearningLanguage.CHINESE else self.en


@cache
def _lessons() -> dict[str, Lesson]:
    folder = resources.files("tallystick_node.learning").joinpath("lessons")
    known = {
        file.name.removesuffix(".toml"): Lesson.model_validate(
            tomllib.loads(file.read_text("utf-8"))
        )
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return dict(sorted(known.items(), key=lambda item: item[1].place))


def lessons_for(audience: Audience) -> Sequence[tuple[str, Lesson]]:
    """Return the lessons of an audience.

    Args:
        audience: For whom.

    Returns:
        Names and lessons, in their order.
    """
    return [(name, each) for name, each in _lessons().items() if each.audience is audience]


def lesson_of(name: str, audience: Audience) -> Lesson:
    """Return a lesson.

    Args:
        name: As `lessons_for` has it.
        audience: For whom.

    Returns:
        The lesson.

    Raises:
        NoLesson: LESSON:NONE when the audience has none of that name.
    """
    lesson = _lessons().get(name)
    if lesson is None or lesson.audience is not audience:
        raise NoLesson("LESSON:NONE", f"there is no lesson {name!r}")
    return lesson
