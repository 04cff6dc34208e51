"""A client is invited once after an occasion, not too often, answers once, and stays unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.kyc.builders import id_number
from node.support.builders import TUESDAY, Counter
from tallystick.errors import InputError
from tallystick_node.storage.tables import survey_invitations, vault_fields
from tallystick_node.support.refusals import NoSupport, SupportRefused
from tallystick_node.support.survey_rules import SurveyMonth, SurveyOccasion
from tallystick_node.support.surveys import SURVEY_TEXT_MAX, SurveyText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

WALLET = "0x3000000000000000000000000000000000000003"
TICKET = SurveyOccasion.TICKET


@pytest.fixture
def client(counter: Counter) -> str:
    """Somebody who is registered; that has taken no time."""
    person = counter.room.real()
    counter.time.now = TUESDAY
    return person


def invited(
    counter: Counter, person: str, subject: int = 7, occasion: SurveyOccasion = TICKET
) -> int | None:
    with counter.database.writing() as connection:
        return counter.support.surveys.invite(connection, occasion, subject, person)


def answered(
    counter: Counter, number: int | None, person: str, score: int = 9, text: str = ""
) -> Row[Any]:
    assert number is not None
    with counter.database.writing() as connection:
        return counter.support.surveys.answer(
            connection, number, score, text, person=person, by=WALLET
        )


def open_of(counter: Counter, person: str) -> list[int]:
    with counter.database.reading() as connection:
        return [row.id for row in counter.support.surveys.open_of(connection, person)]


def months(counter: Counter) -> list[SurveyMonth]:
    with counter.database.reading() as connection:
        return counter.support.surveys.months(connection)


def texts(counter: Counter, month: str = "2026-03") -> Sequence[SurveyText]:
    with counter.database.writing() as connection:
        return counter.support.surveys.texts(connection, month, WALLET)


def test_a_client_answers_once(counter: Counter, client: str) -> None:
    number = invited(counter, client)
    assert open_of(counter, client) == [number]
    row = answered(counter, number, client, 10, "  quick and kind ")
    assert (row.score, row.answered_at) == (10, counter.support.desk.business_now)
    with pytest.raises(SupportRefused) as twice:
        answered(counter, number, client, 0)
    assert twice.value.code == "SURVEY:ANSWERED"
    assert open_of(counter, client) == []
    with counter.database.reading() as connection:
        assert "quick and kind" not in repr(connection.execute(select(vault_fields)).all())
    (notice,) = [each for each in counter.messages() if each.key.startswith("survey:")]
    assert notice.recipient == f"person:{client}"
    assert counter.acts()[-2:] == ["survey.invited", "survey.answered"]


def test_an_occasion_invites_once_and_a_client_not_too_often(counter: Counter, client: str) -> None:
    assert invited(counter, client) is not None
    assert invited(counter, client, 8) is None
    counter.time.now = TUESDAY + timedelta(days=89)
    assert invited(counter, client, 8) is None
    counter.time.now = TUESDAY + timedelta(days=90)
    assert invited(counter, client) is None, "the same ticket"
    assert invited(counter, client, 7, SurveyOccasion.LOAN) is not None


def test_an_invitation_ends(counter: Counter, client: str) -> None:
    number = invited(counter, client)
    counter.time.now = TUESDAY + timedelta(days=14)
    assert open_of(counter, client) == []
    with pytest.raises(SupportRefused) as late:
        answered(counter, number, client)
    assert late.value.code == "SURVEY:OVER"


def test_nobody_answers_for_another(counter: Counter, client: str) -> None:
    number = invited(counter, client)
    other = counter.room.register("13800000002")
    for wrong, person in ((number, other), ((number or 0) + 1, client)):
        with pytest.raises(NoSupport) as refused:
            answered(counter, wrong, person)
        assert refused.value.code == "SURVEY:NONE"
    assert open_of(counter, other) == []


@pytest.mark.parametrize(
    ("score", "text", "code"),
    [(-1, "", "SURVEY:SCORE"), (11, "", "SURVEY:SCORE"),
     (5, "x" * (SURVEY_TEXT_MAX + 1), "SURVEY:TEXT")],
)  # fmt: skip
def test_answers_are_bounded(
    counter: Counter, client: str, score: int, text: str, code: str
) -> None:
    number = invited(counter, client)
    with pytest.raises(InputError) as refused:
        answered(counter, number, client, score, text)
    assert refused.value.code == code
    assert open_of(counter, client) == [number]


def test_figures_and_texts_of_five_and_of_no_fewer(counter: Counter) -> None:
    people = [counter.room.real(id_number(f"1{place}5")) for place in range(5)]
    numbers = [invited(counter, person, place) for place, person in enumerate(people)]
    for number, person in zip(numbers[:4], people[:4], strict=True):
        answered(counter, number, person, 9, f"text {number}")
    counter.time.now = TUESDAY + timedelta(days=7)
    answered(counter, numbers[4], people[4], 3)
    assert (months(counter)[0].complete, texts(counter)) == (False, []), "the month still runs"
    counter.time.now = TUESDAY + timedelta(days=30)
    (month,) = months(counter)
    assert (month.complete, month.total.net_promoter_score) == (True, 60)
    assert {each.text for each in texts(counter)} == {f"text {number}" for number in numbers[:4]}
    assert texts(counter, "2026-02") == []
    assert counter.acts()[-1] == "survey.read"


def test_four_answers_are_shown_to_nobody(counter: Counter) -> None:
    people = [counter.room.real(id_number(f"1{place}5")) for place in range(5)]
    numbers = [invited(counter, person, place) for place, person in enumerate(people)]
    for number, person in zip(numbers[:4], people[:4], strict=True):
        answered(counter, number, person, 0, "bad")
    counter.time.now = TUESDAY + timedelta(days=30)
    (month,) = months(counter)
    assert (month.complete, month.total.answers, month.total.invited) == (True, None, 5)
    assert texts(counter) == []


def test_a_text_goes_with_its_person_and_a_figure_stands(counter: Counter) -> None:
    people = [counter.room.real(id_number(f"1{place}5")) for place in range(5)]
    for place, person in enumerate(people):
        answered(counter, invited(counter, person, place), person, 9, f"text {place}")
    counter.time.now = TUESDAY + timedelta(days=30)
    counter.room.people.erasure.erase(people[0])
    assert {each.text for each in texts(counter)} == {f"text {place}" for place in range(1, 5)}
    assert months(counter)[0].total.answers == 5
    assert invited(counter, people[0], 99) is None, "who was erased is not asked"
    with counter.database.reading() as connection:
        assert len(connection.execute(select(survey_invitations)).all()) == 5
