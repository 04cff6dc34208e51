"""Surveys on pages: answered by a client, read as figures by staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from node.api.test_people import registered
from node.api.test_surveys import CLIENT, invited
from node.kyc.builders import Room, id_number
from node.web.forms import enter, enter_as_staff, send
from node.web.reading import read
from tallystick_node.support.survey_rules import SurveyOccasion

if TYPE_CHECKING:
    from node.api.builders import Api

HERE, DESK = "/me/surveys", "/staff/surveys"


def test_a_client_answers_once(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    registered(site, CLIENT)
    number = invited(site)
    enter(site, CLIENT)
    assert "After your question" in read(site.client.get(HERE).text).text
    refused = send(site, f"{HERE}/{number}", score="11", text="too kind")
    assert (refused.status_code, "too kind" in refused.text) == (422, True)
    assert send(site, f"{HERE}/{number}", score="", text="").status_code == 422
    assert send(site, f"{HERE}/{number}", score="9", text="kind").status_code == 303
    assert send(site, f"{HERE}/{number}", score="9", text="kind").status_code == 409
    assert "We ask you nothing" in read(site.client.get(HERE).text).text
    assert "Tell us how we have done" in read(site.client.get("/account/notices").text).text
    assert "满意度调查问卷" in site.client.get(f"{HERE}?lang=zh-CN").text
    assert site.client.get(DESK).status_code == 403


def test_staff_read_figures_of_five_and_texts_without_names(site: Api) -> None:
    site.time.now = datetime.fromtimestamp(site.network.platform.now(), UTC)
    enter_as_staff(site, "compliance")
    assert "Nobody was asked yet" in read(site.client.get(DESK).text).text
    support, room = site.node.services.support, Room(site.node.services.kyc, site.time)
    month = f"{site.node.services.business.today():%Y-%m}"
    for place in range(5):
        person = room.real(id_number(f"1{place}5"))
        with site.node.services.database.writing() as connection:
            number = support.surveys.invite(connection, SurveyOccasion.LOAN, place, person)
            assert number is not None
            support.surveys.answer(connection, number, 9, f"text {place}", person=person, by="x")
        if place == 3:
            assert "text" not in site.client.get(f"{DESK}/{month}").text.partition("<main")[2]
    assert "clients can still answer" in read(site.client.get(DESK).text).text
    site.time.now += timedelta(days=40)
    enter_as_staff(site, "compliance")
    assert "100" in read(site.client.get(DESK).text).text
    texts = site.client.get(f"{DESK}/{month}").text
    assert all(f"text {place}" in texts for place in range(5))
    assert site.client.get(f"{DESK}/2026-13").status_code == 422
