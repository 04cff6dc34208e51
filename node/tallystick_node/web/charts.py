"""Charts as SVG without styles of their own: colours are classes of the style sheet.

Each has a title and a description for those who do not see it; the page shows its table beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "PLOTTED_FROM",
    "Bar",
    "HeatCell",
    "PlotLine",
    "Strip",
    "TimeSpan",
    "bars",
    "heat_map",
    "plot",
    "strip",
    "timeline",
]

# Beyond these, bars are too narrow to be pointed at: `plot.js` draws lines that can be zoomed.
PLOTTED_FROM = 200

_WIDTH, _HEIGHT, _FOOT = 720, 180, 18
_GAP_MAX = 2
_CELL_WIDTH, _CELL_HEIGHT, _HEAD = 16, 20, 70
PPM = 1_000_000
# The classes of a heat map's cells by the share that they show, each up to and with it.
_HEAT = (
    (0, "heat-0"),
    (20_000, "heat-1"),
    (50_000, "heat-2"),
    (100_000, "heat-3"),
    (PPM, "heat-4"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stacked bar, in whole pixels: its parts from below with the class of each."""

    x: int
    width: int
    parts: tuple[tuple[str, int, int], ...]
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with the size of the picture."""

    bars: tuple[Bar, ...]
    width: int = _WIDTH
    height: int = _HEIGHT + _FOOT
    base: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell with its place, its class, and what it says."""

    x: int
    y: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One instalment in a strip: paid, late, due, open."""

    number: int
    x: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A line of a timeline: what it is called, and its parts with the class of each."""

    y: int
    label: str
    parts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A line of a chart that the browser draws. ink: the style sheet's variable of its colour."""

    name: str
    ink: str
    amounts: tuple[int, ...]


def plot(
    numbers: Sequence[int], label: str, unit: str, exponent: int, lines: Sequence[PlotLine]
) -> str:
    """Return what `plot.js` draws of many points.

    Args:
        numbers: Where the points stand, ascending.
        label: What the numbers count.
        unit: Of the amounts.
        exponent: How many digits of an amount stand behind the point.
        lines: With an amount in minor units for each number.

    Returns:
        JSON; empty up to `PLOTTED_FROM` points, for which the server's own picture serves.
    """
    if len(numbers) <= PLOTTED_FROM:
        return ""
    series = [{"name": line.name, "ink": line.ink, "amounts": line.amounts} for line in lines]
    return json.dumps(
        {"numbers": list(numbers), "label": label, "unit": unit, "exponent": exponent,
         "series": series}
    )  # fmt: skip


def timeline(
    lines: Sequence[tuple[str, Sequence[tuple[str, int, int]]]],
) -> tuple[list[TimeSpan], int, int]:
    """Return a line for each thing that takes time, all on one scale.

    Args:
        lines: A label and its parts, each a class, a first second and a last one, not before it.

    Returns:
        The lines, and the picture's width and height in whole pixels.
    """
    seconds = [second for _, parts in lines for _, start, stop in parts for second in (start, stop)]
    first, last = (min(seconds), max(seconds)) if seconds else (0, 0)
    room, span = _WIDTH - _HEAD, max(1, last - first)
    drawn = []
    for place, (label, parts) in enumerate(lines):
        widths = tuple(
            (
                kind,
                _HEAD + (start - first) * room // span,
                max(2, (stop - start) * room // span),
            )
            for kind, start, stop in parts
        )
        drawn.append(TimeSpan(place * _CELL_HEIGHT, label, widths))
    return drawn, _WIDTH + 2, max(1, len(lines)) * _CELL_HEIGHT


def bars(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Chart:
    """Return stacked bars beside each other.

    Args:
        rows: A label and its parts, each a class and an amount from 0.

    Returns:
        The chart; heights are rounded down.
    """
    most = max((sum(size for _, size in parts) for _, parts in rows), default=0) or 1
    step = max(1, _WIDTH // max(1, len(rows)))
    drawn = []
    for place, (label, parts) in enumerate(rows):
        top, stacked = _HEIGHT, []
        for kind, size in parts:
            height = size * (_HEIGHT - 8) // most
            top -= height
            stacked.append((kind, top, height))
        drawn.append(
            Bar(place * step, max(1, step - min(_GAP_MAX, step // 3)), tuple(stacked), label)
        )
    return Chart(tuple(drawn))


def heat_map(
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]],
) -> tuple[list[HeatCell], int, int]:
    """Return cells of a heat map, a row each for a cohort.

    Args:
        rows: A label and its cells, each what it says and a share in ppm.

    Returns:
        The cells, and the picture's width and height.
    """
    cells = []
    for line, (_, shares) in enumerate(rows):
        for place, (label, share) in enumerate(shares):
            kind = next(name for most, name in _HEAT if share <= most or most == PPM)
            cells.append(HeatCell(_HEAD + place * _CELL_WIDTH, line * _CELL_HEIGHT, kind, label))
    longest = max((len(shares) for _, shares in rows), default=0)
    return cells, _HEAD + longest * _CELL_WIDTH, max(1, len(rows)) * _CELL_HEIGHT


def strip(kinds: Sequence[tuple[int, str, str]]) -> list[Strip]:
    """Return a strip of instalments.

    Args:
        kinds: Number, class and label of each.

    Returns:
        The marks, side by side.
    """
    return [
        Strip(number, place * 14, kind, label) for place, (number, kind, label) in enumerate(kinds)
    ]
