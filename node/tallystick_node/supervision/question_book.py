"""Questions of supervisors, each a task with a time until which staff answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tallystick_node.auth.refusals import TooMany
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import regulator_questions
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused
from tallystick_node.supervision.rules import ANSWER_DAYS, written_words

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from tallystick_node.supervision.desk import SupervisionDesk
    from tallystick_node.supervision.key_book import RegulatorKey

__all__ = ["OPEN_QUESTIONS_MAX", "QuestionState", "RegulatorQuestion", "RegulatorQuestions"]

TABLE = "regulator_questions"
# Of one key at a time: beyond that a leaked key could bury everybody else's.
OPEN_QUESTIONS_MAX = 50


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class RegulatorQuestion:
    """A question; the answer is None before there is one."""

    number: int
    key: int
    text: str
    asked_at: datetime
    due_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None

    def state(self, now: datetime) -> QuestionState:
        """Return where it stands.

        Args:
            now: This moment.

        Returns:
            Its state.
        """
        if self.answered_at is not None:
            return QuestionState.ANSWERED
        return QuestionState.OVERDUE if now > self.due_at else QuestionState.OPEN


@dataclass(frozen=True, slots=True)
class RegulatorQuestions:
    """Takes, lists and answers questions."""

    desk: SupervisionDesk

    def ask(self, connection: Connection, key: RegulatorKey, text: str) -> RegulatorQuestion:
        """Take a question.

        Args:
            connection: An open database transaction.
            key: Who asks.
            text: The question, 1 to 4,000 characters.

        Returns:
            The question, due in ten days.

        Raises:
            InputError: SUPERVISION:TEXT.
            TooMany: QUESTION:MANY while fifty of the key are open.
        """
        written, columns = written_words(text, "a question"), regulator_questions.c
        one_at_a_time(connection, f"questions of {key.actor}")
        waiting = select(func.count()).where(
            columns.key == key.number, columns.answered_at.is_(None)
        )
        if (connection.scalar(waiting) or 0) >= OPEN_QUESTIONS_MAX:
            raise TooMany(
                "QUESTION:MANY", f"at most {OPEN_QUESTIONS_MAX} questions of a key wait at a time"
            )
        now = self.desk.now
        row = {"key": key.number, "asked_at": now, "due_at": now + timedelta(days=ANSWER_DAYS)}
        number = int(
            connection.scalar(insert(regulator_questions).values(**row).returning(columns.id)) or 0
        )
        self.desk.seal(connection, TABLE, number, {"text": written}, first=True)
        question = self.find(connection, number)
        self.desk.note(connection, "question.asked", f"question {number}", key.actor)
        return question

    def answer(
        self, connection: Connection, number: int, *, text: str, by: str
    ) -> RegulatorQuestion:
        """Answer a question, once.

        Args:
            connection: An open database transaction.
            number: The question's number.
            text: The answer, 1 to 4,000 characters.
            by: Who answers.

        Returns:
            The question.

        Raises:
            NoSupervision: QUESTION:NONE when there is none of that number.
            SupervisionRefused: QUESTION:ANSWERED when it was answered already.
            InputError: SUPERVISION:TEXT.
        """
        written, columns = written_words(text, "an answer"), regulator_questions.c
        self.find(connection, number)
        moved = connection.scalar(
            update(regulator_questions)
            .where(columns.id == number, columns.answered_at.is_(None))
            .values(answered_at=self.desk.now, answered_by=by)
            .returning(columns.id)
        )
        if moved is None:
            raise SupervisionRefused("QUESTION:ANSWERED", f"question {number} is answered already")
        self.desk.seal(connection, TABLE, number, {"answer": written})
        question = self.find(connection, number)
        self.desk.note(connection, "question.answered", f"question {number}", by)
        return question

    def find(
        self, connection: Connection, number: int, key: RegulatorKey | None = None
    ) -> RegulatorQuestion:
        """Return a question.

        Args:
            connection: An open database transaction.
            number: Its number.
            key: Who asked it; None for staff, who read all.

        Returns:
            The question.

        Raises:
            NoSupervision: QUESTION:NONE when there is none of that number, or of that key.
        """
        asked = select(regulator_questions).where(regulator_questions.c.id == number)
        if key is not None:
            asked = asked.where(regulator_questions.c.key == key.number)
        row = connection.execute(asked).one_or_none()
        if row is None:
            raise NoSupervision("QUESTION:NONE", f"there is no question {number}")
        return self._question(connection, row)

    def newest(
        self, connection: Connection, *, key: RegulatorKey | None = None, before: int | None = None,
        limit: int,
    ) -> list[RegulatorQuestion]:  # fmt: skip
        """Return questions, the newest first.

        Args:
            connection: An open database transaction.
            key: Whose; None for everybody's.
            before: The number of the last one seen; None from the newest.
            limit: How many at most.

        Returns:
            The questions.
        """
        columns = regulator_questions.c
        asked = select(regulator_questions).order_by(columns.id.desc()).limit(limit)
        if key is not None:
            asked = asked.where(columns.key == key.number)
        if before is not None:
            asked = asked.where(columns.id < before)
        return [self._question(connection, row) for row in connection.execute(asked).all()]

    def overdue(self, connection: Connection) -> list[int]:
        """Return which questions are late and nobody was told of yet.

        Args:
            connection: An open database transaction.

        Returns:
            Their numbers.
        """
        columns = regulator_questions.c
        late = select(columns.id).where(
            columns.answered_at.is_(None), columns.warned_at.is_(None),
            columns.due_at < self.desk.now,
        )  # fmt: skip
        return list(connection.scalars(late.order_by(columns.id)))

    def warn(self, connection: Connection, numbers: list[int]) -> None:
        """Write down that somebody was told.

        Args:
            connection: An open database transaction.
            numbers: Of which questions.
        """
        connection.execute(
            update(regulator_questions)
            .where(regulator_questions.c.id.in_(numbers))
            .values(warned_at=self.desk.now)
        )

    def _question(self, connection: Connection, row: Row[Any]) -> RegulatorQuestion:
        answered = row.answered_at is not None
        return RegulatorQuestion(
            row.id, row.key, self.desk.unseal(connection, TABLE, row.id, "text"), row.asked_at,
            row.due_at,
            self.desk.unseal(connection, TABLE, row.id, "answer") if answered else None,
            row.answered_by, row.answered_at,
        )  # fmt: skip
