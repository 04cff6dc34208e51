"""Small pictures as SVG, made here: no library, no script, nothing fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ChartLine", "bar_chart", "line_chart"]

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 44
STYLE = "font-family:sans-serif;font-size:12px;fill:#222"
COLOURS = ("#2f6f4f", "#b3423a", "#3b6ea5", "#8a6d1f")


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A named line of a chart; None leaves a gap."""

    name: str
    values: Sequence[float | None]


def line_chart(title: str, labels: Sequence[str], lines: Sequence[ChartLine]) -> str:
    """Return lines over the labels as one SVG element.

    Args:
        title: The chart's title; it is escaped.
        labels: What stands below each place, from left to right.
        lines: The lines, each with a value or None for every label.

    Returns:
        The element.
    """
    low, high = _range([value for line in lines for value in line.values])
    parts = [*_frame(title, labels, low, high), *_legend([line.name for line in lines])]
    for colour, line in zip(_colours(len(lines)), lines, strict=True):
        points = [
            (f"{_x(at, len(labels)):.1f}", f"{_y(value, low, high):.1f}")
            for at, value in enumerate(line.values)
            if value is not None
        ]
        path = " ".join(f"{x},{y}" for x, y in points)
        drawn = f'fill="none" stroke="{colour}" stroke-width="2"'
        parts.append(f'<polyline {drawn} points="{path}"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>' for x, y in points]
    return _whole(title, parts)


def bar_chart(title: str, labels: Sequence[str], bars: Sequence[ChartLine]) -> str:
    """Return groups of bars, one group for each label, as one SVG element.

    Args:
        title: The chart's title; it is escaped.
        labels: What stands below each group, from left to right.
        bars: The bars, each with a value or None for every label.

    Returns:
        The element.
    """
    low, high = _range([0.0, *(value for bar in bars for value in bar.values)])
    parts = [*_frame(title, labels, low, high), *_legend([bar.name for bar in bars])]
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = max(2.0, 0.7 * slot / max(len(bars), 1))
    for place, (colour, bar) in enumerate(zip(_colours(len(bars)), bars, strict=True)):
        for at, value in enumerate(bar.values):
            if value is None:
                continue
            x = LEFT + at * slot + 0.15 * slot + place * width
            top, foot = _y(max(value, 0.0), low, high), _y(min(value, 0.0), low, high)
            parts.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{foot - top:.1f}"'
                f' fill="{colour}"/>'
            )
    return _whole(title, parts)


def _whole(title: str, parts: list[str]) -> str:
    named = escape(title, {'"': "&quot;"})
    opened = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{named}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {opened}>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *parts,
            "</svg>",
        ]
    )


def _frame(title: str, labels: Sequence[str], low: float, high: float) -> list[str]:
    parts = [f'<text x="{LEFT}" y="18" style="{STYLE};font-size:14px">{escape(title)}</text>']
    for step in range(5):
        value = low + (high - low) * step / 4
        y = _y(value, low, high)
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        )
        parts.append(f'<text x="6" y="{y + 4:.1f}" style="{STYLE}">{value:.3f}</text>')
    every = max(1, len(labels) // 10)
    y = HEIGHT - BOTTOM + 16
    return parts + [
        f'<text x="{_x(at, len(labels)):.1f}" y="{y}" text-anchor="middle" style="{STYLE}">'
        f"{escape(labels[at])}</text>"
        for at in range(0, len(labels), every)
    ]


def _legend(names: list[str]) -> list[str]:
    parts = []
    for at, (colour, name) in enumerate(zip(_colours(len(names)), names, strict=True)):
        x, y = LEFT + at * 150, HEIGHT - 10
        parts.append(f'<rect x="{x}" y="{y - 10}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="{y}" style="{STYLE}">{escape(name)}</text>')
    return parts


def _colours(count: int) -> list[str]:
    return [COLOURS[at % len(COLOURS)] for at in range(count)]


def _range(values: Sequence[float | None]) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def _x(at: int, count: int) -> float:
    return LEFT + (at + 0.5) * (WIDTH - LEFT - RIGHT) / max(count, 1)


def _y(value: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
