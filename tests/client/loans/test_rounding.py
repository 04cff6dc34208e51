from __future__ import annotations

import pickle
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans.rounding import TermsError, div_ceil, div_floor, div_half_up, require_int

numerators = st.integers(-(10**40), 10**40)
denominators = st.integers(1, 10**40)


@given(numerators, denominators)
def test_each_division_rounds_the_exact_quotient_in_its_own_direction(a: int, b: int) -> None:
    exact = Fraction(a, b)
    assert div_floor(a, b) == floor(exact)
    assert div_ceil(a, b) == ceil(exact)
    assert div_half_up(a, b) == floor(exact + Fraction(1, 2))


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**20))
def test_an_exact_half_goes_up(whole: int, b: int) -> None:
    assert div_half_up((2 * whole + 1) * b, 2 * b) == whole + 1


@pytest.mark.parametrize("divide", [div_floor, div_ceil, div_half_up])
@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_that_is_not_positive_is_refused(divide: Any, denominator: int) -> None:
    with pytest.raises(ZeroDivisionError, match="must be positive"):
        divide(1, denominator)


@pytest.mark.parametrize("value", [1.0, True, "1", None, Fraction(1)])
def test_what_is_not_an_integer_is_a_type_error_that_names_the_argument(value: object) -> None:
    with pytest.raises(TypeError, match=r"principal must be an int, not "):
        require_int("principal", value, 0, 10)


@pytest.mark.parametrize("value", [1, 10])
def test_the_bounds_themselves_are_allowed(value: int) -> None:
    assert require_int("n", value, 1, 10) == value


@pytest.mark.parametrize("value", [0, 11])
def test_out_of_bounds_says_the_code_the_rule_and_the_value(value: int) -> None:
    with pytest.raises(TermsError) as refused:
        require_int("n", value, 1, 10)
    assert refused.value.code == "SCHED:N"
    assert refused.value.rule == "n must be 1 to 10"
    assert refused.value.values == {"n": value}
    assert str(refused.value) == f"SCHED:N: n must be 1 to 10 (given n={value})"


def test_the_scope_of_a_code_is_the_callers() -> None:
    with pytest.raises(TermsError, match="^APR:PERIOD: "):
        require_int("period", 0, 1, 2, scope="APR")


def test_a_refusal_survives_the_way_between_processes() -> None:
    refused = TermsError("SCHED:N", "n must be 1 to 10", {"n": 0})
    copy = pickle.loads(pickle.dumps(refused))
    assert (copy.code, copy.rule, copy.values) == (refused.code, refused.rule, refused.values)
