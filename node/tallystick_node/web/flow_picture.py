"""Flows between people, loans, banks and wallets as a picture: a column for each hop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick_node.api.routes.aml import AmlFlowResponse

__all__ = ["FlowArrow", "FlowBox", "FlowPicture", "flow_picture"]

_BOX_WIDTH, _BOX_HEIGHT, _GAP_X, _GAP_Y = 150, 26, 70, 12
# What a picture shows; its table has the rest.
BOXES_MAX = 60
_LABEL_MAX = 18


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A node with its place; `kind` is the class of the style sheet."""

    x: int
    y: int
    kind: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class FlowArrow:
    """Everything that moved from one node to another: how often, and how much together."""

    x1: int
    y1: int
    x2: int
    y2: int
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """Boxes and arrows with the size of the picture. left_out: nodes that it has no room for."""

    boxes: tuple[FlowBox, ...]
    arrows: tuple[FlowArrow, ...]
    width: int
    height: int
    left_out: int


def flow_picture(nodes: Mapping[str, int], flows: Sequence[AmlFlowResponse]) -> FlowPicture:
    """Return the picture of a part of the graph.

    Args:
        nodes: How many hops away each node is.
        flows: Between them.

    Returns:
        The picture; the nearest nodes first.
    """
    ordered = sorted(nodes, key=lambda name: (nodes[name], name))
    shown = ordered[:BOXES_MAX]
    rows: dict[int, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for name in shown:
        column = nodes[name]
        row = rows.get(column, 0)
        rows[column] = row + 1
        places[name] = (column * (_BOX_WIDTH + _GAP_X), row * (_BOX_HEIGHT + _GAP_Y))
    boxes = tuple(
        FlowBox(*places[name], "node-" + _kind(name), _short(name), name) for name in shown
    )
    together: dict[tuple[str, str], tuple[int, int]] = {}
    for flow in flows:
        ends = flow.source, flow.destination
        if ends[0] in places and ends[1] in places:
            count, amount = together.get(ends, (0, 0))
            together[ends] = count + 1, amount + flow.amount
    middle = _BOX_HEIGHT // 2
    arrows = []
    for (source, destination), (count, amount) in together.items():
        (x1, y1), (x2, y2) = places[source], places[destination]
        right = x1 <= x2
        arrows.append(
            FlowArrow(
                x1 + (_BOX_WIDTH if right else 0), y1 + middle,
                x2 if x1 < x2 else x2 + _BOX_WIDTH, y2 + middle, count, amount,
            )
        )  # fmt: skip
    columns, most = len(rows), max(rows.values(), default=1)
    return FlowPicture(
        boxes, tuple(arrows), max(1, columns) * (_BOX_WIDTH + _GAP_X),
        most * (_BOX_HEIGHT + _GAP_Y), len(ordered) - len(shown),
    )  # fmt: skip


def _kind(name: str) -> str:
    kind = name.partition(":")[0]
    return kind if kind in {"loan", "bank", "wallet"} else "person"


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_MAX else f"{name[: _LABEL_MAX - 1]}…"
