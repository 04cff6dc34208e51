"""What the applicant hears: of papers before anything is decided, of a refusal its true reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select, update

from node.kyc.builders import PDF
from node.underwriting.builders import OTHER, STAFF, Desk
from node.underwriting.cases import POLICY, RULES, a_case
from node.underwriting.test_queue import claim, decide
from tallystick_node.credit.score_reasons import ScoreReason
from tallystick_node.storage.tables import applications, documents, findings, jobs
from tallystick_node.underwriting.adverse_action import heard
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override, ReviewReason, told
from tallystick_node.underwriting.stages import examine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallystick_node.underwriting.case import ApplicationCase

GREY = (RULES.default_approve_ppm + RULES.default_refuse_ppm) / 2 / 10**6
SHORT = ScoreReason("21", "Length of employment", "emp_length_years", "0", 9)


def wallet(desk: Desk) -> str:
    return desk.network.session.actors.borrowers[0].address


def take_away(desk: Desk, kinds: Iterable[str]) -> None:
    with desk.database.writing() as connection:
        connection.execute(delete(documents).where(documents.c.kind.in_(list(kinds))))


def counts(desk: Desk) -> list[int]:
    with desk.database.reading() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (applications, jobs)
        ]


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        (["proof_of_income"], "hand in proof_of_income first"),
        (["identity_card"], "hand in identity_card first"),
        (RULES.documents, "hand in identity_card and proof_of_income first"),
    ],
)
def test_an_application_without_its_papers_names_them_and_is_not_kept(
    desk: Desk, gone: list[str], sentence: str
) -> None:
    person = desk.borrower("borrower 0")
    take_away(desk, gone)
    before = counts(desk)
    with pytest.raises(ApplicationRefused, match=f"^APPLICATION:DOCUMENTS: {sentence}") as refused:
        desk.apply(person, wallet(desk), device="device-1")
    assert "/v1/me/documents" in refused.value.sentence
    assert counts(desk) == before
    for kind in gone:
        desk.room.people.documents.upload(person, kind, PDF + b"again" + kind.encode() + b"%%EOF")
    assert desk.state(desk.apply(person, wallet(desk))) is ApplicationState.SUBMITTED


def test_papers_that_went_after_the_application_are_named_in_the_refusal(desk: Desk) -> None:
    number = desk.apply(desk.borrower("borrower 0"), wallet(desk))
    take_away(desk, ["proof_of_income"])
    assert desk.examine(number) is ApplicationState.REFUSED
    assert desk.told()[-1]["reasons"] == ["Application incomplete: proof_of_income missing"]


def test_a_grey_score_that_staff_refuse_is_told_with_the_card_s_reasons(desk: Desk) -> None:
    number = desk.apply(
        desk.borrower("borrower 0"), wallet(desk), description="A casino weekend that I wished for."
    )
    desk.examine(number)
    grey = examine(graded(), RULES, POLICY)
    with desk.database.writing() as connection:
        place = findings.c.application == number
        for number_of_stage, finding in enumerate(grey, start=1):
            connection.execute(
                update(findings)
                .where(place, findings.c.number == number_of_stage)
                .values(reasons=list(finding.reasons), facts=dict(finding.facts))
            )
        connection.execute(update(applications).values(reasons=list(grey[-1].reasons)))
    for staff in (STAFF, OTHER):
        claim(desk, number, staff)
        decide(desk, number, staff, ReviewVerdict.REFUSE, Override.TOO_RISKY)
    assert desk.told()[-1]["reasons"] == [
        "The risk is beyond what we lend on", "Length of employment",
    ]  # fmt: skip


def graded() -> ApplicationCase:
    case = a_case(chance=GREY)
    return replace(case, judgement=replace(case.judgement, reasons=(SHORT,)))


def test_a_score_is_told_by_the_card_s_reasons_whoever_refused() -> None:
    facts = [finding.facts for finding in examine(graded(), RULES, POLICY)]
    assert heard([ReviewReason.SCORE_GREY], facts) == ("Length of employment",)
    assert heard([ReviewReason.SCORE_GREY], facts[:2]) == ("The risk is beyond what we lend on",)


@pytest.mark.parametrize("why", list(Override))
def test_staff_s_reason_is_told_in_plain_words_where_it_explains_a_refusal(why: Override) -> None:
    words = {
        Override.NOT_VERIFIED: ("We could not verify what was given",),
        Override.SUSPICION: ("We could not verify what was given",),
        Override.TOO_RISKY: ("The risk is beyond what we lend on",),
        Override.PURPOSE: ("The purpose is one that we do not finance",),
    }
    assert told((), (), (), [why]) == words.get(why, ("The risk is beyond what we lend on",))
    assert not any("suspic" in sentence.lower() for sentence in told((), (), (), [why]))


def test_beside_a_suspicion_no_rule_of_fraud_is_named() -> None:
    reasons = [ReviewReason.VELOCITY, ReviewReason.PROJECT_SIMILAR]
    heard_of = told(reasons, (), (), [Override.SUSPICION])
    assert heard_of == ("We could not verify what was given",)
    assert len(told(reasons, (), (), [Override.NOT_VERIFIED])) == 3
