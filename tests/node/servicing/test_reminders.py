"""The clock: four events before a due date with their channels, and none after it is paid."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tallystick.chain.contracts import Servicing
from tallystick_node.kyc.fields import Field
from tallystick_node.servicing.jobs import LOAN_JOB, kinds_of_servicing
from tallystick_node.servicing.rules import Segment
from tallystick_node.storage.tables import loan_warnings, messages, reminders

if TYPE_CHECKING:
    from node.servicing.builders import Office

FOUR = [
    (7, ["sms", "push"]), (3, ["call"]), (1, ["sms", "funds"]), (0, ["monitor"]),
]  # fmt: skip


def every_day_until_due(office: Office, loan: int, before: int = 9) -> None:
    due = office.stands(loan).next_due
    for days in range(before, -1, -1):
        office.day(due - timedelta(days=days), LOAN_JOB)


def test_four_events_come_with_their_channels_and_no_others(office: Office) -> None:
    office.known()
    every_day_until_due(office, office.loan())
    assert office.reminded() == FOUR
    assert [(notice["days"], notice["template"]) for notice in office.notices("notice")] == [
        (7, "reminder"), (1, "reminder"),
    ]  # fmt: skip
    assert [notice["days"] for notice in office.notices("push")] == [7]
    assert office.tasks() == ["call"]
    assert office.notices("notice")[1]["missing"] == "0"


def test_none_comes_after_a_payoff(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.day(due - timedelta(days=7), LOAN_JOB)
    plan = office.network.platform.plan(Servicing.prepay(loan, 10**12, 0), office.borrower)
    plan.send()
    office.catch_up()
    before = len(office.notices())
    for days in (3, 1, 0, -1, -40):
        office.day(due - timedelta(days=days))
    assert office.reminded() == FOUR[:1]
    assert len(office.notices()) == before
    assert office.tasks() == []


def test_an_instalment_paid_ahead_is_not_reminded_of(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.network.platform.plan(Servicing.repay(loan, 10**12, 1), office.borrower).send()
    office.catch_up()
    for days in (7, 3, 1, 0):
        office.day(due - timedelta(days=days), LOAN_JOB)
    assert office.reminded() == []


def test_a_job_that_is_done_twice_reminds_once(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.day(office.stands(loan).next_due - timedelta(days=7), LOAN_JOB)
    office.look()
    office.look()
    assert office.reminded() == FOUR[:1]
    assert len(office.notices()) == 2


def test_two_workers_that_looked_at_once_remind_once(office: Office) -> None:
    from tallystick_node.infrastructure.jobs.kinds import Job  # noqa: PLC0415 - one test's need
    from tallystick_node.infrastructure.jobs.rules import JobKey  # noqa: PLC0415

    office.known()
    loan = office.loan()
    office.reach(office.stands(loan).next_due - timedelta(days=7))
    kind = next(entry for entry in kinds_of_servicing(office.servicing) if entry.name == LOAN_JOB)
    job = Job(1, JobKey(office.today, LOAN_JOB, str(loan)), 1, 1)
    for effect in (kind.run(job), kind.run(job)):
        office.act(effect)
    assert len(office.notices()) == 2


def test_a_missed_step_is_done_late_and_only_the_newest(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.day(due - timedelta(days=2), LOAN_JOB)
    assert office.reminded() == [(3, ["call"])]


def test_a_job_of_a_day_gone_by_reminds_nobody(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.reach(due - timedelta(days=5))
    office.do(LOAN_JOB, on=due - timedelta(days=7))
    assert office.reminded() == []


def test_the_last_reminder_says_what_is_missing_and_warns(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.empty()
    stands = office.stands(loan)
    office.pay_in(1_000)
    office.day(stands.next_due - timedelta(days=1), LOAN_JOB)
    missing = stands.next_amount - 1_000
    (notice,) = office.notices("notice")
    assert notice["missing"] == str(missing)
    assert "lacks" in notice["text"]
    assert office.signals() == ["funds.missing"]
    assert office.rows(loan_warnings)[0].details["missing"] == str(missing)
    assert office.alerts() == ["warning.funds.missing"]
    assert office.stands(loan).days_past_due == 0, "the warning comes before the due date"


def test_money_that_is_for_two_loans_counts_once(office: Office) -> None:
    office.known()
    first, second = office.loan(), office.loan()
    office.empty()
    standing, other = office.stands(first), office.stands(second)
    office.pay_in(standing.next_amount + other.next_amount - 1)
    office.day(standing.next_due - timedelta(days=1), LOAN_JOB)
    assert [row.missing for row in office.rows(reminders)] == [1, 1]


def test_a_notice_of_the_night_goes_out_in_the_morning(office: Office) -> None:
    office.known()
    loan = office.loan()
    due = office.stands(loan).next_due
    office.reach(due - timedelta(days=7), hour=2)
    office.look()
    for row in office.rows(messages, messages.c.key.like("reminder%")):
        assert row.not_before.hour == 8
        assert row.not_before.date() == office.today


def test_no_personal_datum_stands_in_the_outbox(office: Office) -> None:
    person = office.known()
    every_day_until_due(office, office.loan(), 7)
    result = office.rows(messages, messages.c.key.like("reminder%"))
    assert {row.recipient for row in result} == {f"person:{person}"}


def test_whom_nobody_knows_is_looked_after_and_told_nothing(office: Office) -> None:
    every_day_until_due(office, office.loan(), 7)
    assert office.reminded() == FOUR
    assert office.notices() == []
    assert office.tasks() == ["call"]


def test_the_first_loan_repaid_makes_one_a_repeat_borrower(office: Office) -> None:
    office.known()
    wallet = office.borrower.address

    def segment() -> Segment:
        desk = office.servicing.desk
        return office.one(lambda c: desk.borrower(c, wallet).segment)  # type: ignore[no-any-return]

    assert segment() is Segment.FIRST_TIME
    loan = office.loan()
    office.network.platform.plan(Servicing.prepay(loan, 10**12, 0), office.borrower).send()
    office.catch_up()
    assert segment() is Segment.REPEAT
    every_day_until_due(office, office.loan(), 7)
    assert office.reminded()[1] == (3, ["sms"])
    assert office.tasks() == []


def test_who_needs_care_is_called(office: Office) -> None:
    office.known(born="19500312")
    every_day_until_due(office, office.loan(), 7)
    assert office.reminded() == [
        (7, ["sms", "call"]), (3, ["call"]), (1, ["call", "funds"]), (0, ["monitor"]),
    ]  # fmt: skip
    assert office.tasks() == ["call"] * 3


@pytest.mark.parametrize(("verified", "channel"), [(True, "email"), (False, "notice")])
def test_mail_goes_where_an_address_was_checked_and_else_a_text(
    office: Office, verified: bool, channel: str
) -> None:
    from node.kyc.builders import PDF  # noqa: PLC0415 - one test's need
    from tallystick_node.servicing.rules import ReminderChannel  # noqa: PLC0415

    person = office.known()
    people = office.room.people
    people.evidence.state(person, Field.EMAIL, "ming@example.com")
    if verified:
        kept = people.documents.upload(person, "other", PDF)
        people.evidence.verify_by_staff(
            person, Field.EMAIL, staff="s", document=kept.number, expires_on=None
        )
    desk = office.servicing.desk

    def notify(connection: object) -> str | None:
        who = desk.borrower(connection, office.borrower.address)  # type: ignore[arg-type]
        return desk.notify(connection, who, ReminderChannel.EMAIL, "reminder:1", {"text": "x"})  # type: ignore[arg-type]

    assert office.act(notify) == channel
