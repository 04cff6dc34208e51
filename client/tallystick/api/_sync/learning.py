"""Requests to the node about learning."""


# Made by scripts/unasync.py from api/_async/learning.py; do not edit.

from __future__ import annotations

from tallystick.api._sync.line import Calls
from tallystick.api.records.learning import (
    ExamAnswer,
    ExamAttemptResponse,
    ExamResultResponse,
    ExamStandingResponse,
    LearningLanguage,
    LessonHeadResponse,
    LessonResponse,
)
from tallystick.api.shapes import segment

__all__ = ["LearningApi"]


class LearningApi(Calls):
    """Calls about learning."""

    def list_lessons(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> tuple[LessonHeadResponse, ...]:
        """Lessons for everybody, in their order.

        Args:
            language: The language of the texts.

        Returns:
            The items. Each: A lesson, to choose from.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/lessons", tuple[LessonHeadResponse, ...], query={"language": language}
        )

    def read_lesson(
        self, lesson: str, *, language: LearningLanguage = LearningLanguage.EN
    ) -> LessonResponse:
        """A lesson.

        Args:
            lesson: The lesson's name.
            language: The language of the texts.

        Returns:
            A lesson in a language.

        Raises:
            NodeRefused: When the node refuses (HTTP 404, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", f"/v1/lessons/{segment(lesson)}", LessonResponse, query={"language": language}
        )

    def read_entry_test(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> ExamStandingResponse:
        """How the caller stands with the entry test; what runs, with what is kept of it.

        Args:
            language: The language of the texts.

        Returns:
            How the caller stands with an exam.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "GET", "/v1/me/entry-test", ExamStandingResponse, query={"language": language}
        )

    def start_entry_test(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> ExamAttemptResponse:
        """Begin; the time runs from now, by the node's clock.

        Args:
            language: The language of the texts.

        Returns:
            An attempt that runs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", "/v1/me/entry-test", ExamAttemptResponse, query={"language": language}
        )

    def keep_entry_answers(
        self, *, answers: tuple[ExamAnswer, ...], language: LearningLanguage = LearningLanguage.EN
    ) -> ExamAttemptResponse:
        """Keep answers without handing in; they count when the time runs out.

        Args:
            answers: What is chosen; the last of two for one question counts.
            language: The language of the texts.

        Returns:
            An attempt that runs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "PUT",
            "/v1/me/entry-test/answers",
            ExamAttemptResponse,
            query={"language": language},
            body={"answers": answers},
        )

    def end_entry_test(self, *, answers: tuple[ExamAnswer, ...]) -> ExamResultResponse:
        """Hand in, with the last answers. How many points, and not which answers were right.

        Args:
            answers: What is chosen; the last of two for one question counts.

        Returns:
            An attempt that is over.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return self.ask(
            "POST", "/v1/me/entry-test/end", ExamResultResponse, body={"answers": answers}
        )
