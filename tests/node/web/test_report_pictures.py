"""Bridges and reserves of a report: pictures whose parts make their sums, each with its table."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tallystick_node.web.public.published import ShownReport
from tallystick_node.web.public.report_pictures import (
    ReserveMonth,
    levels_ring,
    rate_bridge,
    report_lists,
    reserve_chart,
    reserve_list,
)


def loan(
    principal: int, rate_ppm: int, servicing_ppm: int, level: int = 1, outstanding: int = 0
) -> dict[str, Any]:
    fees = {"servicing_ppm": servicing_ppm}
    terms = {"rate_ppm": rate_ppm, "fees": fees, "risk_level": level}
    return {"principal": str(principal), "outstanding": str(outstanding), "terms": terms}


def report(*loans: dict[str, Any], net: str | None = "40000") -> ShownReport:
    document = {
        "loans": list(loans),
        "returns": [
            {"id": "nar", "value_ppm": net},
            {
                "id": "xirr/2020-01", "paid_in": "100", "received": "60", "outstanding": "30",
                "value_ppm": "-50000",
            },
        ],
        "vintages": [{"cohort": "2020-01", "cells": [{"age": 0, "ever_90_ppm": None}]}],
        "figures": [
            {"code": "M01", "name": "lent", "value": "5", "unit": "minor", "label": "provable"}
        ],
    }  # fmt: skip
    return ShownReport(SimpleNamespace(subject="monthly:2020-01"), document)  # type: ignore[arg-type]


def test_the_parts_of_a_bridge_make_the_return() -> None:
    drawn = rate_bridge(report(loan(300, 100_000, 100_000), loan(100, 200_000, 0)), str)
    assert drawn is not None
    sizes = [step.step.size for step in drawn.steps]
    # 300 at 10 % and 100 at 20 %; a tenth of 30 is kept of 50 in all.
    assert sizes == [125_000, -7_500, -77_500, 40_000]
    assert sum(sizes[:3]) == sizes[3]
    assert [step.step.kind for step in drawn.steps] == [
        "bridge-start", "bridge-loss", "bridge-loss", "bridge-end",
    ]  # fmt: skip


@pytest.mark.parametrize("net", ["-300000", "0", "900000"])
def test_a_bridge_stays_in_its_picture_wherever_it_ends(net: str) -> None:
    drawn = rate_bridge(report(loan(1, 90_000, 50_000), net=net), str)
    assert drawn is not None
    assert sum(step.step.size for step in drawn.steps[:-1]) == int(net)
    for step in drawn.steps:
        assert step.y >= 0
        assert step.y + step.height <= drawn.height
        assert step.x + step.width <= drawn.width
    assert 0 <= drawn.zero <= drawn.height


def test_before_anything_came_back_there_is_no_bridge() -> None:
    assert rate_bridge(report(net="1"), str) is None
    assert rate_bridge(report(loan(1, 1, 1), net=None), str) is None


def test_every_picture_has_its_table_to_take_along() -> None:
    shown = report(loan(300, 100_000, 100_000))
    lists = {
        each.name: each
        for each in report_lists(shown, rate_bridge(shown, str), levels_ring(shown, str))
    }
    assert set(lists) == {"cohorts", "vintages", "bridge", "levels", "figures"}
    assert lists["cohorts"].total("came_back") == 60
    assert lists["vintages"].rows == (("2020-01", 0, 0),)
    assert len(lists["bridge"].rows) == 4
    assert report_lists(shown, None, None)[2].rows == ()


def test_a_month_without_a_figure_is_a_bar_without_height() -> None:
    rows = [ReserveMonth("2020-01", None, None, 0), ReserveMonth("2020-02", 50_000, 2_000_000, 7)]
    empty, full = reserve_chart(rows).bars
    assert (empty.parts[0][2], full.parts[0][2] > 100) == (0, True)
    assert reserve_list(rows).total("covered") == 7


def test_what_is_outstanding_is_a_ring_by_level() -> None:
    loans = (loan(9, 1, 1, 1, 600), loan(9, 1, 1, 4, 300), loan(9, 1, 1, 4, 100), loan(9, 1, 1, 5))
    shown = report(*loans)
    levels = levels_ring(shown, str)
    assert levels is not None
    assert [(part.label, part.size) for part in levels.parts] == [
        ("Risk level 1", 600), ("Risk level 2", 0), ("Risk level 3", 0), ("Risk level 4", 400),
        ("Risk level 5", 0),
    ]  # fmt: skip
    (kept,) = (each for each in report_lists(shown, None, levels) if each.name == "levels")
    assert kept.total("amount") == 1_000
    assert levels_ring(report(loan(9, 1, 1, 1, 0)), str) is None
