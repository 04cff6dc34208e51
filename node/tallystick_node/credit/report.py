"""The monitoring report for people: as text, and as one HTML page with plots, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Any

from tallystick_node.credit.charts import Axis, ChartLine, bar_chart, line_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["as_html", "as_text"]

Rows = list[dict[str, Any]]
STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto;color:#222;padding:0 1em}"
    "table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;border-bottom:1px solid"
    " #ddd;text-align:right}td:first-child,th:first-child{text-align:left}.act{color:#b3423a}"
    ".watch{color:#8a6d1f}svg{width:100%;height:auto}"
)
# Nothing but the one style sheet of the page, by its hash.
POLICY = (
    "default-src 'none'; style-src 'sha256-"
    f"{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
PERIOD, DEFAULTED = Axis("period"), Axis("loans that defaulted", "%")
AUC, AGE = Axis("AUC"), Axis("age", "months")
LATE = Axis("loans ever 90 days late", "%")
TITLES = {
    "overall": "Judged by what happened",
    "calibration": "Calibration: act calls for `credit recalibrate`",
    "by_period": "By period",
    "by_grade": "By grade",
    "trade_off": "Approving the best",
    "trade_off_of_anchor": "Approving the best by the platform's own view",
    "anchor": "The platform's own view",
    "money": "Loss in money",
    "overrides": "Overrides",
    "migration": "Grades before and now",
    "roll_rates": "Roll rates",
    "vintages": "Ever more than 90 days late, by month on book",
    "early_signs": "Early signs",
    "grades": "Grades",
    "reasons": "First reasons",
}


def as_text(report: dict[str, Any]) -> str:
    """Return the monitoring report as plain text.

    Args:
        report: What `monitor` has returned.

    Returns:
        The text.
    """
    lines = [f"card {report['card']}, {report['rows']} rows", ""]
    for title, table in _sections(report):
        lines.append(title)
        lines += _text_table(table)
        lines.append("")
    return "\n".join(lines)


def as_html(report: dict[str, Any]) -> str:
    """Return the monitoring report as one page; everything that came from data is escaped.

    Args:
        report: What `monitor` has returned.

    Returns:
        The page.
    """
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8"><title>Credit monitoring</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<style>{STYLE}</style>",
        "<h1>Credit monitoring</h1>",
        f"<p>Card {escape(report['card'])}, {report['rows']} rows.</p>",
        *_plots(report),
    ]
    for title, table in _sections(report):
        parts += [f"<h2>{escape(title)}</h2>", *_html_table(table)]
    return "\n".join([*parts, "</html>", ""])


def _sections(report: dict[str, Any]) -> list[tuple[str, Rows]]:
    """Return every section as a title and rows of one shape."""
    stable = report["stability"]
    sections: list[tuple[str, Rows]] = [
        (f"Stability: score PSI {stable['score_psi']} ({stable['alarm']})", stable["variables"])
    ]
    for key, title in TITLES.items():
        if key not in report:
            continue
        value = report[key]
        if key == "migration":
            rows = [
                {"from": name, **dict(zip(value["grades"], counts, strict=True))}
                for name, counts in zip(value["grades"], value["counts"], strict=True)
            ]
        elif key == "roll_rates":
            rows = [
                {"from": name, "loans": loans, **dict(zip(value["stages"], shares, strict=True))}
                for name, loans, shares in zip(
                    value["stages"], value["loans"], value["shares"], strict=True
                )
            ]
        elif key == "vintages":
            rows = [
                {"vintage": name, "months": len(curve) - 1, "ever": curve[-1]}
                for name, curve in value.items()
            ]
        elif isinstance(value, dict):
            rows = [{"figure": name, "value": entry} for name, entry in value.items()]
        else:
            rows = value
        sections.append((title, rows))
    groups = [
        (f"Groups of {entry['column']}", entry["groups"]) for entry in report.get("fairness", [])
    ]
    return sections + groups


def _plots(report: dict[str, Any]) -> list[str]:
    plots = []
    worst = report["stability"]["variables"][:12]
    if worst:
        labels = [str(row["variable"])[:14] for row in worst]
        plots.append(
            bar_chart(
                "PSI of variables",
                labels,
                [ChartLine("PSI", [row["psi"] for row in worst])],
                Axis("variable"),
                Axis("population stability index"),
            )
        )
    if "by_grade" in report:
        rows = report["by_grade"]
        labels = [row["grade"] for row in rows]
        bars = [ChartLine(key, [row[key] for row in rows]) for key in ("expected", "observed")]
        plots.append(bar_chart("Default by grade", labels, bars, Axis("grade"), DEFAULTED))
    if "by_period" in report:
        rows = report["by_period"]
        keys = ("auc", "auc_low", "auc_high")
        labels = [row["period"] for row in rows]
        lines = [ChartLine(key, [row[key] for row in rows]) for key in keys]
        plots.append(line_chart("AUC by period, with its interval", labels, lines, PERIOD, AUC))
        lines = [ChartLine(key, [row[key] for row in rows]) for key in ("expected", "observed")]
        plots.append(line_chart("Default by period", labels, lines, PERIOD, DEFAULTED))
    if "trade_off" in report:
        lines = [ChartLine("card", [row["bad_rate"] for row in report["trade_off"]])]
        if "trade_off_of_anchor" in report:
            rows = report["trade_off_of_anchor"]
            lines.append(ChartLine("platform", [row["bad_rate"] for row in rows]))
        labels = [f"{row['approved']:.0%}" for row in report["trade_off"]]
        approved = Axis("share of applicants approved")
        plots.append(line_chart("Bad rate by share approved", labels, lines, approved, DEFAULTED))
    if "vintages" in report:
        curves = report["vintages"]
        longest = max(len(curve) for curve in curves.values())
        lines = [ChartLine(name, curve) for name, curve in list(curves.items())[:4]]
        labels = [str(month) for month in range(longest)]
        plots.append(line_chart("Ever 90+ by month on book", labels, lines, AGE, LATE))
    return plots


def _text_table(rows: Rows) -> list[str]:
    if not rows:
        return ["  nothing"]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(names))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _html_table(rows: Rows) -> list[str]:
    if not rows:
        return ["<p>nothing</p>"]
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["<table>", _html_row("th", names)]
    for row in rows:
        alarm = row.get("alarm")
        mark = "act" if alarm is True else alarm if alarm in {"act", "watch"} else ""
        lines.append(_html_row("td", [_cell(row.get(name)) for name in names], mark))
    return [*lines, "</table>"]


def _html_row(tag: str, cells: Sequence[str], mark: str = "") -> str:
    inner = "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
    return f'<tr class="{mark}">{inner}</tr>' if mark else f"<tr>{inner}</tr>"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, list):
        return " ".join(_cell(element) for element in value)
    return str(value)
