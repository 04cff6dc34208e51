"""The plot of the demonstration: each grade's promise beside what it returned, as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from tallystick_node.demo.figures import Figures, GradeLine

__all__ = ["plot"]

WIDTH, HEIGHT = 720, 400
LEFT, TOP, BOTTOM = 60, 70, 340
STYLE = "font-family:sans-serif;font-size:13px;fill:#222"
PROMISED, RETURNED, LOSS = "#9db8d2", "#2f6f4f", "#b3423a"


def plot(figures: Figures, seed: int) -> str:
    """Return the plot of returns: for each grade two bars, in per cent a year.

    Args:
        figures: Of the finished demonstration.
        seed: Its seed, for the title.

    Returns:
        An SVG document.
    """
    lines = figures.grades
    values = [rate for line in lines for rate in (line.promised_ppm, line.returned_ppm or 0)]
    top = (max(*values, 10_000) // 50_000 + 1) * 50_000
    low = min(*values, 0)
    bottom = -((-low + 49_999) // 50_000) * 50_000
    bars = [
        bar
        for place, line in enumerate(lines)
        for bar in _bars(line, place, len(lines), top, bottom)
    ]
    title = f"Return per grade against the rate promised: {figures.loans} real loans, seed {seed}"
    note = "Amounts, terms, outcomes are real; grades, rates by our card; dates simulated."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{escape(title)}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="{LEFT}" y="26" style="{STYLE};font-size:16px">{escape(title)}</text>',
            f'<text x="{LEFT}" y="46" style="{STYLE};fill:#666">{escape(note)}</text>',
            *_axis(top, bottom),
            *bars,
            *_legend(),
            "</svg>",
            "",
        ]
    )


def _height(ppm: int, top: int, bottom: int) -> int:
    """The y of a rate."""
    return BOTTOM - (ppm - bottom) * (BOTTOM - TOP) // (top - bottom)


def _axis(top: int, bottom: int) -> list[str]:
    elements = []
    for ppm in range(bottom, top + 1, 50_000):
        y = _height(ppm, top, bottom)
        weight = 1 if ppm else 2
        elements.append(
            f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - 20}" y2="{y}" stroke="#ccc"'
            f' stroke-width="{weight}"/>'
        )
        elements.append(f'<text x="16" y="{y + 4}" style="{STYLE}">{ppm // 10_000} %</text>')
    return elements


def _bars(line: GradeLine, place: int, count: int, top: int, bottom: int) -> list[str]:
    slot = (WIDTH - LEFT - 20) // count
    x = LEFT + place * slot + slot // 6
    width = slot // 3
    returned = line.returned_ppm or 0
    zero = _height(0, top, bottom)
    elements = []
    for offset, ppm, colour in (
        (0, line.promised_ppm, PROMISED),
        (width, returned, RETURNED if returned >= 0 else LOSS),
    ):
        y = _height(ppm, top, bottom)
        elements.append(
            f'<rect x="{x + offset}" y="{min(y, zero)}" width="{width - 2}"'
            f' height="{abs(y - zero)}" fill="{colour}"/>'
        )
    label = f"{line.grade} ({line.loans})"
    elements.append(f'<text x="{x}" y="{BOTTOM + 20}" style="{STYLE}">{escape(label)}</text>')
    return elements


def _legend() -> list[str]:
    y = HEIGHT - 16
    return [
        f'<rect x="{LEFT}" y="{y - 11}" width="12" height="12" fill="{PROMISED}"/>',
        f'<text x="{LEFT + 18}" y="{y}" style="{STYLE}">rate promised</text>',
        f'<rect x="{LEFT + 130}" y="{y - 11}" width="12" height="12" fill="{RETURNED}"/>',
        (
            f'<text x="{LEFT + 148}" y="{y}" style="{STYLE}">'
            "returned to lenders, a year (number of loans in brackets)</text>"
        ),
    ]
