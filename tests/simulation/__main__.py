"""Simulate days and tell of each world; on a broken invariant the line that repeats it, and 1.

    make simulate DAYS=1000 SEED=7
    make simulate DAYS=500 BUG=mint_apart

A world lasts 50 days; the next one has the next seed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import nullcontext

import typer

from simulation.planted import PLANTED
from simulation.world import Broken, World

DAYS_OF_A_WORLD = 50


def say(line: str) -> None:
    """Tell at once: days take their time."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(days: int = 200, seed: int = 1, bug: str = "") -> None:
    """Simulate days from a seed on, with a planted bug if it is named."""
    began, done = time.process_time(), 0
    happened: Counter[str] = Counter()
    with PLANTED[bug]() if bug else nullcontext():
        while done < days:
            with World(seed) as world:
                try:
                    for _ in range(min(DAYS_OF_A_WORLD, days - done)):
                        world.day()
                except Broken as broken:
                    say(str(broken))
                    sys.exit(1)
                done += world.days
                happened += world.faults.happened
                deaths = sum(worker.deaths for worker in world.workers)
            rate = (time.process_time() - began) / done
            say(f"seed {seed}: {done} of {days} days, {deaths} deaths, {rate:.2f} s a day")
            seed += 1
    for what, times in sorted(happened.items()):
        say(f"  {times:6} {what}")


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    app.command()(main)
    app()
