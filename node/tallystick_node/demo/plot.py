"""The plot of the demonstration: each grade's promise beside what it returned, as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.credit.charts import Axis, ChartLine, bar_chart

if TYPE_CHECKING:
    from tallystick_node.demo.figures import Figures

__all__ = ["plot"]

PPM = 10**6


def plot(figures: Figures, seed: int) -> str:
    """Return the plot of returns: for each grade two bars, in per cent a year.

    Args:
        figures: Of the finished demonstration.
        seed: Its seed, for the title.

    Returns:
        An SVG document.
    """
    lines = figures.grades
    bars = [
        ChartLine("rate promised", [line.promised_ppm / PPM for line in lines]),
        ChartLine("returned to lenders", [(line.returned_ppm or 0) / PPM for line in lines]),
    ]
    chart = bar_chart(
        f"Return per grade against the rate promised: {figures.loans} real loans, seed {seed}",
        [f"{line.grade} ({line.loans})" for line in lines],
        bars,
        Axis("grade (number of loans)"),
        Axis("a year", "%"),
        note="Amounts, terms, outcomes are real; grades, rates by our card; dates simulated.",
    )
    return f"{chart}\n"
