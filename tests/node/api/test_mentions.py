"""Mentions over HTTP, by the typed client: a feed is brought in, and what it has is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.api.test_aml import officer
from tallystick.api.records.staff_mentions import FeedForm, MentionAct, MentionState
from tallystick.errors import NodeRefused
from tallystick_node.support import feed_files, mention_rules

if TYPE_CHECKING:
    from node.api.builders import Api
    from tallystick.api import NodeClient

DESK = "/v1/staff/mentions"
RSS = (
    "<rss><channel><item><title>Tallystick is a scam</title><link>https://f.example/1</link></item>"
    "<item><title>平台跑路</title></item><item><title>All is well</title></item></channel></rss>"
).encode()


@pytest.fixture
def staff(api: Api) -> NodeClient:
    """A servicer, who watches for two keywords."""
    node = officer(api, "servicer")
    node.staff_mentions.add_keyword(phrase="scam", grade=2)
    node.staff_mentions.add_keyword(phrase="跑路", grade=3)
    return node


def test_a_feed_is_brought_in_and_worked_on(staff: NodeClient) -> None:
    for listed, own in (
        (FeedForm, feed_files.FeedForm), (MentionState, mention_rules.MentionState),
        (MentionAct, mention_rules.MentionAct),
    ):  # fmt: skip
        assert [each.value for each in listed] == [each.value for each in own]
    desk = staff.staff_mentions
    feed = desk.import_feed(RSS, source="a forum", form=FeedForm.XML)
    assert (feed.entries, feed.mentions, feed.duplicates) == (3, (1, 2), 0)
    assert desk.import_feed(RSS, source="a forum", form=FeedForm.XML).duplicates == 2
    assert [each.mention for each in desk.list_mentions()] == [2, 1]
    assert desk.take_mention(2).state is MentionState.ASSIGNED
    assert desk.respond_to_mention(2, words="a statement").responded_at is not None
    assert desk.follow_mention_up(2, words="asked again").state is MentionState.FOLLOWED_UP
    assert desk.close_mention(2, words="quiet now").closed_at is not None
    assert [each.mention for each in desk.list_mentions(closed=True)] == [2]
    case = desk.read_mention(2)
    assert [act.kind.value for act in case.acts] == ["assign", "respond", "follow_up", "close"]
    with pytest.raises(NodeRefused) as closed:
        desk.take_mention(2)
    assert closed.value.code == "MENTION:STATE"
    first, _ = desk.list_keywords()
    desk.retire_keyword(first.keyword)
    assert [each.phrase for each in desk.list_keywords()] == ["scam"]


def test_a_wrong_feed_is_refused_with_its_line(staff: NodeClient) -> None:
    with pytest.raises(NodeRefused) as wrong:
        staff.staff_mentions.import_feed(b"<rss>\n<item>", source="a forum", form=FeedForm.XML)
    assert (wrong.value.code, "line 2" in wrong.value.sentence) == ("FEED:FORM", True)
    assert staff.staff_mentions.list_mentions() == ()


def test_who_has_no_role_watches_nothing(api: Api) -> None:
    assert api.client.get(DESK).status_code == 401
    for name in ("investor 0", "treasury"):
        headers = api.sign_in_twice(name)
        assert api.client.get(DESK, headers=headers).status_code == 403
        at = f"{DESK}?source=x&form=csv"
        assert api.client.post(at, content=b"title\na", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("keywords", {"phrase": "", "grade": 1}), ("keywords", {"phrase": "a", "grade": 4}),
        ("keywords", {"phrase": "a", "grade": 1, "more": 1}), ("1/response", {"words": " "}),
        ("1/closing", {"words": "x" * 2_001}), ("?source=x&form=pdf", {}),
        ("?form=csv", {}),
    ],
)  # fmt: skip
def test_what_is_sent_is_bounded(api: Api, path: str, body: dict[str, object]) -> None:
    headers = api.sign_in_twice("servicer")
    at = DESK + path if path.startswith("?") else f"{DESK}/{path}"
    assert api.client.post(at, json=body, headers=headers).status_code == 422


def test_a_long_feed_is_refused(api: Api) -> None:
    headers = api.sign_in_twice("servicer")
    content = b" " * (feed_files.FEED_BYTES_MAX + 1)
    at = f"{DESK}?source=x&form=csv"
    answer = api.client.post(at, content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "API:SIZE")


def test_what_is_no_mention_is_none_to_read(api: Api) -> None:
    """The path of feeds was once taken for the number of a mention."""
    headers = api.sign_in_twice("servicer")
    answer = api.client.options(DESK, headers=headers)
    assert answer.headers["allow"].split(", ") == ["GET", "POST"]
    assert api.client.get(f"{DESK}/feeds", headers=headers).status_code == 422
