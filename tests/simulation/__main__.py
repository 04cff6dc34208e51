"""Simulate days and tell of each world; on a broken invariant the line that repeats it, and 1.

    make simulate DAYS=1000 SEED=7
    make simulate DAYS=500 BUG=mint_apart
    make simulate DAYS=10000 JOBS=2

A world lasts 50 days; the next one has the next seed. Worlds are independent, so JOBS of them live
at once, each in a process of its own; what they tell comes in the order of their seeds.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator

import typer

from simulation.lives import live

DAYS_OF_A_WORLD = 50


def say(line: str) -> None:
    """Tell at once: days take their time."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def worlds(days: int, seed: int, bug: str) -> Iterator[tuple[int, int, str]]:
    """Yield what each world is asked for."""
    while days > 0:
        yield seed, min(DAYS_OF_A_WORLD, days), bug
        days, seed = days - DAYS_OF_A_WORLD, seed + 1


def main(days: int = 200, seed: int = 1, bug: str = "", jobs: int = 1) -> None:
    """Simulate days from a seed on, so many worlds at once."""
    done, spent = 0, 0.0
    happened: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for life in pool.imap(live, worlds(days, seed, bug)):
            if life.broken:
                say(life.broken)
                pool.terminate()
                sys.exit(1)
            done, spent = done + life.days, spent + life.seconds
            happened += life.happened
            say(
                f"seed {life.seed}: {done} of {days} days, {life.deaths} deaths,"
                f" {spent / done:.2f} s a day"
            )
    for what, times in sorted(happened.items()):
        say(f"  {times:6} {what}")


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    app.command()(main)
    app()
