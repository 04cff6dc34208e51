"""Rules that look at amounts alone: large flows, and large ones cut into pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tallystick_node.aml.flows import Flow, comes_to, leaves
from tallystick_node.aml.rules.rule import PPM, Rule, RuleHit, Scene, daily, sliding

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LARGE", "STRUCTURING"]


def _sides(flows: tuple[Flow, ...], members: frozenset[str]) -> Mapping[str, list[Flow]]:
    """Split flows of a cluster into what came in and what went out, cash apart."""
    sides: dict[str, list[Flow]] = {}
    for name, test in (("in", comes_to), ("out", leaves)):
        for cash in (False, True):
            sides[f"cash {name}" if cash else name] = [
                flow for flow in flows if test(flow, members) and (flow.cash or not cash)
            ]
    return sides


def _each_side(
    scene: Scene, look: Callable[[str, str, int, list[Flow]], Iterator[RuleHit]]
) -> Iterator[RuleHit]:
    for name, flows in scene.by_cluster.items():
        members = scene.clusters.members[name]
        large = scene.large(members)
        for side, own in _sides(flows, members).items():
            threshold = scene.thresholds.large_cash if side.startswith("cash") else large
            if sum(flow.amount for flow in own) >= threshold:
                yield from look(name, side, threshold, own)


def _large(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    def look(name: str, side: str, threshold: int, flows: list[Flow]) -> Iterator[RuleHit]:
        for today in daily(scene, flows):
            amount = sum(flow.amount for flow in today)
            if amount >= threshold:
                yield rule.hit(scene, name, today, amount, threshold, side=side)

    return _each_side(scene, look)


def _structuring(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds

    def look(name: str, side: str, threshold: int, flows: list[Flow]) -> Iterator[RuleHit]:
        near = threshold * bounds.structuring_near_ppm // PPM
        small = threshold * bounds.small_ppm // PPM
        for shape, pieces, hours, count in (
            (
                "just below",
                [flow for flow in flows if near <= flow.amount < threshold],
                bounds.structuring_hours,
                bounds.structuring_count,
            ),
            (
                "many small",
                [flow for flow in flows if flow.amount < small],
                bounds.small_hours,
                bounds.small_count,
            ),
        ):
            for window in sliding(pieces, hours=hours):
                amount = sum(flow.amount for flow in window)
                if len(window) >= count and amount >= threshold:
                    yield rule.hit(
                        scene, name, window, amount, threshold, side=side, shape=shape,
                        pieces=len(window),
                    )  # fmt: skip

    return _each_side(scene, look)


LARGE = Rule(
    "LARGE", 1, "what comes in or goes out in a day reaches the threshold of large flows", _large
)
STRUCTURING = Rule(
    "STRUCT", 1, "an amount that would be large moves in pieces that are not", _structuring
)
