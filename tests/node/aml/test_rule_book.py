"""A rule goes live after a back-test, a run in shadow, and two pairs of eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.aml.builders import LARGE, OFFICER, OTHER
from tallystick.errors import ConfigError, InputError
from tallystick_node.aml.refusals import AmlRefused
from tallystick_node.aml.rule_book import RuleState
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.aml.rules.rule import Rule

if TYPE_CHECKING:
    from node.aml.builders import Bureau


def _test(bureau: Bureau, days: int = 30, **changed: int) -> int:
    yesterday = bureau.today - timedelta(days=1)
    with bureau.database.writing() as connection:
        result = bureau.aml.rules.back_test(
            connection, "LARGE", first=yesterday - timedelta(days=days - 1), last=yesterday,
            staff=OFFICER, bounds=changed,
        )  # fmt: skip
    return result.alerts


def test_a_back_test_says_what_would_have_been_seen(bureau: Bureau) -> None:
    person = bureau.room.full()
    bureau.deposit(person, LARGE, days_ago=3)
    bureau.deposit(person, LARGE // 2, days_ago=5)
    bureau.catch_up()
    assert _test(bureau) == 1
    assert _test(bureau, large_natural=LARGE // 2) == 2
    assert _test(bureau, days=2) == 0
    assert bureau.alerts() == []


def test_bad_days_and_thresholds_are_refused(bureau: Bureau) -> None:
    with pytest.raises(InputError, match="AML:DAYS"):
        _test(bureau, days=0)
    with pytest.raises(InputError, match="AML:DAYS"):
        _test(bureau, days=367)
    with pytest.raises(ConfigError, match="AML:WINDOW"):
        _test(bureau, fast_hours=0)
    with pytest.raises(InputError, match="AML:BOUND"):
        _test(bureau, nose=1)
    with bureau.database.writing() as connection, pytest.raises(InputError, match="AML:DAYS"):
        bureau.aml.rules.back_test(
            connection, "LARGE", first=bureau.today, last=bureau.today, staff=OFFICER
        )


def test_a_new_version_is_in_shadow_until_it_was_tried(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = RULES["LARGE"]
    monkeypatch.setitem(RULES, "LARGE", Rule("LARGE", 2, old.sentence, old.look))
    rules = bureau.aml.rules
    with bureau.database.writing() as connection:
        assert rules.standing(connection, "LARGE").state is RuleState.SHADOW
        assert rules.standing(connection, "FIFO").state is RuleState.LIVE
        with pytest.raises(AmlRefused, match="AML:BACKTEST"):
            rules.propose(connection, "LARGE", RuleState.LIVE, OFFICER)
    bureau.deposit(bureau.room.full(), LARGE)
    bureau.catch_up()
    _test(bureau)
    with bureau.database.writing() as connection, pytest.raises(AmlRefused, match="AML:SHADOW"):
        rules.propose(connection, "LARGE", RuleState.LIVE, OFFICER)
    bureau.watch()
    assert bureau.alerts() == []
    with bureau.database.writing() as connection:
        rules.propose(connection, "LARGE", RuleState.LIVE, OFFICER)
        with pytest.raises(AmlRefused, match="AML:EYES"):
            rules.confirm(connection, "LARGE", OFFICER)
        assert rules.standing(connection, "LARGE").proposed is RuleState.LIVE
        assert rules.confirm(connection, "LARGE", OTHER) is RuleState.LIVE


def test_an_old_back_test_is_not_enough(bureau: Bureau) -> None:
    rules = bureau.aml.rules
    bureau.catch_up()
    _test(bureau)
    with bureau.database.writing() as connection:
        rules.propose(connection, "LARGE", RuleState.SHADOW, OFFICER)
        rules.confirm(connection, "LARGE", OTHER)
    bureau.room.time.pass_by(days=31)
    with bureau.database.writing() as connection, pytest.raises(AmlRefused, match="AML:BACKTEST"):
        rules.propose(connection, "LARGE", RuleState.LIVE, OFFICER)


def test_nothing_is_changed_without_a_proposal_or_into_what_it_is(bureau: Bureau) -> None:
    rules = bureau.aml.rules
    with bureau.database.writing() as connection:
        with pytest.raises(AmlRefused, match="AML:PROPOSAL"):
            rules.confirm(connection, "LARGE", OTHER)
        with pytest.raises(AmlRefused, match="AML:STATE"):
            rules.propose(connection, "LARGE", RuleState.LIVE, OFFICER)
        with pytest.raises(InputError, match="AML:RULE"):
            rules.propose(connection, "NOSE", RuleState.OFF, OFFICER)
