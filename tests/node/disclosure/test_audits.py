"""The node audits its own platform once a day; the outcome stays as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.disclosure.audits import AUDIT, AUDITS, DailyAudit, audit_days, audit_of
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import Outbox
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import jobs, journal, messages

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

DAY = date(2026, 3, 10)


def audited(network: Network, database: Database, time: Time, folder: Path, day: date) -> None:
    alerts = Alerts(Outbox(database, time), "https://operator.example/alerts")
    kind = DailyAudit(folder, AuditLog(time), alerts, network.platform).kind
    queue = JobQueue(database, time)
    with database.writing() as connection:
        queue.add(connection, [JobKey(day, AUDIT, PLATFORM)])
    assert JobWorker(queue, [kind], "w").work()
    with database.reading() as connection:
        states = connection.scalars(select(jobs.c.state).where(jobs.c.business_date == day)).all()
    assert list(states) == ["done"]


def acts(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def alerts_of(database: Database) -> list[str]:
    with database.reading() as connection:
        return [content["type"] for content in connection.scalars(select(messages.c.content))]


def test_a_day_has_the_audit_that_everybody_would_make(
    network: Network, database: Database, time: Time, tmp_path: Path
) -> None:
    network.loans.active()
    audited(network, database, time, tmp_path, DAY)
    document = audit_of(tmp_path, DAY)
    assert document is not None
    assert document["verdict"] == "pass"
    assert (document["day"], int(document["block"])) == (
        "2026-03-10",
        network.connection.block_number(),
    )
    assert {"code.artifacts", "loans.words"} <= {check["id"] for check in document["checks"]}
    assert (acts(database), alerts_of(database)) == (["audit.passed"], [])
    assert audit_days(tmp_path) == [DAY]


def test_what_does_not_hold_is_told_to_the_operator(
    network: Network, database: Database, time: Time, tmp_path: Path
) -> None:
    network.loans.listed()
    (tmp_path / "agreements").mkdir()  # without the text of the loan
    audited(network, database, time, tmp_path, DAY)
    document = audit_of(tmp_path, DAY)
    assert document is not None
    failed = [check["id"] for check in document["checks"] if not check["ok"]]
    assert failed == ["texts.agreements", "texts.statements"]
    assert (acts(database), alerts_of(database)) == (["audit.failed"], ["audit.failed"])


def test_an_audit_that_was_made_stays_as_it_is(
    network: Network, database: Database, time: Time, tmp_path: Path
) -> None:
    audited(network, database, time, tmp_path, DAY)
    file = tmp_path / AUDITS / "2026-03-10.json"
    kept = file.read_bytes()
    with database.writing() as connection:
        connection.execute(jobs.delete())
    network.loans.active()
    audited(network, database, time, tmp_path, DAY)
    assert file.read_bytes() == kept
    later = date(2026, 3, 11)
    audited(network, database, time, tmp_path, later)
    assert json.loads(kept)["block"] != (audit_of(tmp_path, later) or {})["block"]
    assert audit_days(tmp_path) == [later, DAY]


@pytest.mark.parametrize("name", ["index.html", "2026-3-1.json", "2026-03-10.unfinished", "x.json"])
def test_other_files_are_no_audits(tmp_path: Path, name: str) -> None:
    (tmp_path / AUDITS).mkdir()
    (tmp_path / AUDITS / name).write_text("{}")
    assert audit_days(tmp_path) == []
    assert audit_of(tmp_path, DAY) is None


@pytest.mark.parametrize("daily", [False, True])
def test_it_is_done_where_the_operator_says_so(
    database: Database, tmp_path: Path, *, daily: bool
) -> None:
    settings, _ = load_settings({"data_dir": tmp_path, "publication": {"audit_daily": daily}}, {})
    kinds = {kind.name: kind for kind in daily_kinds(settings, database)}
    assert (AUDIT in kinds) is daily
    assert not daily or kinds[AUDIT].of_today
