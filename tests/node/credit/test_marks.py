from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit.applicant import _mark
from tallystick_node.credit.marks import bin_marks, gathered
from tallystick_node.credit.table import column_of
from tallystick_node.credit.variable import Marks


def test_columns_of_one_category_become_one_in_the_order_of_their_numbers() -> None:
    columns = {
        name: column_of(name, list(cells))
        for name, cells in {"t.12": "0100", "t.6": "1000", "t.other": "0010", "a": "0101"}.items()
    }
    result, marks = gathered(columns)
    assert list(result) == ["a", "t.*"]
    assert marks["t.*"].columns == ("t.other", "t.6", "t.12")
    assert result["t.*"].codes.tolist() == [1, 2, 0, 3]
    assert bin_marks(marks["t.*"]).linked == (False, False, True, False)


def test_columns_that_are_set_together_stay_apart() -> None:
    columns = {name: column_of(name, ["1", "0", "1"]) for name in ("t.1", "t.2")}
    assert gathered(columns)[1] == {}


def test_columns_that_are_not_of_zeros_and_ones_stay_apart() -> None:
    columns = {name: column_of(name, ["2", "0", "0"]) for name in ("t.1", "t.2")}
    assert gathered(columns)[1] == {}


def test_what_is_unknown_is_missing_unless_another_is_set() -> None:
    fields = {"t.1": column_of("t.1", ["", "", "0"]), "t.2": column_of("t.2", ["1", "0", "0"])}
    columns, _ = gathered(fields)
    assert np.array_equal(columns["t.*"].codes, [1, -1, 2])


@given(st.lists(st.one_of(st.none(), st.floats(), st.sampled_from([0, 1, 1.0])), min_size=2,
                max_size=5))  # fmt: skip
def test_one_by_one_the_quick_way_is_the_slow_one(values: list[float | None]) -> None:
    marks = Marks("t.*", tuple(f"t.{at}" for at in range(len(values))))
    try:
        quick = _mark(marks, tuple(values))
    except TypeError:
        assert None in values
        return
    assert quick == marks.bin_of(values)
