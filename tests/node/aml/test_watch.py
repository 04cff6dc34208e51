"""Each day's look: alerts of live rules, counts of all, once a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from node.aml.builders import LARGE, OFFICER, OTHER
from tallystick_node.aml.jobs import AML_WATCH, kind_of_aml
from tallystick_node.aml.rule_book import RuleState
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.infrastructure.indexer.days import DayNotOver
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.tables import aml_runs, messages

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def test_a_large_deposit_of_yesterday_is_an_alert(bureau: Bureau) -> None:
    person, number = bureau.large()
    (alert,) = bureau.alerts()
    assert (alert.id, alert.rule, alert.version, alert.subject) == (number, "LARGE", 1, person)
    assert (alert.amount, alert.state, alert.flows) == (LARGE, "open", ["test:1"])
    assert (alert.due_on - alert.day).days >= 5
    with bureau.database.reading() as connection:
        assert bureau.aml.alerts.people(connection, [number]) == [person]
        last = bureau.aml.watch.last_run(connection)
        assert last is not None
        assert (last.flows, last.hits) == (1, 1)
        assert connection.scalar(select(func.count()).select_from(aml_runs)) == len(RULES)
    assert "aml.watched" in bureau.room.acts()


def test_little_money_is_none(bureau: Bureau) -> None:
    person = bureau.room.full()
    bureau.deposit(person, LARGE - 1)
    bureau.watch()
    assert bureau.alerts() == []


def test_a_day_that_is_looked_at_twice_alerts_once(bureau: Bureau) -> None:
    bureau.large()
    bureau.watch()
    assert len(bureau.alerts()) == 1


def test_the_operator_hears_numbers_and_no_name(bureau: Bureau) -> None:
    person, _ = bureau.large()
    with bureau.database.reading() as connection:
        contents = connection.scalars(
            select(messages.c.content).where(messages.c.channel == "webhook")
        ).all()
    alerted = [content for content in contents if content["type"] == "aml.attention"]
    assert [content["data"] for content in alerted] == [{"alerts": 1, "late_cases": 0}]
    assert person not in str(alerted)


def test_today_is_not_looked_at(bureau: Bureau) -> None:
    bureau.catch_up()
    with bureau.database.reading() as connection, pytest.raises(DayNotOver, match="INDEX:EARLY"):
        bureau.aml.watch.look(connection, bureau.today)


def test_a_rule_in_shadow_counts_and_alerts_nobody(bureau: Bureau) -> None:
    rules = bureau.aml.rules
    with bureau.database.writing() as connection:
        rules.propose(connection, "LARGE", RuleState.SHADOW, OFFICER)
        rules.confirm(connection, "LARGE", OTHER)
    person = bureau.room.full()
    bureau.deposit(person, LARGE)
    bureau.watch()
    assert bureau.alerts() == []
    with bureau.database.reading() as connection:
        row = connection.execute(select(aml_runs).where(aml_runs.c.rule == "LARGE")).one()
    assert (row.state, row.hits) == ("shadow", 1)


def test_a_rule_that_is_off_does_not_look(bureau: Bureau) -> None:
    rules = bureau.aml.rules
    with bureau.database.writing() as connection:
        rules.propose(connection, "LARGE", RuleState.OFF, OFFICER)
        rules.confirm(connection, "LARGE", OTHER)
    bureau.deposit(bureau.room.full(), LARGE)
    bureau.watch()
    with bureau.database.reading() as connection:
        assert "LARGE" not in connection.scalars(select(aml_runs.c.rule)).all()


def test_a_kind_that_is_only_listed_has_nobody_to_look_at(bureau: Bureau) -> None:
    kind = kind_of_aml(None)
    assert (kind.name, list(kind.subjects(bureau.today))) == (AML_WATCH, [])
    # A day that was missed is looked at later.
    assert not kind_of_aml(bureau.aml).of_today


def test_shared_devices_and_addresses_tie_people(bureau: Bureau) -> None:
    person, other = bureau.room.real(), bureau.room.register()
    vault = bureau.room.people.context.vault
    for each in (person, other):
        bureau.room.people.evidence.state(each, Field.ADDRESS, "1 Long Street")
        with bureau.database.writing() as connection:
            vault.add_mark(connection, each, "device", "telephone-1", sole=False)
    with bureau.database.reading() as connection:
        first, second = bureau.room.people.profiles.of(connection, [person, other])
    kinds = {mark.split(":")[0] for mark in first.marks & second.marks}
    assert kinds == {"device", "address"}
    assert "1 Long Street" not in str(first)


def test_the_count_of_an_earlier_version_stays_beside_that_of_now(bureau: Bureau) -> None:
    bureau.large()
    with bureau.database.writing() as connection:
        connection.execute(update(aml_runs).values(version=0))
    bureau.watch()
    with bureau.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(aml_runs)) == 2 * len(RULES)
