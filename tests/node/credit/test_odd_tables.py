"""Odd columns do not break a run: they are used, left out with a reason, or refused."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import write
from tallystick_node.credit.card import Card
from tallystick_node.credit.files import score_file, write_card
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import read_table
from tallystick_node.credit.training import train

ROWS = 400
CHANCE = np.random.default_rng(11)
BAD = CHANCE.random(ROWS) < 0.3
TRUE = CHANCE.normal(0, 1, ROWS) + 1.2 * BAD
ODD: dict[str, list[object]] = {
    "infinite": [("inf", "-inf", 1.5, "")[at % 4] for at in range(ROWS)],
    "huge": list(CHANCE.normal(0, 1, ROWS) * 1e300),
    "tiny": list(CHANCE.normal(0, 1, ROWS) * 1e-300),
    "mixed": [("1", "2", "x", "☃", "")[at % 5] for at in range(ROWS)],
    "nearly constant": [int(at < 2) for at in range(ROWS)],
    "nearly missing": [at if at % 100 == 0 else "" for at in range(ROWS)],
    "every one different": [f"k{at}" for at in CHANCE.permutation(ROWS)],
    "percent": [f"{at % 97}.5%" for at in range(ROWS)],
    "quoted": ['a "b", c\n' if at % 2 else "=1+1" for at in range(ROWS)],
    "born": [f"{1950 + at % 40}-02-28" for at in range(ROWS)],
}


@pytest.mark.long
@pytest.mark.parametrize("name", ODD)
def test_an_odd_column_does_not_break_a_run(tmp_path: Path, name: str) -> None:
    rows = [[TRUE[at], ODD[name][at], int(BAD[at])] for at in range(ROWS)]
    data = write(tmp_path / "t.csv", ["true", name, "y"], rows)
    card = train(study(read_table(data), Wanted("y"))).card
    write_card(card, tmp_path / "card.json")
    score_file(Card.load(tmp_path / "card.json"), data, tmp_path / "o.csv", explain=True)
    with (tmp_path / "o.csv").open(encoding="utf-8") as opened:
        chances = np.array([float(row["p_default"]) for row in csv.DictReader(opened)])
    assert len(chances) == ROWS
    assert np.all((chances > 0) & (chances < 1))
    assert chances[BAD].mean() > chances[~BAD].mean()
    assert "true" in card.features
    assert model_card(card)


def test_columns_without_any_message_make_no_card(tmp_path: Path) -> None:
    rows: list[list[object]] = [[at * 37 % 11, int(at % 4 == 0)] for at in range(ROWS)]
    data = write(tmp_path / "t.csv", ["noise", "y"], rows)
    with pytest.raises(CreditError, match="CREDIT:FEATURES"):
        train(study(read_table(data), Wanted("y")))
