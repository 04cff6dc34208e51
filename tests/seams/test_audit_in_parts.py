"""An audit in parts of a life in which everything has happened, and of every lie about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from chains import in_memory
from seams.audit_life import Life
from seams.recorded import Recorded
from seams.rule_lies import LIES, History, Lie
from seams.workout_lies import WORKOUT_LIES
from tallystick.audit.auditor import Auditor, Verdict
from tallystick.audit.engines.partitioned import replay_in_parts
from tallystick.audit.engines.pools import LocalEngine
from tallystick.dataset.export import Stretch, export, write_dataset
from tallystick.errors import InputError
from tallystick.replay.source import BlockClock
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.replay.decoding import Log

EVERY = LIES | WORKOUT_LIES
ONE = LocalEngine(1)


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    return Recorded(Life(open_session(in_memory())).live())


@pytest.fixture(scope="module")
def clock(recorded: Recorded) -> BlockClock:
    return BlockClock(recorded.connection)


def document(verdict: Verdict) -> dict[str, Any]:
    return {name: value for name, value in verdict.document().items() if name != "seconds"}


def written(recorded: Recorded, clock: BlockClock, logs: list[Log], folder: Path) -> Path:
    """The dataset that these logs make."""
    folder.mkdir()
    stretch = Stretch(recorded.deployment, clock.time, lambda: (recorded.last, ""))
    in_order = sorted(logs, key=lambda log: (log.block, log.log_index))
    write_dataset(folder, stretch, [(recorded.last, in_order)], form="parquet")
    return folder


def test_the_verdict_is_the_same_and_nothing_is_doubted(recorded: Recorded, tmp_path: Path) -> None:
    platform, folder = recorded.life.platform, tmp_path / "dataset"
    export(platform.connection, platform.deployment, folder)
    in_one = Auditor(platform).verify(events=folder)
    assert in_one.passed
    assert document(Auditor(platform).verify(events=folder, engine="local:1")) == document(in_one)
    parted = replay_in_parts(folder, platform.deployment, recorded.last, ONE, keeps_loans=True)
    assert parted.doubt == ""


def test_an_engine_needs_a_dataset(recorded: Recorded) -> None:
    with pytest.raises(InputError, match="ENGINE:EVENTS"):
        Auditor(recorded.life.platform).verify(engine="local")


@pytest.mark.long
@pytest.mark.parametrize("lie", EVERY.values(), ids=EVERY)
def test_what_a_replay_in_one_finds_is_doubted_in_parts(
    lie: Lie, recorded: Recorded, clock: BlockClock, tmp_path: Path
) -> None:
    logs = lie.tell(History(recorded))
    tallies = recorded.replay(logs).findings.tallies
    broken = [check for check, tally in tallies.items() if tally.differences]
    folder = written(recorded, clock, logs, tmp_path / "dataset")
    parted = replay_in_parts(folder, recorded.deployment, recorded.last, ONE, keeps_loans=True)
    # A lie about the order alone cannot be told in a dataset, whose rows have their places.
    if broken and sorted(logs) != sorted(recorded.logs):
        assert parted.doubt
    else:
        # Only the transactions' data or the chain's state know: the audit looks at them next.
        assert parted.doubt == ""
