"""What the node asks the chain for after a default: guarantees, covers, write-offs, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from node.servicing.workouts import (
    act,
    calls,
    crank,
    defaulted,
    first_of_next_month,
    pledged,
)
from tallystick.chain.contracts import Lens, Reserve, Workouts
from tallystick.platform._sync.operator import Operator
from tallystick_node.servicing.jobs import COLLECT

if TYPE_CHECKING:
    from node.servicing.builders import Office

YEAR = timedelta(days=365)


def covered(office: Office, loan: int) -> int:
    return int(office.network.platform.read(Workouts.cover_of(loan))["amount"])


def give(office: Office, amount: int) -> None:
    treasury = office.network.session.actors.treasury
    office.pay_in(amount, treasury)
    act(office, Reserve.contribute(amount), treasury)


def test_what_is_left_of_a_cap_enters_a_later_month_once_there_is_money(office: Office) -> None:
    """A reserve with little covers in part; a contribution to it lets the loan come again."""
    loan = defaulted(office)
    crank(office, first_of_next_month(office.today))
    before = covered(office, loan)
    assert before > 0
    crank(office, office.today + timedelta(days=1))
    assert calls(office) == ["declare_default", "cover", "enter_again"]
    crank(office, office.today + timedelta(days=1))
    assert calls(office)[3:] == [], "once a month"
    give(office, 10**11)
    crank(office, first_of_next_month(office.today))
    assert calls(office)[3:][0] == "cover"
    assert covered(office, loan) > before


def test_a_group_that_has_drawn_all_enters_no_month_again(office: Office) -> None:
    """It would take a part of what the month's other loans share, and get nothing of it."""
    give(office, 10**11)
    loan = office.loan(reserve_ppm=100)
    defaulted(office, loan)
    crank(office, first_of_next_month(office.today))
    assert covered(office, loan) == 5 * 10**6, "five times what the loan has contributed"
    crank(office, first_of_next_month(office.today))
    assert calls(office) == ["declare_default", "cover"]


def test_a_recovered_loan_gives_up_its_place_in_its_month(office: Office) -> None:
    """What is set aside for it stays set aside until somebody calls: the node does."""
    loan = defaulted(office)
    office.pay_in(10**11)
    office.day(office.today + timedelta(days=1), COLLECT)
    office.send()
    read = office.network.platform.read
    assert office.one(lambda c: office.servicing.desk.loan(c, loan)).status == "recovered"
    crank(office, first_of_next_month(office.today))
    assert calls(office) == ["declare_default", "cover"]
    assert (covered(office, loan), int(read(Reserve.set_aside()))) == (0, 0)


def test_a_guarantor_pays_as_soon_as_the_loan_has_defaulted(office: Office) -> None:
    loan = pledged(office, 10**9, office.today + YEAR)
    assert office.one(lambda c: office.servicing.desk.loan(c, loan)).guaranteed == 10**9
    defaulted(office, loan)
    assert calls(office) == ["declare_default"]
    crank(office, office.today + timedelta(days=1))
    assert calls(office) == ["declare_default", "pay_guarantee"]
    assert covered(office, loan) == 10**9
    row = office.one(lambda c: office.servicing.desk.loan(c, loan))
    assert row.guaranteed == 0
    crank(office, office.today + timedelta(days=1))
    assert calls(office).count("pay_guarantee") == 1


def test_a_default_after_the_promise_is_not_paid_and_the_stake_goes_back(office: Office) -> None:
    loan = pledged(office, 10**9, office.today + timedelta(days=1))
    defaulted(office, loan)
    assert "release_stake" in calls(office)
    crank(office, office.today + timedelta(days=1))
    assert "pay_guarantee" not in calls(office)
    assert covered(office, loan) == 0


def test_a_loan_is_written_off_after_three_years(office: Office) -> None:
    loan = defaulted(office, paid=0)
    default = office.today
    crank(office, default + timedelta(days=3 * 365 - 1))
    assert "write_off" not in calls(office)
    crank(office, default + timedelta(days=3 * 365))
    assert calls(office)[-1] == "write_off"
    assert office.one(lambda c: office.servicing.desk.loan(c, loan)).status == "written_off"


def test_in_a_wind_down_it_is_written_off_after_one_and_the_reserve_distributed(
    office: Office,
) -> None:
    loan = defaulted(office, paid=0)
    default = office.today
    wind_down(office)
    crank(office, default + timedelta(days=364))
    assert "write_off" not in calls(office)
    crank(office, default + timedelta(days=365))
    assert calls(office)[-1] == "write_off"
    crank(office, office.today + timedelta(days=1))
    crank(office, office.today + timedelta(days=1))
    assert calls(office)[-2:] == ["begin_distribution", "distribute"]
    row = office.one(lambda c: office.servicing.desk.loan(c, loan))
    assert row.total_interest == office.network.platform.read(Lens.totals_of(loan))["interest"] > 0
    crank(office, office.today + timedelta(days=1))
    assert calls(office)[-1] == "distribute"


def wind_down(office: Office) -> None:
    platform, actors = office.network.platform, office.network.session.actors
    first, second = actors.council[:2]
    number = Operator(platform, first).act.council.propose_wind_down().send().result
    Operator(platform, second).act.council.approve(number).send()
    office.network.session.chain.travel(seconds=platform.deployment.roles.delay_seconds)
    Operator(platform, first).act.council.execute(number).send()
    office.catch_up()
