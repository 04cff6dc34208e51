"""Questions of supervisors: each their own, answered once, told of when late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.supervision.builders import acts, issue, sent
from node.supervision.test_event_book import look
from tallystick.errors import InputError
from tallystick_node.auth.refusals import TooMany
from tallystick_node.storage.tables import vault_fields
from tallystick_node.supervision import question_book
from tallystick_node.supervision.question_book import QuestionState, RegulatorQuestion
from tallystick_node.supervision.refusals import NoSupervision, SupervisionRefused

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.key_book import RegulatorKey
    from tallystick_node.supervision.service import Supervision


def ask(supervision: Supervision, key: RegulatorKey, text: str = "Why?") -> RegulatorQuestion:
    with supervision.desk.database.writing() as connection:
        return supervision.questions.ask(connection, key, text)


def reply(supervision: Supervision, number: int) -> RegulatorQuestion:
    with supervision.desk.database.writing() as connection:
        return supervision.questions.answer(connection, number, text="Because.", by="0xA")


def test_a_question_is_a_task_until_it_is_answered(supervision: Supervision, time: Time) -> None:
    question = ask(supervision, issue(supervision).entry)
    assert (question.state(time()), question.text) == (QuestionState.OPEN, "Why?")
    time.pass_by(days=10, seconds=1)
    assert question.state(time()) is QuestionState.OVERDUE
    answered = reply(supervision, question.number)
    assert (answered.state(time()), answered.answer) == (QuestionState.ANSWERED, "Because.")


def test_it_is_answered_once(supervision: Supervision, database: Database) -> None:
    question = ask(supervision, issue(supervision).entry)
    reply(supervision, question.number)
    before = acts(database)
    with pytest.raises(SupervisionRefused, match="QUESTION:ANSWERED"):
        reply(supervision, question.number)
    with pytest.raises(NoSupervision, match="QUESTION:NONE"):
        reply(supervision, 99)
    assert acts(database) == before


def test_nobody_reads_another_keys_question(supervision: Supervision) -> None:
    mine, other = issue(supervision).entry, issue(supervision).entry
    question = ask(supervision, mine)
    with supervision.desk.database.reading() as connection:
        assert supervision.questions.find(connection, question.number, mine) == question
        assert supervision.questions.newest(connection, key=other, limit=9) == []
        assert supervision.questions.newest(connection, limit=9) == [question]
        with pytest.raises(NoSupervision, match="QUESTION:NONE"):
            supervision.questions.find(connection, question.number, other)


def test_what_is_asked_is_sealed(supervision: Supervision, database: Database) -> None:
    reply(supervision, ask(supervision, issue(supervision).entry, "Wherefore?").number)
    with database.reading() as connection:
        rows = repr(connection.execute(select(vault_fields)).all())
    assert "Wherefore" not in rows + repr(acts(database))


def test_too_many_at_a_time_or_nothing_are_refused(
    supervision: Supervision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_book, "OPEN_QUESTIONS_MAX", 2)
    key, other = issue(supervision).entry, issue(supervision).entry
    first, _ = ask(supervision, key), ask(supervision, key)
    with pytest.raises(TooMany, match="QUESTION:MANY"):
        ask(supervision, key)
    ask(supervision, other)
    reply(supervision, first.number)
    ask(supervision, key)
    with pytest.raises(InputError, match="SUPERVISION:TEXT"):
        ask(supervision, other, "  ")


def test_the_operator_is_told_once_of_what_is_late(
    supervision: Supervision, database: Database, time: Time
) -> None:
    ask(supervision, issue(supervision).entry)
    time.pass_by(days=10)
    look(supervision)
    assert sent(database) == []
    time.pass_by(days=1)
    look(supervision)
    time.pass_by(days=1)
    look(supervision)
    assert len(sent(database)) == 1
