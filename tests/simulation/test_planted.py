"""A simulation that finds nothing may be blind: each planted bug breaks an invariant."""

from __future__ import annotations

import pytest

from simulation.planted import PLANTED
from simulation.world import Broken, World

DAYS_OF_A_WORLD, DAYS_MAX = 50, 500
# What shows itself within days; the others are looked for at night.
SOON = ("fork_unseen", "delivered_before_sent")
# Work here is over too soon for a lease to end in its midst: thirty days did not show it.
UNSEEN = {"lease_ignored"}


def days_until_found(plant: str) -> int:
    """How many days it takes from the first seed on."""
    done = 0
    with PLANTED[plant]():
        for seed in range(1, DAYS_MAX // DAYS_OF_A_WORLD + 1):
            with World(seed) as world:
                try:
                    while world.days < DAYS_OF_A_WORLD:
                        world.day()
                except Broken as broken:
                    if world.repetition in str(broken):
                        return done + world.days
                done += world.days
    raise AssertionError(f"{plant} was not found in {done} days")


@pytest.mark.parametrize(
    "plant",
    [
        pytest.param(name, marks=() if name in SOON else pytest.mark.long)
        for name in PLANTED
        if name not in UNSEEN
    ],
)
def test_a_planted_bug_is_found(plant: str) -> None:
    assert days_until_found(plant) <= DAYS_MAX
