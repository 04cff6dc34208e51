"""One life of the whole node, lived from outside, on one process and on several, killed or not.

A loan from the first visitor to the burned token: nothing that was to be done is missing at the
end, and nothing was done twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from chains import anvil
from node.entrypoints import books
from node.entrypoints.premises import Premises, disturbed, one_process, several_processes
from node.entrypoints.whole_life import WholeLife, tallystick
from tallystick_node.storage import Database
from tallystick_node.storage.database import sqlite_url

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from postgres import Cluster


DAYS_OF_A_KIND = "SELECT id FROM jobs WHERE kind = 'journal.check' ORDER BY business_date"
COPY_OF_A_MESSAGE = """
INSERT INTO messages SELECT 10000, 'x' || key, channel, recipient, content, state, attempts,
  not_before, lease_token, leased_until, error, created_at, settled_at
FROM messages WHERE state = 'delivered' LIMIT 1
"""


@pytest.fixture
def rpc() -> Iterator[str]:
    with anvil("--block-time", "1") as url:
        yield url


def look(life: WholeLife, database: Database) -> list[date]:
    """Look at everything in the books; returns the days on which money was booked."""
    books.jobs_once(database)
    books.sends_once(database, life.platform, life.premises.directory)
    books.money_once(life, database)
    books.applied_once(life, database)
    books.reminded_once(life, database, undisturbed=life.premises.kills == 0)
    books.chain_and_tables(database, life.platform)
    return books.compared(database)


def in_order(life: WholeLife) -> None:
    """Look at everything there is, once the life is over, as a stranger does too."""
    life.come_to_rest()
    database = life.premises.database()
    try:
        days = look(life, database)
    finally:
        database.close()
    for day in days:
        shown = tallystick(
            "node", "reconcile", "--data-dir", str(life.premises.directory), "--day", str(day),
            "--database", life.premises.database_url,
        )  # fmt: skip
        assert shown.returncode == 0, shown.stdout
    checks = life.audit()
    assert checks["reports.signatures"] != "0 compared"


def lived(premises: Premises) -> WholeLife:
    life = WholeLife(premises)
    try:
        life.live()
    finally:
        life.close()
    return life


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeLife]:
    """A life that was lived on one process, which still runs."""
    with one_process(tmp_path_factory.mktemp("life") / "node") as premises:
        yield lived(premises)


@pytest.mark.long
def test_a_life_on_sqlite_and_the_local_chain_is_complete(finished: WholeLife) -> None:
    in_order(finished)


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE jobs SET state = 'dead' WHERE kind = 'payments.reconcile' AND id % 7 = 0",
        f"DELETE FROM jobs WHERE id = ({DAYS_OF_A_KIND} LIMIT 1 OFFSET 9)",
        "DELETE FROM sends WHERE function = 'mint'",
        "UPDATE sends SET tx_hash = (SELECT max(tx_hash) FROM sends)",
        "DELETE FROM payment_orders WHERE kind = 'withdrawal'",
        "UPDATE payment_orders SET amount = amount + 1 WHERE kind = 'deposit'",
        "DELETE FROM reminders WHERE days = 1",
        "DELETE FROM messages WHERE key LIKE 'reminder:%' AND channel = 'push'",
        COPY_OF_A_MESSAGE,
        "DELETE FROM applications WHERE rowid = 1",
        "UPDATE reconciliations SET agrees = 0 WHERE day = (SELECT max(day) FROM reconciliations)",
        "DELETE FROM events WHERE name = 'Issued'",
    ],
)
def test_the_look_at_the_books_finds_what_is_missing_or_doubled(
    finished: WholeLife, tmp_path: Path, change: str
) -> None:
    copy = tmp_path / "copy.sqlite"
    with (
        closing(sqlite3.connect(finished.premises.directory / "node.sqlite")) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        assert target.execute(change).rowcount > 0
        target.commit()
    database = Database(sqlite_url(copy))
    try:
        with pytest.raises(AssertionError):
            look(finished, database)
    finally:
        database.close()


@pytest.mark.e2e
def test_the_same_life_is_complete_on_several_processes(
    rpc: str, cluster: Cluster, tmp_path: Path
) -> None:
    with several_processes(tmp_path / "node", rpc, cluster.new_database()) as premises:
        in_order(lived(premises))


@pytest.mark.e2e
@pytest.mark.parametrize("seed", [1, 2])
def test_a_process_that_is_killed_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path, seed: int
) -> None:
    with one_process(tmp_path / "node") as premises:
        with disturbed(premises, seed, (4, 12)):
            life = lived(premises)
        assert premises.kills > 2
        in_order(life)


@pytest.mark.e2e
@pytest.mark.parametrize("seed", [1, 2])
def test_several_processes_that_are_killed_lose_and_double_nothing(
    rpc: str, cluster: Cluster, tmp_path: Path, seed: int
) -> None:
    with several_processes(tmp_path / "node", rpc, cluster.new_database()) as premises:
        with disturbed(premises, seed, (1, 5)):
            life = lived(premises)
        assert premises.kills > 2
        in_order(life)
