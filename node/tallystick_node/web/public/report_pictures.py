"""What a monthly report shows in pictures: what became of the promised rate, and the reserve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.loans.rounding import div_half_up
from tallystick_node.web.charts import bars
from tallystick_node.web.public.published import months, report_of
from tallystick_node.web.ring import RING_COLUMNS, ring
from tallystick_node.web.shown_list import CellKind, ListColumn, shown_list
from tallystick_node.web.waterfall import Bridge, BridgeStep, bridge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tallystick_node.web.charts import Chart
    from tallystick_node.web.public.published import ShownReport
    from tallystick_node.web.ring import Ring
    from tallystick_node.web.shown_list import ShownList

__all__ = [
    "ReserveMonth", "levels_ring", "rate_bridge", "report_lists", "reserve_chart", "reserve_list",
    "reserve_months",
]  # fmt: skip

PPM = 1_000_000
MONTHS_SHOWN = 36
# As an offer may state them.
RISK_LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class ReserveMonth:
    """The reserve at the end of a month.

    free_ppm: what is not committed, as a share of the principal outstanding. payouts_ppm: as a
    share of its attested expected payouts. None where the report has none.
    """

    month: str
    free_ppm: int | None
    payouts_ppm: int | None
    covered: int


def rate_bridge(report: ShownReport, say: Callable[[str], str]) -> Bridge | None:
    """Return how the rate that borrowers have promised became the return of the lenders.

    Every loan ever drawn down counts, by its principal. Fees are the lenders' share of the
    promised interest; the rest is what lateness, defaults and recoveries have made of it.

    Args:
        report: A month's report.
        say: Translates a text.

    Returns:
        The bridge in ppm a year, each part rounded half up; None before anything was returned.
    """
    loans = report.document["loans"]
    lent = sum(int(loan["principal"]) for loan in loans)
    net = next((line for line in report.document["returns"] if line["id"] == "nar"), None)
    if not lent or net is None or net["value_ppm"] is None:
        return None
    promised = fees = 0
    for loan in loans:
        rate = int(loan["principal"]) * loan["terms"]["rate_ppm"]
        promised += rate
        fees += rate * loan["terms"]["fees"]["servicing_ppm"]
    gross = div_half_up(promised, lent)
    charged = div_half_up(fees, lent * PPM)
    rest = int(net["value_ppm"]) - gross + charged
    return bridge(
        BridgeStep(say("Promised by borrowers"), gross, "bridge-start"),
        [
            BridgeStep(say("Fees"), -charged, "bridge-loss"),
            BridgeStep(
                say("Late, in default, recovered"), rest,
                "bridge-loss" if rest < 0 else "bridge-gain",
            ),
        ],
        say("Return of the lenders"),
    )  # fmt: skip


def levels_ring(report: ShownReport, say: Callable[[str], str]) -> Ring | None:
    """Return what is outstanding by the risk level that the loans were listed with.

    Args:
        report: A month's report.
        say: Translates a text.

    Returns:
        The ring, a part for each of the five levels; None while nothing is outstanding.
    """
    outstanding = dict.fromkeys(RISK_LEVELS, 0)
    for loan in report.document["loans"]:
        outstanding[int(loan["terms"]["risk_level"])] += int(loan["outstanding"])
    return ring([(f"{say('Risk level')} {level}", size) for level, size in outstanding.items()])


def reserve_months(data_dir: Path) -> list[ReserveMonth]:
    """Return the reserve by month, from the newest version of each report.

    Args:
        data_dir: The node's directory.

    Returns:
        At most 36 months, the oldest first.
    """
    names = sorted({report.subject.partition(":")[2] for report in months(data_dir)})
    shown = []
    for month in names[-MONTHS_SHOWN:]:
        report = report_of(data_dir, month, None)
        assert report is not None, "it was listed a moment ago"
        figures = report.figures
        shown.append(
            ReserveMonth(month, figures.get("M20"), figures.get("R06"), figures.get("M17") or 0)
        )
    return shown


def reserve_chart(rows: list[ReserveMonth]) -> Chart:
    """Return the uncommitted share of each month as bars.

    Args:
        rows: The months.

    Returns:
        The chart.
    """
    return bars([(row.month, (("bar-principal", row.free_ppm or 0),)) for row in rows])


def reserve_list(rows: list[ReserveMonth]) -> ShownList[ReserveMonth]:
    """Return the months of the reserve as a list to take along.

    Args:
        rows: The months.

    Returns:
        The list.
    """
    columns: tuple[ListColumn[ReserveMonth], ...] = (
        ListColumn("month", "", CellKind.TEXT, lambda row: row.month),
        ListColumn("free_ppm_of_outstanding", "", CellKind.COUNT, lambda row: row.free_ppm),
        ListColumn("free_ppm_of_payouts", "", CellKind.COUNT, lambda row: row.payouts_ppm),
        ListColumn("covered", "", CellKind.AMOUNT, lambda row: row.covered),
    )
    return shown_list("reserve", columns, rows)


def report_lists(
    report: ShownReport, drawn: Bridge | None, levels: Ring | None
) -> list[ShownList[Any]]:
    """Return the tables of a report as lists to take along.

    Args:
        report: The report.
        drawn: Its bridge of rates; None without one.
        levels: What is outstanding by risk level; None for nothing.

    Returns:
        Cohorts, vintages, the bridge, risk levels, and every figure.
    """
    vintages = [
        (vintage["cohort"], cell["age"], int(cell["ever_90_ppm"] or 0))
        for vintage in report.document["vintages"]
        for cell in vintage["cells"]
    ]
    steps = [] if drawn is None else [drawn_step.step for drawn_step in drawn.steps]
    return [
        shown_list("cohorts", _COHORTS, report.cohorts),
        shown_list("vintages", _VINTAGES, vintages),
        shown_list("bridge", _BRIDGE, steps),
        shown_list("levels", RING_COLUMNS, () if levels is None else levels.parts),
        shown_list("figures", _FIGURES, report.document["figures"]),
    ]


_COHORTS: tuple[ListColumn[dict[str, Any]], ...] = (
    ListColumn("month", "", CellKind.TEXT, lambda row: row["month"]),
    ListColumn("lent", "", CellKind.AMOUNT, lambda row: row["paid_in"]),
    ListColumn("came_back", "", CellKind.AMOUNT, lambda row: row["received"]),
    ListColumn("outstanding", "", CellKind.AMOUNT, lambda row: row["outstanding"]),
    ListColumn("return_ppm", "", CellKind.COUNT, lambda row: row["return_ppm"]),
)
_VINTAGES: tuple[ListColumn[tuple[str, int, int]], ...] = (
    ListColumn("cohort", "", CellKind.TEXT, lambda row: row[0]),
    ListColumn("age_months", "", CellKind.COUNT, lambda row: row[1]),
    ListColumn("ever_90_ppm", "", CellKind.COUNT, lambda row: row[2]),
)
_BRIDGE: tuple[ListColumn[BridgeStep], ...] = (
    ListColumn("step", "", CellKind.TEXT, lambda row: row.label),
    ListColumn("ppm_a_year", "", CellKind.COUNT, lambda row: row.size),
)
# Amounts and shares side by side: each in the unit beside it, as the report states them.
_FIGURES: tuple[ListColumn[dict[str, Any]], ...] = (
    ListColumn("code", "", CellKind.TEXT, lambda row: row["code"]),
    ListColumn("name", "", CellKind.TEXT, lambda row: row["name"]),
    ListColumn("value", "", CellKind.TEXT, lambda row: row["value"]),
    ListColumn("unit", "", CellKind.TEXT, lambda row: row["unit"]),
    ListColumn("label", "", CellKind.TEXT, lambda row: row["label"]),
)
