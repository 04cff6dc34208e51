"""Rules that look at how money moves: through at once, after a long sleep, to many at once."""

from __future__ import annotations

from collections.abc import Iterator

from tallystick_node.aml.flows import DAY, FlowKind, comes_to, leaves
from tallystick_node.aml.rules.rule import PPM, Rule, RuleHit, Scene, sliding

__all__ = ["DORMANT", "FAN_OUT", "FAST"]


def _fast(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds
    for name, flows in scene.by_cluster.items():
        members = scene.clusters.members[name]
        for window in sliding(flows, hours=bounds.fast_hours):
            if not leaves(window[-1], members):
                continue
            came = [flow for flow in window if comes_to(flow, members)]
            inflow = sum(flow.amount for flow in came)
            if inflow < bounds.floor:
                continue
            # Only what left after the first of it came in can be that money.
            went = [flow for flow in window if leaves(flow, members) and flow.at >= came[0].at]
            outflow = sum(flow.amount for flow in went)
            lent = sum(
                flow.amount
                for flow in window
                if flow.kind in {FlowKind.LENDING, FlowKind.SALE} and flow.source in members
            )
            if (
                outflow * PPM >= inflow * bounds.fast_out_ppm
                and lent * PPM < inflow * bounds.fast_invested_ppm
            ):
                moved = [flow for flow in window if flow in came or flow in went]
                yield rule.hit(
                    scene, name, moved, outflow, bounds.floor, inflow=inflow, invested=lent
                )


def _dormant(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    """Of a person, not a cluster: the others of a household do not wake an account."""
    bounds = scene.thresholds
    for person, moves in scene.market.by_person.items():
        own = frozenset({person})
        large = scene.large(own)
        asleep_since, burst_from, gap = scene.market.people[person].since, None, 0
        # What others send in passing wakes nobody, unless it is much.
        flows = tuple(
            flow
            for flow in moves
            if flow.source == person or flow.kind is FlowKind.DEPOSIT or flow.amount >= bounds.floor
        )
        for place, flow in enumerate(flows):
            if flow.at - asleep_since >= bounds.dormant_days * DAY:
                burst_from, gap = place, flow.at - asleep_since
            asleep_since = flow.at
            if burst_from is None:
                continue
            if flow.at - flows[burst_from].at >= bounds.dormant_burst_days * DAY:
                burst_from = None
                continue
            burst = [
                each
                for each in flows[burst_from : place + 1]
                if comes_to(each, own) or leaves(each, own)
            ]
            amount = max(
                sum(each.amount for each in burst if comes_to(each, own)),
                sum(each.amount for each in burst if leaves(each, own)),
            )
            if amount >= large and burst[-1] is flow:
                yield rule.hit(scene, person, burst, amount, large, asleep_days=gap // DAY)


def _fan_out(rule: Rule, scene: Scene) -> Iterator[RuleHit]:
    bounds = scene.thresholds
    for name, flows in scene.by_cluster.items():
        members = scene.clusters.members[name]
        going = [flow for flow in flows if leaves(flow, members)]
        for window in sliding(going, hours=bounds.fan_hours):
            ends = {flow.destination for flow in window}
            amount = sum(flow.amount for flow in window)
            if len(ends) >= bounds.fan_count and amount >= bounds.floor:
                yield rule.hit(scene, name, window, amount, bounds.floor, destinations=len(ends))


FAST = Rule("FIFO", 1, "money that came in goes out again at once, hardly any of it lent", _fast)
DORMANT = Rule("DORMANT", 1, "a large amount moves through an account that slept", _dormant)
FAN_OUT = Rule("SMURF_OUT", 1, "money goes out to many destinations in a day", _fan_out)
