"""Exams kept: begun, answered within the time that the node counts, and what came of them.

Nobody reads before the end which answers are right, and after it no more than how many.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.learning.exam_rules import (
    EXAM_FORMS,
    DrawnQuestion,
    EndedExam,
    ExamKind,
    ItemFigures,
    draw,
    item_figures,
    picked,
    points_of,
    right_answers,
)
from tallystick_node.learning.question_banks import question_bank
from tallystick_node.learning.refusals import ExamRefused
from tallystick_node.storage.insertion import one_at_a_time
from tallystick_node.storage.tables import exam_attempts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from tallystick_node.kyc.context import Context

__all__ = ["STAFF_TRIES", "ExamAttempt", "ExamBook", "ExamPass", "ExamStanding"]

# One retake.
STAFF_TRIES = 2
_VALID_MONTHS = {ExamKind.STAFF: "exam.valid_months", ExamKind.ENTRY: "entrytest.valid_months"}


@dataclass(frozen=True, slots=True)
class ExamPass:
    """That somebody has passed, and until which day it counts."""

    holder: str
    attempt: int
    ended_at: datetime
    points: int
    valid_until: date


@dataclass(frozen=True, slots=True)
class ExamAttempt:
    """An attempt. points and passed: None while it runs. answers: letters' places by question."""

    number: int
    kind: ExamKind
    holder: str
    started_at: datetime
    closes_at: datetime
    ended_at: datetime | None
    drawn: tuple[DrawnQuestion, ...]
    answers: Mapping[str, int]
    points: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class ExamStanding:
    """How somebody stands with an exam.

    running: what they can answer now. ended: their attempts that are over, the newest first.
    held: a pass that counts today. waits_until: before then they cannot begin.
    """

    running: ExamAttempt | None
    ended: Sequence[ExamAttempt]
    held: ExamPass | None
    waits_until: datetime | None


@dataclass(frozen=True, slots=True)
class ExamBook:
    """Keeps attempts; a holder is a person's identifier, or a wallet of staff that is nobody's."""

    context: Context

    def standing(self, connection: Connection, kind: ExamKind, holder: str) -> ExamStanding:
        """Return how somebody stands.

        Args:
            connection: An open database transaction.
            kind: Which exam.
            holder: Whose.

        Returns:
            What runs, what has ended, and whether they may begin.
        """
        table = exam_attempts
        question = select(table).where(table.c.kind == kind, table.c.holder == holder)
        rows = connection.execute(question.order_by(table.c.id.desc())).all()
        attempts = [self._attempt(row) for row in rows]
        ended = [each for each in attempts if each.ended_at is not None]
        running = next((each for each in attempts if each.ended_at is None), None)
        held = self._held(kind, ended)
        return ExamStanding(running, ended, held, None if held else self._waits(kind, ended))

    def passed(self, connection: Connection, kind: ExamKind, holder: str) -> ExamPass | None:
        """Return whether somebody has passed, for other services to ask.

        Args:
            connection: An open database transaction.
            kind: Which exam.
            holder: Whose.

        Returns:
            The pass that counts today; None without one.
        """
        return self.standing(connection, kind, holder).held

    def start(self, connection: Connection, kind: ExamKind, holder: str, by: str) -> ExamAttempt:
        """Begin an attempt; its time runs from now.

        Args:
            connection: An open transaction that writes.
            kind: Which exam.
            holder: Whose.
            by: The wallet that asks.

        Returns:
            The attempt with its questions.

        Raises:
            ExamRefused: EXAM:OPEN when one runs; EXAM:PASSED when a pass counts today; EXAM:WAIT
                too soon after a failed one; EXAM:TRIES when the retake was taken too.
        """
        one_at_a_time(connection, f"exams of {holder}")
        standing = self.standing(connection, kind, holder)
        if standing.running is not None:
            raise ExamRefused("EXAM:OPEN", f"attempt {standing.running.number} is still open")
        if standing.held is not None:
            raise ExamRefused(
                "EXAM:PASSED", f"you have passed; it counts until {standing.held.valid_until}"
            )
        if standing.waits_until is not None:
            code = "EXAM:TRIES" if kind is ExamKind.STAFF else "EXAM:WAIT"
            until = f"{standing.waits_until:%Y-%m-%d %H:%M} UTC"
            raise ExamRefused(code, f"you can begin again from {until} on")
        form, seed, now = EXAM_FORMS[kind], secrets.token_hex(16), self.context.clock()
        drawn = draw(question_bank(kind).topics, form.questions, seed)
        row = connection.execute(
            insert(exam_attempts)
            .values(
                kind=kind, holder=holder, seed=seed,
                drawn=[[each.id, *each.order] for each in drawn], answers={}, right_count=0,
                started_at=now, closes_at=now + timedelta(minutes=form.minutes),
            )
            .returning(*exam_attempts.c)
        ).one()  # fmt: skip
        self._note(connection, "exam.started", row, by)
        return self._attempt(row)

    def save(
        self, connection: Connection, kind: ExamKind, holder: str, answers: Mapping[int, str]
    ) -> ExamAttempt:
        """Keep answers of a running attempt; what was kept stays unless it is answered anew.

        Args:
            connection: An open transaction that writes.
            kind: Which exam.
            holder: Whose.
            answers: A letter by the number of a question.

        Returns:
            The attempt, still open.

        Raises:
            InputError: EXAM:ANSWERS for a number or a letter that the exam does not have.
            ExamRefused: EXAM:NONE when none was begun; EXAM:LATE when its time is over.
        """
        return self._attempt(self._answered(connection, kind, holder, answers))

    def hand_in(
        self, connection: Connection, kind: ExamKind, holder: str, answers: Mapping[int, str],
        by: str,
    ) -> ExamAttempt:  # fmt: skip
        """End a running attempt.

        Args:
            connection: An open transaction that writes.
            kind: Which exam.
            holder: Whose.
            answers: The last answers, by number.
            by: The wallet that asks.

        Returns:
            The attempt with its points.

        Raises:
            InputError: EXAM:ANSWERS for a number or a letter that the exam does not have.
            ExamRefused: EXAM:NONE when none was begun; EXAM:LATE when its time is over: what was
                kept in time counts.
        """
        row = self._answered(connection, kind, holder, answers, ended=True)
        self._note(connection, "exam.ended", row, by)
        return self._attempt(row)

    def figures(self, connection: Connection, kind: ExamKind) -> list[ItemFigures]:
        """Return how the questions of an exam do, over all attempts that have ended.

        Args:
            connection: An open database transaction.
            kind: Which exam.

        Returns:
            The figures of each question that was asked, and is still in the bank.
        """
        rows = connection.execute(select(exam_attempts).where(exam_attempts.c.kind == kind)).all()
        ended = [each for each in map(self._attempt, rows) if each.ended_at is not None]
        bank = question_bank(kind)
        exams = (
            EndedExam(
                passed=bool(each.passed),
                answers={q.id: each.answers.get(q.id) == 0 for q in each.drawn},
            )
            for each in ended
        )
        return [item for item in item_figures(exams) if bank.question(item.id) is not None]

    def passes(self, connection: Connection, kind: ExamKind) -> list[ExamPass]:
        """Return whose pass counts today.

        Args:
            connection: An open database transaction.
            kind: Which exam.

        Returns:
            The passes, the newest first.
        """
        table = exam_attempts
        question = select(table).where(table.c.kind == kind).order_by(table.c.id.desc())
        by_holder: dict[str, list[ExamAttempt]] = {}
        for attempt in map(self._attempt, connection.execute(question)):
            if attempt.ended_at is not None:
                by_holder.setdefault(attempt.holder, []).append(attempt)
        held = (self._held(kind, ended) for ended in by_holder.values())
        return sorted(
            (each for each in held if each is not None), key=lambda each: each.attempt, reverse=True
        )

    def _answered(
        self, connection: Connection, kind: ExamKind, holder: str, answers: Mapping[int, str],
        *, ended: bool = False,
    ) -> Row[Any]:  # fmt: skip
        table, now = exam_attempts, self.context.clock()
        question = select(table).where(table.c.kind == kind, table.c.holder == holder)
        row = connection.execute(
            question.order_by(table.c.id.desc()).limit(1).with_for_update()
        ).one_or_none()
        if row is None or row.handed_in_at is not None:
            raise ExamRefused("EXAM:NONE", "begin the exam first")
        if row.closes_at <= now:
            raise ExamRefused(
                "EXAM:LATE",
                f"the time was over at {row.closes_at:%H:%M} UTC; what was kept before then counts",
            )
        chosen = {**row.answers, **picked(_drawn(row), answers)}
        return connection.execute(
            update(table)
            .where(table.c.id == row.id)
            .values(
                answers=chosen, right_count=right_answers(chosen),
                handed_in_at=now if ended else None,
            )
            .returning(*table.c)
        ).one()  # fmt: skip

    def _attempt(self, row: Row[Any]) -> ExamAttempt:
        over = row.closes_at <= self.context.clock()
        ended = row.handed_in_at or (row.closes_at if over else None)
        kind, drawn = ExamKind(row.kind), _drawn(row)
        points = None if ended is None else points_of(row.right_count, len(drawn))
        return ExamAttempt(
            number=row.id, kind=kind, holder=row.holder, started_at=row.started_at,
            closes_at=row.closes_at, ended_at=ended, drawn=drawn, answers=row.answers,
            points=points, passed=None if points is None else points >= EXAM_FORMS[kind].points,
        )  # fmt: skip

    def _held(self, kind: ExamKind, ended: Sequence[ExamAttempt]) -> ExamPass | None:
        newest = next((each for each in ended if each.passed), None)
        if newest is None:
            return None
        assert newest.ended_at is not None
        assert newest.points is not None
        months = self.context.number(_VALID_MONTHS[kind])
        until = later_by_months(newest.ended_at.date(), months)
        if until < self.context.clock().date():
            return None
        return ExamPass(newest.holder, newest.number, newest.ended_at, newest.points, until)

    def _waits(self, kind: ExamKind, ended: Sequence[ExamAttempt]) -> datetime | None:
        """Until when nobody may begin after what they failed since they last passed."""
        failed: list[datetime] = []
        for each in ended:
            if each.passed:
                break
            assert each.ended_at is not None
            failed.append(each.ended_at)
        if kind is ExamKind.ENTRY:
            pause = timedelta(hours=self.context.number("entrytest.retake_hours"))
            until = failed[0] + pause if failed else None
        elif len(failed) < STAFF_TRIES:
            until = None
        else:
            # The retake begins a new year of tries once the earlier one is a term ago.
            earlier = failed[STAFF_TRIES - 1]
            day = later_by_months(earlier.date(), self.context.number(_VALID_MONTHS[kind]))
            until = datetime.combine(day, earlier.timetz())
        return until if until is not None and until > self.context.clock() else None

    def _note(self, connection: Connection, act: str, row: Row[Any], by: str) -> None:
        details: dict[str, Any] = {"kind": row.kind}
        if act == "exam.ended":
            details["right"] = row.right_count
        self.context.audit_log.add(
            connection, actor=by, act=act, subject=f"exam {row.id}", details=details
        )


def _drawn(row: Row[Any]) -> tuple[DrawnQuestion, ...]:
    return tuple(DrawnQuestion(name, tuple(order)) for name, *order in row.drawn)
