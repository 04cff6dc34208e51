"""What a rule is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tallystick_node.aml.clusters import Clusters, cluster
from tallystick_node.aml.flows import DAY, Flow, Market

if TYPE_CHECKING:
    from tallystick_node.aml.thresholds import RuleBounds

__all__ = ["PPM", "Rule", "RuleHit", "Scene", "daily", "sliding"]

PPM = 1_000_000
_HOUR = 3600
SCORE_MAX = 100


@dataclass(frozen=True, slots=True)
class RuleHit:
    """What a rule has seen of one cluster up to one moment.

    subject: the cluster's or the person's name. people: who took part. since, until: of its flows,
    seconds since 1970. amount: minor units. flows: their ids, in their order. facts: the figures
    that the rule went by. score: 1 to 100; 50 stands on the threshold.
    """

    rule: str
    version: int
    subject: str
    people: tuple[str, ...]
    since: int
    until: int
    amount: int
    flows: tuple[str, ...]
    facts: Mapping[str, int | str]
    score: int


@dataclass(frozen=True)
class Scene:
    """A market under the thresholds of a day; what is common to several rules is made once."""

    market: Market
    thresholds: RuleBounds

    @cached_property
    def clusters(self) -> Clusters:
        """Who belongs together."""
        return cluster(self.market.people.values(), self.thresholds.share_max)

    @cached_property
    def by_cluster(self) -> Mapping[str, tuple[Flow, ...]]:
        """Each cluster's flows, in their order; those without any are left out."""
        by_person, joined = self.market.by_person, {}
        for name, members in self.clusters.members.items():
            if len(members) == 1:
                flows = by_person.get(name, ())
            else:
                own = {flow.id: flow for person in members for flow in by_person.get(person, ())}
                flows = tuple(sorted(own.values(), key=lambda flow: (flow.at, flow.id)))
            if flows:
                joined[name] = flows
        return joined

    def legal(self, members: Iterable[str]) -> bool:
        """Return whether all of some people are legal persons.

        Args:
            members: Their ids.

        Returns:
            True when they are: their flows are large from another amount on.
        """
        return all(self.market.people[person].legal for person in members)

    def large(self, members: Iterable[str]) -> int:
        """Return from which amount flows of some people are large.

        Args:
            members: Their ids.

        Returns:
            Minor units.
        """
        return self.thresholds.large(legal=self.legal(members))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `version` rises with every change of what it finds; alerts keep the one of their day.

    look: returns the hits of a whole scene. A hit depends on no flow after its end, so that the
    rule of each day finds what a look back finds.
    """

    code: str
    version: int
    sentence: str
    look: Callable[[Rule, Scene], Iterator[RuleHit]] = field(repr=False)

    def hits(self, scene: Scene, since: int | None = None) -> list[RuleHit]:
        """Return what the rule finds, one hit of a subject and day: the last of that day.

        Args:
            scene: Flows, people and thresholds.
            since: Only hits that end at this moment or later, seconds since 1970.

        Returns:
            The hits, by their end.
        """
        last: dict[tuple[str, int], RuleHit] = {}
        for hit in self.look(self, scene):
            if since is None or hit.until >= since:
                last[hit.subject, scene.market.day(hit.until)] = hit
        return sorted(last.values(), key=lambda hit: (hit.until, hit.subject))

    def hit(
        self,
        scene: Scene,
        subject: str,
        flows: Iterable[Flow],
        amount: int,
        threshold: int,
        **facts: int | str,
    ) -> RuleHit:
        """Return a hit of some flows.

        Args:
            scene: Says which nodes are people.
            subject: The cluster or person.
            flows: At least one, in their order.
            amount: What they come to, minor units.
            threshold: What that is measured by, above 0.
            **facts: More figures for whoever reads the alert.

        Returns:
            The hit.
        """
        seen = tuple(flows)
        people = sorted(
            {node for flow in seen for node in (flow.source, flow.destination)}
            & scene.market.people.keys()
            | ({subject} & scene.market.people.keys())
        )
        return RuleHit(
            rule=self.code, version=self.version, subject=subject, people=tuple(people),
            since=seen[0].at, until=seen[-1].at, amount=amount,
            flows=tuple(flow.id for flow in seen),
            facts={"threshold": threshold, **facts},
            score=max(1, min(SCORE_MAX, 50 * amount // threshold)),
        )  # fmt: skip


def sliding(flows: Iterable[Flow], *, hours: int = 0, days: int = 0) -> Iterator[list[Flow]]:
    """Yield, for each flow, those of the time up to it that ends with it.

    Args:
        flows: In their order.
        hours: The length of the window; with `days`, their sum.
        days: As above.

    Yields:
        The flows of the window, in their order; its start is outside of it.
    """
    length = hours * _HOUR + days * DAY
    window: list[Flow] = []
    for flow in flows:
        window = [earlier for earlier in window if earlier.at > flow.at - length]
        window.append(flow)
        yield window


def daily(scene: Scene, flows: Iterable[Flow]) -> Iterator[list[Flow]]:
    """Yield the flows of each day that has any, growing with each flow.

    Args:
        scene: Its market has the platform's days.
        flows: In their order.

    Yields:
        The day's flows so far, in their order.
    """
    today: list[Flow] = []
    for flow in flows:
        if today and scene.market.day(today[0].at) != scene.market.day(flow.at):
            today = []
        today.append(flow)
        yield today
