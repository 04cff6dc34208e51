"""Versions of what is stated, on each database, anchored on a chain by a node's own sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.api.builders import Api, open_api
from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.company import COMPANY_SUBJECT, read_company
from tallystick.disclosure.report import subject_hash
from tallystick_node.disclosure.company_book import (
    first_warning,
    keep_company,
    newest_company,
)
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.storage.tables import journal, sends

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

FACTS = read_company({"stated_on": "2026-03-01", "company": {"name": "Abacus Ltd"}})
OTHER = read_company({"stated_on": "2026-03-02", "company": {"name": "Abacus Ltd"}})


def test_the_same_again_is_the_version_that_is_there(database: Database, time: Time) -> None:
    log = AuditLog(time)
    with database.writing() as connection:
        assert newest_company(connection) is None
        first = keep_company(connection, log, time, FACTS, "operator")
        assert keep_company(connection, log, time, FACTS, "operator") == first
        second = keep_company(connection, log, time, OTHER, "operator")
        assert newest_company(connection) == second
        acts = connection.execute(select(journal.c.act, journal.c.subject)).all()
    assert (first.version, second.version, first.facts) == (1, 2, FACTS)
    assert [tuple(row) for row in acts] == [
        ("company.stated", "company v1"), ("company.stated", "company v2"),
    ]  # fmt: skip


def test_a_step_is_told_once(database: Database) -> None:
    with database.writing() as connection:
        answers = [first_warning(connection, "licence", step) for step in (30, 30, 7)]
    assert answers == [True, False, True]


@pytest.fixture
def api(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    return open_api(tmp_path, database, network, time)


def test_every_version_is_asked_for_once_and_in_order(api: Api) -> None:
    book = api.node.services.company.book
    database, log = api.node.foundation.database, api.node.foundation.audit_log
    assert (book.newest(), book.count(), book.find(1)) == (None, 0, None)
    with database.writing() as connection:
        for facts in (FACTS, OTHER):
            keep_company(connection, log, api.time, facts, "operator")
        book.ask_anchors(connection)
        book.ask_anchors(connection)
        keys = list(connection.scalars(select(sends.c.key).where(sends.c.key.like("company%"))))
    assert keys == (["company v1", "company v2"] if book.account else [])
    kept = book.newest()
    assert kept is not None
    assert (kept.version, kept.block) == (2, None), "not anchored yet"
    platform = api.node.services.platform
    assert platform.read(Disclosures.versions(subject_hash(COMPANY_SUBJECT))) == 0
