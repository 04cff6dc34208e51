"""What a node does under each law: days to revoke, tests to wait for, answers that are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import answers
from node.underwriting.builders import Desk, open_desk
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.loans import listing
from tallystick_node.growth.incentive_rules import terms_of
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.kyc.limits import LendingLimits
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import messages
from tallystick_node.underwriting.answer_dates import ANSWER_DUE, AnswerDates
from tallystick_node.underwriting.applications import ApplicationState

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

DAY = 86_400
UNIT = 10**6


@pytest.fixture
def law(
    request: pytest.FixtureRequest, tmp_path: Path, database: Database, network: Network, time: Time
) -> Desk:
    """A desk under the policy pack that a test names."""
    return open_desk(tmp_path, database, network, time, request.param)


def asked(desk: Desk) -> str:
    person = desk.borrower("borrower 0")
    return desk.apply(person, desk.network.session.actors.borrowers[0].address)


@pytest.mark.parametrize(
    ("law", "seconds", "investors"),
    [("generic", 0, 0), ("eu-ecspr", 4 * DAY, 4), ("uk-fca", DAY, 4), ("us", 0, 0)],
    indirect=["law"],
)
def test_lenders_may_leave_for_as_long_as_the_law_says(
    law: Desk, seconds: int, investors: int
) -> None:
    """They are terms of the offer, so the contract holds them, whatever the rules' file says."""
    actor = law.network.session.actors.borrowers[0]
    number = asked(law)
    assert law.examine(number) is ApplicationState.APPROVED
    with law.database.writing() as connection:
        person = law.row(number).person
        law.underwriting.offers.make(connection, person, number)
        signed = law.underwriting.offers.kept(connection, number)
    assert signed is not None
    loan = Borrower(law.network.platform, actor).act.list(signed.message).send().result
    listed = listing(law.network.platform, loan)
    assert (listed.reflection_seconds, listed.reflection_class) == (seconds, investors)


@pytest.mark.parametrize(
    ("law", "hours"), [("uk-fca", 24), ("eu-ecspr", 0), ("us", 24)], indirect=["law"]
)
def test_a_failed_entry_test_waits_as_the_law_says(law: Desk, hours: int) -> None:
    room = law.room
    person = room.register()
    room.people.assessments.answer(person, answers(best=False))
    if hours:
        room.time.pass_by(seconds=hours * 3_600 - 1)
        with pytest.raises(PersonRefused, match="ANSWERS:WAIT"):
            room.people.assessments.answer(person, answers())
        room.time.pass_by(seconds=1)
    assert room.people.assessments.answer(person, answers()).passed


@pytest.mark.parametrize(("law", "months"), [("eu-ecspr", 24), ("uk-fca", 12)], indirect=["law"])
def test_an_entry_test_holds_as_long_as_the_law_says(law: Desk, months: int) -> None:
    room = law.room
    taken = room.people.assessments.answer(room.register(), answers())
    today = room.people.context.today
    assert taken.expires_on == date(today.year + months // 12, today.month, today.day)


@pytest.mark.parametrize("law", ["us"], indirect=True)
def test_an_applicant_who_waits_is_told_of_within_the_days(law: Desk) -> None:
    """Regulation B: a decision is due 30 days after the application; 5 days before, it is said."""
    number = asked(law)
    alerts = Alerts(law.room.people.context.outbox, "https://operator.example")
    dates = AnswerDates(law.room.people.context, alerts)

    def warned() -> list[dict[str, object]]:
        key = JobKey(law.room.people.context.today, "underwriting.follow", "platform")
        with law.database.writing() as connection:
            dates.warn(connection, key)
            rows = connection.scalars(
                select(messages.c.content).where(messages.c.key.like(f"{ANSWER_DUE}%"))
            )
            return [row["data"] for row in rows]

    law.room.time.pass_by(days=24)
    assert warned() == []
    law.room.time.pass_by(days=1)
    due = law.row(number).applied_at + timedelta(days=30)
    assert warned() == [
        {"applications": [{"application": number, "answer_by": due.date().isoformat()}]}
    ]
    law.examine(number)
    law.room.time.pass_by(days=1)
    assert len(warned()) == 1


@pytest.mark.parametrize(
    ("law", "worth", "limit"),
    [("eu-ecspr", None, 1_000), ("eu-ecspr", 10_000, 1_000), ("eu-ecspr", 50_000, 2_500),
     ("uk-fca", 50_000, 5_000), ("uk-fca", None, 0), ("us", 50_000, 5_000)],
    indirect=["law"],
)  # fmt: skip
def test_a_second_warning_comes_where_the_law_draws_its_line(
    law: Desk, worth: int | None, limit: int
) -> None:
    limits = LendingLimits(law.room.people.context.pack, law.room.people.context.today)
    owned = None if worth is None else worth * UNIT
    assert limits.warned_above(owned) == limit * UNIT


@pytest.mark.parametrize("law", ["eu-ecspr", "uk-fca", "us"], indirect=True)
def test_nobody_is_paid_for_bringing_others(law: Desk) -> None:
    """Where no incentive is allowed, none of any kind is, and points are not counted."""
    context = law.room.people.context
    terms = terms_of(context.pack, context.today)
    assert terms.allowed == frozenset()
    assert not terms.points
