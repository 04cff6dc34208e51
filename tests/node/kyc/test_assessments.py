"""Answers become a class that is signed, dated, bounded by worth, and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import account, answers, signed
from tallystick.errors import InputError
from tallystick_node.kyc.assessment_rules import WARNING, AssessmentResult, questionnaire
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import assessments

if TYPE_CHECKING:
    from node.kyc.builders import Room

WORTH_MIN = {1: 0, 2: 0, 3: 1_000, 4: 5_000, 5: 10_000}


def judged(**changed: str) -> AssessmentResult:
    asked = questionnaire()
    return asked.judge(asked.read(answers(best=True, **changed)), WORTH_MIN)


def test_points_and_worth_together_make_the_class() -> None:
    assert judged(income="9000", liquid="2000", commitments="1000").risk_class == 5
    assert judged(income="9000", liquid="1999", commitments="1000").risk_class == 4
    assert judged(income="0", liquid="999", commitments="0").risk_class == 2
    timid = {
        question["id"]: "a"
        for question in questionnaire().document["questions"]
        if question["kind"] == "risk"
    }
    assert judged(**timid).risk_class == 1


def test_the_loss_to_be_borne_is_a_tenth_of_net_worth_rounded_down() -> None:
    assessment = judged(income="1000", liquid="509", commitments="200")
    assert (assessment.worth, assessment.loss) == (1_309, 130)
    poor = judged(income="10", liquid="0", commitments="500")
    assert (poor.worth, poor.loss) == (-490, 0)


def test_one_wrong_answer_about_risk_is_forgiven_and_two_are_not() -> None:
    knowledge = [
        question
        for question in questionnaire().document["questions"]
        if question["kind"] == "knowledge"
    ]
    wrong = {
        question["id"]: next(o["id"] for o in question["options"] if o["id"] != question["right"])
        for question in knowledge
    }
    names = list(wrong)
    assert judged(**{names[0]: wrong[names[0]]}).passed
    failed = judged(**{name: wrong[name] for name in names[:2]})
    assert (failed.passed, failed.risk_class) == (False, 1)


@pytest.mark.parametrize(
    "changed", [{"all_lost": "z"}, {"income": "-1"}, {"income": "1.5"}, {"strange": "a"}]
)
def test_answers_that_are_not_whole_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(InputError, match="ANSWERS:FORM"):
        questionnaire().read(answers(best=True, **changed))


def test_the_questions_are_shown_without_their_answers() -> None:
    shown = repr(questionnaire().shown)
    assert "'right'" not in shown
    assert "'points'" not in shown
    assert len(questionnaire().shown["questions"]) == 12


def test_answers_count_once_their_client_has_signed_them(room: Room) -> None:
    person = room.real()
    wallet = room.bind(person, "investor 0")
    answer = room.people.assessments.answer(person, answers())
    assert (answer.risk_class, answer.signed, answer.warning) == (5, False, None)
    with room.people.context.database.reading() as connection:
        assert room.people.assessments.current(connection, person) is None
    text = room.people.assessments.text(person, answer.number, wallet)
    assert answer.answers_hash in text
    with pytest.raises(PersonRefused, match="ANSWERS:SIGNER"):
        room.people.assessments.sign(
            person, answer.number, wallet, signed(account("investor 1"), text)
        )
    with pytest.raises(InputError, match="SIGNATURE:FORM"):
        room.people.assessments.sign(person, answer.number, wallet, "0x")
    with pytest.raises(PersonRefused, match="ANSWERS:SIGNER"):
        room.people.assessments.sign(person, answer.number, wallet, "0x1234")
    room.people.assessments.sign(person, answer.number, wallet, signed(account("investor 0"), text))
    with room.people.context.database.reading() as connection:
        current = room.people.assessments.current(connection, person)
        row = connection.execute(select(assessments)).one()
    assert current is not None
    assert current.signed
    assert (current.worth, current.loss) == (1_000_000_000_000, 100_000_000_000)
    assert (row.wallet, row.signed_at) == (wallet, room.time.now)


def test_a_wallet_that_is_not_bound_signs_nothing(room: Room) -> None:
    person = room.real()
    answer = room.people.assessments.answer(person, answers())
    with pytest.raises(PersonRefused, match="WALLET:FOREIGN"):
        room.people.assessments.text(person, answer.number, account("investor 2").address)


def test_who_fails_is_warned_in_these_words_until_they_repeat_them(room: Room) -> None:
    person = room.real()
    room.bind(person, "investor 0")
    number = room.suit(person, "investor 0", best=False)
    with room.people.context.database.reading() as connection:
        assessment = room.people.assessments.current(connection, person)
    assert assessment is not None
    assert assessment.warning == (
        "An investment in a crowdfunding project includes the risk of losing the entirety of the"
        " money invested"
    )
    with pytest.raises(PersonRefused, match="WARNING:WORDS"):
        room.people.assessments.acknowledge(person, number, "yes, yes")
    room.people.assessments.acknowledge(person, number, WARNING + ".")
    with room.people.context.database.reading() as connection:
        assessment = room.people.assessments.current(connection, person)
    assert assessment is not None
    assert assessment.warning is None


def test_a_failed_test_is_taken_again_after_a_day_and_a_passed_one_at_once(room: Room) -> None:
    person, other = room.register(), room.register()
    room.people.assessments.answer(person, answers(best=False))
    room.time.pass_by(seconds=86_399)
    with pytest.raises(PersonRefused, match="ANSWERS:WAIT.*24 hours"):
        room.people.assessments.answer(person, answers())
    room.time.pass_by(seconds=1)
    assert room.people.assessments.answer(person, answers()).passed
    room.people.assessments.answer(other, answers())
    room.people.assessments.answer(other, answers())


def test_neither_answers_nor_amounts_stand_in_clear(room: Room) -> None:
    person = room.register()
    room.people.assessments.answer(person, answers(income="777123777"))
    with room.people.context.database.reading() as connection:
        row = connection.execute(select(assessments)).one()
    assert "777123777" not in repr(row)
