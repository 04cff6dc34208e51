"""Records of the node about learning."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Record

__all__ = [
    "ExamAnswer",
    "ExamAttemptResponse",
    "ExamOptionResponse",
    "ExamQuestionResponse",
    "ExamResultResponse",
    "ExamStandingResponse",
    "LearningLanguage",
    "LessonHeadResponse",
    "LessonPartResponse",
    "LessonResponse",
]


class ExamAnswer(Record):
    """What is chosen for a question."""

    letter: str
    number: int


class ExamOptionResponse(Record):
    """An option of a question."""

    letter: str
    text: str


class ExamQuestionResponse(Record):
    """A question of an exam."""

    answered: str | None
    number: int
    options: tuple[ExamOptionResponse, ...]
    text: str


class ExamAttemptResponse(Record):
    """An attempt that runs."""

    attempt: int
    closes_at: datetime
    questions: tuple[ExamQuestionResponse, ...]
    started_at: datetime


class ExamResultResponse(Record):
    """An attempt that is over."""

    attempt: int
    ended_at: datetime
    passed: bool
    points: int
    started_at: datetime


class ExamStandingResponse(Record):
    """How the caller stands with an exam."""

    ended: tuple[ExamResultResponse, ...]
    minutes: int
    passed_until: date | None
    points_min: int
    questions: int
    running: ExamAttemptResponse | None
    waits_until: datetime | None


class LearningLanguage(StrEnum):
    """The languages of lessons and questions, as HTML and HTTP write them."""

    EN = "en"
    ZH_CN = "zh-CN"


class LessonHeadResponse(Record):
    """A lesson, to choose from."""

    name: str
    title: str


class LessonPartResponse(Record):
    """A part of a lesson."""

    heading: str
    paragraphs: tuple[str, ...]


class LessonResponse(Record):
    """A lesson in a language."""

    name: str
    parts: tuple[LessonPartResponse, ...]
    title: str
