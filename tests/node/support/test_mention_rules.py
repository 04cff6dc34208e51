"""Keywords are hits in English and Chinese, and a severe mention is not closed unheard."""

from __future__ import annotations

import pytest

from tallystick_node.support.mention_rules import (
    MentionAct,
    MentionState,
    WatchedPhrase,
    content_hash,
    folded,
    has_phrase,
    link_hash,
    mention_may_follow,
    phrases_in,
)

A, S = MentionAct, MentionState


@pytest.mark.parametrize(
    ("text", "phrase", "hits"),
    [
        ("Tallystick is a SCAM!", "scam", True),
        ("a scammer", "scam", False),
        ("no netscam", "scam", False),
        ("netscam, then a scam", "scam", True),
        ("ｓｃａｍ in full width", "SCAM", True),
        ("the platform  ran\naway", "ran away", True),
        ("STRASSE", "straße", True),
        ("tally2stick", "tally", False),
        ("平台跑路了", "跑路", True),
        ("平台沒有跑路", "跑 路", False),
        ("听说Tallystick跑路", "tallystick", True),
        ("账符P2P暴雷", "p2p暴雷", True),
        ("e\u0301clat", "éclat", True),
        ("c++ is no phrase of ours", "c++", True),
        ("", "scam", False),
    ],
)
def test_a_phrase_is_found_as_whole_words(text: str, phrase: str, *, hits: bool) -> None:
    assert has_phrase(folded(text), folded(phrase)) is hits


def test_the_gravest_keyword_stands_first() -> None:
    watched = [WatchedPhrase(each, folded(each), grade) for each, grade in
               (("late", 1), ("跑路", 3), ("fraud", 2))]  # fmt: skip
    hits = phrases_in("Late again, 老板跑路", watched)
    assert [hit.phrase for hit in hits] == ["跑路", "late"]
    assert phrases_in("all is well", watched) == []


def test_the_same_is_known_again() -> None:
    assert content_hash("A  Title", "TEXT") == content_hash("a title", "text")
    assert content_hash("a", "b c") != content_hash("a b", "c")
    first = link_hash("https://Forum.example/t/1/")
    assert first == link_hash("HTTPS://forum.example/t/1#last")
    assert first != link_hash("https://forum.example/t/1?page=2")


@pytest.mark.parametrize(
    ("state", "act", "grade", "follows"),
    [
        (S.NEW, A.ASSIGN, 1, True), (S.FOLLOWED_UP, A.ASSIGN, 1, True),
        (S.CLOSED, A.ASSIGN, 1, False), (S.NEW, A.RESPOND, 1, False),
        (S.ASSIGNED, A.RESPOND, 3, True), (S.RESPONDED, A.RESPOND, 1, False),
        (S.ASSIGNED, A.FOLLOW_UP, 1, False), (S.RESPONDED, A.FOLLOW_UP, 1, True),
        (S.FOLLOWED_UP, A.FOLLOW_UP, 3, True), (S.NEW, A.CLOSE, 2, True),
        (S.ASSIGNED, A.CLOSE, 3, False), (S.RESPONDED, A.CLOSE, 3, True),
        (S.CLOSED, A.CLOSE, 1, False),
    ],
)  # fmt: skip
def test_what_follows_what(
    state: MentionState, act: MentionAct, grade: int, *, follows: bool
) -> None:
    assert mention_may_follow(state, act, grade) is follows
