"""A ring: its parts are the whole, in order, each with a letter, whatever their sizes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.web.ring import RING_PARTS_MAX, WHOLE, ring

SIZES = st.lists(st.integers(0, 10**18), min_size=1, max_size=RING_PARTS_MAX)


@given(SIZES)
def test_the_parts_are_the_whole_one_after_the_other(sizes: list[int]) -> None:
    drawn = ring([(str(place), size) for place, size in enumerate(sizes)])
    if not sum(sizes):
        assert drawn is None
        return
    assert drawn is not None
    assert drawn.total == sum(sizes)
    assert [part.size for part in drawn.parts] == sizes
    assert sum(part.length for part in drawn.parts) == WHOLE
    end = 0
    for part in drawn.parts:
        assert part.start == end
        assert 0 <= part.drawn <= max(1, part.length)
        assert 0 <= part.turn <= 360
        end += part.length
    assert len({part.letter for part in drawn.parts}) == len(sizes)
    assert len({part.kind for part in drawn.parts}) == len(sizes)


def test_halves_and_quarters_stand_where_they_belong() -> None:
    drawn = ring([("a", 2), ("b", 1), ("c", 1)])
    assert drawn is not None
    assert [(part.start, part.length, part.turn, part.share_ppm) for part in drawn.parts] == [
        (0, 500, 90, 500_000), (500, 250, 225, 250_000), (750, 250, 315, 250_000),
    ]  # fmt: skip


def test_what_is_too_small_for_its_letter_is_in_the_table_alone() -> None:
    drawn = ring([("much", 10**9), ("little", 1), ("none", 0)])
    assert drawn is not None
    much, little, none = drawn.parts
    assert (much.is_lettered, little.is_lettered, none.drawn) == (True, False, 0)
    assert (little.size, little.share_ppm) == (1, 0)


def test_more_parts_than_colours_are_refused() -> None:
    with pytest.raises(AssertionError, match="colour of its own"):
        ring([(str(place), 1) for place in range(RING_PARTS_MAX + 1)])
