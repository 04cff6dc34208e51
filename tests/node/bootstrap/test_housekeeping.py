"""What a node does each day for itself, and what it tells its operator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text, update

from tallystick_node.bootstrap.housekeeping import (
    JOURNAL_CHECK,
    POLICY_CHECK,
    RETENTION,
    DailyChecks,
)
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.queue import JobQueue
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.infrastructure.notifications.alerts import Alerts
from tallystick_node.infrastructure.notifications.messages import DELIVERED, Outbox
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.tables import jobs, journal, messages

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

DAY = date(2026, 3, 10)
URL = "https://operator.example/alerts"


def checks(network: Network, database: Database, time: Time, pack: str) -> DailyChecks:
    outbox = Outbox(database, time)
    return DailyChecks(
        database, AuditLog(time), Alerts(outbox, URL), time, 90, load_pack(pack), network.platform
    )


def do(daily_checks: DailyChecks, time: Time, kind: str) -> None:
    queue = JobQueue(daily_checks.database, time)
    with daily_checks.database.writing() as connection:
        queue.add(connection, [JobKey(DAY, kind, PLATFORM)])
    assert JobWorker(queue, daily_checks.kinds, "w").work()
    with daily_checks.database.reading() as connection:
        states = connection.scalars(select(jobs.c.state).where(jobs.c.kind == kind)).all()
    assert list(states) == ["done"]


def acts(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def told(database: Database) -> list[dict[str, object]]:
    with database.reading() as connection:
        return list(connection.scalars(select(messages.c.content)))


def test_a_platform_within_its_pack_is_noted(
    network: Network, database: Database, time: Time
) -> None:
    do(checks(network, database, time, "generic"), time, POLICY_CHECK)
    assert acts(database) == ["policy.kept"]
    assert told(database) == []


def test_a_platform_beyond_its_pack_is_told_to_the_operator(
    network: Network, database: Database, time: Time
) -> None:
    do(checks(network, database, time, "cn-2017"), time, POLICY_CHECK)
    assert acts(database) == ["policy.exceeded"]
    (alert,) = told(database)
    assert alert["type"] == "policy.exceeded"
    assert "reserve_max_ppm" in str(alert["data"])


def test_a_whole_journal_is_noted(network: Network, database: Database, time: Time) -> None:
    do(checks(network, database, time, "generic"), time, JOURNAL_CHECK)
    assert acts(database) == ["journal.whole"]
    assert told(database) == []


def test_a_broken_journal_is_told_to_the_operator(
    network: Network, database: Database, time: Time
) -> None:
    daily_checks = checks(network, database, time, "generic")
    with database.writing() as connection:
        daily_checks.audit_log.add(connection, actor="a", act="b", subject="c")
        connection.execute(text("UPDATE journal_head SET hash = :hash"), {"hash": "1" * 64})
    do(daily_checks, time, JOURNAL_CHECK)
    assert acts(database)[-1] == "journal.broken"
    (alert,) = told(database)
    assert (alert["type"], alert["business_date"]) == ("journal.broken", "2026-03-10")


def test_what_is_long_done_is_forgotten_and_nothing_else(
    network: Network, database: Database, time: Time
) -> None:
    daily_checks = checks(network, database, time, "generic")
    do(daily_checks, time, POLICY_CHECK)
    with database.writing() as connection:
        JobQueue(database, time).add(connection, [JobKey(DAY, "open", PLATFORM)])
    time.pass_by(days=91)
    do(daily_checks, time, RETENTION)
    with database.reading() as connection:
        kinds = set(connection.scalars(select(jobs.c.kind)))
    assert kinds == {"open", RETENTION}
    assert acts(database) == ["policy.kept"]


def test_a_check_without_a_platform_is_only_listed(
    network: Network, database: Database, time: Time
) -> None:
    daily_checks = checks(network, database, time, "generic")
    listed = DailyChecks(
        database, daily_checks.audit_log, daily_checks.alerts, time, 90, daily_checks.pack, None
    )
    run = {kind.name: kind.run for kind in listed.kinds}[POLICY_CHECK]
    with pytest.raises(AssertionError, match="has a platform"):
        run(Job(1, JobKey(DAY, POLICY_CHECK, PLATFORM), 1, 1))


def test_what_a_person_was_told_stays_with_their_file(
    network: Network, database: Database, time: Time
) -> None:
    """Other delivered messages go after `keep_days`: a notice is what somebody may rely on."""
    outbox = Outbox(database, time)
    with database.writing() as connection:
        for key, recipient in (("a", f"{PERSON_HOLDER}anna"), ("b", URL)):
            outbox.put(
                connection, key=key, channel="mail", recipient=recipient, content={"of": key}
            )
        connection.execute(update(messages).values(state=DELIVERED, settled_at=time()))
    time.pass_by(days=91)
    do(checks(network, database, time, "generic"), time, RETENTION)
    assert told(database) == [{"of": "a"}]
