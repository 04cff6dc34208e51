"""Prices by term: what loans of each term have shown, and would have earned at the rates."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from node.credit.conftest import HEADER, ROWS, WANTED, market, write
from node.credit.test_command import run
from tallystick_node.credit.backtest import as_lines, backtest
from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.table import Table, read_table
from tallystick_node.credit.term_learning import LoanColumns, with_terms
from tallystick_node.credit.term_risk import outlook, term_risks

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

COLUMNS = LoanColumns("y_default", "term", "y_months", "y_lost")
POLICY = PricePolicy(cap_ppm=999_999)
TERMS = (12, 36)


def lent(path: Path, seed: int, rows: int = 4 * ROWS) -> Path:
    """Loans of two terms; a third of the sound ones end in the middle, bad ones after a third."""
    chance = np.random.default_rng(seed)
    loans = []
    for values in market(rows, seed):
        term = int(chance.choice(TERMS))
        bad = values[HEADER.index("y_default")]
        early = chance.random() < 1 / 3
        months = term // 3 if bad else term // 2 if early else term
        # What is left of an instalment loan after a third of its term, about.
        values[HEADER.index("y_lost")] = 0.7 if bad else 0.0
        loans.append([*values, term, months])
    return write(path, [*HEADER, "term", "y_months"], loans)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return read_table(lent(tmp_path_factory.mktemp("lent") / "loans.csv", 11))


@pytest.fixture(scope="module")
def priced(trained: Trained, taught: Table) -> Card:
    return with_terms(trained.card, taught, COLUMNS, WANTED.ordered)


def test_a_card_states_what_each_term_has_shown(priced: Card, trained: Trained) -> None:
    risks = term_risks(priced)
    assert [risk.months for risk in risks] == list(TERMS)
    for risk in risks:
        assert risk.repaid[5] == pytest.approx(1 / 3, abs=0.05)
        assert risk.repaid[4] == 0
        assert risk.lost[0] == 0
        assert list(risk.chances) == sorted(risk.chances)
    assert priced.variables == trained.card.variables
    assert priced.hash != trained.card.hash
    assert "## Terms" in model_card(priced)
    assert "## Terms" not in model_card(trained.card)
    assert term_risks(trained.card) == ()


def test_a_shorter_term_is_less_exposed(trained: Trained, priced: Card) -> None:
    for card in (trained.card, priced):
        chances = [sum(outlook(card, 2, months).chances[2:]) for months in (3, 6, 12)]
        assert chances == sorted(chances)
        assert chances[0] == pytest.approx(1 - (1 - chances[2]) ** (1 / 4))
    longer = [sum(outlook(priced, 2, months).chances[2:]) for months in (36, 60)]
    assert longer[1] > longer[0]
    # A card that states no terms cannot say what more than its own loans' terms brings.
    assert outlook(trained.card, 2, 36).chances == outlook(trained.card, 2, 60).chances


def test_the_chances_of_a_term_are_chances(priced: Card) -> None:
    for months in (1, 7, 36, 480):
        shown = outlook(priced, 0, months)
        assert sum(shown.chances) == pytest.approx(1)
        assert len(shown.early) == months
        assert all(first <= second for first, second in pairwise(shown.early))
        assert 0 <= shown.early[0] <= shown.early[-1] < 1


def test_early_repayment_costs_lenders_the_interest_that_pays_for_losses(priced: Card) -> None:
    document = priced.document | {
        "terms": [entry | {"repaid": []} for entry in priced.document["terms"]]
    }
    document["hash"] = hash_of(document)
    kept = Card.of(document, "without early repayment")
    for early, never in zip(
        price_table(priced, TERMS, POLICY), price_table(kept, TERMS, POLICY), strict=True
    ):
        assert (early.rate_ppm or 0) > (never.rate_ppm or 0)


def test_a_price_does_not_depend_on_which_others_are_asked(priced: Card, trained: Trained) -> None:
    for card in (priced, trained.card):
        alone = price_table(card, [36], POLICY)
        among = [quote for quote in price_table(card, [3, 6, 36, 60], POLICY) if quote.months == 36]
        assert alone == among


def test_every_grade_of_every_term_has_a_rate_that_rises(priced: Card) -> None:
    quotes = price_table(priced, [1, 3, 12, 36, 60], POLICY)
    rates = {(quote.grade, quote.months): quote.rate_ppm or 0 for quote in quotes}
    assert min(rates.values()) > POLICY.required_ppm
    names = [grade.name for grade in priced.grades]
    for months in (1, 3, 12, 36, 60):
        own = [rates[name, months] for name in names]
        assert own == sorted(own)
    for name in names:
        own = [rates[name, months] for months in (1, 3, 12, 36, 60)]
        assert own == sorted(own)
    for quote in quotes:
        assert (quote.return_ppm or 0) >= POLICY.required_ppm - 1


def test_lenders_earn_what_was_expected_on_loans_like_those(priced: Card, tmp_path: Path) -> None:
    later = read_table(lent(tmp_path / "later.csv", 12))
    lines = backtest(priced, later, COLUMNS, POLICY)
    together = [line for line in lines if line.grade == "all"]
    assert [line.months for line in together] == list(TERMS)
    for line in together:
        assert line.loans + 0 == sum(
            each.loans for each in lines if each.months == line.months and each.grade != "all"
        )
        assert line.low_ppm is not None
        assert line.expected_ppm is not None
        assert line.high_ppm is not None
        assert line.low_ppm - 5_000 < line.expected_ppm < line.high_ppm + 5_000
    shown = as_lines(lines)[0]
    assert shown["gap_ppm"] == shown["earned_ppm"] - shown["expected_ppm"]


def test_worse_loans_than_expected_earn_less(priced: Card, taught: Table) -> None:
    lost = replace(taught["y_lost"], values=np.ones(taught.rows))
    worse = Table({**taught.columns, "y_lost": lost}, taught.rows)
    before, after = (
        [line for line in backtest(priced, table, COLUMNS, POLICY) if line.grade == "all"]
        for table in (taught, worse)
    )
    for first, second in zip(before, after, strict=True):
        assert (second.earned_ppm or 0) < (first.earned_ppm or 0)
        assert second.expected_ppm == first.expected_ppm


def test_above_the_cap_there_is_no_offer_and_nothing_earned(priced: Card, taught: Table) -> None:
    lines = backtest(priced, taught, COLUMNS, PricePolicy(cap_ppm=100_000))
    refused = [line for line in lines if line.rate_ppm is None and line.grade != "all"]
    assert refused
    assert {line.earned_ppm for line in refused} == {None}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (replace(COLUMNS, term="nowhere"), "CREDIT:COLUMN"),
        (replace(COLUMNS, months="home"), "CREDIT:TYPE"),
        (replace(COLUMNS, term="y_lost"), "CREDIT:ROWS"),
        (replace(COLUMNS, term="debt"), "CREDIT:ROWS"),
    ],
)
def test_columns_that_do_not_fit_are_refused(
    trained: Trained, taught: Table, columns: LoanColumns, code: str
) -> None:
    with pytest.raises(CreditError, match=code):
        with_terms(trained.card, taught, columns, None)


@pytest.mark.parametrize(
    "change",
    [
        {"repaid": [0.5, 0.4]},
        {"lost_by_class": [0.0]},
        {"p_default": [0.1]},
        {"months": 0},
        {"shift": "much"},
    ],
)
def test_a_card_whose_terms_make_no_sense_is_refused(
    priced: Card, change: dict[str, object]
) -> None:
    stated = priced.document["terms"]
    document = priced.document | {"terms": [stated[0] | change, *stated[1:]]}
    document["hash"] = hash_of(document)
    with pytest.raises(CreditError, match="CREDIT:CARD"):
        Card.of(document, "the card")


def test_the_commands_answer(trained: Trained, tmp_path: Path) -> None:
    card, priced, data = tmp_path / "card.json", tmp_path / "next.json", tmp_path / "loans.csv"
    card.write_text(json.dumps(trained.card.document))
    lent(data, 11)
    asked = ("--data", data, "--target", "y_default", "--term", "term", "--months", "y_months",
             "--lost", "y_lost")  # fmt: skip
    ended = run("terms", "--model", card, *asked, "--ordered", "y_ord", "--out", priced, "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["model_hash"] == json.loads(priced.read_text())["hash"]
    stated = run("backtest", "--model", priced, *asked, "--json")
    assert {line["months"] for line in json.loads(stated.stdout)["returns"]} == set(TERMS)
    shown = run("backtest", "--model", priced, *asked)
    assert "all  12 months" in shown.stdout
    assert "expected" in shown.stdout
    refused = run("backtest", "--model", priced, *asked[:-1], "home")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: CREDIT:TYPE")
