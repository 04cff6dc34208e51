from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick_node.credit.card import Card, canonical, hash_of
from tallystick_node.credit.files import write_card
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained


def test_a_card_comes_back_as_it_was_written(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    write_card(trained.card, path)
    assert Card.load(path) == trained.card
    assert path.read_bytes() == canonical(trained.card.document) + b"\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["card.json"]


def test_the_hash_does_not_depend_on_how_json_is_laid_out(trained: Trained) -> None:
    document = json.loads(json.dumps(trained.card.document, indent=3))
    assert hash_of(dict(reversed(document.items()))) == trained.card.hash


def edited(card: Card, change: str) -> dict[str, Any]:
    document = copy.deepcopy(card.document)
    if change == "points":
        document["variables"][0]["points"][1] += 1
    elif change == "validation":
        document["validation"]["auc"] = 0.99
    elif change == "hash":
        document["hash"] = "0" * 64
    else:
        document["variables"][0]["edges"] = []
    return document


@pytest.mark.parametrize("change", ["points", "validation", "hash", "edges"])
def test_a_card_that_was_changed_by_hand_is_refused(trained: Trained, change: str) -> None:
    with pytest.raises(CreditError, match="CREDIT:HASH"):
        Card.of(edited(trained.card, change), "a card")


def test_a_card_with_a_fitting_hash_and_wrong_tables_is_refused(trained: Trained) -> None:
    document = copy.deepcopy(trained.card.document)
    document["variables"][0]["points"].pop()
    document["hash"] = hash_of(document)
    with pytest.raises(CreditError, match="CREDIT:CARD.*do not fit"):
        Card.of(document, "a card")


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", '{"format":"tallystick-card","version":9}'])
def test_what_is_no_card_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(text)
    with pytest.raises(CreditError, match="CREDIT:CARD"):
        Card.load(path)


def test_thresholds_that_do_not_fall_are_refused(trained: Trained) -> None:
    document = copy.deepcopy(trained.card.document)
    document["thresholds"].reverse()
    document["hash"] = hash_of(document)
    with pytest.raises(CreditError, match="thresholds do not fall"):
        Card.of(document, "a card")
