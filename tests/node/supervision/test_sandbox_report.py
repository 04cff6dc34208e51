"""The closing report: each metric against its limit, refused before the end, the same again."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from node.supervision.builders import PLAN, SANDBOX
from tallystick.errors import InputError
from tallystick_node.supervision.sandbox_plan import (
    PLAN_FILE,
    KeptPlan,
    PlanMetric,
    SandboxMeasure,
    load_plan,
)
from tallystick_node.supervision.sandbox_report import (
    MetricVerdict,
    check_over,
    report_file,
    report_page,
    verdict_of,
)

if TYPE_CHECKING:
    from pathlib import Path

MADE_ON = date(2026, 3, 10)
M = SandboxMeasure


@pytest.fixture
def kept(tmp_path: Path) -> KeptPlan:
    (tmp_path / PLAN_FILE).write_text(PLAN, "utf-8")
    return load_plan(tmp_path, SANDBOX, 0)


def report(kept: KeptPlan, **figures: int | None) -> Any:
    counted = {M(name): value for name, value in figures.items()}
    return json.loads(report_file(kept, counted, MADE_ON).content)


@pytest.mark.parametrize(
    ("limits", "value", "verdict"),
    [
        ({"at_most": 5}, 5, "met"), ({"at_most": 5}, 6, "not_met"), ({"at_least": 5}, 5, "met"),
        ({"at_least": 5}, 4, "not_met"), ({"at_least": 1, "at_most": 5}, 0, "not_met"),
        ({"at_most": 5}, None, "not_measurable"),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_what_is_met(
    limits: dict[str, int], value: int | None, verdict: str
) -> None:
    metric = PlanMetric.model_validate({"id": "M1", "text": "t", "measure": "loans", **limits})
    assert verdict_of(metric, value) is MetricVerdict(verdict)


def test_a_claim_holds_when_all_of_its_metrics_do(kept: KeptPlan) -> None:
    good = report(kept, complaints=5, losses=0)
    assert [metric["verdict"] for metric in good["metrics"]] == ["met", "met", "not_measurable"]
    assert good["hypotheses"][0]["verdict"] == "met"
    assert good["exit"][0]["verdict"] == "not_measurable", "nobody counts what people judge"
    bad = report(kept, complaints=6, losses=0)
    assert bad["hypotheses"][0]["verdict"] == bad["exit"][0]["verdict"] == "not_met"
    assert bad["figures"] == {"complaints": "6", "losses": "0"}


def test_the_page_shows_every_verdict_and_the_hash(kept: KeptPlan) -> None:
    file = report_file(kept, {M.COMPLAINTS: 6, M.LOSSES: 0}, MADE_ON)
    page = report_page(file.content)
    for words in ("not met", "not measurable", "Small loans", kept.sha256, "&lt;b&gt;"):
        assert words in page
    assert "<b>" not in page
    assert "<script" not in page


def test_it_is_made_from_the_day_after_the_last() -> None:
    check_over(date(2026, 3, 9), MADE_ON)
    with pytest.raises(InputError, match="SANDBOX:RUNNING"):
        check_over(MADE_ON, MADE_ON)
