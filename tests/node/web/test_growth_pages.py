"""Rewards on pages: off where the law forbids them; where it does not, asked for with a form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from node.api.test_growth import CLIENT, allow
from node.api.test_people import registered
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DESK = "/me/rewards", "/staff/growth"


def test_a_client_reads_that_there_are_none_and_asks_where_there_are(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    registered(site, CLIENT)
    enter(site, CLIENT)
    assert "gives no rewards" in read(site.client.get(HERE).text).text
    assert send(site, HERE, kind="registration").status_code == 409
    allow(site)
    assert "/join?invitation=" in site.client.get(HERE).text
    assert send(site, HERE, kind="nothing").status_code == 422
    asked = send(site, HERE, kind="registration")
    assert asked.status_code == 303
    assert "device=" in asked.headers["set-cookie"]
    assert "waits" in read(site.client.get(HERE).text).text
    assert "等待" in site.client.get(f"{HERE}?lang=zh-CN").text
    assert send(site, HERE, kind="registration").status_code == 409
    assert site.client.get(DESK).status_code == 403


def test_a_link_is_remembered_by_the_browser_alone(site: Api) -> None:
    answer = site.client.get("/join?utm_source=mail&channel=BANK01", follow_redirects=False)
    assert answer.status_code == 303
    assert "source=mail" in answer.headers["set-cookie"]
    plain = site.client.get("/join", follow_redirects=False)
    assert "set-cookie" not in plain.headers
    assert site.client.get("/join?utm_source=%3Cb%3E").status_code == 422


def test_staff_open_channels_and_read_figures(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    enter_as_staff(site, "compliance")
    assert "Nobody has registered yet" in read(site.client.get(DESK).text).text
    opened = {"act": "channel", "code": "BANK01", "kind": "partner", "name": "A bank"}
    assert send(site, DESK, **opened).status_code == 303
    assert send(site, DESK, **opened).status_code == 409
    assert "BANK01" in site.client.get(DESK).text
    coupon = {"act": "coupon", "code": "SPRING", "amount": "5", "uses_max": "3"}
    assert send(site, DESK, **coupon, until="2099-01-01").status_code == 303
    assert send(site, DESK, **coupon, until="2000-01-01").status_code == 422
    assert send(site, DESK, act="pay", reward="9", tx_hash="0x" + "11" * 32).status_code == 404
    assert send(site, DESK, act="experiment", code="WORDS", goal="lent").status_code == 303
    assert "渠道" in site.client.get(f"{DESK}?lang=zh-CN").text
