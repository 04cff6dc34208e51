"""Feeds become mentions, once each; they are taken, responded to, followed up and closed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.support.builders import CLERK, TUESDAY, Counter
from tallystick.errors import InputError
from tallystick_node.storage.tables import feed_imports
from tallystick_node.support.feed_files import FeedForm
from tallystick_node.support.mention_rules import MentionAct, MentionState
from tallystick_node.support.mentions import (
    ACTS_MAX,
    EXCERPT_MAX,
    MENTION_WORDS_MAX,
    SOURCE_MAX,
    FeedImport,
)
from tallystick_node.support.refusals import NoSupport, SupportRefused

if TYPE_CHECKING:
    from sqlalchemy import Row

COLLEAGUE = "0x2000000000000000000000000000000000000002"
GRAVE = {"link": "https://f.example/1", "title": "老板跑路了", "text": "gone"}
MILD = {"link": "https://f.example/2", "title": "Late", "text": "a late payment"}


@pytest.fixture
def watching(counter: Counter) -> Counter:
    """Support that watches for two keywords."""
    with counter.database.writing() as connection:
        counter.support.keywords.add(connection, "跑路", 3, CLERK)
        counter.support.keywords.add(connection, "late", 1, CLERK)
    return counter


def brought(counter: Counter, *entries: dict[str, str], source: str = "a forum") -> FeedImport:
    content = "\n".join(json.dumps(entry) for entry in entries).encode()
    with counter.database.writing() as connection:
        return counter.support.mentions.bring_in(connection, content, FeedForm.JSONL, source, CLERK)


def row(counter: Counter, number: int = 1) -> Row[Any]:
    with counter.database.reading() as connection:
        return counter.support.mentions.one(connection, number)


def done(counter: Counter, act: MentionAct, words: str = "seen to", number: int = 1) -> None:
    with counter.database.writing() as connection:
        counter.support.mentions.act(connection, number, act, words, CLERK)


def taken(counter: Counter, by: str = CLERK, number: int = 1) -> None:
    with counter.database.writing() as connection:
        counter.support.mentions.assign(connection, number, by, by)


def alerts(counter: Counter) -> list[dict[str, Any]]:
    return [each.content for each in counter.messages() if each.channel == "webhook"]


def test_what_a_keyword_is_in_becomes_a_mention(watching: Counter) -> None:
    feed = brought(watching, MILD, {"title": "All is well"}, GRAVE)
    assert (feed.entries, feed.mentions, feed.duplicates) == (3, (1, 2), 0)
    mild, grave = row(watching), row(watching, 2)
    assert (mild.grade, mild.keywords, mild.state) == (1, ["late"], MentionState.NEW)
    assert (grave.grade, grave.keywords, grave.source) == (3, ["跑路"], "a forum")
    # Working hours from nine o'clock on: 24 are three days of eight, 2 are two.
    assert mild.respond_by == TUESDAY + timedelta(days=2, hours=8)
    assert grave.respond_by == TUESDAY + timedelta(hours=2)
    with watching.database.reading() as connection:
        assert [each.id for each in watching.support.mentions.queue(connection, 9)] == [2, 1]


def test_the_operator_is_told_of_what_is_severe_and_of_nothing_else(watching: Counter) -> None:
    brought(watching, MILD)
    assert alerts(watching) == []
    brought(watching, GRAVE)
    (alert,) = alerts(watching)
    assert (alert["type"], alert["data"]) == ("mention.severe", {"mentions": [2]})


def test_the_same_link_or_text_counts_once(watching: Counter) -> None:
    same_link = {"link": "https://F.example/1/#top", "title": "跑路, again"}
    same_text = {"link": "https://other.example", "title": "老板跑路了 ", "text": "GONE"}
    feed = brought(watching, GRAVE, same_link)
    assert (feed.mentions, feed.duplicates) == ((1,), 1)
    again = brought(watching, GRAVE, same_text)
    assert (again.mentions, again.duplicates) == ((), 2)
    assert len(alerts(watching)) == 1


def test_a_feed_that_is_wrong_leaves_nothing(watching: Counter) -> None:
    with pytest.raises(InputError) as wrong:
        brought(watching, GRAVE, {"link": "https://f.example/3"})
    assert (wrong.value.code, wrong.value.sentence[:7]) == ("FEED:EMPTY", "line 2:")
    with watching.database.reading() as connection:
        assert watching.support.mentions.queue(connection, 9) == []
        assert connection.execute(select(feed_imports)).all() == []
    assert "feed.imported" not in watching.acts()


@pytest.mark.parametrize("source", ["", "  ", "x" * (SOURCE_MAX + 1), "a\x07"])
def test_a_source_has_a_name(watching: Counter, source: str) -> None:
    with pytest.raises(InputError) as wrong:
        brought(watching, GRAVE, source=source)
    assert wrong.value.code == "FEED:SOURCE"


def test_nothing_is_kept_without_a_keyword(counter: Counter) -> None:
    assert brought(counter, GRAVE, MILD).mentions == ()
    assert counter.acts()[-1] == "feed.imported"


def test_from_a_mention_to_its_end(watching: Counter) -> None:
    brought(watching, GRAVE | {"text": "x" * (EXCERPT_MAX + 1)})
    assert len(row(watching).excerpt) == EXCERPT_MAX
    taken(watching)
    taken(watching, COLLEAGUE)
    assert (row(watching).state, row(watching).assignee) == (MentionState.ASSIGNED, COLLEAGUE)
    done(watching, MentionAct.RESPOND, "a statement is on our pages")
    assert row(watching).responded_at == watching.support.desk.business_now
    done(watching, MentionAct.FOLLOW_UP)
    done(watching, MentionAct.FOLLOW_UP)
    done(watching, MentionAct.CLOSE, "nobody asks any more")
    with watching.database.reading() as connection:
        acts = watching.support.mentions.acts(connection, 1)
        assert watching.support.mentions.queue(connection, 9) == []
        assert [each.id for each in watching.support.mentions.closed(connection, 9)] == [1]
    assert [act.kind for act in acts] == [
        "assign", "assign", "respond", "follow_up", "follow_up", "close",
    ]  # fmt: skip
    assert watching.acts()[-2:] == ["mention.follow_up", "mention.close"]


def test_what_does_not_follow_is_refused(watching: Counter) -> None:
    brought(watching, GRAVE)
    for act in (MentionAct.RESPOND, MentionAct.FOLLOW_UP, MentionAct.CLOSE):
        with pytest.raises(SupportRefused) as refused:
            done(watching, act)
        assert refused.value.code == "MENTION:STATE"
    with pytest.raises(NoSupport) as none:
        taken(watching, number=7)
    assert none.value.code == "MENTION:NONE"
    taken(watching)
    for words in ("", " ", "x" * (MENTION_WORDS_MAX + 1)):
        with pytest.raises(InputError) as wrong:
            done(watching, MentionAct.RESPOND, words)
        assert wrong.value.code == "MENTION:WORDS"
    assert row(watching).state == MentionState.ASSIGNED


def test_notes_are_bounded(watching: Counter) -> None:
    brought(watching, GRAVE)
    for _ in range(ACTS_MAX):
        taken(watching)
    with pytest.raises(SupportRefused) as refused:
        taken(watching)
    assert refused.value.code == "MENTION:LONG"
