"""Surveys over HTTP, by the typed client: answered once by whom they ask, read as figures alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from node.api.builders import key_of
from node.api.test_aml import officer
from node.api.test_complaints import typed
from node.api.test_people import registered
from tallystick.api.records.surveys import SurveyOccasion
from tallystick.errors import NodeRefused
from tallystick_node.support import survey_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.api.builders import Api
    from tallystick.api import NodeClient

AT, DESK = "/v1/me/surveys", "/v1/staff/surveys"
CLIENT = "investor 0"


def invited(api: Api) -> int:
    """An invitation of the client; returns its number."""
    services = api.node.services
    person = services.kyc.wallets.owner(key_of(CLIENT).address)
    assert person is not None
    with services.database.writing() as connection:
        number = services.support.surveys.invite(
            connection, survey_rules.SurveyOccasion.TICKET, 7, person
        )
    assert number is not None
    return number


@pytest.fixture
def client(api: Api) -> Iterator[NodeClient]:
    """Somebody who is registered, on the day of the chain's blocks."""
    api.time.now = datetime.fromtimestamp(api.network.platform.now(), UTC)
    with typed(api, registered(api, CLIENT)) as node:
        yield node


def test_an_invitation_is_answered_once_and_counted(api: Api, client: NodeClient) -> None:
    names = [each.value for each in survey_rules.SurveyOccasion]
    assert [each.value for each in SurveyOccasion] == names
    assert client.surveys.list_own_surveys() == ()
    number = invited(api)
    (asked,) = client.surveys.list_own_surveys()
    assert (asked.survey, asked.occasion, asked.subject) == (number, SurveyOccasion.TICKET, 7)
    assert client.surveys.answer_survey(number, score=9, text="quick").answered_at is not None
    with pytest.raises(NodeRefused) as twice:
        client.surveys.answer_survey(number, score=1)
    assert twice.value.code == "SURVEY:ANSWERED"
    assert client.surveys.list_own_surveys() == ()
    api.time.now += timedelta(days=40)
    staff = officer(api, "servicer")
    (month,) = staff.staff_surveys.read_survey_figures()
    assert (month.complete, month.total.invited, month.total.answers) == (True, 1, None)
    assert staff.staff_surveys.list_survey_texts(month=month.month) == ()


@pytest.mark.usefixtures("client")
def test_who_has_no_role_reads_no_figures(api: Api) -> None:
    for path in (AT, f"{DESK}/figures", f"{DESK}/texts?month=2026-03"):
        assert api.client.get(path).status_code == 401
    for name in (CLIENT, "treasury"):
        headers = api.sign_in_twice(name)
        assert api.client.get(f"{DESK}/figures", headers=headers).status_code == 403
        assert api.client.get(f"{DESK}/texts?month=2026-03", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"score": 11}, {"score": -1}, {"score": "x"}, {"text": "x" * 501}, {"more": 1}]
)
def test_an_answer_is_bounded(api: Api, wrong: dict[str, object]) -> None:
    headers = registered(api, CLIENT)
    number = invited(api)
    at = f"{AT}/{number}/answer"
    assert api.client.post(at, json={"score": 5} | wrong, headers=headers).status_code == 422
    assert api.client.post(f"{AT}/99/answer", json={"score": 5}, headers=headers).status_code == 404
    assert [each["survey"] for each in api.client.get(AT, headers=headers).json()] == [number]
    staff = api.sign_in_twice("servicer")
    for month in ("2026-13", "2026-3", "march"):
        answer = api.client.get(f"{DESK}/texts?month={month}", headers=staff)
        assert answer.status_code == 422, month
