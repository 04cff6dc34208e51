"""Risk statements: whole or refused, nobody named, the worst case without comfort."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from eth_utils.crypto import keccak

from tallystick.disclosure.canonical import canonical
from tallystick.disclosure.statement import Borrower, Judgement, RiskStatement, read_statement
from tallystick.errors import InputError
from tallystick.loans.rounding import TermsError
from tallystick.platform.messages import Offer

OFFER = Offer(
    borrower="0x" + "aa" * 20, project=b"\x01" * 32, principal=12_000_000, rate_ppm=120_000, n=12,
    period=1, risk_level=3, servicing_ppm=100_000, expiry=2_000_000_000,
    disclosure_hash=b"\x02" * 32, agreement_hash=b"\x03" * 32,
)  # fmt: skip
BORROWER = Borrower(
    "natural", "retail trade", "60,000 to 80,000 a year", "a mortgage of 20 % of income", "none",
    "none that we know of",
)  # fmt: skip
WORDS = {
    "purpose": "working capital for a shop",
    "source_of_repayment": "the shop's sales",
    "safeguards": "none",
    "possible_results": "Payments may come late, in part, or not at all.",
}


def made(**changes: Any) -> RiskStatement:
    offer = changes.pop("offer", OFFER)
    judgement = changes.pop("judgement", Judgement(80_000, 600_000))
    return RiskStatement.of(offer, BORROWER, judgement, **(WORDS | changes))


def test_a_statement_is_known_by_the_hash_of_its_bytes() -> None:
    statement = made()
    assert statement.hash == keccak(statement.data)
    assert read_statement(statement.data) == statement
    assert made(purpose="another").hash != statement.hash
    # The offer's hash of it is not part of it.
    assert made(offer=replace(OFFER, disclosure_hash=statement.hash)).hash == statement.hash


def test_returns_are_before_and_after_the_expected_loss() -> None:
    expected = made().document["expected"]
    assert expected["loss_ppm"] == 48_000
    assert 0 < expected["return_before_loss_ppm"] < 126_825  # less than 1 % a month: a share goes
    assert expected["return_after_loss_ppm"] < expected["return_before_loss_ppm"]
    sure = made(judgement=Judgement(0, 0)).document["expected"]
    assert sure["return_after_loss_ppm"] == sure["return_before_loss_ppm"]
    lost = made(judgement=Judgement(1_000_000, 1_000_000)).document["expected"]
    assert lost["return_after_loss_ppm"] == -1_000_000


def test_the_worst_case_is_that_everything_is_lost() -> None:
    worst = made().document["worst_case"]
    assert worst["cash_lost"] == worst["principal_lost"] == "12000000"
    assert worst["received_from_reserve"] == "0"


@pytest.mark.parametrize("field", sorted(made().document))
def test_a_statement_without_a_field_is_refused(field: str) -> None:
    document = json.loads(made().data)
    del document[field]
    with pytest.raises(InputError, match=f"STATEMENT:FIELD: {field} is missing"):
        read_statement(canonical(document))


@pytest.mark.parametrize("field", sorted(WORDS))
@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
def test_a_text_that_says_nothing_is_refused(field: str, text: str) -> None:
    with pytest.raises(InputError, match=f"STATEMENT:FIELD: {field} is missing, or has more"):
        made(**{field: text})


@pytest.mark.parametrize(
    "text", ["the shop of 110101199003070011", "call 138 0013 8000", "write to a@b.example"]
)
def test_a_text_that_names_somebody_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="STATEMENT:FIELD: purpose names somebody"):
        made(purpose=text)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a comfort": lambda d: d["worst_case"].update(received_from_reserve="1"),
    "less is lost": lambda d: d["worst_case"].update(cash_lost="1"),
    "kinder words": lambda d: d["worst_case"].update(words="Little can happen."),
    "another loss": lambda d: d["expected"].update(loss_ppm=1),
    "a return above": lambda d: d["expected"].update(return_after_loss_ppm=10**6),
    "no level": lambda d: d.update(risk_level=0),
    "no kind": lambda d: d["borrower"].update(kind="friend"),
    "a borrower without income": lambda d: d["borrower"].pop("income"),
    "a word more": lambda d: d.update(note="fine"),
    "no terms": lambda d: d.update(terms=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_statement_that_was_bent_is_refused(change: str) -> None:
    document = json.loads(made().data)
    CHANGES[change](document)
    with pytest.raises(InputError, match="STATEMENT:FIELD"):
        read_statement(canonical(document))


@pytest.mark.parametrize("ppm", [-1, 1_000_001])
def test_a_probability_out_of_bounds_is_refused(ppm: int) -> None:
    with pytest.raises(TermsError):
        Judgement(ppm, 0)
