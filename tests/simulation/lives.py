"""The life of one world, told by numbers: what another process can send back."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import nullcontext
from typing import NamedTuple

from simulation.planted import PLANTED
from simulation.world import Broken, World

__all__ = ["Life", "live"]


class Life(NamedTuple):
    """What became of a world: how many days, what went wrong in them, what broke."""

    seed: int
    days: int
    deaths: int
    seconds: float
    happened: Counter[str]
    broken: str


def live(asked: tuple[int, int, str]) -> Life:
    """Let a world of a seed last so many days, with a planted bug if it is named."""
    seed, days, bug = asked
    began, broken = time.process_time(), ""
    with PLANTED[bug]() if bug else nullcontext(), World(seed) as world:
        try:
            for _ in range(days):
                world.day()
        except Broken as found:
            broken = str(found)
        deaths = sum(worker.deaths for worker in world.workers)
        spent = time.process_time() - began
        return Life(seed, world.days, deaths, spent, world.faults.happened, broken)
