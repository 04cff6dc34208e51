"""The card that ships, and what the recipe reaches on real loans where they lie beside us."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

import default_card as script
from docs.rows import ROOT
from tallystick_node.credit import measures
from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.default import default_card
from tallystick_node.credit.fairness import looks_protected
from tallystick_node.credit.governance import model_card
from tallystick_node.credit.pricing import PricePolicy, price_table
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.study import Wanted, study
from tallystick_node.credit.table import Table, read_table
from tallystick_node.credit.training import train

DATA = ROOT.parent / "shared" / "data"
US, RECENT, EUROPE = (DATA / f"p2p_{name}.csv.gz" for name in ("us_2007_2010", "us_2018h1", "eu"))
with_data = pytest.mark.skipif(not US.exists(), reason="the loans are not beside us")


def test_it_uses_no_protected_attribute_and_no_stand_in() -> None:
    card = default_card()
    assert [name for name in card.features if looks_protected(name)] == []
    assert not {"addr_state", "desc_chars", "title_chars", "id"} & set(card.features)
    assert not [name for name in card.features if name.startswith(("anchor_", "y_"))]
    assert card.classes == 4


def test_its_page_is_the_one_that_lies_beside_it() -> None:
    page = resources.files("tallystick_node.credit").joinpath("data", "default_card.md")
    assert page.read_text("utf-8") == model_card(default_card())


def test_what_was_asked_of_its_directions_holds() -> None:
    card = default_card()
    for table in card.variables:
        rising = script.DIRECTIONS.get(table.variable.name)
        if rising is not None:
            steps = np.diff(table.points[1:])
            assert np.all(-steps >= 0 if rising else steps >= 0), table.variable.name


def test_its_prices_rise_with_the_grade_and_stay_under_the_cap() -> None:
    quotes = price_table(default_card(), (36, 60), PricePolicy())
    assert len(quotes) == 14
    for months in (36, 60):
        rates = [quote.rate_ppm for quote in quotes if quote.months == months]
        assert all(rate is not None for rate in rates)
        assert rates == sorted(rates, key=lambda rate: rate or 0)


def test_someone_safe_is_judged_better_than_someone_stretched() -> None:
    card = default_card()
    nobody: dict[str, object] = dict.fromkeys(card.features)
    safe = nobody | {"annual_inc": 150_000.0, "revol_util": 0.05, "inq_last_6mths": 0.0}
    tight = nobody | {"annual_inc": 20_000.0, "revol_util": 0.98, "inq_last_6mths": 5.0}
    judge = Judge(card)
    assert judge.judge(safe).p_default * 3 < judge.judge(tight).p_default
    assert "utilisation" in {reason.code for reason in judge.judge(tight).reasons}


SOUND: dict[str, object] = {
    "annual_inc": 70_000.0, "dti": 10.0, "emp_length_years": 6.0, "home_ownership": "MORTGAGE",
    "loan_amnt": 8_000.0, "purpose": "credit_card", "term_months": 36.0,
    "verification_status": "Verified",
}  # fmt: skip
FILE: dict[str, object] = {
    "credit_history_months": 180.0, "delinq_2yrs": 0.0, "open_acc": 9.0, "pub_rec": 0.0,
    "pub_rec_bankruptcies": 0.0, "revol_bal": 4_000.0, "revol_util": 0.15, "total_acc": 22.0,
    "mths_since_last_delinq": None, "mths_since_last_record": None,
}  # fmt: skip


def test_no_file_is_no_sign_of_risk_and_its_columns_are_no_reason() -> None:
    """Without states the same card reads 18.6 % of nothing, and says why by what nobody asked."""
    nobody: dict[str, object] = dict.fromkeys(default_card().features)
    judge, whole = Judge(default_card()), Judge(replace(default_card(), states=()))
    for known, state in ((SOUND, "none"), (SOUND | {"inq_last_6mths": 0.0}, "inquiries")):
        judgement, before = judge.judge(nobody | known), whole.judge(nobody | known)
        assert judgement.state == state
        assert judgement.p_default < before.p_default * 0.6
        assert {reason.variable for reason in judgement.reasons} <= set(known)
        assert not {reason.variable for reason in before.reasons} <= set(known)


def test_a_file_that_is_there_is_judged_by_the_whole_card() -> None:
    """An empty column of a file says never: that is no state."""
    judge, whole = Judge(default_card()), Judge(replace(default_card(), states=()))
    known = SOUND | FILE | {"inq_last_6mths": 0.0}
    assert judge.judge(known) == whole.judge(known)
    assert judge.judge(known).state is None
    assert judge.judge(known).p_default == pytest.approx(0.02385, abs=1e-5)


@with_data
@pytest.mark.slow
def test_the_same_loans_make_the_same_states() -> None:
    """The whole card is of an earlier trainer, whose spread was another; its states are of now."""
    bare = replace(default_card(), states=())
    assert script.with_states(bare, read_table(US)).hash == default_card().hash


def parts(table: Table, time: str, share: float) -> tuple[Table, Table]:
    """Loans made before and after a day that splits them at about the share."""
    when = table[time].values
    cut = np.quantile(when, share)
    return table.take(np.flatnonzero(when <= cut)), table.take(np.flatnonzero(when > cut))


@with_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "wanted", "share", "floor"),
    [
        (US, Wanted("y_default", ordered="y_ord", time="issue_month"), 0.85, 0.695),
        (RECENT, Wanted("y_default", time="issue_month"), 0.75, 0.715),
        (EUROPE, Wanted("y_default", time="t_kdays"), 0.85, 0.69),
    ],
    ids=["us-2007", "us-2018", "eu"],
)  # fmt: skip
def test_later_loans_are_judged_better_than_by_the_platform(
    path: object, wanted: Wanted, share: float, floor: float
) -> None:
    table = read_table(path)  # type: ignore[arg-type]
    before, after = parts(table, wanted.time or "", share)
    card = train(study(before, wanted)).card
    scored = BatchScorer(card).score(after)
    bad = after["y_default"].values == 1
    area = measures.auc(bad, scored.p_default)
    assert area > floor
    slope = measures.calibration(bad, measures.log_odds(scored.p_default))[1]
    assert 0.85 < slope < 1.15
    if "anchor_int_rate" in after.columns:
        assert area > measures.auc(bad, after["anchor_int_rate"].values) + 0.01
    if "anchor_sub_grade" in after.columns:
        grade = after["anchor_sub_grade"].codes.astype(np.float64)
        assert area > measures.auc(bad, grade) + 0.01
