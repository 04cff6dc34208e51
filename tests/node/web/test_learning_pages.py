"""Lessons and exams on pages, without a script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from node.api.test_learning import CLIENT
from node.api.test_people import registered
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read
from tallystick_node.learning.exam_rules import LETTERS, ExamKind

if TYPE_CHECKING:
    from node.api.builders import Api

ENTRY, EXAM, DESK = "/me/entry-test", "/staff/learning/exam", "/staff/learning"


def form(site: Api, holder: str, kind: ExamKind) -> dict[str, str]:
    """What is chosen by who knows everything."""
    book, database = site.node.services.learning.exams, site.node.services.database
    with database.reading() as connection:
        running = book.standing(connection, kind, holder).running
    assert running is not None
    return {
        f"q{number}": LETTERS[drawn.order.index(0)] for number, drawn in enumerate(running.drawn, 1)
    }


def test_lessons_are_for_everybody_in_both_languages(site: Api) -> None:
    page = site.client.get("/learn")
    assert page.status_code == 200
    assert "<h1>" in page.text
    links = [link for link in read(page.text).links if link.startswith("/learn/")]
    assert len(links) == 7
    for link in links:
        assert site.client.get(link).status_code == 200
        chinese = site.client.get(f"{link}?lang=zh-CN").text
        assert 'lang="zh-CN"' in chinese
        assert "全部课程" in chinese
    assert site.client.get("/learn/nothing").status_code == 404
    assert "/sign-in" in read(page.text).links


def test_a_client_takes_the_test_with_forms_alone(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    registered(site, CLIENT)
    address = enter(site, CLIENT)
    person = site.node.services.kyc.wallets.owner(address)
    assert person is not None
    assert send(site, ENTRY, act="end").status_code == 409
    assert send(site, ENTRY, act="begin").status_code == 303
    assert send(site, ENTRY, act="nothing").status_code == 422
    answers = form(site, person, ExamKind.ENTRY)
    assert send(site, ENTRY, act="keep", **answers).status_code == 303
    assert site.client.get(ENTRY).text.count("checked") == 10
    assert send(site, ENTRY, act="end", **(answers | {"q1": "z"})).status_code == 422
    assert send(site, ENTRY, act="end", **answers).status_code == 303
    assert "You have passed" in read(site.client.get(ENTRY).text).text
    assert "您已合格" in site.client.get(f"{ENTRY}?lang=zh-CN").text


def test_staff_take_their_exam_and_late_is_late(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    address = enter_as_staff(site, "servicer")
    assert send(site, EXAM, act="begin").status_code == 303
    answers = form(site, address, ExamKind.STAFF)
    assert send(site, EXAM, act="keep", **answers).status_code == 303
    site.time.now += timedelta(minutes=90)
    enter_as_staff(site, "servicer")
    late = send(site, EXAM, act="end", **answers)
    assert (late.status_code, "EXAM:LATE" in late.text) == (409, True)
    assert "You have passed" in read(late.text).text
    assert site.client.get(f"{DESK}/lessons/credit-files").status_code == 200
    assert site.client.get(f"{DESK}/exams/staff/items").status_code == 403
    enter_as_staff(site, "compliance")
    assert address in site.client.get(DESK).text
    assert 1_000_000 in read(site.client.get(f"{DESK}/exams/staff/items").text).figures


def test_clients_see_nothing_of_staff(site: Api) -> None:
    registered(site, CLIENT)
    enter(site, CLIENT)
    for path in (DESK, EXAM, f"{DESK}/lessons/credit-files", f"{DESK}/exams/entry/items"):
        assert site.client.get(path).status_code == 403
    assert site.client.get("/learn/credit-files").status_code == 404
