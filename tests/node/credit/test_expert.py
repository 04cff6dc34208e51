from __future__ import annotations

import copy
from typing import Any

import pytest

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.card import Card
from tallystick_node.credit.expert import expert_card
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.credit.refusal import CreditError

STATED: dict[str, Any] = {
    "p_default": 0.1,
    "variables": [
        {"name": "income", "edges": [2_000, 5_000], "points": [0, 20, 40]},
        {"name": "home", "levels": {"OWN": 40, "RENT": 10}, "other": 0, "missing": 5},
    ],
}


def test_a_card_from_judgement_alone_judges_like_any_other() -> None:
    judge = Judge(expert_card(STATED))
    middle = judge.judge({"income": 3_000, "home": "RENT"})
    best = judge.judge({"income": 9_000, "home": "OWN"})
    assert judge.judge({"income": None, "home": "OWN"}).score == best.score - 40
    assert best.score - middle.score == 50
    assert best.p_default < middle.p_default
    assert middle.p_default == pytest.approx(0.1, abs=0.03)
    assert middle.reasons[0].code == "residence"
    quotes = price_table(judge.card, (36,), PricePolicy())
    rates = [quote.rate_ppm for quote in quotes if quote.rate_ppm is not None]
    assert rates == sorted(rates)
    assert len(rates) >= 3


def test_it_says_that_no_loan_has_taught_it_anything() -> None:
    card = expert_card(STATED)
    assert card.document["data"]["rows"] == 0
    assert "no loan has taught" in model_card(card)
    assert Card.of(card.document, "again").hash == card.hash


@pytest.mark.parametrize(
    "stated",
    [
        [],
        {},
        {"p_default": 1.5, "variables": STATED["variables"]},
        {"p_default": 0.1, "variables": []},
        {"p_default": 0.1, "variables": [{"name": "x", "edges": [2, 1], "points": [0, 1, 2]}]},
        {"p_default": 0.1, "variables": [{"name": "x", "edges": [1], "points": [0]}]},
        {"p_default": "often", "variables": STATED["variables"]},
    ],
)
def test_a_statement_that_is_not_complete_is_refused(stated: object) -> None:
    with pytest.raises(CreditError, match="CREDIT:EXPERT"):
        expert_card(stated)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("p_default",), "0.1"),
        (("p_default",), True),
        (("variables", 0, "points"), [0, 20, True]),
        (("variables", 0, "points"), [0, 20, "40"]),
        (("variables", 0, "points"), [0, 20, 40.5]),
        (("variables", 0, "edges"), [False, True]),
        (("variables", 0, "edges"), ["2000", "5000"]),
        (("variables", 0, "name"), 7),
        (("variables", 1, "other"), "0"),
        (("variables", 1, "missing"), 5.5),
        (("variables", 1, "levels"), {"OWN": "40"}),
    ],
)
def test_an_experts_values_are_taken_for_nothing_else(path: tuple[Any, ...], value: object) -> None:
    stated = copy.deepcopy(STATED)
    place: Any = stated
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(CreditError, match="CREDIT:EXPERT"):
        expert_card(stated)
