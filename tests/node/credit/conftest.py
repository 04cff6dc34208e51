"""A made-up market whose truth is known, and the card that it teaches."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tallystick_node.credit.study import Study, Wanted, study
from tallystick_node.credit.table import read_table
from tallystick_node.credit.training import Trained, train

ROWS = 1_500
WANTED = Wanted("y_default", ordered="y_ord", time="made", lost="y_lost")
HEADER = [
    "id", "made", "income", "debt", "late", "home", "member", "anchor_rate", "y_default", "y_ord",
    "y_lost",
]  # fmt: skip


def market(rows: int, seed: int) -> list[list[object]]:
    """Loans of which income, debt and past lateness tell the truth, and `member` nothing."""
    chance = np.random.default_rng(seed)
    income = np.exp(chance.normal(10.5, 0.5, rows)).round()
    debt = chance.gamma(2, 0.15, rows).round(3)
    late = chance.poisson(0.5, rows)
    home = chance.choice(["OWN", "RENT", "MORTGAGE"], rows, p=[0.2, 0.5, 0.3])
    risk = -1.2 * (np.log(income) - 10.5) + 2.0 * debt + 0.5 * late + 0.5 * (home == "RENT") - 2.6
    draw = risk + chance.logistic(0, 1, rows)
    classes = (draw > 0).astype(int) + (draw > 0.5) + (draw > 1.2)
    values = []
    for at in range(rows):
        month = 1 + at * 24 // rows
        bad = int(classes[at] >= 2)
        values.append([
            f"L{at:05}", f"{2020 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}",
            "" if chance.random() < 0.05 else int(income[at]), debt[at], late[at], home[at],
            "yes" if chance.random() < 0.5 else "no", round(10 + 3 * float(risk[at]), 2), bad,
            classes[at], 0.7 * bad,
        ])  # fmt: skip
    return values


def write(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([header, *rows])
    return path


@pytest.fixture(scope="session")
def loans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("credit") / "loans.csv", HEADER, market(ROWS, 1))


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("later") / "later.csv", HEADER, market(ROWS, 2))


@pytest.fixture(scope="session")
def studied(loans: Path) -> Study:
    return study(read_table(loans), WANTED)


@pytest.fixture(scope="session")
def trained(studied: Study) -> Trained:
    return train(studied)
