"""Tiers by the chain's days past due, what each brings, and what pauses and promises put off."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import pytest

from node.servicing.builders import OTHER, STAFF
from tallystick.chain.contracts import Servicing
from tallystick.errors import InputError
from tallystick_node.disclosure.agreements.templates import Templates
from tallystick_node.infrastructure.settings.notices import NoticesSettings
from tallystick_node.servicing.contacts import ArrearsReason, ContactOutcome, PauseCause, Way
from tallystick_node.servicing.effectiveness import conduct, effects
from tallystick_node.servicing.jobs import COLLECT, CRANK, LOAN_JOB
from tallystick_node.servicing.letters import TEMPLATE, TEMPLATES, Letters, packaged_templates
from tallystick_node.servicing.promises import KEPT, OPEN
from tallystick_node.servicing.refusals import NoServicing, ServicingRefused
from tallystick_node.storage.tables import contacts, journal, letters, messages, promises

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from node.servicing.builders import Office


@pytest.fixture
def loan(office: Office) -> int:
    """A loan whose borrower has nothing left to pay with."""
    office.known()
    number = office.loan()
    office.empty()
    return number


@pytest.mark.long
@pytest.mark.parametrize(("days", "tier"), [(0, 0), (1, 1), (30, 1), (31, 2), (90, 2), (91, 3)])
def test_a_delay_of_so_many_days_is_in_its_tier(
    office: Office, loan: int, days: int, tier: int
) -> None:
    office.day(office.late(loan, days), LOAN_JOB)
    assert office.stands(loan).days_past_due == days
    assert office.tiers() == ([(tier, None)] if tier else [])


def test_the_first_tier_writes_once_and_asks_for_a_call(office: Office, loan: int) -> None:
    office.day(office.late(loan, 1), LOAN_JOB)
    office.day(office.late(loan, 2), LOAN_JOB)
    (notices,) = [notice for notice in office.notices() if notice["template"] == "arrears"]
    assert "plan" in notices["text"]
    assert office.tasks() == ["call"]
    assert [row.outcome for row in office.rows(contacts)] == ["sent"]


def test_the_second_tier_writes_a_letter_whose_hash_is_journalled(
    office: Office, loan: int
) -> None:
    office.day(office.late(loan, 30), LOAN_JOB)
    assert office.rows(letters) == []
    office.day(office.late(loan, 31), LOAN_JOB)
    office.day(office.late(loan, 32), LOAN_JOB)
    (letter,) = office.rows(letters)
    assert letter.hash == hashlib.sha256(letter.html.encode()).hexdigest()
    assert "31 days late" in letter.html
    assert "declare the loan in default" in letter.html
    (row,) = office.rows(journal, journal.c.act == "letter.written")
    assert letter.hash in row.details
    assert office.tasks() == ["call", "letter", "visit"]
    assert office.tiers() == [(1, "tier 2"), (2, None)]


def test_a_letter_knows_no_name(office: Office, loan: int) -> None:
    office.day(office.late(loan, 31), LOAN_JOB)
    (letter,) = office.rows(letters)
    for datum in ("欧阳明", office.borrower.address):
        assert datum not in letter.html


def test_a_letter_is_written_in_the_language_of_the_node(office: Office, loan: int) -> None:
    desk, contacts = office.servicing.desk, office.servicing.contacts
    chinese = Letters(desk, contacts, packaged_templates(), TEMPLATES["zh-CN"])
    office.reach(office.late(loan, 31))
    number = office.act(lambda c: chinese.write(c, office.stands(loan), "k", STAFF))
    (letter,) = office.rows(letters)
    assert number == letter.id
    assert letter.template == "arrears-zh-1"
    assert "已逾期 31 天" in letter.html
    assert "days late" not in letter.html


def test_every_language_has_an_approved_letter_with_the_same_figures() -> None:
    languages = get_args(NoticesSettings.model_fields["language"].annotation)
    assert set(TEMPLATES) == set(languages)
    figures = {
        frozenset(re.findall(r"{{ (\w+) }}", packaged_templates().load(version).source))
        for version in TEMPLATES.values()
    }
    assert len(figures) == 1


def test_a_text_that_was_changed_is_not_sent(office: Office, loan: int, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    packaged = packaged_templates()
    (folder / "approved.json").write_text(
        '{"arrears-1": {"sha256": "%s", "by": "x", "on": "2026-11-24"}}' % ("0" * 64)
    )
    (folder / "arrears-1.html").write_text(packaged.load(TEMPLATE).source + "!")
    desk = office.servicing.desk
    wrong = Letters(desk, office.servicing.contacts, Templates(folder))
    office.reach(office.late(loan, 31))
    with pytest.raises(InputError, match="AGREEMENT:UNAPPROVED"):
        office.act(lambda c: wrong.write(c, office.stands(loan), "k", STAFF))


def test_the_third_tier_defaults_on_chain_and_prepares_court(office: Office, loan: int) -> None:
    office.day(office.late(loan, 90), LOAN_JOB, CRANK)
    office.send()
    assert office.calls() == []
    office.day(office.late(loan, 91), LOAN_JOB, CRANK)
    office.send()
    assert office.calls() == [("declare_default", "done")]
    row = office.one(lambda c: office.servicing.desk.loan(c, loan))
    assert row.status == "defaulted"
    assert {"legal", "agency"} <= set(office.tasks())


def test_a_tier_that_is_paid_off_is_left_cured_and_stays_readable(
    office: Office, loan: int
) -> None:
    office.day(office.late(loan, 3), LOAN_JOB)
    office.pay_in(10**10)
    office.do(COLLECT)
    office.send()
    office.look()
    assert office.stands(loan).days_past_due == 0
    assert office.tiers() == [(1, "cured")]
    row = office.one(effects)
    assert [(entry.entered, entry.cured, entry.cure_ppm) for entry in row] == [
        (1, 1, 10**6), (0, 0, None), (0, 0, None),
    ]  # fmt: skip


def test_whose_money_is_there_is_collected_and_not_called(office: Office) -> None:
    office.known()
    loan = office.loan()
    office.day(office.late(loan, 1), LOAN_JOB)
    assert office.tiers() == [(1, None)]
    assert office.tasks() == []
    assert [notice for notice in office.notices() if notice["template"] == "arrears"] == []


def pause(office: Office, loan: int, days: int) -> int:
    until = office.today + timedelta(days=days)
    room = office.servicing.contacts
    return office.act(lambda c: room.pause(c, loan, STAFF, PauseCause.HARDSHIP, until))  # type: ignore[no-any-return]


def promise(office: Office, loan: int, amount: int, days: int, *, least: int | None = None) -> int:
    due = office.today + timedelta(days=days)
    room = office.servicing.promises
    return office.act(lambda c: room.make(c, loan, "x", amount, due, least=least))  # type: ignore[no-any-return]


@pytest.mark.parametrize("hush", [pause, lambda office, loan, days: promise(office, loan, 5, days)])
def test_while_it_is_quiet_the_tier_counts_and_nobody_is_disturbed(
    office: Office, loan: int, hush: Callable[[Office, int, int], int]
) -> None:
    office.reach(office.late(loan, 1))
    hush(office, loan, 3)
    office.look()
    assert office.tiers() == [(1, None)]
    assert office.tasks() == []
    assert office.rows(messages, messages.c.key.like("arrears%")) == []
    for way in Way:
        with pytest.raises(ServicingRefused, match="CONTACT:PAUSED|CONTACT:PROMISE"):
            office.act(lambda c, way=way: office.servicing.contacts.open(c, loan, STAFF, way))
    office.day(office.late(loan, 5), LOAN_JOB)
    assert office.tasks() == ["call"], "what was put off is done afterwards"


def test_a_pause_ends_early_and_is_bounded(office: Office, loan: int) -> None:
    office.reach(office.late(loan, 1))
    number = pause(office, loan, 90)
    with pytest.raises(ServicingRefused, match="PAUSE:DAYS"):
        pause(office, loan, 91)
    with pytest.raises(ServicingRefused, match="PAUSE:DAYS"):
        pause(office, loan, -1)
    office.act(lambda c: office.servicing.contacts.resume(c, number, OTHER))
    assert office.one(lambda c: office.servicing.contacts.quiet(c, loan)) is None
    with pytest.raises(NoServicing, match="PAUSE:NONE"):
        office.act(lambda c: office.servicing.contacts.resume(c, number, OTHER))


def test_a_promise_is_kept_as_soon_as_the_chain_has_the_money(office: Office, loan: int) -> None:
    office.reach(office.late(loan, 2))
    amount = office.stands(loan).due
    promise(office, loan, amount, 5)
    office.pay_in(amount)
    office.day(office.late(loan, 3), COLLECT)
    office.send()
    office.look()
    (row,) = office.rows(promises)
    assert (row.state, row.paid) == (KEPT, amount)
    assert office.signals() == [], office.signals()


def test_a_promise_without_money_is_broken_when_its_day_is_over(office: Office, loan: int) -> None:
    office.reach(office.late(loan, 2))
    promise(office, loan, 100, 2)
    office.day(office.late(loan, 4), LOAN_JOB)
    assert [row.state for row in office.rows(promises)] == [OPEN]
    office.day(office.late(loan, 5), LOAN_JOB)
    assert [row.state for row in office.rows(promises)] == ["broken"]
    assert "promise.broken" in office.signals()
    with pytest.raises(ServicingRefused, match="PROMISE:BROKEN"):
        promise(office, loan, 100, 2, least=100)
    promise(office, loan, 100, 2)
    treated = office.one(conduct)
    assert (treated.promises, treated.kept) == (2, 0)


def test_money_that_came_before_a_promise_or_after_its_day_does_not_keep_it(
    office: Office, loan: int
) -> None:
    office.pay_in(1_000)
    office.reach(office.late(loan, 2))
    office.network.platform.plan(Servicing.collect(loan), office.network.keeper).send()
    office.catch_up()
    promise(office, loan, 100, 1)
    office.reach(office.late(loan, 4))
    office.pay_in(1_000)
    office.network.platform.plan(Servicing.collect(loan), office.network.keeper).send()
    office.catch_up()
    office.look()
    (row,) = office.rows(promises)
    assert (row.state, row.paid) == ("broken", 0)


def test_one_promise_runs_at_a_time_and_not_for_long(office: Office, loan: int) -> None:
    with pytest.raises(ServicingRefused, match="PROMISE:DAYS"):
        promise(office, loan, 1, 31)
    promise(office, loan, 1, 30)
    with pytest.raises(ServicingRefused, match="PROMISE:OPEN"):
        promise(office, loan, 1, 2)
    with pytest.raises(NoServicing, match="SERVICING:LOAN"):
        promise(office, 99, 1, 1)


def test_nobody_buys_silence_with_a_promise_of_one_unit(office: Office, loan: int) -> None:
    with pytest.raises(ServicingRefused, match="PROMISE:LITTLE"):
        promise(office, loan, 10**9, 5, least=office.stands(loan).due)
    office.reach(office.late(loan, 1))
    due = office.stands(loan).due
    with pytest.raises(ServicingRefused, match=f"PROMISE:LITTLE.*{due} are due"):
        promise(office, loan, due - 1, 5, least=due)
    promise(office, loan, due, 5, least=due)


def contact(office: Office, loan: int, way: Way = Way.CALL) -> int:
    return office.act(lambda c: office.servicing.contacts.open(c, loan, STAFF, way))  # type: ignore[no-any-return]


def close(office: Office, number: int, by: str, outcome: ContactOutcome) -> Any:
    room = office.servicing.contacts
    return office.act(lambda c: room.close(c, number, by, outcome, ArrearsReason.WORK))


def test_the_fourth_call_of_a_day_and_the_eighth_contact_of_a_week_are_refused(
    office: Office, loan: int
) -> None:
    office.reach(office.late(loan, 1))
    for _ in range(3):
        contact(office, loan)
    with pytest.raises(ServicingRefused, match="CONTACT:LIMIT.*3 calls"):
        contact(office, loan)
    contact(office, loan, Way.SMS)
    office.reach(office.late(loan, 2))
    for _ in range(3):
        contact(office, loan)
    with pytest.raises(ServicingRefused, match="CONTACT:LIMIT.*7 contacts"):
        contact(office, loan, Way.SMS)
    office.reach(office.late(loan, 9))
    contact(office, loan)


def test_at_night_nobody_is_called(office: Office, loan: int) -> None:
    office.reach(office.late(loan, 1), hour=23)
    with pytest.raises(ServicingRefused, match="CONTACT:LIMIT.*8:00 to 22:00"):
        contact(office, loan)


def test_each_contact_has_one_outcome_by_who_made_it(office: Office, loan: int) -> None:
    office.reach(office.late(loan, 1))
    number = contact(office, loan)
    with pytest.raises(NoServicing, match="CONTACT:NONE"):
        close(office, number, OTHER, ContactOutcome.REACHED)
    close(office, number, STAFF, ContactOutcome.COMPLAINED)
    with pytest.raises(ServicingRefused, match="CONTACT:CLOSED"):
        close(office, number, STAFF, ContactOutcome.REACHED)
    (row,) = office.one(lambda c: office.servicing.contacts.of(c, loan))
    assert (row.outcome, row.reason) == ("complained", "work")
    treated = office.one(conduct)
    assert (treated.contacts, treated.complaints_per_thousand) == (1, 1_000)


def test_an_agency_gets_loans_of_the_third_tier_one_at_a_time(office: Office, loan: int) -> None:
    room = office.servicing.agencies
    office.day(office.late(loan, 90), LOAN_JOB)
    with pytest.raises(ServicingRefused, match="AGENCY:TIER"):
        office.act(lambda c: room.assign(c, loan, "Kind & Firm", STAFF))
    office.day(office.late(loan, 91), LOAN_JOB)
    number = pause(office, loan, 3)
    with pytest.raises(ServicingRefused, match="CONTACT:PAUSED"):
        office.act(lambda c: room.assign(c, loan, "Kind & Firm", STAFF))
    office.act(lambda c: office.servicing.contacts.resume(c, number, STAFF))
    office.act(lambda c: room.assign(c, loan, "Kind & Firm", STAFF))
    with pytest.raises(ServicingRefused, match="AGENCY:TAKEN"):
        office.act(lambda c: room.assign(c, loan, "Other", STAFF))
    office.act(lambda c: room.recall(c, loan, STAFF))
    with pytest.raises(NoServicing, match="AGENCY:NONE"):
        office.act(lambda c: room.recall(c, loan, STAFF))


def test_a_task_is_done_once(office: Office, loan: int) -> None:
    office.day(office.late(loan, 1), LOAN_JOB)
    (task,) = office.one(lambda c: office.servicing.tasks.open_ones(c, 10))
    office.act(lambda c: office.servicing.tasks.finish(c, task.id, STAFF))
    assert office.one(lambda c: office.servicing.tasks.open_ones(c, 10)) == []
    with pytest.raises(NoServicing, match="TASK:NONE"):
        office.act(lambda c: office.servicing.tasks.finish(c, task.id, STAFF))


def test_staff_writes_a_letter_to_who_is_late_and_not_in_a_pause(office: Office, loan: int) -> None:
    room = office.servicing.letters
    with pytest.raises(ServicingRefused, match="LETTER:NOT_LATE"):
        office.act(lambda c: room.ask(c, office.stands(loan), STAFF))
    office.reach(office.late(loan, 5))
    stands = office.stands(loan)
    first = office.act(lambda c: room.ask(c, stands, STAFF))
    assert office.act(lambda c: room.ask(c, stands, STAFF)) == first
    assert office.one(lambda c: room.read(c, first)).loan == loan
    pause(office, loan, 1)
    with pytest.raises(ServicingRefused, match="CONTACT:PAUSED"):
        office.act(lambda c: room.ask(c, stands, STAFF))
    with pytest.raises(NoServicing, match="LETTER:NONE"):
        office.one(lambda c: room.read(c, 99))
