"""The queue of a run as SVG, a file of its own: it has to be read outside of the node's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.risk.withdrawal_run import RunDay

__all__ = ["run_picture"]

_WIDTH, _HEIGHT, _LEFT, _FOOT, _HEAD = 720, 240, 60, 40, 30
# Colours that differ in lightness too, for those who do not see hues.
_LINES = {"50": "#1b5e20", "90": "#8a5a00", "99": "#b00020"}


def run_picture(days: Sequence[RunDay]) -> str:
    """Draw what waits at each day's end, a line for each share of the paths.

    Args:
        days: The days of the run, at least one.

    Returns:
        SVG; the same for the same days.
    """
    highest = max(1, *(value for day in days for value in day.waiting.values()))
    base, room = _HEIGHT - _FOOT, _HEIGHT - _FOOT - _HEAD

    def points(name: str) -> str:
        wide = max(1, len(days) - 1)
        return " ".join(
            f"{_LEFT + place * (_WIDTH - _LEFT - 10) // wide},"
            f"{base - day.waiting[name] * room // highest}"
            for place, day in enumerate(days)
        )

    lines = "".join(
        f'<polyline fill="none" stroke="{ink}" stroke-width="2" points="{points(name)}"/>'
        f'<text x="{_LEFT + place * 160}" y="18" font-size="12" fill="{ink}">'
        f"{name} of 100 paths</text>"
        for place, (name, ink) in enumerate(_LINES.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' font-family="sans-serif"><title>Redemptions that wait</title>'
        f"<desc>What waits at the end of each of {len(days)} days, in minor units; at most"
        f" {highest}.</desc>"
        f'<path d="M{_LEFT} {_HEAD}V{base}H{_WIDTH - 10}" fill="none" stroke="#444"/>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 22}" font-size="12">day {days[0].day}</text>'
        f'<text x="{_WIDTH - 10}" y="{_HEIGHT - 22}" font-size="12" text-anchor="end">'
        f"day {days[-1].day}</text>"
        f'<text x="{_LEFT}" y="{_HEIGHT - 6}" font-size="12">highest {highest:,}</text>'
        f"{lines}</svg>\n"
    )
