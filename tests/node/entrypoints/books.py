"""What a node's books say at the end of a life: each thing that was to be done is there once."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from node.entrypoints.customer import NOTICES
from tallystick.chain._sync.events import EventStream
from tallystick.chain.contracts import Token
from tallystick.chain.logs import Event
from tallystick_node.bootstrap.dev_keys import dev_keys
from tallystick_node.bootstrap.services import SANDBOX_BANK
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.jobs.rules import PLATFORM
from tallystick_node.payments.token import TokenReader
from tallystick_node.storage.tables import (
    applications,
    events,
    index_cursor,
    job_days,
    jobs,
    messages,
    payment_orders,
    reconciliations,
    reminders,
    sends,
)

if TYPE_CHECKING:
    from pathlib import Path

    from node.entrypoints.whole_life import WholeLife
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.storage import Database

__all__ = [
    "applied_once", "chain_and_tables", "compared", "indexed", "jobs_once", "money_once",
    "reminded_once", "sends_once", "worked_through",
]  # fmt: skip

SENDING = ("keeper", "publisher", "custodian")
DAILY = (
    "journal.check", "payments.reconcile", "people.remind", "people.tidy", "policy.check",
    "retention", "underwriting.follow",
)  # fmt: skip


def worked_through(database: Database, day: date) -> bool:
    """Whether every day up to one is planned, and nothing is left to be done, sent or told."""
    with database.reading() as connection:
        planned = connection.scalar(select(func.min(job_days.c.planned_through)))
        working = select(jobs.c.id).where(jobs.c.state != "done").limit(1)
        # What a killed process had in its hands comes again once its lease is over.
        telling = select(messages.c.id).where(messages.c.state == "leased").limit(1)
        sending = select(sends.c.id).where(sends.c.state.not_in(["done", "refused"])).limit(1)
        return (
            planned is not None
            and planned >= day
            and connection.scalar(working) is None
            and connection.scalar(sending) is None
            and connection.scalar(telling) is None
        )


def indexed(database: Database, head: int) -> bool:
    """Whether the tables have come to a block; a killed reader's lease has to end before that."""
    with database.reading() as connection:
        place = connection.scalar(select(index_cursor.c.block))
    return place is not None and place >= head


def jobs_once(database: Database) -> None:
    """Every job is done, no day of a daily kind is missing, none is there twice."""
    with database.reading() as connection:
        rows = connection.execute(
            select(jobs.c.kind, jobs.c.subject, jobs.c.business_date, jobs.c.state)
        ).all()
    assert {row.state for row in rows} == {"done"}
    keys = Counter((row.kind, row.subject, row.business_date) for row in rows)
    assert set(keys.values()) == {1}
    for kind in DAILY:
        days = sorted(row.business_date for row in rows if row.kind == kind)
        whole = [days[0] + timedelta(past) for past in range((days[-1] - days[0]).days + 1)]
        assert days == whole, kind
        assert {row.subject for row in rows if row.kind == kind} == {PLATFORM}


def sends_once(database: Database, platform: Platform, directory: Path) -> None:
    """Each transaction that was asked for is on the chain once, and the chain has no other one."""
    keys = dev_keys(directory).signers
    with database.reading() as connection:
        rows = connection.execute(select(sends)).all()
    assert {row.state for row in rows} == {"done"}, [(row.key, row.code) for row in rows]
    for name in SENDING:
        address = keys[name].address
        nonces = sorted(row.nonce for row in rows if row.account == address)
        assert nonces == list(range(platform.connection.nonce(address, pending=False))), name
        assert nonces, f"{name} has sent something"
    hashes = [row.tx_hash for row in rows]
    assert len(set(hashes)) == len(hashes)
    for tx_hash in hashes:
        receipt = platform.connection.request("eth_getTransactionReceipt", tx_hash)
        assert receipt["status"] in ("0x1", 1), tx_hash


def money_once(life: WholeLife, database: Database) -> None:
    """Orders, the custodian's file and the chain tell the same movements, each once."""
    directory, platform = life.premises.directory, life.platform
    with database.reading() as connection:
        rows = connection.execute(select(payment_orders)).all()
    assert {row.state for row in rows} == {"done"}
    assert sorted(row.key for row in rows) == sorted(life.ordered)
    ordered = sorted((row.key, row.kind, row.amount) for row in rows)
    with sqlite3.connect(directory / SANDBOX_BANK) as bank:
        booked = bank.execute("SELECT key, kind, amount FROM orders WHERE status = 'settled'")
        assert sorted(booked.fetchall()) == ordered
    signs = {"deposit": 1, "withdrawal": -1}
    total = sum(signs[kind] * amount for _, kind, amount in ordered)
    assert platform.read(Token.totalSupply()) == total
    custodian = dev_keys(directory).signers["custodian"].address
    head = platform.connection.block_number()
    changes = TokenReader(platform, custodian).supply_changes(platform.deployment.block, head)
    chain = sorted((change.kind, change.amount) for change in changes)
    assert chain == sorted((kind, amount) for _, kind, amount in ordered)


def compared(database: Database) -> list[date]:
    """The days on which money was booked; each was compared, and so was every other one."""
    with database.reading() as connection:
        booked = set(connection.scalars(select(payment_orders.c.booked_on)))
        rows = connection.execute(select(reconciliations.c.day, reconciliations.c.agrees)).all()
    assert all(row.agrees for row in rows)
    assert booked <= {row.day for row in rows}
    return sorted(booked)


def reminded_once(life: WholeLife, database: Database, *, undisturbed: bool) -> None:
    """Each step of the reminders was taken once, and each notice is one message.

    undisturbed: nobody was killed, so that each was also delivered once. Otherwise one may come
    a second time, under the same id.
    """
    with database.reading() as connection:
        steps = connection.execute(
            select(reminders.c.days).where(
                reminders.c.loan == life.loan, reminders.c.due == life.due
            )
        ).scalars()
        assert sorted(steps) == [0, 1, 7]
        rows = connection.execute(select(messages.c.key, messages.c.state)).all()
    first = f"reminder:{life.loan}:{life.due}"
    for step in ("7:notice", "7:push", "1:notice"):
        assert [row.key for row in rows].count(f"{first}:{step}") == 1
    lines = (life.premises.directory / NOTICES).read_text("utf-8").splitlines()
    counts = Counter(json.loads(line)["id"] for line in lines)
    assert set(counts) == {
        row.key for row in rows if row.state == "delivered" and not row.key.startswith("operator")
    }
    assert len(set(lines)) == len(counts)
    assert not undisturbed or set(counts.values()) == {1}


def applied_once(life: WholeLife, database: Database) -> None:
    """What was asked for twice under its key is there once."""
    with database.reading() as connection:
        rows = connection.execute(select(applications.c.id, applications.c.person)).all()
    assert {row.person: row.id for row in rows} == life.applications
    assert len(rows) == len(life.applications)


def chain_and_tables(database: Database, platform: Platform) -> None:
    """The tables have each event of the chain, in its order; the journal is whole."""
    with database.reading() as connection:
        AuditLog(lambda: datetime.now(UTC)).verify(connection)
        kept = connection.execute(
            select(events.c.block, events.c.place).order_by(events.c.block, events.c.place)
        ).all()
    pairs = [
        (event.block, event.index)
        for event in EventStream(platform).poll()
        if isinstance(event, Event)
    ]
    assert [tuple(row) for row in kept] == pairs
