"""What is drawn by a seed, what answers come to, how questions do."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.learning.exam_rules import (
    EXAM_FORMS,
    OPTIONS,
    EndedExam,
    ExamKind,
    draw,
    item_figures,
    picked,
    points_of,
    right_answers,
)
from tallystick_node.learning.question_banks import question_bank

STAFF = question_bank(ExamKind.STAFF)


@given(st.text(max_size=40))
def test_a_seed_draws_the_same_exam_of_all_topics(seed: str) -> None:
    drawn = draw(STAFF.topics, 50, seed)
    assert drawn == draw(STAFF.topics, 50, seed)
    assert len({each.id for each in drawn}) == 50
    assert set(Counter(STAFF.topics[each.id] for each in drawn).values()) == {10}
    assert all(sorted(each.order) == list(range(OPTIONS)) for each in drawn)


def test_seeds_differ_in_choice_order_and_options() -> None:
    first, second = (draw(STAFF.topics, 50, seed) for seed in ("one seed", "another"))
    assert {each.id for each in first} != {each.id for each in second}
    assert Counter(each.order[0] for each in first).keys() == set(range(OPTIONS))


@given(st.dictionaries(st.integers(1, 10), st.sampled_from("abc")))
def test_right_answers_are_those_that_stand_first_in_the_bank(answers: dict[int, str]) -> None:
    drawn = draw(question_bank(ExamKind.ENTRY).topics, 10, "seed")
    chosen = picked(drawn, answers)
    right = sum(drawn[n - 1].order["abc".index(letter)] == 0 for n, letter in answers.items())
    assert right_answers(chosen) == right


def test_a_letter_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError):
        picked(draw(STAFF.topics, 50, "seed"), {1: "z"})


@pytest.mark.parametrize(("right", "points"), [(0, 0), (39, 78), (40, 80), (50, 100)])
def test_two_points_for_each_of_fifty(right: int, points: int) -> None:
    assert points_of(right, EXAM_FORMS[ExamKind.STAFF].questions) == points


def test_points_round_down() -> None:
    assert points_of(2, 3) == 66


def _exams(passed: int, failed: int, right_of_failed: int) -> list[EndedExam]:
    return [EndedExam(passed=True, answers={"q-01": True}) for _ in range(passed)] + [
        EndedExam(passed=False, answers={"q-01": place < right_of_failed})
        for place in range(failed)
    ]


def test_difficulty_and_discrimination() -> None:
    (item,) = item_figures(_exams(5, 5, 1))
    assert (item.asked, item.right, item.right_ppm) == (10, 6, 600_000)
    assert item.discrimination_ppm == 800_000


def test_four_who_failed_are_too_few_for_a_difference() -> None:
    (item,) = item_figures(_exams(9, 4, 0))
    assert item.discrimination_ppm is None


def test_no_exam_has_no_figures() -> None:
    assert item_figures([]) == []
