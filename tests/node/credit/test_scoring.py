"""The same points one by one and by the table, whatever an applicant brings."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit.applicant import Judge
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer
from tallystick_node.credit.table import Column, Kind, Table, column_of, read_table

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

NUMBER = st.one_of(st.none(), st.floats(), st.integers(-10, 200_000).map(float))
APPLICANT = st.fixed_dictionaries({
    "income": NUMBER, "debt": NUMBER, "late": NUMBER,
    "home": st.sampled_from([None, "OWN", "RENT", "MORTGAGE", "CASTLE", "", "NA"]),
    "member": st.sampled_from([None, "yes", "no"]),
})  # fmt: skip


def table_of(applicants: list[dict[str, object]]) -> Table:
    columns = {}
    for name in applicants[0]:
        cells = [applicant[name] for applicant in applicants]
        if name in {"home", "member"}:
            texts = ["" if cell is None else str(cell) for cell in cells]
            columns[name] = column_of(name, texts, text=True)
        else:
            values = np.array([math.nan if cell is None else cell for cell in cells], np.float64)
            columns[name] = Column(name, Kind.NUMBER, values, np.empty(0, np.int32))
    return Table(columns, len(applicants))


@given(applicants=st.lists(APPLICANT, min_size=1, max_size=8))
def test_one_by_one_and_by_the_table_agree(
    trained: Trained, applicants: list[dict[str, object]]
) -> None:
    judge, batch = Judge(trained.card), BatchScorer(trained.card)
    scored = batch.score(table_of(applicants), with_bins=True)
    chances = batch.class_chances(scored)
    for row, applicant in enumerate(applicants):
        judgement = judge.judge(applicant)
        assert judgement.score == scored.scores[row]
        assert isinstance(judgement.score, int)
        assert judgement.p_default == pytest.approx(scored.p_default[row])
        assert judgement.classes == pytest.approx(chances[row])
        assert sum(judgement.classes) == pytest.approx(1)
        bad = sum(judgement.classes[trained.card.default_class :])
        assert bad == pytest.approx(judgement.p_default)
        assert judge.bins(applicant) == scored.bins[row].tolist()  # type: ignore[index]


def test_the_card_scores_its_own_loans_as_in_training(trained: Trained, loans: Path) -> None:
    scored = BatchScorer(trained.card).score(read_table(loans))
    assert sorted(scored.scores.tolist()) == sorted(trained.scores.tolist())


def test_columns_that_nobody_asked_for_change_nothing(trained: Trained, loans: Path) -> None:
    table = read_table(loans)
    needed = Table({name: table[name] for name in trained.card.features}, table.rows)
    batch = BatchScorer(trained.card)
    assert np.array_equal(batch.score(table).scores, batch.score(needed).scores)


def test_a_missing_column_is_named(trained: Trained, loans: Path) -> None:
    table = read_table(loans)
    del table.columns["debt"]
    with pytest.raises(CreditError, match="'debt'"):
        BatchScorer(trained.card).score(table)
    with pytest.raises(CreditError, match="'debt'"):
        Judge(trained.card).score({"income": 1.0})


def test_words_where_numbers_belong_are_refused(trained: Trained, loans: Path) -> None:
    table = read_table(loans)
    table.columns["debt"] = column_of("debt", ["much"] * table.rows)
    with pytest.raises(CreditError, match="CREDIT:TYPE.*'much'"):
        BatchScorer(trained.card).score(table)
    applicant = {"income": 1.0, "debt": "much", "late": 0.0, "home": "OWN", "member": "no"}
    with pytest.raises(CreditError, match="CREDIT:TYPE.*'much'"):
        Judge(trained.card).score(applicant)


def test_dates_where_numbers_belong_are_refused(trained: Trained, loans: Path) -> None:
    table = read_table(loans)
    table.columns["debt"] = column_of("debt", ["2020-01-01"] * table.rows)
    with pytest.raises(CreditError, match="CREDIT:TYPE"):
        BatchScorer(trained.card).score(table)


def test_a_column_without_any_value_is_all_missing(trained: Trained, loans: Path) -> None:
    table = read_table(loans)
    table.columns["debt"] = column_of("debt", [""] * table.rows)
    assert len(BatchScorer(trained.card).score(table).scores) == table.rows
