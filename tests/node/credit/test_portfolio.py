from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.credit.portfolio import early_signs, migration, roll_rates, vintage_curves


def test_rolls_are_counted_from_one_month_to_the_next_alone() -> None:
    loans = ["a", "a", "a", "b", "b", "c"]
    months = np.array([0, 1, 2, 0, 2, 0])
    days = np.array([0, 15, 45, 0, 45, 100])
    result = roll_rates(loans, months, days)
    assert result["stages"] == ["on time", "1-30", "31-60", "61-90", "91+"]
    assert result["loans"] == [1, 1, 0, 0, 0]  # b misses a month, c has only one
    assert result["shares"][0] == [0, 1, 0, 0, 0]
    assert result["shares"][1] == [0, 0, 1, 0, 0]


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 5), st.integers(0, 8), st.integers(0, 200)),
        min_size=1,
        max_size=60,
    )
)
def test_what_was_ever_late_never_falls(entries: list[tuple[str, int, int, int]]) -> None:
    vintages = [entry[0] for entry in entries]
    loans = [f"{entry[0]}{entry[1]}" for entry in entries]
    months, days = (np.array([entry[at] for entry in entries]) for at in (2, 3))
    for name, curve in vintage_curves(vintages, loans, months, days).items():
        assert curve == sorted(curve)
        own = [at for at, vintage in enumerate(vintages) if vintage == name]
        late = {loans[at] for at in own if days[at] > 90}
        assert curve[-1] == pytest.approx(len(late) / len({loans[at] for at in own}), abs=1e-6)


def test_early_signs_look_no_further_than_their_month() -> None:
    months, days = np.array([1, 4, 6, 1]), np.array([5, 40, 40, 0])
    result = early_signs(["a", "b", "c", "d"], months, days)
    assert result == {
        "late_in_month_1": 0.25, "over_30_by_month_3": 0.0, "over_30_by_month_6": 0.5
    }  # fmt: skip


def test_migration_says_who_rose_and_who_fell() -> None:
    result = migration(["A", "A", "B", "C"], ["A", "B", "A", "C"])
    assert result["counts"] == [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert (result["better"], result["same"], result["worse"]) == (0.25, 0.5, 0.25)
