from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from node.credit.conftest import HEADER, ROWS, WANTED, market, write
from tallystick_node.credit import folds as parts
from tallystick_node.credit.folds import folds_of
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.study import Study, Wanted, study
from tallystick_node.credit.table import read_table


def test_what_is_never_a_feature_is_none(studied: Study) -> None:
    assert list(studied.features.columns) == ["debt", "home", "income", "late", "member"]
    assert (studied.count, studied.default_class) == (4, 2)


def test_a_column_that_leaks_is_left_out_unless_forced(tmp_path: Path) -> None:
    rows = [[*row, float(row[8]) * 100 + at % 7] for at, row in enumerate(market(600, 3))]  # type: ignore[arg-type]
    table = read_table(write(tmp_path / "t.csv", [*HEADER, "recovered"], rows))
    studied = study(table, WANTED)
    assert "AUC" in studied.left_out["recovered"]
    assert "recovered" not in studied.features.columns
    forced = study(table, replace(WANTED, forced=("recovered",)))
    assert "recovered" in forced.features.columns


def test_columns_that_say_nothing_are_left_out_with_the_reason(tmp_path: Path) -> None:
    rows = [[*row, "", 7, at] for at, row in enumerate(market(300, 3))]
    table = read_table(write(tmp_path / "t.csv", [*HEADER, "empty", "same", "number"], rows))
    studied = study(table, WANTED)
    assert set(studied.left_out) == {"empty", "same", "number"}
    assert "numbers them" in studied.left_out["number"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"target": "nowhere"}, "CREDIT:COLUMN"),
        ({"exclude": ("nowhere",)}, "CREDIT:COLUMN"),
        ({"target": "income"}, "CREDIT:TARGET"),
        ({"target": "home"}, "CREDIT:TARGET"),
        ({"target": "member", "ordered": None, "bad": "perhaps"}, "CREDIT:TARGET"),
        ({"ordered": "home"}, "CREDIT:ORDERED"),
        ({"ordered": "debt"}, "CREDIT:ORDERED"),
        ({"ordered": "late"}, "CREDIT:ORDERED"),
        ({"exclude": ("debt", "home", "income", "late", "member")}, "CREDIT:FEATURES"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_is_refused(
    loans: Path, change: dict[str, object], code: str
) -> None:
    with pytest.raises(CreditError) as refused:
        study(read_table(loans), replace(WANTED, **change))  # type: ignore[arg-type]
    assert refused.value.code == code


@pytest.mark.parametrize("rows", [2, 60])
def test_too_few_loans_are_refused(tmp_path: Path, rows: int) -> None:
    table = read_table(write(tmp_path / "t.csv", HEADER, market(rows, 3)))
    with pytest.raises(CreditError, match=r"CREDIT:(ROWS|TARGET)"):
        study(table, WANTED)


def test_one_outcome_is_refused(tmp_path: Path) -> None:
    rows = [row for row in market(900, 3) if row[8] == 0]
    with pytest.raises(CreditError, match="1 different values"):
        study(read_table(write(tmp_path / "t.csv", HEADER, rows)), Wanted("y_default"))


def test_words_say_which_outcome_is_bad(tmp_path: Path) -> None:
    rows = [[*row, "bad" if row[8] else "good"] for row in market(400, 3)]
    table = read_table(write(tmp_path / "t.csv", [*HEADER, "Class"], rows))
    studied = study(table, Wanted("Class"))
    assert int(studied.bad.sum()) == sum(int(str(row[8])) for row in rows)


def test_learners_are_earlier_than_their_judges(studied: Study) -> None:
    folds, method = folds_of(studied)
    assert method == "time"
    assert studied.time is not None
    for fold in folds:
        assert studied.time[fold.learning].max() < studied.time[fold.judged].min()
    judged = np.concatenate([fold.judged for fold in folds])
    assert len(np.unique(judged)) == len(judged)


def test_the_only_column_of_dates_is_the_time(loans: Path) -> None:
    studied = study(read_table(loans), replace(WANTED, time=None))
    assert studied.time_column == "made"
    assert "made" not in studied.features.columns


def test_birth_dates_are_no_time(tmp_path: Path) -> None:
    rows = [[*row, f"{1950 + at % 40}-05-05"] for at, row in enumerate(market(300, 3))]
    table = read_table(write(tmp_path / "t.csv", [*HEADER, "born"], rows))
    studied = study(table, replace(WANTED, time=None, exclude=("made",)))
    assert studied.time_column is None
    assert "born" in studied.features.columns


def test_without_time_every_row_is_judged_as_often(loans: Path) -> None:
    studied = study(read_table(loans), replace(WANTED, time=None, exclude=("made",)))
    folds, method = folds_of(studied)
    assert method == "stratified"
    times = np.bincount(np.concatenate([fold.judged for fold in folds]), minlength=ROWS)
    assert set(times.tolist()) == {3}
    rates = [studied.bad[fold.judged].mean() for fold in folds]
    assert max(rates) - min(rates) < 0.01
    assert all(not set(fold.learning) & set(fold.judged) for fold in folds)


@pytest.mark.parametrize("timed", [True, False])
def test_in_a_large_table_the_last_part_alone_judges(
    loans: Path, monkeypatch: pytest.MonkeyPatch, *, timed: bool
) -> None:
    wanted = WANTED if timed else replace(WANTED, time=None, exclude=("made",))
    studied = study(read_table(loans), wanted)
    many, method = folds_of(studied)
    assert len(many) > 1
    monkeypatch.setattr(parts, "ALONE_ROWS", ROWS)
    monkeypatch.setattr(parts, "FEW_ROWS", ROWS)
    (alone,), same = folds_of(studied)
    assert same == method
    assert not set(alone.learning) & set(alone.judged)
    if timed:
        assert alone.judged[-1] == ROWS - 1
        assert len(alone.judged) == len(many[-1].judged)
