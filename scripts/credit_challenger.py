"""Our card against other models on the same later loans. The others are never a dependency.

    scripts/credit_challenger.py DATA --target COL --time COL [--ordered COL] [--share 0.8]

LightGBM and optbinning are compared when they are installed (pip install lightgbm optbinning
pandas), and said to be absent when not. Everything learns from the earlier share of the loans and
is judged on the rest.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from tallystick_node.credit import measures
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Study, Wanted, study
from tallystick_node.credit.table import Kind, Table, read_table
from tallystick_node.credit.training import train

Floats = NDArray[np.float64]
LIGHT = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.03, "min_child_samples": 100,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10,
    "cat_smooth": 50, "cat_l2": 50, "verbose": -1, "seed": 1, "num_threads": 2,
}  # fmt: skip
LIGHT_ROUNDS = 600


def matrix(of: Study, table: Table) -> tuple[Floats, list[int]]:
    """Return the features as numbers, and which columns are codes of categories."""
    columns, codes = [], []
    for place, name in enumerate(_names(of)):
        column = table[name]
        if column.kind is Kind.CATEGORY:
            codes.append(place)
            columns.append(column.codes.astype(np.float64))
        else:
            columns.append(column.values)
    return np.column_stack(columns), codes


def _names(of: Study) -> list[str]:
    names: list[str] = []
    for name in of.features.columns:
        names += of.marks[name].columns if name in of.marks else [name]
    return names


def light(of: Study, before: Table, bad: Floats, after: Table) -> Floats:
    """Return LightGBM's chances of default of later loans."""
    lightgbm: Any = importlib.import_module("lightgbm")
    values, codes = matrix(of, before)
    data = lightgbm.Dataset(values, bad, categorical_feature=codes)
    model = lightgbm.train(LIGHT, data, LIGHT_ROUNDS)
    return np.asarray(model.predict(matrix(of, after)[0]))


def binned(of: Study, before: Table, bad: Floats, after: Table) -> Floats:
    """Return the chances of a logistic regression on optbinning's weight of evidence."""
    optbinning: Any = importlib.import_module("optbinning")
    pandas: Any = importlib.import_module("pandas")
    linear: Any = importlib.import_module("sklearn.linear_model")
    names = _names(of)
    first, second = (
        pandas.DataFrame(matrix(of, table)[0], columns=names) for table in (before, after)
    )
    process = optbinning.BinningProcess(names)
    model = linear.LogisticRegression(C=0.02, max_iter=1000)
    model.fit(process.fit_transform(first, bad, metric_missing="empirical"), bad)
    return np.asarray(model.predict_proba(process.transform(second, metric_missing="empirical")))[
        :, 1
    ]


CHALLENGERS: dict[str, Callable[[Study, Table, Floats, Table], Floats]] = {
    "lightgbm": light,
    "optbinning": binned,
}


def compare(data: Path, wanted: Wanted, share: float) -> list[tuple[str, float, float, float]]:
    """Return (name, AUC, KS, seconds) of our card and of every challenger that is installed."""
    table = read_table(data)
    assert wanted.time is not None, "the loans are split by time"
    when = table[wanted.time].values
    cut = np.quantile(when[np.isfinite(when)], share)
    before = table.take(np.flatnonzero(when <= cut))
    after = table.take(np.flatnonzero(when > cut))
    started = time.perf_counter()
    of = study(before, wanted)
    card = train(of).card
    chance = BatchScorer(card).score(after).p_default
    bad = after[wanted.target].values == 1
    lines = [_line("tallystick", bad, chance, started)]
    for name, judge in CHALLENGERS.items():
        started = time.perf_counter()
        try:
            chance = judge(of, before, before[wanted.target].values, after)
        except ModuleNotFoundError as missing:
            print(f"{name} is left out: {missing.name} is not installed")
            continue
        lines.append(_line(name, bad, chance, started))
    return lines


def _line(
    name: str, bad: NDArray[np.bool_], chance: Floats, started: float
) -> tuple[str, float, float, float]:
    spent = time.perf_counter() - started
    return name, measures.auc(bad, chance), measures.ks(bad, chance), spent


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--target", required=True)
    parser.add_argument("--time", required=True)
    parser.add_argument("--ordered")
    parser.add_argument("--share", type=float, default=0.8)
    options = parser.parse_args(arguments)
    wanted = Wanted(options.target, options.ordered, options.time)
    print("| model | AUC | KS | seconds |\n|---|---|---|---|")
    for name, auc, ks, seconds in compare(options.data, wanted, options.share):
        print(f"| {name} | {auc:.4f} | {ks:.3f} | {seconds:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
