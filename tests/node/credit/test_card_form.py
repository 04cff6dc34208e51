"""A card whose hash holds and whose fields are of wrong kinds is refused when it is loaded."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.cli.main import main
from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.default import default_card
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRONG: list[Any] = [None, {}, [], "x", True, [None], {"a": None}]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of a document; of a list its first element alone."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))


def with_(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    result = copy.deepcopy(document)
    inner: Any = result
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    result["hash"] = hash_of(result)
    return result


POLICY = PricePolicy(50_000, 10_000, 10_000, 20_000, 360_000)
DEFAULT = default_card().document


@pytest.mark.parametrize("path", list(places(DEFAULT)), ids=lambda path: ".".join(map(str, path)))
def test_a_field_of_another_kind_is_refused_or_does_no_harm(path: tuple[Any, ...]) -> None:
    codes = set()
    for value in WRONG:
        try:
            card = Card.of(with_(DEFAULT, path, value), "a card")
        except CreditError as refused:
            codes.add(refused.code)
        else:
            assert model_card(card)
            assert price_table(card, [36], POLICY)
    assert codes <= {"CREDIT:CARD", "CREDIT:HASH"}


ATTACKS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "grade": (("grades", 0, "grade"), None),
    "validation empty": (("validation",), {}),
    "validation": (("validation",), None),
    "data": (("data",), None),
    "coefficient": (("regression", "variables", 0, "coefficient"), None),
    "woe": (("variables", 0, "woe"), [None]),
    "band": (("bands", "edges", 2), [None]),
    "rows": (("data", "rows"), "x"),
    "rows of a bin": (("variables", 0, "rows", 0), 1.5),
    "one row of bins": (("variables", 0, "rows"), [1]),
    "bands short": (("bands", "rows"), [1]),
    "method": (("validation", "method"), "magic"),
    "kind": (("kind",), "expert"),
    "a flag": (("validation", "auc"), True),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_card_of_wrong_kinds_is_a_sentence_in_every_command(
    attack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "card.json"
    file.write_text(json.dumps(with_(DEFAULT, *ATTACKS[attack])), "utf-8")
    for command in (["card"], ["price"], ["card", "--json"]):
        with pytest.raises(SystemExit) as ended:
            main(["credit", command[0], "--model", str(file), *command[1:]])
        assert ended.value.code == 2
        shown = capsys.readouterr()
        assert "CREDIT:CARD" in shown.out + shown.err
        assert "makes no sense" in shown.out + shown.err
