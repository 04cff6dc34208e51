"""Charts have axes with ticks, units and names, and nothing that a strict policy would not show."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tallystick_node.credit.charts import Axis, ChartLine, bar_chart, line_chart
from tallystick_node.credit.report import as_html
from tallystick_node.demo.plot import plot

if TYPE_CHECKING:
    from collections.abc import Sequence

SVG = "{http://www.w3.org/2000/svg}"
SHARE, PERIOD = Axis("loans that defaulted", "%"), Axis("period")


@dataclass
class Grade:
    grade: str
    loans: int
    promised_ppm: int
    returned_ppm: int | None


@dataclass
class Result:
    grades: Sequence[Grade]
    loans: int = 60


def of_demonstration() -> str:
    grades = [Grade("A", 9, 82_500, 61_000), Grade("B", 5, 131_000, -23_000)]
    result: Any = Result(grades)
    return plot(result, 7)


def charts() -> dict[str, str]:
    lines = [ChartLine("expected", [0.031, 0.052, None]), ChartLine("observed", [0.04, 0.06, 0.2])]
    labels = ["2025-01", "2025-02", "2025-03"]
    return {
        "lines": line_chart("Default", labels, lines, PERIOD, SHARE),
        "bars": bar_chart("Default", labels, lines, PERIOD, SHARE),
        "demonstration": of_demonstration(),
    }


def texts(chart: str) -> list[str]:
    return ["".join(entry.itertext()) for entry in ET.fromstring(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["lines", "bars", "demonstration"])
def test_no_look_is_a_style(name: str) -> None:
    for entry in ET.fromstring(charts()[name]).iter():
        assert "style" not in entry.attrib
        assert entry.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject"}
        assert not any(attribute.startswith("on") for attribute in entry.attrib)


@pytest.mark.parametrize("name", ["lines", "bars"])
def test_both_axes_have_a_name_a_unit_and_ticks(name: str) -> None:
    chart = charts()[name]
    words = texts(chart)
    assert {"period", "loans that defaulted (%)", "2025-01", "2025-02", "2025-03"} <= set(words)
    assert {"0", "5", "10", "15", "20"} <= set(words)
    upright = [line for line in ET.fromstring(chart).iter(f"{SVG}line")
               if line.get("x1") == line.get("x2")]  # fmt: skip
    assert len(upright) == 1 + 3  # the axis, and a tick for each label


def test_the_plot_of_returns_has_its_axes_and_crosses_zero() -> None:
    words = texts(of_demonstration())
    assert {"A (9)", "B (5)", "grade (number of loans)", "a year (%)", "0", "-5", "15"} <= set(
        words
    )
    assert {"rate promised", "returned to lenders"} <= set(words)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, 1.0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0.71, 0.74], ["0.71", "0.72", "0.73", "0.74"]),
        ([3.0], ["2.4", "3", "3.6"]),
        ([None, None], ["0", "1"]),
        ([float("inf"), 1.0, 2.0], ["1", "2"]),
        ([0.0, 3e-7], ["0", "1e-07", "2e-07", "3e-07"]),
    ],
)
def test_ticks_are_round_and_hold_every_value(values: list[float | None], ticks: list[str]) -> None:
    labels = [str(at) for at in range(len(values))]
    chart = line_chart("Any", labels, [ChartLine("one", values)], Axis("x"), Axis("y"))
    assert set(ticks) <= set(texts(chart))
    for entry in ET.fromstring(chart).iter(f"{SVG}circle"):
        assert 0 <= float(entry.get("cy", "-1")) <= 320


def test_words_of_the_data_stay_words() -> None:
    evil = '"><script>alert(1)</script>'
    line = [ChartLine(evil, [1.0])]
    chart = bar_chart(evil, [evil], line, Axis(evil), Axis(evil), note=evil)
    assert "<script" not in chart
    assert texts(chart).count(evil) == 6


def test_many_labels_do_not_run_into_each_other() -> None:
    labels = [f"2020-{month:03}" for month in range(120)]
    chart = line_chart("Any", labels, [ChartLine("one", [1.0] * 120)], PERIOD, SHARE)
    assert sum(text.startswith("2020-") for text in texts(chart)) <= 12


def test_the_page_of_monitoring_allows_its_own_style_alone() -> None:
    report = {"card": "c", "rows": 1, "stability": {
        "score_psi": 0.1, "alarm": "stable", "variables": [{"variable": "age", "psi": 0.1}],
    }}  # fmt: skip
    page = as_html(report)
    (style,) = re.findall("<style>(.*?)</style>", page)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page
    assert 'style="' not in page
