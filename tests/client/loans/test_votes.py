"""When a ballot carries, against fractions, and at its edges."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.loans.rounding import TermsError
from tallystick.loans.votes import Votes, carries


@pytest.mark.parametrize(
    ("votes", "carried"),
    [
        (Votes(250, 0), True),
        (Votes(249, 0), False),  # a quarter of 1,000 has to vote
        (Votes(200, 100), True),
        (Votes(199, 101), False),  # below two thirds
        (Votes(0, 0), False),
        (Votes(100, 0, excluded=600), True),  # a quarter of the 400 that may vote
        (Votes(99, 0, excluded=600), False),
    ],
)
def test_the_quorum_votes_and_two_thirds_are_in_favour(votes: Votes, carried: bool) -> None:
    assert carries(votes, 1_000, 250_000) is carried


@given(st.data(), st.integers(1, 10**15), st.integers(200_000, 10**6))
def test_any_ballot_equals_fractions(data: st.DataObject, units: int, quorum_ppm: int) -> None:
    excluded = data.draw(st.integers(0, units))
    cast = data.draw(st.integers(0, units - excluded))
    in_favour = data.draw(st.one_of(st.integers(0, cast), st.just(cast * 2 // 3)))
    expected = cast > 0 and (
        Fraction(cast, units - excluded) >= Fraction(quorum_ppm, 10**6)
        and Fraction(in_favour, cast) >= Fraction(2, 3)
    )
    assert carries(Votes(in_favour, cast - in_favour, excluded), units, quorum_ppm) is expected


def test_more_votes_than_units_are_refused() -> None:
    with pytest.raises(TermsError, match="BALLOT:AGAINST"):
        carries(Votes(600, 401), 1_000, 250_000)
    with pytest.raises(TermsError, match="BALLOT:IN_FAVOUR"):
        carries(Votes(600, 0, excluded=401), 1_000, 250_000)
    with pytest.raises(TypeError, match="units must be an int"):
        carries(Votes(1, 0), 1.0, 250_000)  # type: ignore[arg-type]
