"""Refusals of learning."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["ExamRefused", "NoLesson"]


class ExamRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of an exam cannot be done as things stand."""


class NoLesson(TallystickError):  # noqa: N818 - named by what happened
    """There is no such lesson, or not for whoever asks."""
