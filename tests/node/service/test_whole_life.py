"""One life of the whole node, lived from outside, on one process and on several, killed or not.

A loan from the first visitor to the burned token: nothing that was to be done is missing at the
end, and nothing was done twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from chains import anvil
from node.service import books
from node.service.premises import Premises, disturbed, one_process, several_processes
from node.service.whole_life import WholeLife, tallystick

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Cluster


@pytest.fixture
def rpc() -> Iterator[str]:
    with anvil("--block-time", "1") as url:
        yield url


def in_order(life: WholeLife) -> None:
    """Look at everything there is, once the life is over."""
    undisturbed = life.premises.kills == 0
    database = life.premises.database()
    try:
        books.jobs_once(database)
        books.sends_once(database, life.platform, life.premises.directory)
        books.money_once(life, database)
        books.applied_once(life, database)
        books.reminded_once(life, database, undisturbed=undisturbed)
        books.chain_and_tables(database, life.platform)
        days = books.compared(database)
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


def test_a_life_on_sqlite_and_the_local_chain_is_complete(tmp_path: Path) -> None:
    with one_process(tmp_path / "node") as premises:
        in_order(lived(premises))


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
