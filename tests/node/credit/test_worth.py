"""A card that is no better than chance is said to be, where nobody overlooks it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from node.credit.conftest import write
from node.credit.test_command import run
from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.default import default_card
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.worth import doubts

if TYPE_CHECKING:
    from pathlib import Path


def judged(auc: float, low: float, high: float, **other: Any) -> Card:
    document = copy.deepcopy(default_card().document)
    document["validation"] |= {"auc": auc, "auc_low": low, "auc_high": high}
    document |= other
    document["hash"] = hash_of(document)
    return Card.of(document, "a card")


@pytest.mark.parametrize(
    ("card", "words"),
    [(judged(0.46, 0.41, 0.49), "WORSE THAN CHANCE"),
     (judged(0.46, 0.41, 0.52), "WORSE THAN CHANCE"),
     (judged(0.53, 0.48, 0.58), "NO BETTER THAN CHANCE"),
     (judged(0.53, 0.50, 0.58), "NO BETTER THAN CHANCE"),
     (judged(0.7, 0.6, 0.8, grades=default_card().document["grades"][-1:]), "ONE|one grade")],
    ids=range(5),
)  # fmt: skip
def test_a_card_in_doubt_says_so_on_its_page(card: Card, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        assert doubts(card) == []
    assert all(doubt in model_card(card) for doubt in doubts(card))


@pytest.mark.parametrize("card", [default_card(), judged(0.53, 0.501, 0.56)])
def test_a_card_that_is_better_is_not_doubted(card: Card) -> None:
    assert doubts(card) == []
    assert "CHANCE" not in model_card(card)


def test_judging_every_loan_thrice_makes_nothing_surer() -> None:
    card = judged(0.55, 0.52, 0.58)
    thrice = copy.deepcopy(card.document)
    thrice["validation"]["rows"] = 3 * thrice["data"]["rows"]
    thrice["hash"] = hash_of(thrice)
    assert doubts(card) == []
    assert "[0.4980, 0.6020]" in doubts(Card.of(thrice, "a card"))[0]


def test_training_on_noise_tells_of_it_in_table_and_json(tmp_path: Path) -> None:
    chance = np.random.default_rng(8)  # of which a card is made all the same
    rows: list[list[object]] = [
        [int(bad), round(float(a), 3), round(float(b), 3)]
        for bad, a, b in zip(
            chance.random(400) < 0.4, chance.normal(size=400), chance.normal(size=400), strict=True
        )
    ]
    data = write(tmp_path / "noise.csv", ["bad", "a", "b"], rows)
    asked = ("train", "--data", data, "--target", "bad", "--out", tmp_path / "card.json")
    ended = run(*asked)
    assert ended.returncode == 0, ended.stderr
    assert "CHANCE" in ended.stdout
    assert "CHANCE" in ended.stderr.splitlines()[-1]
    figures = json.loads(run(*asked, "--json").stdout)
    assert figures["better_than_chance"] is False
    assert "CHANCE" in figures["warnings"][-1]
