"""People who are left alone for a while, and how old alerts are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.aml.builders import LARGE, OFFICER
from tallystick.errors import InputError
from tallystick_node.aml.alert_book import AlertState
from tallystick_node.aml.refusals import NoAml
from tallystick_node.kyc.refusals import PersonRefused

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def _snooze(
    bureau: Bureau, person: str, days: int, rule: str | None = None, reason: str = "sells houses"
) -> None:
    with bureau.database.writing() as connection:
        bureau.aml.alerts.snooze(
            connection, person, rule=rule, until=bureau.today + timedelta(days=days),
            reason=reason, staff=OFFICER,
        )  # fmt: skip


def test_alerts_about_who_is_left_alone_wait_for_nobody(bureau: Bureau) -> None:
    person, _ = bureau.large()
    _snooze(bureau, person, 180)
    bureau.room.time.pass_by(days=1)
    bureau.deposit(person, LARGE)
    bureau.watch()
    assert {alert.state for alert in bureau.alerts()} == {"snoozed"}
    assert len(bureau.alerts()) == 2


def test_another_rule_or_a_later_day_is_not_left_alone(bureau: Bureau) -> None:
    person, _ = bureau.large()
    _snooze(bureau, person, 1, rule="FIFO")
    assert bureau.alerts()[0].state == "open"
    _snooze(bureau, person, 1, rule="LARGE")
    assert bureau.alerts()[0].state == "snoozed"
    bureau.room.time.pass_by(days=3)
    bureau.deposit(person, LARGE)
    bureau.watch()
    assert bureau.alerts()[0].state == "open"


@pytest.mark.parametrize("days", [0, -1, 181])
def test_a_snooze_ends_within_half_a_year(bureau: Bureau, days: int) -> None:
    person = bureau.room.register()
    with pytest.raises(InputError, match="AML:SNOOZE"):
        _snooze(bureau, person, days)


def test_a_snooze_has_a_reason_a_rule_and_a_person(bureau: Bureau) -> None:
    person = bureau.room.register()
    with pytest.raises(InputError, match="AML:TEXT"):
        _snooze(bureau, person, 9, reason=" ")
    with pytest.raises(InputError, match="AML:RULE"):
        _snooze(bureau, person, 9, rule="NOSE")
    with pytest.raises(PersonRefused, match="PEOPLE:UNKNOWN"):
        _snooze(bureau, "f" * 32, 9)


def test_alerts_are_listed_by_state_rule_and_age(bureau: Bureau) -> None:
    _, number = bureau.large()
    with bureau.database.reading() as connection:
        alerts = bureau.aml.alerts
        assert [row.id for row in alerts.listed(connection, rule="LARGE")] == [number]
        assert list(alerts.listed(connection, rule="FIFO")) == []
        assert list(alerts.listed(connection, state=AlertState.IN_CASE)) == []
        assert list(alerts.listed(connection, before=number)) == []
        assert alerts.ages(connection) == {"0-2": 1, "3-10": 0, "11-30": 0, "30+": 0}
        with pytest.raises(NoAml, match="AML:ALERT"):
            alerts.alert(connection, 99)
    bureau.room.time.pass_by(days=40)
    with bureau.database.reading() as connection:
        assert bureau.aml.alerts.ages(connection)["30+"] == 1
