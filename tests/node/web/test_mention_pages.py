"""Mentions on pages of staff: keywords, a feed as a file, and work on what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import URL
from node.web.forms import enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

DESK = "/staff/mentions"


def fed(site: Api, content: bytes, **fields: str) -> Any:
    form = {"source": "a forum", "form": "csv"} | fields
    return site.client.post(
        f"{DESK}/feeds", data=form, files={"file": ("feed", content)}, headers={"origin": URL}
    )


@pytest.fixture
def watching(site: Api) -> Api:
    """Staff who watch for a keyword."""
    enter_as_staff(site, "servicer")
    assert "No keyword is watched for" in read(site.client.get(DESK).text).text
    assert send(site, DESK, act="add", phrase="跑路", grade="3").status_code == 303
    return site


def test_from_a_feed_to_a_closed_mention(watching: Api) -> None:
    answer = fed(watching, "title,link\n平台跑路,https://f.example/1\nwell,\n".encode())
    assert (answer.status_code, "1 new mentions" in read(answer.text).text) == (200, True)
    assert (
        "0 new mentions, 1 known already"
        in read(fed(watching, "title\n平台跑路".encode()).text).text
    )
    page = watching.client.get(f"{DESK}/1").text
    assert 'href="https://f.example/1"' in page
    assert send(watching, f"{DESK}/1", act="close", words="too soon").status_code == 409
    assert send(watching, f"{DESK}/1", act="take").status_code == 303
    for act in ("respond", "follow_up", "close"):
        assert send(watching, f"{DESK}/1", act=act, words=f"did {act}").status_code == 303, act
    page = read(watching.client.get(f"{DESK}/1").text).text
    assert all(f"did {act}" in page for act in ("respond", "follow_up", "close"))
    assert "No mention waits" in read(watching.client.get(DESK).text).text
    assert "舆情" in watching.client.get(f"{DESK}?lang=zh-CN").text


def test_a_wrong_form_comes_back_with_what_was_typed(watching: Api) -> None:
    refused = fed(watching, b"title\n", form="pdf", source="my forum")
    assert (refused.status_code, "my forum" in refused.text) == (422, True)
    assert "line 2" in read(fed(watching, b"title,text\na").text).text
    assert fed(watching, b"title\na", source="").status_code == 422
    twice = send(watching, DESK, act="add", phrase="跑路", grade="1")
    assert (twice.status_code, "跑路" in twice.text) == (409, True)
    assert send(watching, DESK, act="add", phrase="x", grade="4").status_code == 422
    assert send(watching, f"{DESK}/9", act="take").status_code == 404
    assert send(watching, DESK, act="retire", number="1").status_code == 303
    assert "No keyword is watched for" in read(watching.client.get(DESK).text).text


def test_markup_of_others_is_shown_as_text(watching: Api) -> None:
    fed(watching, 'title,text\n<b>跑路</b>,"&lt;script&gt;alert(1)&lt;/script&gt;"\n'.encode())
    page = watching.client.get(f"{DESK}/1").text
    assert "<script>alert" not in page
    assert "<b>跑路" not in page


def test_other_staff_see_none_of_it(site: Api) -> None:
    enter_as_staff(site, "treasury")
    assert site.client.get(DESK).status_code == 403
    assert fed(site, b"title\na").status_code == 403
