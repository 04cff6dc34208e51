"""Pictures in whole pixels: nothing leaves the frame, whatever is drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.web.charts import bars, timeline

SECONDS = st.integers(0, 2**40)


@given(st.lists(st.tuples(SECONDS, SECONDS), max_size=20))
def test_a_timeline_stays_in_its_picture(spans: list[tuple[int, int]]) -> None:
    lines = [(str(place), [("mark-due", min(span), max(span))]) for place, span in enumerate(spans)]
    drawn, width, height = timeline(lines)
    assert len(drawn) == len(lines)
    for line in drawn:
        assert 0 <= line.y < height
        for _, x, wide in line.parts:
            assert (x >= 0, wide > 0, x + wide <= width) == (True, True, True)


def test_what_ends_later_is_longer() -> None:
    (short, long), _, _ = timeline([("1", [("mark-due", 0, 10)]), ("2", [("mark-due", 0, 20)])])
    assert short.parts[0][2] < long.parts[0][2]


@given(st.lists(st.integers(0, 10**18), max_size=60))
def test_bars_stand_on_their_line(sizes: list[int]) -> None:
    chart = bars([(str(size), (("bar-principal", size),)) for size in sizes])
    for bar in chart.bars:
        for _, top, height in bar.parts:
            assert (top >= 0, top + height <= chart.base) == (True, True)
