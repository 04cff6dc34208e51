"""Requests to the node about staff learning."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from tallystick.api._async.line import AsyncCalls
from tallystick.api.records.learning import (
    ExamAnswer,
    ExamAttemptResponse,
    ExamResultResponse,
    ExamStandingResponse,
    LearningLanguage,
    LessonHeadResponse,
    LessonResponse,
)
from tallystick.api.records.staff_learning import ExamItemResponse, ExamKind, ExamPassResponse
from tallystick.api.shapes import segment

__all__ = ["AsyncStaffLearningApi"]


class AsyncStaffLearningApi(AsyncCalls):
    """Calls about staff learning."""

    async def read_staff_exam(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> ExamStandingResponse:
        """How the caller stands with the exam of staff; what runs, with what is kept of it.

        Args:
            language: The language of the texts.

        Returns:
            How the caller stands with an exam.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET", "/v1/staff/learning/exam", ExamStandingResponse, query={"language": language}
        )

    async def start_staff_exam(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> ExamAttemptResponse:
        """Begin; the time runs from now, by the node's clock. There is one retake.

        Args:
            language: The language of the texts.

        Returns:
            An attempt that runs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/staff/learning/exam", ExamAttemptResponse, query={"language": language}
        )

    async def keep_staff_answers(
        self, *, answers: tuple[ExamAnswer, ...], language: LearningLanguage = LearningLanguage.EN
    ) -> ExamAttemptResponse:
        """Keep answers without handing in; they count when the time runs out.

        Args:
            answers: What is chosen; the last of two for one question counts.
            language: The language of the texts.

        Returns:
            An attempt that runs.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "PUT",
            "/v1/staff/learning/exam/answers",
            ExamAttemptResponse,
            query={"language": language},
            body={"answers": answers},
        )

    async def end_staff_exam(self, *, answers: tuple[ExamAnswer, ...]) -> ExamResultResponse:
        """Hand in, with the last answers. How many points, and not which answers were right.

        Args:
            answers: What is chosen; the last of two for one question counts.

        Returns:
            An attempt that is over.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "POST", "/v1/staff/learning/exam/end", ExamResultResponse, body={"answers": answers}
        )

    async def read_exam_items(
        self, exam: ExamKind, *, language: LearningLanguage = LearningLanguage.EN
    ) -> tuple[ExamItemResponse, ...]:
        """How the questions do, the hardest first. Nobody is named, and no right option either.

        Args:
            exam: Which exam.
            language: The language of the texts.

        Returns:
            The items. Each: How a question does, over all attempts that have ended.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            f"/v1/staff/learning/exams/{segment(exam)}/items",
            tuple[ExamItemResponse, ...],
            query={"language": language},
        )

    async def list_staff_lessons(
        self, *, language: LearningLanguage = LearningLanguage.EN
    ) -> tuple[LessonHeadResponse, ...]:
        """Lessons for staff, in their order.

        Args:
            language: The language of the texts.

        Returns:
            The items. Each: A lesson, to choose from.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            "/v1/staff/learning/lessons",
            tuple[LessonHeadResponse, ...],
            query={"language": language},
        )

    async def read_staff_lesson(
        self, lesson: str, *, language: LearningLanguage = LearningLanguage.EN
    ) -> LessonResponse:
        """A lesson for staff.

        Args:
            lesson: The lesson's name.
            language: The language of the texts.

        Returns:
            A lesson in a language.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask(
            "GET",
            f"/v1/staff/learning/lessons/{segment(lesson)}",
            LessonResponse,
            query={"language": language},
        )

    async def list_exam_passes(self) -> tuple[ExamPassResponse, ...]:
        """Who of staff has a pass that counts today, the newest first.

        Returns:
            The items. Each: A pass that counts today.

        Raises:
            NodeRefused: When the node refuses (HTTP 401, 403, 404, 409, 413, 422).
            NodeBusy: When the node stays busy.
            TransportError: When the node cannot be reached, or its response cannot be read.
        """
        return await self.ask("GET", "/v1/staff/learning/passes", tuple[ExamPassResponse, ...])
