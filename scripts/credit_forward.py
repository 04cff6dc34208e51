"""Cards that learn from earlier loans and are judged on later ones, at cuts in time.

    scripts/credit_forward.py DATA --target COL --time COL [--ordered COL] [--cuts 0.4,0.7]
        [--exclude COL,COL] [--state NAME=COL,COL]

Prints for every cut the AUC, the calibration slope and expected over observed defaults of all
loans that came later, with 95 % intervals by bootstrap over loans. With --state the later loans are
judged again without the columns that the state lacks: by the whole card, and by the state's.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from tallystick_node.credit import measures
from tallystick_node.credit.event_times import times_of
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.state_training import states_asked, with_states
from tallystick_node.credit.study import Wanted, outcome_of, study
from tallystick_node.credit.table import Column, Kind, Table, read_table
from tallystick_node.credit.training import train

DRAWS, SEED = 400, 2011
Floats = NDArray[np.float64]


def figures(bad: NDArray[np.bool_], chance: Floats) -> tuple[float, float, float]:
    """Return AUC, calibration slope and expected over observed."""
    slope = measures.calibration(bad, measures.log_odds(chance))[1]
    return measures.auc(bad, chance), slope, float(np.mean(chance) / np.mean(bad))


def intervals(bad: NDArray[np.bool_], chance: Floats) -> list[str]:
    """Return each figure with its interval."""
    lot = np.random.default_rng(SEED)
    rows = [lot.integers(0, len(bad), len(bad)) for _ in range(DRAWS)]
    drawn = np.array([figures(bad[chosen], chance[chosen]) for chosen in rows])
    ends = np.quantile(drawn, (0.025, 0.975), axis=0)
    return [
        f"{value:.4f} [{low:.3f}, {high:.3f}]"
        for value, low, high in zip(figures(bad, chance), *ends, strict=True)
    ]


def without(table: Table, names: tuple[str, ...]) -> Table:
    """Return a table in which nothing is known of some columns."""
    empty = {
        name: Column(name, Kind.NUMBER, np.full(table.rows, np.nan), np.empty(0, np.int32))
        for name in names
    }
    return Table(table.columns | empty, table.rows)


def main() -> None:
    """Print a line for every cut."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--target", required=True)
    parser.add_argument("--time", required=True)
    parser.add_argument("--ordered")
    parser.add_argument("--cuts", default="0.4,0.55,0.7,0.85")
    parser.add_argument("--exclude", default="")
    parser.add_argument("--state", action="append", default=[])
    asked = parser.parse_args()
    table = read_table(asked.data)
    time = times_of(table[asked.time])
    table = table.take(np.argsort(time, kind="stable"))
    time = np.sort(time)
    changes = np.flatnonzero(np.diff(time) > 0) + 1
    print("cut   learned  judged  AUC  calibration slope  expected over observed")
    for cut in map(float, asked.cuts.split(",")):
        end = int(changes[np.argmin(np.abs(changes - cut * table.rows))])
        exclude = tuple(filter(None, asked.exclude.split(",")))
        wanted = Wanted(asked.target, asked.ordered, asked.time, exclude)
        before = table.take(np.arange(end))
        whole = train(study(before, wanted))
        states = states_asked(asked.state)
        family = with_states(whole.card, whole.study, before, wanted, states)
        after = table.take(np.arange(end, table.rows))
        bad, known = outcome_of(after[asked.target], None)
        judged = [("", whole.card, after)]
        for state in family.states:
            thin = without(after, state.lacking)
            judged.append((f"  {state.name}, by the whole card", whole.card, thin))
            judged.append((f"  {state.name}, by its own card", family, thin))
        for name, card, later in judged:
            chance = BatchScorer(card).score(later).p_default
            figures_of_cut = "  ".join(intervals(bad[known], chance[known]))
            print(f"{cut:.2f}  {end:>7}  {after.rows:>6}  {figures_of_cut}{name}", flush=True)


if __name__ == "__main__":
    main()
