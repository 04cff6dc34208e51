"""An exam is timed by the node, taken once with one retake, and says nothing before its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.learning.builders import TUESDAY, WALLET, School, sheet
from tallystick.errors import InputError
from tallystick_node.learning.exam_rules import ExamKind, draw
from tallystick_node.learning.question_banks import question_bank
from tallystick_node.learning.refusals import ExamRefused
from tallystick_node.storage.tables import exam_attempts

if TYPE_CHECKING:
    from collections.abc import Mapping

STAFF, ENTRY = ExamKind.STAFF, ExamKind.ENTRY
PERSON = "a" * 32


def saved(school: School, kind: ExamKind, answers: Mapping[int, str]) -> None:
    with school.database.writing() as connection:
        school.learning.exams.save(connection, kind, WALLET, answers)


def refusal(school: School, kind: ExamKind = STAFF, holder: str = WALLET) -> str:
    with pytest.raises(ExamRefused) as refused:
        school.start(kind, holder)
    return refused.value.code


def test_fifty_questions_ninety_minutes_and_eighty_points(school: School) -> None:
    attempt = school.start(STAFF, WALLET)
    assert len(attempt.drawn) == len({each.id for each in attempt.drawn}) == 50
    assert attempt.closes_at - attempt.started_at == timedelta(minutes=90)
    ended = school.end(attempt, wrong=10)
    assert (ended.points, ended.passed) == (80, True)
    assert school.acts()[-2:] == ["exam.started", "exam.ended"]


def test_seventy_eight_points_do_not_pass(school: School) -> None:
    ended = school.sit(STAFF, WALLET, wrong=11)
    assert (ended.points, ended.passed) == (78, False)
    assert school.standing(STAFF, WALLET).held is None


def test_one_attempt_is_open_at_a_time(school: School) -> None:
    school.start(STAFF, WALLET)
    assert refusal(school) == "EXAM:OPEN"
    school.start(STAFF, "0x" + "1" * 40)
    school.start(ENTRY, WALLET)


def test_late_answers_are_refused_and_what_was_kept_counts(school: School) -> None:
    attempt = school.start(STAFF, WALLET)
    saved(school, STAFF, dict(list(sheet(attempt).items())[:40]))
    school.time.now = TUESDAY + timedelta(minutes=90)
    for late in (lambda: saved(school, STAFF, {1: "a"}), lambda: school.end(attempt)):
        with pytest.raises(ExamRefused) as refused:
            late()
        assert refused.value.code == "EXAM:LATE"
    (over,) = school.standing(STAFF, WALLET).ended
    assert (over.points, over.passed, over.ended_at) == (80, True, attempt.closes_at)


def test_the_last_second_is_in_time(school: School) -> None:
    attempt = school.start(STAFF, WALLET)
    school.time.now = TUESDAY + timedelta(minutes=90) - timedelta(seconds=1)
    assert school.end(attempt).points == 100


def test_nothing_is_answered_before_it_was_begun_or_after_its_end(school: School) -> None:
    attempt = school.start(STAFF, WALLET)
    school.end(attempt)
    for again in (lambda: school.end(attempt), lambda: saved(school, ENTRY, {1: "a"})):
        with pytest.raises(ExamRefused) as refused:
            again()
        assert refused.value.code == "EXAM:NONE"


def test_staff_have_one_retake_in_a_year(school: School) -> None:
    school.sit(STAFF, WALLET, wrong=50)
    school.sit(STAFF, WALLET, wrong=50)
    assert refusal(school) == "EXAM:TRIES"
    school.time.now = TUESDAY + timedelta(days=364)
    assert refusal(school) == "EXAM:TRIES"
    school.time.now = TUESDAY + timedelta(days=366)
    school.start(STAFF, WALLET)


def test_an_exam_that_ran_out_counts_as_a_try(school: School) -> None:
    for _ in range(2):
        school.start(STAFF, WALLET)
        school.time.pass_by(seconds=90 * 60)
    assert refusal(school) == "EXAM:TRIES"


def test_a_pass_counts_for_its_time_and_is_a_fact_for_others(school: School) -> None:
    ended = school.sit(ENTRY, PERSON)
    with school.database.reading() as connection:
        held = school.learning.exams.passed(connection, ENTRY, PERSON)
        assert school.learning.exams.passed(connection, STAFF, PERSON) is None
        assert school.learning.exams.passed(connection, ENTRY, "b" * 32) is None
    assert held is not None
    assert (held.attempt, held.points, str(held.valid_until)) == (ended.number, 100, "2028-03-10")
    assert refusal(school, ENTRY, PERSON) == "EXAM:PASSED"
    school.time.now = TUESDAY + timedelta(days=2 * 366)
    with school.database.reading() as connection:
        assert school.learning.exams.passed(connection, ENTRY, PERSON) is None
    school.start(ENTRY, PERSON)


def test_a_failed_entry_test_waits_as_the_pack_says(school: School) -> None:
    school.sit(ENTRY, PERSON, wrong=3)
    assert refusal(school, ENTRY, PERSON) == "EXAM:WAIT"
    school.time.now = TUESDAY + timedelta(hours=24) - timedelta(seconds=1)
    assert refusal(school, ENTRY, PERSON) == "EXAM:WAIT"
    school.time.now = TUESDAY + timedelta(hours=24)
    for _ in range(4):
        school.sit(ENTRY, PERSON, wrong=3)
        school.time.pass_by(seconds=24 * 3_600)


@pytest.mark.parametrize("answers", [{0: "a"}, {51: "a"}, {1: "d"}, {1: ""}, {1: "ab"}])
def test_answers_are_bounded(school: School, answers: dict[int, str]) -> None:
    school.start(STAFF, WALLET)
    with pytest.raises(InputError) as refused:
        saved(school, STAFF, answers)
    assert refused.value.code == "EXAM:ANSWERS"


def test_an_answer_can_be_changed_until_the_end(school: School) -> None:
    attempt = school.start(ENTRY, PERSON)
    with school.database.writing() as connection:
        school.learning.exams.save(connection, ENTRY, PERSON, sheet(attempt, wrong=10))
    assert school.end(attempt).points == 100


def test_the_draw_follows_from_the_kept_seed(school: School) -> None:
    attempt = school.start(STAFF, WALLET)
    with school.database.reading() as connection:
        seed = connection.scalars(select(exam_attempts.c.seed)).one()
    assert draw(question_bank(STAFF).topics, 50, seed) == attempt.drawn
    assert draw(question_bank(STAFF).topics, 50, "another") != attempt.drawn


def test_figures_of_items_after_ten_attempts(school: School) -> None:
    for place in range(12):
        school.sit(ENTRY, f"{place:032x}", wrong=0 if place % 2 else 10)
    with school.database.reading() as connection:
        items = school.learning.exams.figures(connection, ENTRY)
        passes = school.learning.exams.passes(connection, ENTRY)
        assert school.learning.exams.figures(connection, STAFF) == []
    assert sum(each.asked for each in items) == 120
    assert sum(each.right for each in items) == 60
    assert {each.discrimination_ppm for each in items} <= {None, 1_000_000}
    assert len(passes) == 6


def test_an_open_exam_is_in_no_figure(school: School) -> None:
    school.start(ENTRY, PERSON)
    with school.database.reading() as connection:
        assert school.learning.exams.figures(connection, ENTRY) == []
        assert school.learning.exams.passes(connection, ENTRY) == []


def test_attempts_go_with_their_person_and_an_export_names_no_right_option(school: School) -> None:
    person = school.room.register()
    school.time.now = TUESDAY
    school.start(ENTRY, person)
    export = school.room.people.erasure.export(person)
    assert "drawn" not in repr(export)
    school.room.people.erasure.erase(person)
    assert school.standing(ENTRY, person).running is None
