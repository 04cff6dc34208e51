"""The drill: a node that runs is backed up, lost, restored elsewhere, and goes on."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.entrypoints.busy_work import JOBS_OF_A_ROUND, busy, everything_once, owe, settled
from tallystick.errors import ConfigError
from tallystick_node.entrypoints.archive import pack, unpack
from tallystick_node.entrypoints.backup import back_up, restore
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.settings.settings import Settings, load_settings
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.schema import metadata
from tallystick_node.storage.tables import (
    messages,
    payment_orders,
    reconciliations,
    token_arrivals,
)

if TYPE_CHECKING:
    from postgres import Cluster


def settings(folder: Path, database: str | None = None) -> Settings:
    fields = {"data_dir": folder} | ({} if database is None else {"database": database})
    return load_settings(fields, {})[0]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }


def filled(database: Database) -> None:
    upgrade(database)
    audit_log = AuditLog(lambda: datetime(2026, 3, 10, 1, 2, 3, 4, tzinfo=UTC))
    for number in range(3):
        with database.writing() as connection:
            connection.execute(
                messages.insert().values(
                    key=f"m{number}", channel="post", recipient="é", content={"a": number},
                    state="waiting", attempts=0, not_before=datetime(2026, 3, 10, tzinfo=UTC),
                    lease_token=0, created_at=datetime(2026, 3, 10, tzinfo=UTC),
                )
            )  # fmt: skip
            audit_log.add(connection, actor="clerk", act="wrote", subject=f"m{number}")
    moment = datetime(2026, 3, 10, 1, tzinfo=UTC)
    with database.writing() as connection:
        connection.execute(
            payment_orders.insert().values(
                key="w1", kind="withdrawal", account="acct", wallet="0x" + "1" * 40, amount=10**15,
                currency="XTS", state="done", booked_on=date(2026, 3, 9), created_at=moment,
                changed_at=moment, looked_at=moment,
            )
        )  # fmt: skip
        connection.execute(
            token_arrivals.insert().values(
                block=7, place=1, tx_hash="0x" + "2" * 64, sender="0x" + "1" * 40,
                amount=10**15, order_key="w1",
            )
        )  # fmt: skip
        for number, agrees in enumerate((True, False)):
            connection.execute(
                reconciliations.insert().values(
                    day=date(2026, 3, 8 + number), agrees=agrees, document={"a": "1"},
                    made_at=moment,
                )
            )  # fmt: skip


@pytest.fixture
def make(opened: Callable[[str], Database]) -> Callable[[Path], Database]:
    def make_one(folder: Path) -> Database:
        folder.mkdir()
        return opened(f"sqlite:///{folder}/node.sqlite")

    return make_one


@pytest.mark.long
def test_the_drill_on_a_running_node(tmp_path: Path) -> None:
    lost, kept, path = tmp_path / "lost", tmp_path / "backup.tar.gz", tmp_path / "found"
    database = Database(f"sqlite:///{lost}/node.sqlite")
    with busy(lost, 0) as node:
        node.ready()
    owe(database, 0)
    with busy(lost, 1) as node:
        manifest = back_up(settings(lost), kept)  # while jobs are done and transactions sent
        node.kill()
    database.close()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert restore(settings(path), kept) == manifest
    assert (path / "keys").stat().st_mode & 0o777 == 0o700
    restored = Database(f"sqlite:///{path}/node.sqlite")
    try:
        with busy(path, 1) as node:
            node.ready()
            settled(restored, JOBS_OF_A_ROUND)
            everything_once(path, restored, node.url + "/rpc", 1)
    finally:
        restored.close()


def test_every_table_comes_back_as_it_was(
    make: Callable[[Path], Database], opened: Callable[[str], Database], tmp_path: Path
) -> None:
    database = make(tmp_path / "one")
    filled(database)
    manifest = back_up(settings(tmp_path / "one"), tmp_path / "kept")
    assert manifest["rows"]["messages"] == 3
    assert manifest["chain"] is None
    restore(settings(tmp_path / "two"), tmp_path / "kept")
    assert contents(opened(f"sqlite:///{tmp_path}/two/node.sqlite")) == contents(database)


@pytest.mark.long
def test_a_node_moves_from_sqlite_to_postgresql_and_back(
    make: Callable[[Path], Database], opened: Callable[[str], Database],
    cluster: Cluster, tmp_path: Path,
) -> None:  # fmt: skip
    database = make(tmp_path / "one")
    filled(database)
    back_up(settings(tmp_path / "one"), tmp_path / "first")
    url = cluster.new_database()
    restore(settings(tmp_path / "two", url), tmp_path / "first")
    server = opened(url)
    assert contents(server) == contents(database)
    with server.writing() as connection:  # numbers go on where they were
        row = dict(connection.execute(select(messages).limit(1)).one()._mapping)
        del row["id"]
        connection.execute(messages.insert().values(**(row | {"key": "next"})))
    back_up(settings(tmp_path / "two", url), tmp_path / "second")
    restore(settings(tmp_path / "three"), tmp_path / "second")
    assert contents(opened(f"sqlite:///{tmp_path}/three/node.sqlite")) == contents(server)


@pytest.fixture
def kept(make: Callable[[Path], Database], tmp_path: Path) -> Path:
    filled(make(tmp_path / "one"))
    back_up(settings(tmp_path / "one"), tmp_path / "kept")
    return tmp_path / "kept"


def test_a_directory_or_database_that_is_not_empty_is_refused(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="BACKUP:TARGET.*not empty"):
        restore(settings(tmp_path / "one"), kept)
    with pytest.raises(ConfigError, match="BACKUP:DATABASE.*not empty"):
        restore(settings(tmp_path / "two", f"sqlite:///{tmp_path}/one/node.sqlite"), kept)
    assert list((tmp_path / "two").iterdir()) == []


def test_a_backup_is_never_written_over(kept: Path, tmp_path: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(ConfigError, match="BACKUP:EXISTS"):
        back_up(settings(tmp_path / "one"), kept)
    assert kept.read_bytes() == before


def test_what_was_published_is_kept(kept: Path, tmp_path: Path) -> None:
    kept.unlink()
    path = tmp_path / "one"
    for name in ("reports/monthly-2026-10.v1.json", "agreements/aa.html", "sandbox-bank.sqlite"):
        file = path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
        file.chmod(0o444)
    back_up(settings(path), kept)
    restore(settings(tmp_path / "two"), kept)
    for name in ("reports/monthly-2026-10.v1.json", "agreements/aa.html", "sandbox-bank.sqlite"):
        assert (tmp_path / "two" / name).read_text() == name


def test_where_no_node_is_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="BACKUP:EMPTY"):
        back_up(settings(tmp_path), tmp_path / "kept")
    with pytest.raises(ConfigError, match="BACKUP:NONE"):
        restore(settings(tmp_path / "two"), tmp_path / "nothing")


@pytest.mark.parametrize("place", [10, -400, -30])
def test_a_changed_byte_is_found_before_anything_is_written(
    kept: Path, tmp_path: Path, place: int
) -> None:
    data = bytearray(kept.read_bytes())
    data[place] ^= 0xFF
    kept.write_bytes(data)
    target = tmp_path / "two"
    if place == 10:  # a byte of the first compressed block
        with pytest.raises(ConfigError, match="BACKUP:DAMAGED"):
            restore(settings(target), kept)
    else:
        with pytest.raises(ConfigError, match="BACKUP:"):
            restore(settings(target), kept)
    assert list(target.iterdir()) == []


def test_a_changed_member_is_named(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    manifest = unpack(kept, folder)
    forged = tmp_path / "forged"
    with tarfile.open(forged, "w:gz") as tar:
        for name in ("manifest.json", *manifest["members"]):
            data = (folder / name).read_bytes()
            if name == "tables/messages.jsonl":
                data = data.replace(b"m1", b"m9")
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    with pytest.raises(ConfigError, match="BACKUP:DAMAGED.*tables/messages.jsonl"):
        restore(settings(tmp_path / "two"), forged)


@pytest.mark.long
def test_a_journal_that_was_rewritten_is_found_at_the_restore(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    manifest = unpack(kept, folder)
    (folder / "manifest.json").unlink()
    lines = (folder / "tables" / "journal.jsonl").read_text("utf-8").splitlines()
    row = json.loads(lines[1])
    row[2] = "someone else"
    lines[1] = json.dumps(row)
    (folder / "tables" / "journal.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    facts = {name: manifest[name] for name in ("revision", "rows", "journal", "chain")}
    pack(folder, facts, tmp_path / "forged")
    from tallystick.errors import VerificationFailed  # noqa: PLC0415

    with pytest.raises(VerificationFailed, match="entry 2"):
        restore(settings(tmp_path / "two"), tmp_path / "forged")
    assert list((tmp_path / "two").iterdir()) == []


def test_a_backup_of_a_later_version_is_refused(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    manifest = unpack(kept, folder)
    (folder / "manifest.json").unlink()
    facts = {name: manifest[name] for name in ("rows", "journal", "chain")}
    pack(folder, {**facts, "revision": "9999"}, tmp_path / "later")
    with pytest.raises(ConfigError, match="BACKUP:LATER.*9999"):
        restore(settings(tmp_path / "two"), tmp_path / "later")
