"""A card whose hash holds and whose tables make no sense is refused before anything is scored."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

Change = Callable[[dict[str, Any]], object]


def numbers(document: dict[str, Any]) -> dict[str, Any]:
    return next(entry for entry in document["variables"] if entry["kind"] == "number")


BROKEN: dict[str, Change] = {
    "doubling 0": lambda card: card["scale"].update(doubling=0),
    "doubling negative": lambda card: card["scale"].update(doubling=-40),
    "odds a fraction": lambda card: card["scale"].update(odds=0.5),
    "edges reversed": lambda card: numbers(card)["edges"].reverse(),
    "edges twice": lambda card: numbers(card).update(edges=[1.0] * len(numbers(card)["edges"])),
    "points a word": lambda card: numbers(card)["points"].__setitem__(0, "12"),
    "points a fraction": lambda card: numbers(card)["points"].__setitem__(0, 1.5),
    "best missing": lambda card: numbers(card).pop("best"),
    "direction": lambda card: numbers(card).update(direction="up"),
    "kind": lambda card: numbers(card).update(kind="magic"),
    "name twice": lambda card: card["variables"].append(copy.deepcopy(numbers(card))),
    "thresholds": lambda card: card["thresholds"].append(card["thresholds"][-1]),
    "default class": lambda card: card.update(default_class=99),
    "base": lambda card: card.update(base=None),
    "lost short": lambda card: card.update(lost_by_class=[0.5]),
    "lost over 1": lambda card: card.update(lost_by_class=[0, 7] * 5),
    "lost a word": lambda card: card.update(lost_by_class="much"),
    "grades none": lambda card: card.update(grades=[]),
    "grades reversed": lambda card: card["grades"].reverse(),
    "grade over 1": lambda card: card["grades"][0].update(p_default=1.2),
    "chances": lambda card: card["grades"][0].update(p_classes=[0.1, 0.1]),
    "variables a word": lambda card: card.update(variables="none"),
    "chances missing": lambda card: card["grades"][0].pop("p_classes"),
    "variables none": lambda card: card.update(variables=[], pairs=[], partial=[]),
    "points against the direction": lambda card: numbers(card).update(
        direction="risk rises",
        points=sorted(numbers(card)["points"]),
        best=max(numbers(card)["points"]),
    ),
    "scale missing": lambda card: card.pop("scale"),
}


@pytest.mark.parametrize("change", BROKEN)
def test_tables_that_make_no_sense_are_refused(trained: Trained, change: str) -> None:
    document = copy.deepcopy(trained.card.document)
    BROKEN[change](document)
    document["hash"] = hash_of(document)
    with pytest.raises(CreditError, match="^CREDIT:CARD: a card makes no sense"):
        Card.of(document, "a card")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_a_sentence(
    trained: Trained, word: str, tmp_path: Path
) -> None:
    document = copy.deepcopy(trained.card.document)
    document["validation"]["auc"] = float(word)
    path = tmp_path / "card.json"
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(CreditError, match="^CREDIT:CARD"):
        Card.load(path)
    with pytest.raises(CreditError, match="^CREDIT:CARD"):
        Card.of(document, "a card")


def test_a_card_that_was_trained_passes(trained: Trained) -> None:
    assert Card.of(copy.deepcopy(trained.card.document), "a card") == trained.card
