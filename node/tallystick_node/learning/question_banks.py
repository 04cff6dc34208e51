"""Banks of questions: text and options in every language, the right option first.

A kept answer is the option's place in the bank, so a question that is reworded gets a new id.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tallystick_node.learning.exam_rules import EXAM_FORMS, OPTIONS, ExamKind
from tallystick_node.learning.lessons import LearningLanguage

__all__ = ["BankQuestion", "QuestionBank", "question_bank"]

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_Texts = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]],
    Field(min_length=1 + OPTIONS, max_length=1 + OPTIONS),
]


class BankQuestion(BaseModel):
    """A question in each language: its text, the right option, the wrong ones."""

    model_config = _STRICT

    id: str = Field(pattern="^[a-z]+-[0-9]{2}$")
    topic: str = Field(pattern="^[a-z]+$")
    en: _Texts
    zh: _Texts

    def words(self, language: LearningLanguage) -> list[str]:
        """Return the text and the options.

        Args:
            language: The reader's.

        Returns:
            The text first, then the options as they stand in the bank.
        """
        return self.zh if language is LearningLanguage.CHINESE else self.en


class QuestionBank(BaseModel):
    """The questions of an exam."""

    model_config = _STRICT

    questions: list[BankQuestion] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _distinct(self) -> QuestionBank:
        if len({question.id for question in self.questions}) < len(self.questions):
            raise ValueError("two questions have one id")
        return self

    @property
    def topics(self) -> dict[str, str]:
        """The topic of each question, by its id."""
        return {question.id: question.topic for question in self.questions}

    def question(self, name: str) -> BankQuestion | None:
        """Return a question.

        Args:
            name: Its id.

        Returns:
            The question; None for one that has left the bank.
        """
        return next((each for each in self.questions if each.id == name), None)


@cache
def question_bank(kind: ExamKind) -> QuestionBank:
    """Return the bank of an exam.

    Args:
        kind: Which.

    Returns:
        The bank; it has more questions than the exam asks.
    """
    file = resources.files("tallystick_node.learning").joinpath("banks", f"{kind.bank}.toml")
    bank = QuestionBank.model_validate(tomllib.loads(file.read_text("utf-8")))
    assert len(bank.questions) > EXAM_FORMS[kind].questions, "a draw chooses"
    return bank
