"""Whoever has or owes something hears of the end, once when it begins and once when it is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.chain.contracts import Escrow, Governor
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.operator import Operator
from tallystick.platform._sync.winding_down import WindDown
from tallystick_node.servicing.jobs import CLOSING, CLOSING_NOTICE
from tallystick_node.servicing.wind_down import ClosingStage
from tallystick_node.storage.tables import journal, messages, wind_down_notices

if TYPE_CHECKING:
    from node.servicing.builders import Office


def told(office: Office) -> list[dict[str, Any]]:
    return [
        row.content for row in office.rows(messages) if row.content.get("template") == "wind-down"
    ]


def begin(office: Office) -> None:
    """Ninety-one days of silence, and anyone begins it."""
    office.network.session.chain.travel(days=91)
    people = office.network.session.actors
    Operator(office.network.platform, people.outsider).act.wind_down_by_silence().send()
    office.catch_up()


def test_while_the_platform_goes_on_nobody_is_told(office: Office) -> None:
    office.known()
    office.loan()
    assert office.servicing.wind_down.stage() is None
    office.do(CLOSING, CLOSING_NOTICE)
    assert told(office) == []
    assert office.rows(wind_down_notices) == []
    assert office.one(office.servicing.wind_down.months) == []


def test_who_has_or_owes_something_is_told_once_at_either_end(office: Office) -> None:
    borrower = office.known()
    lends = office.known("investor 0", "124")
    nothing = office.known("outsider", "125")
    loan = office.loan(n=2, principal=10**8)
    begin(office)
    office.do(CLOSING_NOTICE)
    office.do(CLOSING_NOTICE)
    texts = {
        row.recipient: row.content["text"]
        for row in office.rows(messages)
        if row.key.startswith("wind_down:")
    }
    assert set(texts) == {f"person:{borrower}", f"person:{lends}"}
    assert "100.000000 XTS of principal: pay on as agreed." in texts[f"person:{borrower}"]
    assert "Your notes stand for" in texts[f"person:{lends}"]
    assert all("is being wound down" in text for text in texts.values())
    kept = {row.person: row.told for row in office.rows(wind_down_notices)}
    assert kept == {borrower: True, lends: True, nothing: False}
    platform, people = office.network.platform, office.network.session.actors
    Borrower(platform, office.borrower).act.prepay(loan, 10**12).send()
    office.catch_up()
    procedure = WindDown(platform)
    for _ in range(3):
        for _, step in procedure.closing(people.outsider):
            step.send()
    office.catch_up()
    assert office.servicing.wind_down.stage() is ClosingStage.ENDED
    office.do(CLOSING_NOTICE)
    assert len(told(office)) == 4
    last = [row for row in office.rows(messages) if row.key == f"wind_down:ended:{lends}"]
    assert "Your notes still pay" in last[0].content["text"]
    assert "this does not lapse" in last[0].content["text"]
    acts = [row.act for row in office.rows(journal) if row.act.startswith("wind_down.")]
    assert sorted(acts) == ["wind_down.begun"] * 2 + ["wind_down.ended"] * 2


def test_who_gets_something_after_the_first_look_is_told_then(office: Office) -> None:
    later = office.known("borrower 1", "124")
    never = office.known("outsider", "125")
    office.loan(n=2, principal=10**8)
    begin(office)
    platform, who = office.network.platform, office.network.session.actors.borrowers[1]
    held = platform.read(Escrow.balance_of(who.address))
    if held:
        Borrower(platform, who).act.withdraw(held).send()
        office.catch_up()
    office.do(CLOSING_NOTICE)
    kept = {row.person: row.told for row in office.rows(wind_down_notices)}
    assert kept == {later: False, never: False}
    wind_down = office.servicing.wind_down
    # Nothing happened: nobody is looked at again.
    assert office.one(lambda at: wind_down.untold(at, ClosingStage.BEGUN)) == []
    Borrower(platform, who).act.deposit(5_000_000).send()
    office.catch_up()
    assert office.one(lambda at: wind_down.untold(at, ClosingStage.BEGUN)) == [later]
    office.time.pass_by(days=1)
    office.network.session.chain.travel(days=1)
    office.catch_up()
    office.do(CLOSING_NOTICE)
    assert len(told(office)) == 1
    kept = {row.person: row.told for row in office.rows(wind_down_notices)}
    assert kept == {later: True, never: False}
    assert office.one(lambda at: wind_down.untold(at, ClosingStage.BEGUN)) == []
    has = office.one(lambda at: wind_down.standing(at, later))
    assert not office.act(lambda at: wind_down.tell(at, later, ClosingStage.BEGUN, has))


def test_a_further_wallet_is_looked_at_and_so_is_a_look_of_before(office: Office) -> None:
    person = office.known("outsider", "125")
    office.loan(n=2, principal=10**8)
    begin(office)
    office.do(CLOSING_NOTICE)
    wind_down = office.servicing.wind_down

    def waiting() -> Any:
        return office.one(lambda at: wind_down.untold(at, ClosingStage.BEGUN))

    assert waiting() == []
    office.act(lambda at: at.execute(wind_down_notices.update().values(block=None)))
    assert waiting() == [person]
    has = office.one(lambda at: wind_down.standing(at, person))
    office.act(lambda at: wind_down.tell(at, person, ClosingStage.BEGUN, has))
    assert waiting() == []
    office.time.pass_by(days=1)
    office.room.bind(person, "investor 1")
    assert waiting() == [person]


def test_a_month_says_what_was_paid_and_what_is_late(office: Office) -> None:
    loan = office.loan(n=3, principal=3 * 10**8)
    begin(office)
    office.do(CLOSING)
    (first,) = office.one(office.servicing.wind_down.months)
    assert (first.running, first.late, first.in_default) == (1, 1, 0)
    assert first.paid == 0
    assert first.outstanding > 0
    platform = office.network.platform
    free = platform.read(Escrow.balance_of(office.borrower.address))
    Borrower(platform, office.borrower).act.prepay(loan, 10**12).send()
    office.catch_up()
    office.do(CLOSING)
    months = office.one(office.servicing.wind_down.months)
    assert len(months) == 1
    paid = free - platform.read(Escrow.balance_of(office.borrower.address))
    assert (months[0].paid, months[0].outstanding, months[0].running) == (paid, 0, 0)
    assert platform.read(Governor.wind_down())


def test_a_day_that_is_over_is_not_made_up_for(office: Office) -> None:
    office.known()
    office.loan()
    begin(office)
    office.do(CLOSING, CLOSING_NOTICE, on=office.today - timedelta(days=1))
    assert told(office) == []
    assert office.one(office.servicing.wind_down.months) == []


@pytest.mark.parametrize("ended", [False, True])
def test_a_notice_has_the_day_open_for_contacts(office: Office, ended: bool) -> None:
    person = office.known()
    stage = ClosingStage.ENDED if ended else ClosingStage.BEGUN
    has = office.one(lambda connection: office.servicing.wind_down.standing(connection, person))
    assert has.is_anything
    assert office.act(
        lambda connection: office.servicing.wind_down.tell(connection, person, stage, has)
    )
    assert not office.act(
        lambda connection: office.servicing.wind_down.tell(connection, person, stage, has)
    )
    (row,) = [row for row in office.rows(messages) if row.key.startswith("wind_down:")]
    assert row.not_before == office.servicing.desk.opening
    assert isinstance(office.today, date)
