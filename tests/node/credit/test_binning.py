from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit.binning import (
    BINS_LARGE,
    BINS_MAX,
    LARGE_ROWS,
    bin_column,
    bins_of,
    rows_min,
)
from tallystick_node.credit.pairs import GROUPS_LARGE, GROUPS_MAX, grouped
from tallystick_node.credit.table import Column, Kind, column_of
from tallystick_node.credit.variable import Categories, Numbers

VALUES = st.lists(
    st.one_of(st.floats(-1e9, 1e9), st.integers(-5, 5).map(float), st.just(math.nan)),
    min_size=60, max_size=300,
)  # fmt: skip


def numbers(values: list[float]) -> Column:
    return Column("x", Kind.NUMBER, np.array(values), np.empty(0, np.int32))


@given(VALUES)
def test_bins_of_many_are_the_bin_of_each(values: list[float]) -> None:
    column = numbers([*values, math.inf, -math.inf])
    variable = bin_column(column).variable
    assert isinstance(variable, Numbers)
    own = [variable.bin_of(value) for value in column.values.tolist()]
    assert bins_of(variable, column).tolist() == own
    assert list(variable.edges) == sorted(set(variable.edges))
    assert variable.bin_of(None) == variable.bin_of(math.nan) == variable.bin_of(math.inf) == 0


@given(VALUES)
def test_bins_are_few_and_hold_enough_rows(values: list[float]) -> None:
    column = numbers(values)
    variable = bin_column(column).variable
    counts = np.bincount(bins_of(variable, column), minlength=variable.size)
    assert variable.size <= BINS_MAX + 2 + 6  # codes at the ends have bins of their own
    if variable.size > 2:
        assert min(counts[1:]) >= 1
        assert np.sum(counts[1:] < rows_min(len(values))) <= 6


def test_codes_far_from_all_sizes_have_a_bin_of_their_own() -> None:
    values = [float(at % 12) for at in range(2_000)] + [96.0] * 40 + [98.0] * 60
    binned = bin_column(numbers(values))
    variable = binned.variable
    assert isinstance(variable, Numbers)
    code, other = variable.bin_of(96), variable.bin_of(98)
    assert len({variable.bin_of(11), code, other}) == 3
    assert not any(binned.linked[at] for at in (code - 1, code, other - 1))


def test_a_long_tail_is_no_code() -> None:
    values = np.exp(np.random.default_rng(1).normal(0, 2, 3_000)).tolist()
    binned = bin_column(numbers(values))
    assert all(binned.linked[1:])


def test_rare_categories_are_pooled_and_unseen_ones_join_them() -> None:
    column = column_of("home", ["OWN"] * 500 + ["RENT"] * 480 + ["YURT"] * 3 + [""] * 17)
    variable = bin_column(column).variable
    assert isinstance(variable, Categories)
    assert variable.groups == (("OWN",), ("RENT",))
    others = variable.size - 1
    assert variable.bin_of("YURT") == variable.bin_of("CASTLE") == others
    assert variable.bin_of(None) == 0
    counts = np.bincount(bins_of(variable, column), minlength=variable.size)
    assert counts.tolist() == [17, 500, 480, 3]


def test_a_large_table_has_finer_bins_and_groups_of_them() -> None:
    values = np.random.default_rng(2).normal(size=LARGE_ROWS)
    # Each has bins for missing and for the values, the last of them open.
    sizes = {}
    for rows in (LARGE_ROWS - 1, LARGE_ROWS):
        column = Column("x", Kind.NUMBER, values[:rows], np.empty(0, np.int32))
        binned = bin_column(column)
        counts = np.bincount(bins_of(binned.variable, column), minlength=binned.variable.size)
        groups = grouped(binned, counts.astype(np.float64), np.zeros(binned.variable.size)).size
        sizes[rows] = (binned.variable.size, groups)
    assert sizes[LARGE_ROWS - 1] == (BINS_MAX + 1, GROUPS_MAX)
    assert sizes[LARGE_ROWS] == (BINS_LARGE + 1, GROUPS_LARGE)
