"""What each stage saw of an application, beside the rule that it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tallystick_node.underwriting.case import AMOUNT_FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.api.routes.credit_reviews import FindingResponse
    from tallystick_node.underwriting.case import Fact
    from tallystick_node.underwriting.rules import LendingRules
    from tallystick_node.web.wording import Wording

__all__ = ["CaseFact", "ShownFinding", "shown_findings"]

_PPM = "_ppm"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact by its name, and its bound; the bound is empty where no rule has one."""

    name: str
    value: Markup | str
    bound: Markup | str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A stage with its outcome, why it does not simply pass, and its facts."""

    stage: str
    outcome: str
    reasons: Sequence[str]
    facts: Sequence[CaseFact]


def shown_findings(
    findings: Sequence[FindingResponse], rules: LendingRules | None, wording: Wording
) -> list[ShownFinding]:
    """Return the findings as a page shows them.

    Args:
        findings: As the API has them.
        rules: Those by which the application was examined; None when this node has others by now.
        wording: How figures are written.

    Returns:
        The stages in their order.
    """
    bounds = {} if rules is None else _bounds(rules, wording)
    return [
        ShownFinding(
            finding.stage, finding.outcome, finding.reasons,
            [
                CaseFact(name, _value(name, fact, wording), bounds.get(name, ""))
                for name, fact in finding.facts.items()
            ],
        )
        for finding in findings
    ]  # fmt: skip


def _value(name: str, fact: Fact, wording: Wording) -> Markup | str:
    if name in AMOUNT_FACTS:
        return wording.money(int(str(fact)))
    if isinstance(fact, list):
        return ", ".join(fact)
    if isinstance(fact, int):
        return wording.share(fact) if name.endswith(_PPM) else wording.number(fact)
    return fact


def _bounds(rules: LendingRules, wording: Wording) -> dict[str, Markup | str]:
    between, below = Markup("{} – {}"), Markup("&lt; {}, &lt; {}")
    return {
        "amount": between.format(wording.money(rules.amount_min), wording.money(rules.amount_max)),
        "months": ", ".join(map(str, rules.months)),
        "level": f"≥ {rules.level_min}",
        "shared_document": "0",
        "shared_card": "0",
        "shared_device": "0",
        # Up to the first it passes, from the second on it is refused.
        "p_default_ppm": below.format(
            wording.share(rules.default_approve_ppm), wording.share(rules.default_refuse_ppm)
        ),
        "obligations_ppm": below.format(
            wording.share(rules.obligations_refer_ppm), wording.share(rules.obligations_refuse_ppm)
        ),
    }
