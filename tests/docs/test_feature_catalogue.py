"""Every feature that judges an applicant stands in the catalogue, with source, consent and end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from docs.rows import ROOT
from node.underwriting.cases import a_case
from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.default import default_card
from tallystick_node.kyc.providers.protocols import BureauReport
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


def test_what_a_bureau_answers_decides_which_card_judges() -> None:
    case = a_case()
    asked = BureauReport("bureau", "1", date(2026, 1, 5), found=True, inquiries_6m=1)
    whole = replace(asked, columns=(("open_acc", "9"), ("revol_util", "0.15")))
    silent = replace(asked, inquiries_6m=None)
    for report, state in ((None, "none"), (silent, "none"), (asked, "inquiries"), (whole, None)):
        features = features_of(CARD, case.order, case.borrower, report, case.unit)
        assert Judge(CARD).judge(features).state == state


def test_the_word_of_others_is_no_feature_of_the_card() -> None:
    assert "vouched" not in CARD.features
