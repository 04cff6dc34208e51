"""Simulated days with faults: no invariant breaks, and a seed is a whole story."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simulation.faults import Killed
from simulation.world import World

if TYPE_CHECKING:
    from simulation.workers import Worker

KEPT = tomllib.loads(Path(__file__).with_name("seeds.toml").read_text("utf-8")).get("seed", [])


def live(seed: int, days: int) -> World:
    with World(seed) as world:
        for _ in range(days):
            world.day()
    return world


def test_twenty_days_break_no_invariant() -> None:
    world = live(1, 20)
    happened = {place.split(":")[0] for place in world.faults.happened}
    assert {"begin", "commit", "committed", "rpc", "rpc answered", "bank"} <= happened
    assert sum(worker.deaths for worker in world.workers) > 10
    assert len(world.bank.movements) > 5


@pytest.mark.long
@pytest.mark.parametrize("seed", [101, 102, 103, 104])
def test_two_hundred_days_break_no_invariant(seed: int) -> None:
    live(seed, 50)


@pytest.mark.long
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: str(kept["number"]))
def test_what_has_failed_once_does_not_fail_again(kept: dict[str, int]) -> None:
    live(kept["number"], kept["days"])


def story(seed: int) -> tuple[object, ...]:
    with World(seed) as world:
        world.day()
        builder = world.premises.network.builder
        return (
            builder.header(builder.number).hash, world.faults.happened, world.second,
            [worker.deaths for worker in world.workers], world.bank.orders,
        )  # fmt: skip


def test_a_seed_tells_the_same_story_each_time() -> None:
    first, again, other = story(5), story(5), story(6)
    assert first == again
    assert first != other


def die_in_a_transaction(worker: Worker) -> None:
    with worker.database.writing() as connection:
        connection.exec_driver_sql("UPDATE journal_head SET number = 77")
        worker._dying = True  # what it awaits next is its last


def test_a_process_that_was_killed_leaves_what_it_had_committed_and_nothing_else() -> None:
    with World(7) as world:
        worker = world.workers[0]
        worker.start()
        with pytest.raises(Killed):
            die_in_a_transaction(worker)
        worker.kill()
        with world.database.reading() as connection:
            assert connection.exec_driver_sql("SELECT number FROM journal_head").scalar() != 77
        worker.start()
        assert worker.alive
