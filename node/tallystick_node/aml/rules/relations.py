"""Rules that look at whom money moves between: people who belong together, and circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tallystick_node.aml.flows import DAY, Flow, FlowKind, comes_to
from tallystick_node.aml.rules.rule import PPM, Rule, RuleHit, Scene, sliding

__all__ = ["RELATED", "ROUND"]


def _related(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds
    for name, flows in scene.by_cluster.items():
        members = scene.clusters.members[name]
        ties = len(scene.clusters.shared[name])
        if len(members) >= bounds.related_size:
            large = scene.large(members)
            coming = [flow for flow in flows if comes_to(flow, members)]
            for window in sliding(coming, days=bounds.related_days):
                amount = sum(flow.amount for flow in window)
                payers = {flow.destination for flow in window}
                if amount >= large and len(payers) >= bounds.related_size:
                    yield rule.hit(scene, name, window, amount, large, size=len(members), ties=ties)
        for flow in flows:
            loan = None if flow.loan is None else scene.market.loans.get(flow.loan)
            if (
                flow.kind is FlowKind.LENDING
                and loan is not None
                and loan.borrower in members
                and flow.source in members
            ):
                yield rule.hit(
                    scene, name, [flow], flow.amount, bounds.floor, size=len(members), ties=ties,
                    own_loan=loan.number,
                )  # fmt: skip


# What may be a step of a circle. Repayments and claims are not: a loan repaid soon to its only
# lender goes round, too.
_STEPS = frozenset(
    {
        FlowKind.DEPOSIT,
        FlowKind.WITHDRAWAL,
        FlowKind.TRANSFER,
        FlowKind.SALE,
        FlowKind.LENDING,
        FlowKind.DRAW,
    }
)


def _round(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds, people = scene.thresholds, scene.market.people
    into: dict[str, list[Flow]] = defaultdict(list)
    for flow in scene.market.flows:
        if flow.kind not in _STEPS or flow.amount < bounds.floor:
            continue
        if flow.destination in people:
            for path in _back(scene, into, flow):
                through = {node for step in path for node in (step.source, step.destination)}
                # Who takes money out and pays it in again is no circle.
                if len(through & people.keys()) > 1:
                    yield rule.hit(
                        scene, flow.destination, path, path[0].amount, bounds.floor,
                        hops=len(path),
                    )  # fmt: skip
                    break
        into[flow.destination].append(flow)


def _back(scene: Scene, into: dict[str, list[Flow]], last: Flow) -> Iterator[list[Flow]]:
    """Yield the ways that the money of a flow may have taken from its own destination."""
    bounds = scene.thresholds
    earliest = last.at - bounds.round_days * DAY
    ways = [[last]]
    while ways:
        way = ways.pop()
        first = way[0]
        if first.source == last.destination:
            yield way
            continue
        if len(way) == bounds.round_hops:
            continue
        for step in reversed(into.get(first.source, ())):
            if step.at <= earliest:
                break
            # Of what set out, at least the share comes back; and no step has more than came in.
            fits = last.amount * PPM >= step.amount * bounds.round_value_ppm and (
                step.amount * PPM >= last.amount * bounds.round_value_ppm
            )
            if fits and step.at <= first.at and all(step.id != each.id for each in way):
                ways.append([step, *way])


RELATED = Rule(
    "RELATED",
    1,
    "people who share what is one person's bring much, or lend to each other",
    _related,
)
ROUND = Rule("ROUND", 1, "money comes back to whom it set out from", _round)
