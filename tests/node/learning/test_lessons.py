"""Lessons are there in both languages, for those whom they are for."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.learning.lessons import (
    Audience,
    LearningLanguage,
    lesson_of,
    lessons_for,
)
from tallystick_node.learning.refusals import NoLesson

HAN = re.compile(r"[\u4e00-\u9fff]")
PUBLIC = {
    "how-a-loan-works", "what-can-go-wrong", "diversification", "reading-a-note", "selling-early",
    "complaints", "what-the-contracts-enforce",
}  # fmt: skip
STAFF = {
    "know-your-customer", "money-laundering", "credit-files", "collections-conduct",
    "complaint-clocks",
}  # fmt: skip


def test_every_lesson_is_there() -> None:
    assert {name for name, _ in lessons_for(Audience.PUBLIC)} == PUBLIC
    assert {name for name, _ in lessons_for(Audience.STAFF)} == STAFF
    for audience in Audience:
        places = [lesson.place for _, lesson in lessons_for(audience)]
        assert all(first < second for first, second in pairwise(places))


@pytest.mark.parametrize("name", sorted(PUBLIC | STAFF))
def test_a_lesson_is_the_same_in_both_languages(name: str) -> None:
    audience = Audience.PUBLIC if name in PUBLIC else Audience.STAFF
    lesson = lesson_of(name, audience)
    english, chinese = (lesson.read_in(each) for each in LearningLanguage)
    assert len(english.parts) == len(chinese.parts) >= 3
    assert [len(body) for _, body in english.parts] == [len(body) for _, body in chinese.parts]
    assert not HAN.search(english.title + english.text)
    assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[A-Za-z]{3}", chinese.text.replace("##", ""))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_no_lesson_promises_what_no_pack_allows(name: str) -> None:
    lesson = lesson_of(name, Audience.PUBLIC)
    text = (lesson.en.text + lesson.zh.text).lower()
    day = date(2026, 3, 10)
    for word in load_pack("generic").words("wording.forbidden", day):
        assert word.lower() not in text


@pytest.mark.parametrize(
    ("name", "audience"),
    [("nothing", Audience.PUBLIC), ("credit-files", Audience.PUBLIC),
     ("complaints", Audience.STAFF)],
)  # fmt: skip
def test_a_lesson_of_others_is_none(name: str, audience: Audience) -> None:
    with pytest.raises(NoLesson):
        lesson_of(name, audience)
