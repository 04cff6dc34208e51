"""Keywords are bounded, watched for once, and retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.support.builders import CLERK
from tallystick.errors import InputError
from tallystick_node.support.keywords import KEYWORDS_MAX, PHRASE_MAX
from tallystick_node.support.refusals import NoSupport, SupportRefused

if TYPE_CHECKING:
    from node.support.builders import Counter


def added(counter: Counter, phrase: str, grade: int = 2) -> int:
    with counter.database.writing() as connection:
        return int(counter.support.keywords.add(connection, phrase, grade, CLERK).id)


def listed(counter: Counter) -> list[tuple[str, int]]:
    with counter.database.reading() as connection:
        return [(row.phrase, row.grade) for row in counter.support.keywords.listed(connection)]


def test_keywords_stand_the_gravest_first(counter: Counter) -> None:
    added(counter, "  ran   away ", 1)
    added(counter, "跑路", 3)
    added(counter, "p" * PHRASE_MAX)
    assert listed(counter) == [("跑路", 3), ("p" * PHRASE_MAX, 2), ("ran away", 1)]
    assert counter.acts()[-1] == "keyword.added"


def test_one_is_watched_for_once_and_graded_anew_after_its_end(counter: Counter) -> None:
    number = added(counter, "Scam")
    with pytest.raises(SupportRefused) as twice:
        added(counter, "ｓｃａｍ", 3)
    assert twice.value.code == "KEYWORD:TWICE"
    for _ in range(2):
        with counter.database.writing() as connection:
            if listed(counter):
                counter.support.keywords.retire(connection, number, CLERK)
                continue
            with pytest.raises(NoSupport) as none:
                counter.support.keywords.retire(connection, number, CLERK)
            assert none.value.code == "KEYWORD:NONE"
    added(counter, "scam", 3)
    assert listed(counter) == [("scam", 3)]


@pytest.mark.parametrize(
    ("phrase", "grade", "code"),
    [
        ("", 1, "KEYWORD:PHRASE"), (" ", 1, "KEYWORD:PHRASE"), ("!?", 1, "KEYWORD:PHRASE"),
        ("p" * (PHRASE_MAX + 1), 1, "KEYWORD:PHRASE"), ("a\x07", 1, "KEYWORD:PHRASE"),
        # One character that stands for eighteen.
        ("\ufdfa" * 50, 1, "KEYWORD:PHRASE"),
        ("scam", 0, "KEYWORD:GRADE"), ("scam", 4, "KEYWORD:GRADE"),
    ],
)  # fmt: skip
def test_keywords_are_bounded(counter: Counter, phrase: str, grade: int, code: str) -> None:
    with pytest.raises(InputError) as wrong:
        added(counter, phrase, grade)
    assert wrong.value.code == code
    assert listed(counter) == []


def test_two_hundred_are_enough(counter: Counter) -> None:
    for number in range(KEYWORDS_MAX):
        added(counter, f"word {number}")
    with pytest.raises(SupportRefused) as many:
        added(counter, "another")
    assert many.value.code == "KEYWORD:MANY"
