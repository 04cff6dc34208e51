"""Cards that learn from earlier loans and are judged on later ones, at cuts in time.

    scripts/credit_forward.py DATA --target COL --time COL [--ordered COL] [--cuts 0.4,0.7]

Prints for every cut the AUC, the calibration slope and expected over observed defaults of all
loans that came later, with 95 % intervals by bootstrap over loans.
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
from tallystick_node.credit.study import Wanted, outcome_of, study
from tallystick_node.credit.table import read_table
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


def main() -> None:
    """Print a line for every cut."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--target", required=True)
    parser.add_argument("--time", required=True)
    parser.add_argument("--ordered")
    parser.add_argument("--cuts", default="0.4,0.55,0.7,0.85")
    asked = parser.parse_args()
    table = read_table(asked.data)
    time = times_of(table[asked.time])
    table = table.take(np.argsort(time, kind="stable"))
    time = np.sort(time)
    changes = np.flatnonzero(np.diff(time) > 0) + 1
    print("cut   learned  judged  AUC  calibration slope  expected over observed")
    for cut in map(float, asked.cuts.split(",")):
        end = int(changes[np.argmin(np.abs(changes - cut * table.rows))])
        wanted = Wanted(asked.target, asked.ordered, asked.time)
        trained = train(study(table.take(np.arange(end)), wanted))
        after = table.take(np.arange(end, table.rows))
        bad, known = outcome_of(after[asked.target], None)
        chance = BatchScorer(trained.card).score(after).p_default
        figures_of_cut = "  ".join(intervals(bad[known], chance[known]))
        print(f"{cut:.2f}  {end:>7}  {after.rows:>6}  {figures_of_cut}", flush=True)


if __name__ == "__main__":
    main()
