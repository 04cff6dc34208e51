"""Learning of a test: people of a room, exams, and days that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from node.kyc.builders import Room, open_room
from tallystick_node.learning.exam_rules import LETTERS, ExamKind
from tallystick_node.learning.service import Learning, make_learning
from tallystick_node.storage.tables import journal

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.learning.exams import ExamAttempt, ExamStanding
    from tallystick_node.storage import Database

__all__ = ["TUESDAY", "WALLET", "School", "open_school", "sheet"]

TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
WALLET = "0x3000000000000000000000000000000000000003"


@dataclass
class School:
    """Learning, and what tests do with it again and again."""

    room: Room
    time: Time
    learning: Learning

    @property
    def database(self) -> Database:
        return self.room.people.context.database

    def start(self, kind: ExamKind, holder: str) -> ExamAttempt:
        with self.database.writing() as connection:
            return self.learning.exams.start(connection, kind, holder, WALLET)

    def end(self, attempt: ExamAttempt, wrong: int = 0) -> ExamAttempt:
        """Hand in; so many answers are wrong."""
        with self.database.writing() as connection:
            return self.learning.exams.hand_in(
                connection, attempt.kind, attempt.holder, sheet(attempt, wrong), WALLET
            )

    def sit(self, kind: ExamKind, holder: str, wrong: int = 0) -> ExamAttempt:
        return self.end(self.start(kind, holder), wrong)

    def standing(self, kind: ExamKind, holder: str) -> ExamStanding:
        with self.database.reading() as connection:
            return self.learning.exams.standing(connection, kind, holder)

    def acts(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def sheet(attempt: ExamAttempt, wrong: int = 0) -> dict[int, str]:
    """Answers, the first so many of them wrong."""
    return {
        number: LETTERS[drawn.order.index(0 if number > wrong else 1)]
        for number, drawn in enumerate(attempt.drawn, 1)
    }


def open_school(folder: Path, database: Database, network: Network, time: Time) -> School:
    """Put learning together, on a Tuesday."""
    room = open_room(folder, database, network, time)
    time.now = TUESDAY
    return School(room, time, make_learning(room.people.context))
