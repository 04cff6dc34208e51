"""Leaks and repeated rows are told; what separates beyond all experience is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import write
from tallystick_node.credit.folds import folds_of
from tallystick_node.credit.study import Study, Wanted, study
from tallystick_node.credit.suspects import suspicion
from tallystick_node.credit.table import read_table

ROWS = 1_000
CHANCE = np.random.default_rng(7)
BAD = CHANCE.random(ROWS) < 0.2
TRUE = CHANCE.normal(0, 1, ROWS) + 0.6 * BAD


def studied(folder: Path, wanted: Wanted, times: int = 1, **columns: list[object]) -> Study:
    rows = [
        [f"{TRUE[at]:.6f}", *(values[at] for values in columns.values()), int(BAD[at])]
        for at in range(ROWS)
    ]
    return study(read_table(write(folder / "t.csv", ["true", *columns, "y"], rows * times)), wanted)


@pytest.mark.parametrize(
    "name",
    ["recoveries", "collection_recovery_fee", "total_pymnt", "late_fee", "Last Payment Date",
     "months_observed", "out_prncp", "days_past_due", "charged_off_amount", "int_rate",
     "interest.rate", "rate", "grade", "sub_grade", "risk_class"],
)  # fmt: skip
def test_what_is_known_afterwards_or_is_an_opinion_is_named(name: str) -> None:
    remark = suspicion(name, 0.5)
    assert remark is not None
    assert remark.startswith(f"{name}: ")


@pytest.mark.parametrize(
    "name", ["annual_inc", "dti", "corporate", "separate", "delinq_2yrs", "purpose", "age"]
)
def test_what_is_known_before_is_not_named(name: str) -> None:
    assert suspicion(name, 0.62) is None


def test_a_fee_that_only_bad_loans_have_is_left_out(tmp_path: Path) -> None:
    fee: list[object] = [15 if bad and at % 3 == 0 else 0 for at, bad in enumerate(BAD)]
    assert "known only afterwards" in studied(tmp_path, Wanted("y"), extra=fee).left_out["extra"]
    kept = studied(tmp_path, Wanted("y", forced=("extra",)), extra=fee)
    assert "extra" in kept.features.columns
    assert kept.warnings == ()


def test_a_strong_column_is_told_and_stays(tmp_path: Path) -> None:
    strong: list[object] = [f"{value:.4f}" for value in CHANCE.normal(0, 1, ROWS) + 1.6 * BAD]
    result = studied(tmp_path, Wanted("y"), strong=strong)
    assert "strong" in result.features.columns
    (remark,) = result.warnings
    assert remark.startswith("strong: alone it gives an AUC of 0.8")


def test_rows_that_stand_there_three_times_are_told_and_kept_on_one_side(tmp_path: Path) -> None:
    repeated = studied(tmp_path, Wanted("y"), times=3)
    assert any("3000 rows are 1000 different ones" in remark for remark in repeated.warnings)
    values = repeated.features["true"].values
    folds, method = folds_of(repeated)
    assert method == "stratified"
    for fold in folds:
        assert not set(values[fold.learning]) & set(values[fold.judged])
        assert len(fold.learning) + len(fold.judged) == 3 * ROWS
    assert studied(tmp_path, Wanted("y")).warnings == ()


def test_few_values_are_alike_by_nature(tmp_path: Path) -> None:
    rows: list[list[object]] = [[at % 5, int(BAD[at])] for at in range(ROWS)]
    rows = [[value if not bad else max(0, int(value) - 1), bad] for value, bad in rows]  # type: ignore[call-overload]
    result = study(read_table(write(tmp_path / "t.csv", ["few", "y"], rows)), Wanted("y"))
    assert result.warnings == ()
