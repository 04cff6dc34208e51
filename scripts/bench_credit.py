"""How fast a card is made and judges: synthetic loans, so that anyone can run it.

scripts/bench_credit.py
"""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Small matrices: on a busy machine the threads of BLAS cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.default import default_card
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import Column, Kind, Table, column_of, read_table
from tallystick_node.credit.training import train
from tallystick_node.credit.variable import Categories

__all__ = ["measure"]

ROWS, COLUMNS = 18_000, 24
WIDE_ROWS, WIDE_COLUMNS = 150_000, 10
SCORED = 1_000_000
APPLICANTS, ROUNDS = 2_000, 5
SEED = 20_110
METHOD = (
    f"fit: {ROWS} synthetic loans with {COLUMNS} numeric columns, four ordered classes and a time,"
    f" file to card, validation included; large_fit: {WIDE_ROWS} rows, {WIDE_COLUMNS} columns,"
    f" binary, without time. batch: {SCORED} typed rows on the default card, best of {ROUNDS}."
    f" one: an applicant as a dict on the default card, mean over {APPLICANTS}, best of {ROUNDS}"
    " rounds. Wall time in one process, linear algebra on one thread; memory is the process's peak"
)


def measure() -> dict[str, Any]:
    """Return seconds, rows per second, nanoseconds, peak memory, and the method."""
    with tempfile.TemporaryDirectory() as folder:
        small = _fit(Path(folder), ROWS, COLUMNS, ordered=True)
        large = _fit(Path(folder), WIDE_ROWS, WIDE_COLUMNS, ordered=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table = _applicants(SCORED)
    batch = BatchScorer(default_card())
    seconds = _best(lambda: batch.score(table))
    judge = Judge(default_card())
    people = _people(table)
    alone = _best(lambda: [judge.score(person) for person in people]) / APPLICANTS
    return {
        "fit_ms": round(1000 * small),
        "large_fit_ms": round(1000 * large),
        "peak_memory_mb": peak,
        "batch_rows_per_second": round(SCORED / seconds),
        "one_applicant_ns": round(alone * 10**9),
        "method": METHOD,
    }


def _fit(folder: Path, rows: int, columns: int, *, ordered: bool) -> float:
    path = folder / "loans.csv"
    chance = np.random.default_rng(SEED)
    values = chance.normal(0, 1, (rows, columns)).round(3)
    risk = values @ (0.4 * chance.normal(0, 1, columns) / np.sqrt(columns / 8))
    draw = risk + chance.logistic(0, 1, rows)
    classes = (draw > 1.2).astype(int) + (draw > 1.6) + (draw > 2.2)
    header = [*(f"x{at}" for at in range(columns)), "when", "y_ord", "y_default"]
    months = np.arange(rows) * 36 // rows
    when = (2015 + months // 12) * 100 + months % 12 + 1
    body = np.column_stack([values, when, classes, classes >= 2])
    np.savetxt(path, body, fmt="%g", delimiter=",", header=",".join(header), comments="")
    wanted = Wanted("y_default", "y_ord", "when") if ordered else Wanted("y_default", time=None)
    started = time.perf_counter()
    train(study(read_table(path), wanted))
    return time.perf_counter() - started


def _applicants(rows: int) -> Table:
    """Return applicants for the default card, spread over its bins."""
    chance = np.random.default_rng(SEED)
    columns = {}
    for scored in default_card().variables:
        variable = scored.variable
        if isinstance(variable, Categories):
            levels = [level for group in variable.groups for level in group]
            column = column_of(variable.name, levels, text=True)
            columns[variable.name] = column.take(chance.integers(0, len(levels), rows))
        else:
            assert not hasattr(variable, "columns"), "the default card has no gathered columns"
            edges = np.array([0.0, *variable.edges])
            values = edges[chance.integers(0, len(edges), rows)] + chance.random(rows)
            columns[variable.name] = Column(
                variable.name, Kind.NUMBER, values, np.empty(0, np.int32)
            )
    return Table(columns, rows)


def _people(table: Table) -> list[dict[str, object]]:
    cells: dict[str, list[Any]] = {}
    for name, column in table.columns.items():
        head = column.take(np.arange(APPLICANTS))
        cells[name] = head.texts() if head.kind is Kind.CATEGORY else head.values.tolist()
    return [{name: own[row] for name, own in cells.items()} for row in range(APPLICANTS)]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
