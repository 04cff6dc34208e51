"""The daily look: an end is told once for each step, and own funds that fall short."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import Api, open_api
from tallystick.disclosure.company import read_company
from tallystick_node.disclosure.company_book import keep_company
from tallystick_node.disclosure.company_jobs import COMPANY_DAY, CompanyDays, kind_of_company
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


@pytest.fixture
def api(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    result = open_api(tmp_path, database, network, time)
    result.index()
    return result


def days_of(api: Api, pack: str = "generic") -> CompanyDays:
    own = api.node.services.company
    outbox = Outbox(api.node.foundation.database, api.time, 5)
    alerts = Alerts(outbox, "https://operator.test/hook")
    return CompanyDays(own.book, own.index, load_pack(pack, 6), alerts)


def look(api: Api, days: CompanyDays, day: date) -> list[Any]:
    effect = kind_of_company(days).run(Job(1, JobKey(day, COMPANY_DAY, PLATFORM), 1, 1))
    database = api.node.foundation.database
    with database.writing() as connection:
        effect(connection)
        return list(connection.scalars(select(messages.c.key).order_by(messages.c.key)))


def state(api: Api, **parts: Any) -> None:
    foundation = api.node.foundation
    with foundation.database.writing() as connection:
        facts = read_company({"stated_on": "2026-03-01", **parts})
        keep_company(connection, foundation.audit_log, api.time, facts, "operator")


def test_an_end_is_told_once_for_each_step(api: Api) -> None:
    today, days = api.node.services.business.today(), days_of(api)
    ends = today + timedelta(days=31)
    licence = {"kind": "licence", "name": "L", "authority": "A", "expires_on": ends.isoformat()}
    forever = {"kind": "filing", "name": "F", "authority": "A"}
    state(api, licences=[licence, forever])
    heard = [
        len(look(api, days, today + timedelta(days=later))) for later in (0, 1, 2, 24, 25, 31, 40)
    ]
    assert heard == [1, 2, 2, 3, 3, 4, 4]


def test_own_funds_that_fall_short_are_told_and_what_suffices_is_not(api: Api) -> None:
    today, days = api.node.services.business.today(), days_of(api, "uk-fca")
    state(api, finances=[{"year": 2025, "own_funds": 50_000 * 10**6 - 1}])
    (key,) = look(api, days, today)
    assert key.startswith("company.own_funds")
    assert len(look(api, days, today + timedelta(days=1))) == 1, "once for a statement"
    state(api, finances=[{"year": 2025, "own_funds": 50_000 * 10**6}])
    assert len(look(api, days, today + timedelta(days=2))) == 1


def test_nothing_stated_is_nothing_told(api: Api) -> None:
    assert look(api, days_of(api), api.node.services.business.today()) == []
