"""One schema on both databases, moved on once, and transactions that hold."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Float, LargeBinary, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from tallystick.errors import ConfigError
from tallystick_node.storage import Database, at_head, upgrade
from tallystick_node.storage.insertion import inserted
from tallystick_node.storage.schema import canonical, metadata
from tallystick_node.storage.tables import leases, spending

Opened = Callable[[str], Database]
DAY = datetime(2026, 3, 10, tzinfo=UTC)


def test_upgrading_from_empty_gives_the_schema_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    assert at_head(database)


def test_an_empty_database_is_not_at_head(database_url: str, opened: Opened) -> None:
    assert not at_head(opened(database_url))


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(leases).values(name="a", holder="b", until=DAY))
    upgrade(database)
    with database.reading() as connection:
        assert connection.execute(select(leases.c.holder)).scalars().all() == ["b"]


def test_several_processes_may_upgrade_at_once(database_url: str, opened: Opened) -> None:
    threads = [threading.Thread(target=upgrade, args=(opened(database_url),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_head(opened(database_url))


def test_several_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def open_it(file: Path, together: threading.Barrier) -> None:
        database = Database(f"sqlite:///{file}")
        together.wait()
        try:
            database.check()
        except ConfigError as refused:
            failed.append(refused)
        database.close()

    for number in range(20):
        together = threading.Barrier(8)
        threads = [
            threading.Thread(target=open_it, args=(tmp_path / f"{number}.sqlite", together))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


def test_a_database_of_a_later_version_is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("UPDATE schema_floor SET revision = '9999'"))
    with pytest.raises(ConfigError, match="DATABASE:LATER.*9999"):
        upgrade(database)


def test_what_raises_is_taken_back(database: Database) -> None:
    def half() -> None:
        with database.writing() as connection:
            connection.execute(insert(leases).values(name="a", holder="b", until=DAY))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    with database.reading() as connection:
        assert connection.execute(select(leases)).all() == []


def test_a_reader_sees_one_state(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(leases).values(name="a", holder="first", until=DAY))
    with database.reading() as reader:
        assert reader.scalar(select(leases.c.holder)) == "first"
        with database.writing() as connection:
            connection.execute(update(leases).values(holder="second"))
        assert reader.scalar(select(leases.c.holder)) == "first"
    with database.reading() as reader:
        assert reader.scalar(select(leases.c.holder)) == "second"


def test_what_a_reader_writes_is_not_kept(database: Database) -> None:
    with database.reading() as reader:
        reader.execute(insert(leases).values(name="a", holder="b", until=DAY))
    with database.reading() as reader:
        assert reader.execute(select(leases)).all() == []


def test_numbers_and_moments_come_back_exactly(database: Database) -> None:
    large = 2**256 - 1
    moment = datetime(2026, 3, 10, 1, 2, 3, 456_789, tzinfo=UTC)
    with database.writing() as connection:
        connection.execute(insert(spending).values(account="0x", day=DAY.date(), wei=large))
        connection.execute(insert(leases).values(name="a", holder="b", until=moment))
    with database.reading() as reader:
        assert reader.scalar(select(spending.c.wei)) == large
        assert reader.scalar(select(leases.c.until)) == moment


@pytest.mark.parametrize("wrong", [-1, 1.5, True, "1", 10**78])
def test_what_is_no_amount_is_refused(database: Database, wrong: object) -> None:
    with pytest.raises(StatementError), database.writing() as connection:
        connection.execute(insert(spending).values(account="0x", day=DAY.date(), wei=wrong))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.writing() as connection:
        connection.execute(
            insert(leases).values(name="a", holder="b", until=datetime(2026, 3, 10))  # noqa: DTZ001
        )


def test_a_document_has_one_text_and_no_float() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
    with pytest.raises(TypeError, match="float"):
        canonical({"a": [{"b": 1.0}]})


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO send_versions (tx_hash, send, number, raw, body, signed_at)"
                " VALUES ('0x', 99, 1, '0x', '{}', 0)"
            )
        )


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:secret@x/y", "sqlite://", "nonsense", "secret", "postgresql://[::1/secret",
        "postgresql://u:secret@h/x?port=abc", "sqlite:///secret\0",
    ],
)  # fmt: skip
def test_another_database_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE:URL") as refused:
        Database(url)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_named_without_its_password(opened: Opened) -> None:
    session = opened("postgresql://someone:hidden@127.0.0.1:1/nowhere")
    with pytest.raises(ConfigError, match="DATABASE:UNREACHABLE.*127.0.0.1") as refused:
        session.check()
    assert "hidden" not in str(refused.value)


def test_a_database_that_is_there_passes(database: Database, tmp_path: Path) -> None:
    database.check()
    assert "hidden" not in Database(f"sqlite:///{tmp_path}/other").place


def test_a_row_is_added_once_and_both_databases_say_so(database: Database) -> None:
    row = {"name": "a", "holder": "b", "until": DAY}
    with database.writing() as connection:
        assert inserted(connection, leases, row)
        assert not inserted(connection, leases, row | {"holder": "c"})
    with database.reading() as connection:
        assert connection.execute(select(leases.c.holder)).scalars().all() == ["b"]


def test_every_column_can_be_written_as_a_line_of_json() -> None:
    # A backup of one database is read into the other by way of JSON.
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    assert columns
    assert [entry for entry in columns if isinstance(entry.type, LargeBinary | Float | JSON)] == []
