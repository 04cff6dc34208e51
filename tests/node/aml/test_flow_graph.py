"""The graph of flows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from node.aml.scenes import HOUR, flow
from tallystick.errors import InputError
from tallystick_node.aml.flow_graph import FlowGraph
from tallystick_node.aml.flows import Flow, FlowKind

CHAIN = [
    flow(1, 0, FlowKind.DEPOSIT, "bank:x", "a", 100),
    flow(2, 1 * HOUR, FlowKind.LENDING, "a", "loan:1", 60, loan=1),
    flow(3, 2 * HOUR, FlowKind.DRAW, "loan:1", "b", 60, loan=1),
    flow(4, 3 * HOUR, FlowKind.WITHDRAWAL, "b", "bank:y", 60),
    flow(5, 4 * HOUR, FlowKind.TRANSFER, "c", "a", 5),
]


def _ids(flows: Iterable[Flow]) -> list[str]:
    return [each.id for each in flows]


def test_any_coin_is_followed_from_where_it_came_in_to_where_it_left() -> None:
    graph = FlowGraph(CHAIN)
    assert _ids(graph.origins("f0004")) == ["f0001", "f0002", "f0003", "f0004"]
    assert _ids(graph.destinations("f0001")) == ["f0001", "f0002", "f0003", "f0004"]


def test_what_came_later_is_no_origin() -> None:
    graph = FlowGraph(CHAIN)
    assert "f0005" not in _ids(graph.origins("f0002"))
    assert _ids(graph.destinations("f0005")) == ["f0005"]


def test_an_unknown_flow_is_refused() -> None:
    with pytest.raises(InputError, match="AML:FLOW"):
        FlowGraph(CHAIN).origins("f9")


def test_a_page_shows_what_is_at_most_three_hops_away() -> None:
    graph = FlowGraph(CHAIN)
    near = graph.around(["a"], 1)
    assert near.nodes == {"a": 0, "bank:x": 1, "loan:1": 1, "c": 1}
    assert _ids(near.flows) == ["f0001", "f0002", "f0005"]
    far = graph.around(["a"])
    assert far.nodes["bank:y"] == 3
    assert len(far.flows) == 5
    assert graph.around(["nobody"]).nodes == {"nobody": 0}


@pytest.mark.parametrize("hops", [0, 4])
def test_other_numbers_of_hops_are_refused(hops: int) -> None:
    with pytest.raises(InputError, match="AML:HOPS"):
        FlowGraph(CHAIN).around(["a"], hops)
