"""Tickets on pages: asked by a client, answered by staff, turned into a complaint."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from node.api.test_people import registered
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DESK = "/me/tickets", "/staff/tickets"
TYPED = {"key": "ab" * 16, "topic": "lending", "words": "where is my note?"}


@pytest.fixture
def asked(site: Api) -> None:
    """A question of somebody who is registered and signed in."""
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    registered(site, "investor 0")
    enter(site, "investor 0")
    assert send(site, HERE, **TYPED).status_code == 303


@pytest.mark.usefixtures("asked")
def test_a_question_is_asked_once_and_answered(site: Api) -> None:
    assert send(site, HERE, **TYPED).status_code == 303
    assert site.client.get(HERE).text.count(f'href="{HERE}/') == 1
    enter_as_staff(site, "servicer")
    assert "waits for an answer" in read(site.client.get(DESK).text).text
    assert send(site, f"{DESK}/1", act="resolve", words="on your page").status_code == 303
    assert "No question waits" in read(site.client.get(DESK).text).text
    assert send(site, f"{DESK}/1", act="answer", words="again").status_code == 409
    enter(site, "investor 0")
    assert "on your page" in read(site.client.get(f"{HERE}/1").text).text
    assert send(site, f"{HERE}/1", words="more").status_code == 409
    assert "我的问题" in site.client.get(f"{HERE}?lang=zh-CN").text


@pytest.mark.usefixtures("asked")
def test_a_question_goes_on_as_a_complaint(site: Api) -> None:
    enter_as_staff(site, "compliance")
    typed = {"act": "complaint", "product": "loan", "issue": "terms.fee", "wanted": "the fee"}
    refused = send(site, f"{DESK}/1", **typed | {"issue": "terms.moon"})
    assert (refused.status_code, "the fee" in refused.text) == (422, True)
    assert send(site, f"{DESK}/1", **typed).status_code == 303
    assert 'href="/staff/complaints/1"' in site.client.get(f"{DESK}/1").text


def test_a_bad_form_comes_back_with_what_was_typed(site: Api) -> None:
    registered(site, "investor 0")
    enter(site, "investor 0")
    refused = send(site, HERE, **TYPED | {"topic": "weather"})
    assert (refused.status_code, "where is my note?" in refused.text) == (422, True)
    assert send(site, HERE, **TYPED | {"key": ""}).status_code == 422
    assert "You have asked nothing yet" in read(site.client.get(HERE).text).text
    assert site.client.get(DESK).status_code == 403
