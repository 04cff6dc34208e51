"""What the node asks the chain for: collection, defaults, covers, fees; and what it cannot do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.servicing.builders import STAFF
from tallystick.chain.contracts import Reserve, Workouts
from tallystick.disclosure.figures import state_of
from tallystick.loans.dates import day_from_date
from tallystick.platform._sync.borrower import Borrower
from tallystick_node.disclosure.indexed import IndexedReplay
from tallystick_node.servicing.collection import LOANS_AT_ONCE, Collectable
from tallystick_node.servicing.contacts import PauseCause
from tallystick_node.servicing.deposits import DepositWatch
from tallystick_node.servicing.due_calls import Crank, Cranks
from tallystick_node.servicing.jobs import COLLECT, CRANK, LOAN_JOB
from tallystick_node.storage.tables import sends

if TYPE_CHECKING:
    from typing import Any

    from node.servicing.builders import Office


def repaid(office: Office, loan: int) -> int:
    return int(office.one(lambda c: office.servicing.desk.loan(c, loan)).total_principal)


def test_what_is_due_is_taken_on_its_day_and_asked_for_once(office: Office) -> None:
    loan = office.loan()
    due = office.stands(loan).next_due
    office.day(due - timedelta(days=1), COLLECT)
    assert office.calls() == []
    office.day(due, COLLECT)
    office.do(COLLECT)
    office.send()
    assert office.calls() == [("collect_many", "done")]
    assert repaid(office, loan) > 0
    assert office.stands(loan).due == 0
    office.day(due + timedelta(days=1), COLLECT)
    office.send()
    assert len(office.calls()) == 1


def test_without_the_borrowers_own_money_nothing_is_paid_however_much_others_have(
    office: Office,
) -> None:
    """Interest out of new deposits is what a Ponzi pays; the contract moves nobody else's money."""
    loan = office.loan()
    office.empty()
    actors, platform = office.network.session.actors, office.network.platform
    actors.deposit(platform, actors.investors[2], 10**12)
    office.day(office.late(loan, 5), COLLECT)
    office.send()
    assert office.calls() == [], "a loan without money there is not even asked for"
    others = [office.servicing.desk.dues.free(investor.address) for investor in actors.investors]
    office.act(lambda c: office.servicing.collection.ask(c, office.today, Collectable([loan])))
    office.send()
    assert repaid(office, loan) == 0
    assert [
        office.servicing.desk.dues.free(investor.address) for investor in actors.investors
    ] == others
    assert office.stands(loan).days_past_due == 5


def test_one_who_has_a_little_pays_a_little(office: Office) -> None:
    loan = office.loan()
    office.empty()
    office.pay_in(1_234)
    office.day(office.late(loan, 1), COLLECT)
    office.send()
    assert office.servicing.desk.dues.free(office.borrower.address) == 0
    assert office.stands(loan).days_past_due == 1


def test_many_loans_are_asked_for_in_parts(office: Office) -> None:
    count = LOANS_AT_ONCE + 1
    asked = office.act(
        lambda c: office.servicing.collection.ask(c, office.today, Collectable(range(1, count + 1)))
    )
    assert asked == 2
    assert [len(row.arguments[0]) for row in office.rows(sends)] == [LOANS_AT_ONCE, 1]


def defaulted(office: Office, paid: int = 3) -> int:
    """A loan that was paid for so many months and then never again."""
    loan = office.loan()
    for _ in range(paid):
        office.day(office.stands(loan).next_due, COLLECT)
        office.send()
    office.empty()
    office.day(office.late(loan, 91), CRANK)
    office.send()
    return loan


def test_a_default_is_declared_and_covered_by_the_reserve(office: Office) -> None:
    loan = defaulted(office)
    assert office.calls()[-1] == ("declare_default", "done")
    read = office.network.platform.read
    office.day(office.today + timedelta(days=1), CRANK)
    assert office.calls()[-1] == ("declare_default", "done"), "its month is not over"
    first = (office.today.replace(day=28) + timedelta(days=4)).replace(day=1)
    office.reach(first, hour=1)
    quote = int(read(Reserve.cover_quote(loan)))
    assert quote > 0
    office.day(first, CRANK)
    office.send()
    assert ("cover", "done") in office.calls()
    assert read(Workouts.cover_of(loan))["amount"] == quote
    office.day(office.today + timedelta(days=1), CRANK)
    office.send()
    assert [name for name, _ in office.calls()].count("cover") == 1


def test_a_loan_that_was_hardly_paid_is_not_covered(office: Office) -> None:
    defaulted(office, paid=2)
    office.day(office.today + timedelta(days=40), CRANK)
    office.send()
    assert [name for name, _ in office.calls()].count("cover") == 0


def test_after_a_default_what_comes_in_is_collected_as_recovery(office: Office) -> None:
    loan = defaulted(office)
    before = repaid(office, loan)
    office.pay_in(5_000)
    office.day(office.today + timedelta(days=1), COLLECT)
    office.send()
    assert repaid(office, loan) > before
    assert office.servicing.desk.dues.free(office.borrower.address) == 0


def test_a_call_that_the_chain_refuses_stops_nothing(office: Office) -> None:
    loan = office.loan()
    cranks = office.servicing.cranks
    early = Crank("default early", Workouts.declare_default(loan))
    office.act(lambda c: cranks.ask(c, [early]))
    office.day(office.stands(loan).next_due, COLLECT, CRANK)
    office.send()
    assert dict(office.calls()) == {"declare_default": "refused", "collect_many": "done"}
    (row,) = office.rows(sends, sends.c.key == "default early")
    assert row.code == "WORKOUT:DEFAULT:EARLY"


def test_a_node_without_an_account_asks_for_nothing(office: Office) -> None:
    loan = office.loan()
    office.empty()
    office.reach(office.late(loan, 91))
    idle = Cranks(office.servicing.desk, office.servicing.cranks.sends, None)
    row = office.one(lambda c: idle.ready(c, office.today))
    assert row == []
    assert office.one(lambda c: office.servicing.cranks.ready(c, office.today)) != []


def test_fees_are_swept_on_the_first_of_a_month_and_principal_released_each_half_year(
    office: Office,
) -> None:
    loan = office.loan()
    office.day(office.stands(loan).next_due, COLLECT)
    office.send()
    first = (office.today.replace(day=28) + timedelta(days=4)).replace(day=1)
    office.day(first - timedelta(days=1), CRANK)
    office.send()
    assert [name for name, _ in office.calls()] == ["collect_many"]
    treasury = office.network.session.actors.treasury.address
    before = office.servicing.desk.dues.free(treasury)
    office.day(first, CRANK)
    office.send()
    calls = [("sweep_fees", "done")]
    assert office.servicing.desk.dues.free(treasury) > before
    while office.today.month % 6 != 1:
        assert office.calls()[1:] == calls
        office.day((office.today.replace(day=28) + timedelta(days=4)).replace(day=1), CRANK)
        office.send()
    assert ("release", "done") in office.calls()


def test_a_listing_whose_time_is_over_is_closed(office: Office) -> None:
    loan = office.network.loans.listed(office.borrower)
    office.catch_up()
    office.do(CRANK)
    assert office.calls() == []
    office.day(office.today + timedelta(days=60), CRANK)
    office.send()
    assert office.calls() == [("expire", "done")]
    assert office.one(lambda c: office.servicing.desk.loan(c, loan)).status == "expired"


def published(office: Office) -> dict[str, Any]:
    """The overdue figures of a report of today, as the publisher makes them."""
    block = office.network.connection.block_number()
    replay = IndexedReplay(office.database, office.network.platform).at(block)
    statement = state_of(replay, day_from_date(office.today))
    codes = ("M13", "M14", "M15", "M16")
    return {figure.code: figure.value for figure in statement.figures if figure.code in codes}


def test_nothing_that_staff_do_hides_arrears(office: Office) -> None:
    """A pause, a promise and a tier in the node's tables change no published figure."""
    loan = office.loan()
    office.empty()
    office.reach(office.late(loan, 91))
    plain = published(office)
    assert (plain["M14"], plain["M16"]) == (1, 1)
    assert plain["M13"] == office.stands(loan).overdue
    room, until = office.servicing, office.today + timedelta(days=30)
    office.act(lambda c: room.contacts.pause(c, loan, STAFF, PauseCause.DISPUTE, until))
    office.act(lambda c: room.promises.make(c, loan, STAFF, 1, until))
    office.do(LOAN_JOB)
    assert published(office) == plain
    assert office.tiers() == [(3, None)]
    office.act(lambda c: c.exec_driver_sql("DELETE FROM delinquencies"))
    assert published(office) == plain
    assert office.stands(loan).days_past_due == 91, "the chain says it, not our tables"


def test_paying_is_what_ends_arrears(office: Office) -> None:
    loan = office.loan()
    office.empty()
    office.reach(office.late(loan, 91))
    office.pay_in(10**11)
    office.do(COLLECT)
    office.send()
    assert published(office) == {"M13": 0, "M14": 0, "M15": 0, "M16": 0}


def test_money_that_comes_in_on_the_day_is_taken_at_once(office: Office) -> None:
    loan = office.loan()
    office.empty()
    watch = DepositWatch(office.servicing)
    office.pay_in(500)
    assert watch.look() == 0, "it begins with what comes"
    office.pay_in(500)
    assert watch.look() == 0, "nothing is due yet"
    office.day(office.stands(loan).next_due, COLLECT)
    office.send()
    office.pay_in(10**10)
    assert watch.look() == 1
    assert watch.look() == 0
    office.send()
    assert office.calls() == [("collect_many", "done"), ("collect", "done")]
    assert office.stands(loan).due == 0


def test_deposits_of_others_move_nothing(office: Office) -> None:
    loan = office.loan()
    office.empty()
    watch = DepositWatch(office.servicing)
    watch.look()
    office.reach(office.late(loan, 2))
    actors = office.network.session.actors
    actors.deposit(office.network.platform, actors.investor, 10**10)
    office.catch_up()
    assert watch.look() == 0
    assert office.calls() == []


@pytest.mark.parametrize("amount", [1, 10**9])
def test_a_payment_of_the_borrowers_own_is_not_collected_again(office: Office, amount: int) -> None:
    loan = office.loan()
    office.day(office.stands(loan).next_due, LOAN_JOB)
    Borrower(office.network.platform, office.borrower).act.repay(loan, amount).send()
    office.catch_up()
    due = office.stands(loan).due
    free = office.servicing.desk.dues.free(office.borrower.address)
    office.do(COLLECT)
    office.send()
    assert office.servicing.desk.dues.free(office.borrower.address) == free - due
