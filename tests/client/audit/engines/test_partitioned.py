"""An audit in parts says what an audit in one says: of an honest life, and of every lie in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from synthetic_history import History, Size, listed_session
from synthetic_logs import LIES
from tallystick.audit.engines.partitioned import replay_in_parts
from tallystick.audit.engines.pools import LocalEngine, RayEngine
from tallystick.audit.offline import verify_dataset
from tallystick.dataset.export import Stretch, write_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.audit.verdict import Verdict
    from tallystick.platform.deployment import Deployment
    from tallystick.testing.session import Session

SIZE = Size(loans=60, lenders=25, days=680, seed=4)
# Of these there are few in a small life.
RARE = {"default-owed", "default-gone", "cap", "recovery-fee", "sale-fee", "sale-fill"}
QUICK = {"claim-interest", "paid-principal", "move-gone", "lend-limit", "default-owed"}
ONE = LocalEngine(1)


@dataclass(frozen=True)
class Told:
    deployment: Deployment
    folder: Path
    block: int


@pytest.fixture(scope="module")
def session() -> Session:
    return listed_session()


@pytest.fixture(scope="module")
def tell(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Told]:
    def with_lie(lie: str | None = None) -> Told:
        at = 0 if lie in RARE else 7
        history = History(SIZE, None if lie is None else LIES[lie], at, session)
        folder = tmp_path_factory.mktemp("told")
        stretch = Stretch(history.deployment, history.time_of, lambda: history.end)
        exported = write_dataset(folder, stretch, history.batches(), form="parquet")
        assert history.writer.lied == (lie is not None)
        return Told(history.deployment, folder, exported.block)

    return with_lie


@pytest.fixture(scope="module")
def honest(tell: Callable[..., Told]) -> Told:
    return tell()


def document(verdict: Verdict) -> dict[str, Any]:
    return {name: value for name, value in verdict.document().items() if name != "seconds"}


def test_an_honest_life_passes_in_parts_with_every_count_of_one(honest: Told) -> None:
    in_one = verify_dataset(honest.deployment, honest.folder)
    in_parts = verify_dataset(honest.deployment, honest.folder, engine=ONE)
    assert in_one.passed
    assert document(in_parts) == document(in_one)
    assert in_one.events > 3_000
    empty = {check.id for check in in_one.checks if check.detail == "0 compared"}
    assert not empty & {"loans.rules", "notes.claims", "people.caps", "market.rules"}


def test_no_part_doubts_an_honest_life_and_the_core_replays_the_defaults_alone(
    honest: Told,
) -> None:
    parted = replay_in_parts(honest.folder, honest.deployment, honest.block, ONE, keeps_loans=True)
    assert parted.doubt == ""
    assert parted.replay is not None
    assert len(parted.replay.loans) == SIZE.loans + 1
    assert sum(loan.claimed for loan in parted.replay.loans.values()) > 0


def test_balances_by_sql_are_those_of_the_replay(honest: Told) -> None:
    parted = replay_in_parts(honest.folder, honest.deployment, honest.block, ONE, keeps_loans=True)
    assert parted.replay is not None
    tokens = sum(parted.replay.money.balances.values())
    deposits = 0
    for path in (honest.folder / "events").glob("*.parquet"):
        deposits += deposited(path)
    assert tokens == deposits


def deposited(path: Path) -> int:
    import duckdb  # noqa: PLC0415 - here alone

    rows = duckdb.execute(
        f"SELECT name, data FROM read_parquet('{path}') WHERE contract = 'Escrow' AND name IN"
        " ('Deposited', 'Withdrawn')"
    ).fetchall()
    signs = {"Deposited": 1, "Withdrawn": -1}
    return sum(signs[name] * int(data[2:66], 16) for name, data in rows)


@pytest.mark.parametrize(
    "lie", [pytest.param(lie, marks=() if lie in QUICK else [pytest.mark.long]) for lie in LIES]
)
def test_a_lie_is_doubted_in_parts_and_named_as_in_one(lie: str, tell: Callable[..., Told]) -> None:
    life = tell(lie)
    in_one = verify_dataset(life.deployment, life.folder)
    assert not in_one.passed, lie
    parted = replay_in_parts(life.folder, life.deployment, life.block, ONE, keeps_loans=False)
    assert parted.replay is None
    assert parted.doubt
    in_parts = verify_dataset(life.deployment, life.folder, engine=ONE)
    assert document(in_parts) == document(in_one)


@pytest.mark.long
@pytest.mark.parametrize("engine", [LocalEngine(2), RayEngine("local", 2)])
def test_processes_and_a_cluster_say_the_same(
    engine: LocalEngine | RayEngine, honest: Told
) -> None:
    if isinstance(engine, RayEngine):
        pytest.importorskip("ray")
    in_parts = verify_dataset(honest.deployment, honest.folder, engine=engine)
    assert document(in_parts) == document(verify_dataset(honest.deployment, honest.folder))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET loan = 5 WHERE loan = 4",
        "UPDATE events SET loan = NULL WHERE loan = 4",
        "UPDATE events SET name = 'Held' WHERE name = 'Deposited'",
        "UPDATE events SET contract = 'Book' WHERE name = 'Paid'",
        "UPDATE events SET timestamp = timestamp + 1 WHERE place = 3 AND block % 2 = 0",
        "DELETE FROM events WHERE name = 'Listed' AND loan = 9",
        "INSERT INTO events SELECT * FROM events WHERE name = 'Paid' AND loan = 4 LIMIT 1",
        "UPDATE events SET data = '0xff' WHERE name = 'Issued' AND loan = 4",
        "UPDATE events SET address = '0x' || repeat('7', 40) WHERE name = 'Issued' AND loan = 4",
    ],
)
def test_rows_that_are_not_what_they_say_are_doubted(
    change: str, honest: Told, tmp_path: Path
) -> None:
    import duckdb  # noqa: PLC0415 - here alone

    folder = tmp_path / "dataset"
    (folder / "events").mkdir(parents=True)
    manifest = json.loads((honest.folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    database = duckdb.connect()
    for path in (honest.folder / "events").glob("*.parquet"):
        database.execute(f"CREATE OR REPLACE TABLE events AS SELECT * FROM read_parquet('{path}')")
        database.execute(change)
        database.execute(f"COPY events TO '{folder / 'events' / path.name}' (FORMAT parquet)")
    parted = replay_in_parts(folder, honest.deployment, honest.block, ONE, keeps_loans=False)
    assert parted.doubt
