"""The graph of flows: where money came from and where it went, coin by coin or in few hops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rustworkx

from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick_node.aml.flows import Flow

__all__ = ["HOPS_MAX", "FlowGraph", "FlowPart"]

HOPS_MAX = 3


@dataclass(frozen=True, slots=True)
class FlowPart:
    """The part of the graph around some nodes.

    nodes: each with how many hops it is away, at 0 those that were asked for. flows: between them,
    in their order.
    """

    nodes: dict[str, int]
    flows: tuple[Flow, ...]


class FlowGraph:
    """Flows as a directed graph; nodes are people, loans, banks and wallets."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._flows = tuple(sorted(flows, key=lambda flow: (flow.at, flow.id)))
        self._graph = rustworkx.PyDiGraph()
        names = sorted({node for flow in self._flows for node in (flow.source, flow.destination)})
        self._places = dict(zip(names, self._graph.add_nodes_from(names), strict=True))
        self._graph.add_edges_from(
            [
                (self._places[flow.source], self._places[flow.destination], flow)
                for flow in self._flows
            ]
        )

    def around(self, nodes: Iterable[str], hops: int = HOPS_MAX) -> FlowPart:
        """Return what is near some nodes, against and along the arrows.

        Args:
            nodes: Where to begin; those that no flow touches are alone.
            hops: How far, 1 to `HOPS_MAX`.

        Returns:
            The part.

        Raises:
            InputError: AML:HOPS when there are fewer or more.
        """
        if not 1 <= hops <= HOPS_MAX:
            raise InputError("AML:HOPS", f"a graph shows 1 to {HOPS_MAX} hops, not {hops}")
        away = dict.fromkeys(nodes, 0)
        edge = list(away)
        for distance in range(1, hops + 1):
            reached = []
            for name in edge:
                place = self._places.get(name)
                if place is None:
                    continue
                for near in (
                    *self._graph.predecessor_indices(place),
                    *self._graph.successor_indices(place),
                ):
                    neighbour = self._graph[near]
                    if neighbour not in away:
                        away[neighbour] = distance
                        reached.append(neighbour)
            edge = reached
        flows = (flow for flow in self._flows if flow.source in away and flow.destination in away)
        return FlowPart(away, tuple(flows))

    def origins(self, flow: str) -> tuple[Flow, ...]:
        """Return every earlier flow that a coin of one can have come by.

        Args:
            flow: The flow's id.

        Returns:
            The flows back to where the coins entered, in their order; the flow itself is the last.

        Raises:
            InputError: AML:FLOW when it is not in the graph.
        """
        return self._follow(flow, back=True)

    def destinations(self, flow: str) -> tuple[Flow, ...]:
        """Return every later flow that a coin of one can have gone by.

        Args:
            flow: The flow's id.

        Returns:
            The flows to where the coins left or are, in their order; the flow itself is the first.

        Raises:
            InputError: AML:FLOW when it is not in the graph.
        """
        return self._follow(flow, back=False)

    def _follow(self, number: str, *, back: bool) -> tuple[Flow, ...]:
        start = next((flow for flow in self._flows if flow.id == number), None)
        if start is None:
            raise InputError("AML:FLOW", f"there is no flow {number!r}")
        seen, edge = {start.id: start}, [start]
        while edge:
            flow = edge.pop()
            place = self._places[flow.source if back else flow.destination]
            steps = self._graph.in_edges(place) if back else self._graph.out_edges(place)
            for _, _, step in steps:
                in_time = step.at <= flow.at if back else step.at >= flow.at
                if in_time and step.id not in seen:
                    seen[step.id] = step
                    edge.append(step)
        return tuple(sorted(seen.values(), key=lambda flow: (flow.at, flow.id)))
