"""The journal is only added to, and a change of it is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from tallystick.errors import VerificationFailed
from tallystick_node.infrastructure.audit_log.book import AuditLog, JournalHead
from tallystick_node.infrastructure.audit_log.entries import BEGINNING, AuditEntry, entry_hash
from tallystick_node.storage.tables import journal

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database

Write = Callable[[Connection], object]


@pytest.fixture
def book(database: Database, time: Time) -> AuditLog:
    log = AuditLog(time)
    for number in range(1, 6):
        with database.writing() as connection:
            log.add(connection, actor="clerk", act="counted", subject=f"loan {number}",
                      details={"amount": str(number)})  # fmt: skip
    return log


def unseal(connection: Connection) -> None:
    """What someone would do first who owns the database and means ill."""
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER journal_refuses_{act}"))
    else:
        connection.execute(text("DROP TRIGGER journal_refuses ON journal"))


def test_an_untouched_journal_is_whole(database: Database, book: AuditLog) -> None:
    with database.reading() as connection:
        head = book.verify(connection)
        assert head.number == 5
        assert head == book.head(connection)


def test_an_empty_journal_is_whole(database: Database, time: Time) -> None:
    with database.reading() as connection:
        assert AuditLog(time).verify(connection) == JournalHead(0, BEGINNING)


@pytest.mark.parametrize(
    "act",
    ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "DELETE FROM journal WHERE 1=0"],
)
def test_the_database_itself_refuses_a_change(database: Database, book: AuditLog, act: str) -> None:
    if "1=0" in act and database.dialect == "sqlite":
        pytest.skip("SQLite asks for each row, and here is none")
    with pytest.raises(DBAPIError, match="only ever added to"), database.writing() as connection:
        connection.execute(text(act))
    with database.reading() as connection:
        assert book.verify(connection).number == 5


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ('UPDATE journal SET details = \'{"amount":"9"}\' WHERE number = 3', "entry 3.*made of"),
        ("UPDATE journal SET actor = 'nobody' WHERE number = 1", "entry 1.*made of"),
        ("UPDATE journal SET at = at + 1 WHERE number = 5", "entry 5.*made of"),
        ("DELETE FROM journal WHERE number = 2", "entry 2.*does not follow"),
        ("DELETE FROM journal WHERE number = 5", "entry 5.*is missing"),
        ("DELETE FROM journal", "entry 1.*is missing"),
    ],
)
def test_a_change_is_found(database: Database, book: AuditLog, act: str, sentence: str) -> None:
    with database.writing() as connection:
        unseal(connection)
        connection.execute(text(act))
    with database.reading() as connection, pytest.raises(VerificationFailed, match=sentence):
        book.verify(connection)


def test_a_journal_rewritten_from_the_start_is_found_by_a_kept_head(
    database: Database, book: AuditLog, time: Time
) -> None:
    with database.reading() as connection:
        kept = book.verify(connection)
    with database.writing() as connection:
        unseal(connection)
        connection.execute(text("DELETE FROM journal"))
        connection.execute(
            text("UPDATE journal_head SET number = 0, hash = :hash"), {"hash": BEGINNING}
        )
        for _ in range(5):
            AuditLog(time).add(connection, actor="clerk", act="counted", subject="another loan")
    with database.reading() as connection:
        assert book.verify(connection).number == 5
        with pytest.raises(VerificationFailed, match="entry 5.*another hash"):
            book.verify(connection, kept)


def test_a_kept_head_may_lie_anywhere_on_the_way(database: Database, book: AuditLog) -> None:
    with database.reading() as connection:
        third = connection.scalar(select(journal.c.hash).where(journal.c.number == 3))
        assert book.verify(connection, JournalHead(3, str(third))).number == 5
        assert book.verify(connection, JournalHead(0, BEGINNING)).number == 5


def test_an_entry_goes_with_its_transaction(database: Database, book: AuditLog) -> None:
    def half() -> None:
        with database.writing() as connection:
            book.add(connection, actor="clerk", act="began", subject="nothing")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    with database.reading() as connection:
        assert book.verify(connection).number == 5


def test_many_writers_make_one_chain(database: Database, book: AuditLog) -> None:
    def write() -> None:
        for _ in range(5):
            with database.writing() as connection:
                book.add(connection, actor="clerk", act="counted", subject="loan")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert book.verify(connection).number == 25


def test_the_hash_is_what_the_page_says(time: Time) -> None:
    entry = AuditEntry(1, time(), "clerk", "counted", "loan 1", '{"amount":"1"}', BEGINNING)
    # sha256sum of [1,1773133200000000,"clerk","counted","loan 1",{"amount":"1"},"000…0"]
    assert entry_hash(entry) == "afc56dcde8c4fcd600c95bfd2822b92034809d72f80b615490cc0251cfed86f7"
