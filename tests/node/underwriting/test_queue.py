"""The review queue: leases, four eyes, closed reasons, the whole history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.underwriting.builders import OTHER, STAFF, Desk
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import FAVOURABLE, Override

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

THIRD = "0x3000000000000000000000000000000000000003"


@pytest.fixture
def referred(desk: Desk) -> str:
    """An application that the stages doubt."""
    person = desk.borrower("borrower 0")
    number = desk.apply(
        person, desk.network.session.actors.borrowers[0].address,
        description="For a casino weekend that I have long wished for.",
    )  # fmt: skip
    assert desk.examine(number) is ApplicationState.REFERRED
    return number


def claim(desk: Desk, number: str, staff: str) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.queue.claim(connection, number, staff)


def decide(
    desk: Desk, number: str, staff: str, verdict: ReviewVerdict = ReviewVerdict.APPROVE,
    reason: Override = Override.VERIFIED_BY_CALL,
) -> ApplicationState:  # fmt: skip
    with desk.database.writing() as connection:
        return desk.underwriting.queue.decide(connection, number, staff, verdict, reason)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(ApplicationRefused, match=f"^{code}:"):
        act()


def acts(desk: Desk, number: str) -> list[str]:
    with desk.database.reading() as connection:
        return [row.act for row in desk.underwriting.queue.history(connection, number)]


def waiting(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        return [row.application for row in desk.underwriting.queue.waiting(connection)]


def test_two_of_staff_approve_and_everything_is_kept(desk: Desk, referred: str) -> None:
    assert waiting(desk) == [referred]
    claim(desk, referred, STAFF)
    assert decide(desk, referred, STAFF) is ApplicationState.REFERRED
    claim(desk, referred, OTHER)
    assert decide(desk, referred, OTHER) is ApplicationState.APPROVED
    assert desk.state(referred) is ApplicationState.APPROVED
    assert waiting(desk) == []
    assert acts(desk, referred) == [
        "opened", "claimed", "propose approve", "claimed", "confirmed",
    ]  # fmt: skip
    assert desk.row(referred).decided_by == OTHER
    assert desk.told()[-1]["kind"] == "application.approved"


def test_two_of_staff_refuse_with_what_the_applicant_may_hear(desk: Desk, referred: str) -> None:
    for staff in (STAFF, OTHER):
        claim(desk, referred, staff)
        decide(desk, referred, staff, ReviewVerdict.REFUSE, Override.PURPOSE)
    assert desk.state(referred) is ApplicationState.REFUSED
    assert desk.told()[-1]["reasons"] == ["The purpose is one that we do not finance"]


def test_nobody_confirms_themselves(desk: Desk, referred: str) -> None:
    claim(desk, referred, STAFF)
    decide(desk, referred, STAFF)
    refused("REVIEW:SAME", lambda: claim(desk, referred, STAFF))
    refused("REVIEW:SAME", lambda: decide(desk, referred, STAFF))
    assert desk.state(referred) is ApplicationState.REFERRED


def test_who_disagrees_sends_the_case_back(desk: Desk, referred: str) -> None:
    claim(desk, referred, STAFF)
    decide(desk, referred, STAFF)
    claim(desk, referred, OTHER)
    assert (
        decide(desk, referred, OTHER, ReviewVerdict.REFUSE, Override.SUSPICION)
        is ApplicationState.REFERRED
    )
    claim(desk, referred, THIRD)
    decide(desk, referred, THIRD, ReviewVerdict.REFUSE, Override.SUSPICION)
    claim(desk, referred, OTHER)
    assert (
        decide(desk, referred, OTHER, ReviewVerdict.REFUSE, Override.SUSPICION)
        is ApplicationState.REFUSED
    )


@pytest.mark.parametrize("reason", Override)
def test_a_reason_that_speaks_for_the_other_verdict_decides_nothing(
    desk: Desk, referred: str, reason: Override
) -> None:
    good, other = ReviewVerdict.REFUSE, ReviewVerdict.APPROVE
    if reason in FAVOURABLE:
        good, other = other, good
    claim(desk, referred, STAFF)
    refused("REVIEW:REASON", lambda: decide(desk, referred, STAFF, other, reason))
    assert acts(desk, referred) == ["opened", "claimed"]
    decide(desk, referred, STAFF, good, reason)
    assert acts(desk, referred)[-1] == f"propose {good}"


def test_a_claim_is_one_s_own_until_it_ends(desk: Desk, referred: str) -> None:
    refused("REVIEW:CLAIM", lambda: decide(desk, referred, STAFF))
    claim(desk, referred, STAFF)
    refused("REVIEW:CLAIMED", lambda: claim(desk, referred, OTHER))
    desk.room.time.pass_by(seconds=30 * 60 + 1)
    refused("REVIEW:CLAIM", lambda: decide(desk, referred, STAFF))
    claim(desk, referred, OTHER)
    refused("REVIEW:CLAIM", lambda: decide(desk, referred, STAFF))


def test_what_is_in_no_queue_is_refused(desk: Desk) -> None:
    person = desk.borrower("borrower 0")
    number = desk.apply(person, desk.network.session.actors.borrowers[0].address)
    refused("REVIEW:NONE", lambda: claim(desk, number, STAFF))


def test_a_withdrawn_case_cannot_be_decided(desk: Desk, referred: str) -> None:
    claim(desk, referred, STAFF)

    def withdraw(connection: Connection) -> None:
        row = desk.underwriting.applications.row(connection, referred)
        desk.underwriting.applications.withdraw(connection, row.person, referred)

    with desk.database.writing() as connection:
        withdraw(connection)
    refused("REVIEW:NONE", lambda: decide(desk, referred, STAFF))
