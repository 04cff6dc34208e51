"""Where clients' money stands, kept by day on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tallystick_node.risk.positions import keep_position, newest_position
from tallystick_node.risk.refusals import NoRisk
from tallystick_node.risk.withdrawal_run import CoinPosition

if TYPE_CHECKING:
    from tallystick_node.storage import Database

TODAY = date(2026, 3, 10)
POSITION = CoinPosition(10**14, 10**14, 2 * 10**14, 2 * 10**14, 7, 1)


def test_the_newest_day_is_told_and_a_second_look_replaces_it(database: Database) -> None:
    with database.writing() as connection:
        keep_position(connection, TODAY, POSITION)
        keep_position(connection, TODAY - timedelta(days=1), replace(POSITION, tokens=1))
        assert newest_position(connection) == (TODAY, POSITION)
        keep_position(connection, TODAY, replace(POSITION, bank=None))
        assert newest_position(connection)[1].bank is None


def test_before_the_first_look_there_is_none(database: Database) -> None:
    with database.reading() as connection, pytest.raises(NoRisk, match="RISK:UNMEASURED"):
        newest_position(connection)
