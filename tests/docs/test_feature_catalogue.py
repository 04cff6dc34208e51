"""Every feature that judges an applicant stands in the catalogue, with source, consent and end."""

from __future__ import annotations

from docs.rows import ROOT
from node.underwriting.cases import a_case
from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.default import default_card
from tallystick_node.underwriting.features import features_of

PAGE = ROOT / "docs" / "reference" / "products.md"
CARD = default_card()


def catalogue() -> dict[str, list[str]]:
    text = PAGE.read_text("utf-8").partition("## Features")[2]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}


def test_each_feature_of_the_card_has_a_row_and_each_row_is_whole() -> None:
    kept = catalogue()
    assert set(CARD.features) <= set(kept)
    assert set(kept) - set(CARD.features) == {"vouched"}
    assert [name for name, cells in kept.items() if len(cells) != 4 or not all(cells)] == []


def test_an_applicant_is_judged_whatever_a_bureau_does_not_say() -> None:
    case = a_case()
    features = features_of(CARD, case.order, case.borrower, None, case.unit)
    assert features["credit_history_months"] is None
    judged = Judge(CARD).judge(features)
    assert judged.grade in "ABCDEFG"
    nothing = Judge(CARD).judge(dict.fromkeys(CARD.features))
    assert nothing.grade in "ABCDEFG"
    assert nothing.p_default >= judged.p_default


def test_the_word_of_others_is_no_feature_of_the_card() -> None:
    assert "vouched" not in CARD.features
