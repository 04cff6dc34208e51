"""How the service stands on its page, and outages on the page of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read
from tallystick_node.bootstrap.support import readiness_of

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DESK = "/status", "/staff/outages"
TYPED = {"act": "open", "of_withdrawals": "yes", "minutes_ago": "90", "words": "the bank is closed"}


def test_everybody_reads_what_staff_have_written(site: Api) -> None:
    empty = read(site.client.get(HERE).text).text
    assert "has not looked at itself yet" in empty
    readiness_of(site.node)()
    enter_as_staff(site, "servicer")
    assert send(site, DESK, **TYPED).status_code == 303
    assert send(site, DESK, act="notice", number="1", words="they look into it").status_code == 303
    site.client.cookies.clear()
    page = read(site.client.get(HERE).text).text
    for shown in ("1: payments out", "1 h 30 min", "they look into it", "out of order"):
        assert shown in page
    assert 'href="/status"' in site.client.get("/").text
    enter_as_staff(site, "servicer")
    assert send(site, DESK, act="end", number="1", words="a certificate").status_code == 303
    assert "Cause: a certificate" in read(site.client.get(HERE).text).text
    assert "我们的服务" in site.client.get(f"{HERE}?lang=zh-CN").text


def test_a_bad_form_comes_back_with_what_was_typed(site: Api) -> None:
    enter_as_staff(site, "servicer")
    refused = send(site, DESK, **TYPED | {"minutes_ago": "99999"})
    assert (refused.status_code, "the bank is closed" in refused.text) == (422, True)
    assert send(site, DESK, act="end", number="7", words="what").status_code == 404
    assert send(site, DESK, act="dance").status_code == 422
    assert "No outage is open" in read(site.client.get(DESK).text).text


def test_a_client_and_other_staff_open_nothing(site: Api) -> None:
    enter(site, "investor 0")
    assert send(site, DESK, **TYPED).status_code == 403
    assert site.client.get(DESK).status_code == 403
    enter_as_staff(site, "treasury")
    assert send(site, DESK, **TYPED).status_code == 403
    assert "works" in read(site.client.get(HERE).text).text
