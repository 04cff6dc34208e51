"""Figures by day, and incidents from the breach to the lesson, on each database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.risk.book import RiskBook, newest_ladder, newest_measures
from tallystick_node.risk.jobs import RISK_WATCH
from tallystick_node.risk.ladder import LadderStep
from tallystick_node.risk.limits import RiskLevel, limits_of
from tallystick_node.risk.refusals import NoRisk, RiskRefused
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database

TODAY = date(2026, 3, 10)
LIMITS = limits_of(load_pack("generic"), TODAY)
LADDER = [LadderStep(0, 10, 10), LadderStep(None, 90, 90)]
WELL: dict[str, int | None] = dict.fromkeys(LIMITS, 0)


@pytest.fixture
def book(database: Database, time: Time) -> RiskBook:
    outbox = Outbox(database, time, 5)
    return RiskBook(AuditLog(time), Alerts(outbox, "https://operator.test/hook"), time)


def keep(
    database: Database, book: RiskBook, day: date, values: dict[str, int | None] | None = None
) -> None:
    with database.writing() as connection:
        book.keep(
            connection, JobKey(day, RISK_WATCH, PLATFORM), WELL | (values or {}), LIMITS, LADDER
        )


def test_a_day_is_kept_with_its_limits_and_the_newest_is_told(
    database: Database, book: RiskBook
) -> None:
    keep(database, book, TODAY, {"credit.late": 60_000, "concentration.largest": None})
    keep(database, book, TODAY - timedelta(days=1))
    with database.reading() as connection:
        known = {measure.metric: measure for measure in newest_measures(connection)}
        assert newest_ladder(connection) == (TODAY, LADDER)
        rows = book.measures(connection, TODAY - timedelta(days=1), TODAY)
    assert (known["credit.late"].value, known["credit.late"].level) == (60_000, RiskLevel.WARNING)
    assert known["concentration.largest"].level is RiskLevel.UNKNOWN
    assert len(rows) == 2 * len(LIMITS)


def test_looking_again_replaces_the_day(database: Database, book: RiskBook) -> None:
    keep(database, book, TODAY, {"credit.late": 1})
    keep(database, book, TODAY, {"credit.late": 2})
    with database.reading() as connection:
        assert newest_measures(connection)[0].value == 2


def test_a_breach_opens_one_incident_with_its_response_and_tells_the_operator(
    database: Database, book: RiskBook
) -> None:
    for back in (2, 1, 0):
        keep(database, book, TODAY - timedelta(days=back), {"credit.bad": 50_001})
    with database.reading() as connection:
        incidents = book.incidents(connection, 10)
        alerts = [row.content for row in connection.execute(select(messages))]
    assert [(row.metric, row.response) for row in incidents] == [("credit.bad", "pause_lending")]
    assert (incidents[0].opened_on, incidents[0].value) == (TODAY - timedelta(days=2), 50_001)
    assert [content["type"] for content in alerts] == ["risk.credit.bad"]
    assert alerts[0]["data"]["proposes_pause"] is True


def test_a_warning_opens_none(database: Database, book: RiskBook) -> None:
    keep(database, book, TODAY, {"credit.bad": 50_000})
    with database.reading() as connection:
        assert book.incidents(connection, 10) == []


def test_an_incident_closes_once_when_its_figure_is_back(
    database: Database, book: RiskBook
) -> None:
    keep(database, book, TODAY, {"credit.bad": 60_000})

    def close(number: int = 1) -> str:
        with database.writing() as connection:
            row = book.close(connection, number, "0xofficer", cause="a bad branch", lesson="shut")
        return str(row.lesson)

    with pytest.raises(RiskRefused, match="RISK:STILL"):
        close()
    keep(database, book, TODAY + timedelta(days=1), {"credit.bad": None})
    with pytest.raises(RiskRefused, match="RISK:STILL"):
        close()
    keep(database, book, TODAY + timedelta(days=2))
    assert close() == "shut"
    with pytest.raises(RiskRefused, match="RISK:CLOSED"):
        close()
    with pytest.raises(NoRisk, match="RISK:INCIDENT"):
        close(7)


def test_nothing_measured_is_said(database: Database) -> None:
    with database.reading() as connection:
        assert newest_measures(connection) == []
        with pytest.raises(NoRisk, match="RISK:UNMEASURED"):
            newest_ladder(connection)
