"""Small pictures as SVG, made here: no library, no script, no style sheet, nothing fetched.

All looks are presentation attributes, so that the strictest content security policy shows them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Axis", "ChartLine", "bar_chart", "line_chart"]

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 52, 84
TICK, LABELS_MAX, STEPS = 5, 12, 5
LETTER = 6.6
INK, LINES = "#222", "#ddd"
TEXT = f'font-family="sans-serif" font-size="12" fill="{INK}"'
COLOURS = ("#2f6f4f", "#b3423a", "#3b6ea5", "#8a6d1f")


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis measures. unit: said in brackets; per cent has values of 0.1 as 10."""

    name: str
    unit: str = ""

    @property
    def label(self) -> str:
        """The name with the unit, as it stands beside the axis."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def tick(self, value: float) -> str:
        """Return what stands beside a tick.

        Args:
            value: Where the tick is.

        Returns:
            The value with the digits that it needs, in the axis's unit.
        """
        return f"{round(value * (100 if self.unit == '%' else 1), 9):g}"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A named line of a chart; None leaves a gap."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where values lie: the ticks of the upright axis, and how many places are along the other."""

    ticks: Sequence[float]
    places: int

    def x(self, at: float) -> float:
        """Return the middle of a place.

        Args:
            at: The place, counted from 0.

        Returns:
            How far it is to the right.
        """
        return LEFT + (at + 0.5) * (WIDTH - LEFT - RIGHT) / max(self.places, 1)

    def y(self, value: float) -> float:
        """Return where a value is.

        Args:
            value: Any between the first tick and the last.

        Returns:
            How far it is from the top.
        """
        low, high = self.ticks[0], self.ticks[-1]
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def line_chart(
    title: str, labels: Sequence[str], lines: Sequence[ChartLine], across: Axis, upright: Axis
) -> str:
    """Return lines over the labels as one SVG element.

    Args:
        title: The chart's title; it is escaped, as is all that follows.
        labels: What stands below each place, from left to right.
        lines: The lines, each with a value or None for every label.
        across: What the labels are.
        upright: What the values are.

    Returns:
        The element.
    """
    frame = Frame(_ticks([value for line in lines for value in line.values]), len(labels))
    parts = _axes(frame, labels, across, upright)
    for colour, line in zip(_colours(len(lines)), lines, strict=True):
        points = [
            (f"{frame.x(at):.1f}", f"{frame.y(value):.1f}")
            for at, value in enumerate(line.values)
            if _known(value)
        ]
        path = " ".join(f"{x},{y}" for x, y in points)
        drawn = f'fill="none" stroke="{colour}" stroke-width="2"'
        parts.append(f'<polyline {drawn} points="{path}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>' for x, y in points]
    return _whole(title, "", [*parts, *_legend([line.name for line in lines])])


def bar_chart(
    title: str,
    labels: Sequence[str],
    bars: Sequence[ChartLine],
    across: Axis,
    upright: Axis,
    *,
    note: str = "",
) -> str:
    """Return groups of bars, one group for each label, as one SVG element.

    Args:
        title: The chart's title; it is escaped, as is all that follows.
        labels: What stands below each group, from left to right.
        bars: The bars, each with a value or None for every label.
        across: What the labels are.
        upright: What the values are.
        note: A line below the title.

    Returns:
        The element.
    """
    frame = Frame(_ticks([0.0, *(value for bar in bars for value in bar.values)]), len(labels))
    parts = _axes(frame, labels, across, upright)
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = max(2.0, 0.7 * slot / max(len(bars), 1))
    for place, (colour, bar) in enumerate(zip(_colours(len(bars)), bars, strict=True)):
        for at, value in enumerate(bar.values):
            if not _known(value):
                continue
            x = LEFT + at * slot + 0.15 * slot + place * width
            top, foot = frame.y(max(value, 0.0)), frame.y(min(value, 0.0))
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{foot - top:.1f}"'
                f' fill="{colour}"/>'
            )
    return _whole(title, note, [*parts, *_legend([bar.name for bar in bars])])


def _whole(title: str, note: str, parts: list[str]) -> str:
    named = escape(title, {'"': "&quot;"})
    opened = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{named}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {opened}>',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            _text(LEFT, 18, title, 'font-weight="bold"'),
            *([_text(LEFT, 36, note, 'font-style="italic"')]
              if note else []),
            *parts,
            "</svg>",
        ]
    )  # fmt: skip


def _axes(frame: Frame, labels: Sequence[str], across: Axis, upright: Axis) -> list[str]:
    foot, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = []
    for value in frame.ticks:
        y = frame.y(value)
        parts.append(_line(LEFT, y, end, y, LINES))
        parts.append(_line(LEFT - TICK, y, LEFT, y, INK))
        parts.append(_text(LEFT - TICK - 4, y + 4, upright.tick(value), 'text-anchor="end"'))
    if frame.ticks[0] < 0 < frame.ticks[-1]:
        parts.append(_line(LEFT, frame.y(0), end, frame.y(0), INK))
    for at in range(0, len(labels), -(-len(labels) // LABELS_MAX) or 1):
        x = frame.x(at)
        parts.append(_line(x, foot, x, foot + TICK, INK))
        parts.append(_text(x, foot + TICK + 13, labels[at], 'text-anchor="middle"'))
    parts += [_line(LEFT, TOP, LEFT, foot, INK), _line(LEFT, foot, end, foot, INK)]
    middle = (TOP + foot) / 2
    turned = f'text-anchor="middle" transform="rotate(-90 18 {middle:.1f})"'
    return [
        *parts,
        _text((LEFT + end) / 2, foot + TICK + 34, across.label, 'text-anchor="middle"'),
        _text(18, middle, upright.label, turned),
    ]


def _legend(names: list[str]) -> list[str]:
    parts, x, y = [], float(LEFT), HEIGHT - 10
    for colour, name in zip(_colours(len(names)), names, strict=True):
        parts.append(f'<rect x="{x:.1f}" y="{y - 10}" width="10" height="10" fill="{colour}"/>')
        parts.append(_text(x + 14, y, name))
        x += 34 + LETTER * len(name)
    return parts


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {TEXT} {more}>{escape(text)}</text>'.replace(" >", ">")


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{colour}"/>'


def _colours(count: int) -> list[str]:
    return [COLOURS[at % len(COLOURS)] for at in range(count)]


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _ticks(values: Sequence[float | None]) -> list[float]:
    """Return round numbers, evenly apart, from at or below the least value to the greatest."""
    known = [value for value in values if _known(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]
