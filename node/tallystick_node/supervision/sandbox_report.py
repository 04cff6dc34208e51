"""The closing report of a sandbox: each metric against its limit, and what follows for each claim.

Nothing is judged that was not counted: a metric that no machine counts, or that is a share of
nothing, is `not_measurable`, and a claim that rests on it is open.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template

from tallystick.disclosure.canonical import canonical
from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick_node.supervision.layout import MadeFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tallystick_node.supervision.sandbox_plan import (
        KeptPlan,
        PlanClaim,
        PlanMetric,
        SandboxMeasure,
    )

__all__ = ["MetricVerdict", "check_over", "report_file", "report_page", "verdict_of"]


class MetricVerdict(StrEnum):
    """How a metric stands against its limit."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_MEASURABLE = "not_measurable"


def verdict_of(metric: PlanMetric, value: int | None) -> MetricVerdict:
    """Compare a figure with its limits.

    Args:
        metric: The metric.
        value: The figure; None where nothing was counted.

    Returns:
        The verdict; both limits belong to what is met.
    """
    if value is None:
        return MetricVerdict.NOT_MEASURABLE
    too_high = metric.at_most is not None and value > metric.at_most
    too_low = metric.at_least is not None and value < metric.at_least
    return MetricVerdict.NOT_MET if too_high or too_low else MetricVerdict.MET


def check_over(ends_on: date, today: date) -> None:
    """Require that a sandbox is over.

    Args:
        ends_on: Its last day.
        today: The business date.

    Raises:
        InputError: SANDBOX:RUNNING until the day after the last.
    """
    if today <= ends_on:
        raise InputError(
            "SANDBOX:RUNNING",
            f"the sandbox runs until {ends_on}: its closing report is made from the day after",
        )


def report_file(
    kept: KeptPlan, figures: Mapping[SandboxMeasure, int | None], made_on: date
) -> MadeFile:
    """Return the closing report.

    Args:
        kept: The plan with its hash.
        figures: What was counted.
        made_on: The business date.

    Returns:
        Canonical JSON; amounts and counts as decimal strings.
    """
    plan = kept.plan
    verdicts = {
        metric.id: verdict_of(metric, figures.get(metric.measure)) for metric in plan.metrics
    }
    document = {
        "format": 1,
        "title": plan.title,
        "authority": plan.authority,
        "plan_sha256": kept.sha256,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "made_on": made_on.isoformat(),
        "caps": {"persons": str(plan.persons_max), "amount": str(plan.amount_max)},
        "protection": list(plan.protection),
        "figures": {measure.value: _shown(value) for measure, value in figures.items()},
        "metrics": [
            {
                "id": metric.id, "text": metric.text, "measure": metric.measure.value,
                "at_most": _shown(metric.at_most), "at_least": _shown(metric.at_least),
                "value": _shown(figures.get(metric.measure)), "verdict": verdicts[metric.id].value,
            }
            for metric in plan.metrics
        ],
        "hypotheses": _claims(plan.hypotheses, verdicts),
        "exit": _claims(plan.exit, verdicts),
    }  # fmt: skip
    return MadeFile(canonical(document), "json")


def report_page(content: bytes) -> str:
    """Return a report as HTML, without any script.

    Args:
        content: The report's bytes.

    Returns:
        The page, which names the hash of those bytes.
    """
    return _template().render(
        report=read_json(content.decode("utf-8")), sha256=hashlib.sha256(content).hexdigest()
    )


def _claims(
    claims: Iterable[PlanClaim], verdicts: Mapping[str, MetricVerdict]
) -> list[dict[str, Any]]:
    return [
        {
            "id": claim.id, "text": claim.text, "metrics": list(claim.metrics),
            "verdict": _together([verdicts[name] for name in claim.metrics]).value,
        }
        for claim in claims
    ]  # fmt: skip


def _together(verdicts: list[MetricVerdict]) -> MetricVerdict:
    """One that is not met decides; then one that nobody could count."""
    for worse in (MetricVerdict.NOT_MET, MetricVerdict.NOT_MEASURABLE):
        if worse in verdicts:
            return worse
    return MetricVerdict.MET


def _shown(value: int | None) -> str | None:
    return None if value is None else str(value)


@cache
def _template() -> Template:
    folder = resources.files("tallystick_node.supervision") / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string((folder / "sandbox_report.html").read_text("utf-8"))
