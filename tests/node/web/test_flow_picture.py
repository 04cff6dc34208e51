"""The picture of flows."""

from __future__ import annotations

from datetime import UTC, datetime

from tallystick_node.aml.flows import FlowKind
from tallystick_node.api.routes.aml import AmlFlowResponse
from tallystick_node.web.flow_picture import BOXES_MAX, flow_picture


def _flow(number: int, source: str, destination: str, amount: int = 5) -> AmlFlowResponse:
    return AmlFlowResponse(
        id=str(number), at=datetime(2026, 1, 1, tzinfo=UTC), kind=FlowKind.TRANSFER,
        source=source, destination=destination, amount=amount, loan=None, country="", cash=False,
    )  # fmt: skip


def test_flows_between_two_nodes_are_one_arrow() -> None:
    picture = flow_picture(
        {"a": 0, "loan:1": 1}, [_flow(1, "a", "loan:1"), _flow(2, "a", "loan:1", 7)]
    )
    (arrow,) = picture.arrows
    assert (arrow.count, arrow.amount) == (2, 12)
    assert arrow.x1 < arrow.x2
    assert [box.kind for box in picture.boxes] == ["node-person", "node-loan"]


def test_what_has_no_room_is_counted_and_its_flows_are_left_to_the_table() -> None:
    nodes = {"a": 0, **{f"bank:{n:03d}": 1 for n in range(BOXES_MAX + 4)}}
    picture = flow_picture(nodes, [_flow(1, "bank:063", "a")])
    assert (len(picture.boxes), picture.left_out, picture.arrows) == (BOXES_MAX, 5, ())
    assert max(box.y for box in picture.boxes) < picture.height
