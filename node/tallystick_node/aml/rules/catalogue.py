"""All rules, by their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick_node.aml.rules.amounts import LARGE, STRUCTURING
from tallystick_node.aml.rules.circumstances import CROSS_BORDER, EARLY_PAYMENT, INCOME, WALLET
from tallystick_node.aml.rules.motion import DORMANT, FAN_OUT, FAST
from tallystick_node.aml.rules.relations import RELATED, ROUND

if TYPE_CHECKING:
    from tallystick_node.aml.rules.rule import Rule, RuleHit, Scene

__all__ = ["RULES", "look", "rule_of"]

RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        LARGE, STRUCTURING, FAST, RELATED, ROUND, DORMANT, INCOME, CROSS_BORDER, EARLY_PAYMENT,
        FAN_OUT, WALLET,
    )
}  # fmt: skip


def rule_of(code: str) -> Rule:
    """Return a rule by its code.

    Args:
        code: One of `RULES`.

    Returns:
        The rule.

    Raises:
        InputError: AML:RULE when there is no such rule.
    """
    rule = RULES.get(code)
    if rule is None:
        raise InputError("AML:RULE", f"there is no rule {code!r}; there are {', '.join(RULES)}")
    return rule


def look(
    scene: Scene, codes: Iterable[str] | None = None, since: int | None = None
) -> list[RuleHit]:
    """Return what rules find.

    Args:
        scene: Flows, people and thresholds.
        codes: The rules; all of them without it.
        since: Only hits that end at this moment or later, seconds since 1970.

    Returns:
        The hits, by rule and end.

    Raises:
        InputError: AML:RULE when there is no such rule.
    """
    rules = [rule_of(code) for code in (RULES if codes is None else codes)]
    return [hit for rule in rules for hit in rule.hits(scene, since)]
