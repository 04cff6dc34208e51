"""Large flows, and large ones cut into pieces: each with its benign twin."""

from __future__ import annotations

from node.aml.scenes import LARGE as T
from node.aml.scenes import deposits, flow, party, scene, withdrawals
from tallystick_node.aml.flows import FlowKind
from tallystick_node.aml.rules.amounts import LARGE, STRUCTURING


def test_a_large_amount_in_parts_of_one_day_is_large() -> None:
    flows = deposits("a", (1, T // 2), (20, T // 2))
    (hit,) = LARGE.hits(scene(flows, party("a")))
    assert (hit.rule, hit.version, hit.amount, hit.score) == ("LARGE", 1, T, 50)
    assert hit.people == ("a",)
    assert hit.flows == ("f0000", "f0001")


def test_the_same_amount_over_two_days_is_not() -> None:
    assert LARGE.hits(scene(deposits("a", (1, T // 2), (25, T // 2)), party("a"))) == []


def test_what_comes_and_what_goes_are_counted_apart() -> None:
    flows = [*deposits("a", (1, T - 1)), *withdrawals("a", (2, T - 1))]
    assert LARGE.hits(scene(flows, party("a"))) == []
    assert len(LARGE.hits(scene(withdrawals("a", (2, T)), party("a")))) == 1


def test_cash_is_large_sooner() -> None:
    cash = T // 10
    assert len(LARGE.hits(scene(deposits("a", (1, cash), cash=True), party("a")))) == 1
    assert LARGE.hits(scene(deposits("a", (1, cash)), party("a"))) == []
    assert LARGE.hits(scene(deposits("a", (1, cash - 1), cash=True), party("a"))) == []


def test_a_legal_persons_flows_are_large_later() -> None:
    assert LARGE.hits(scene(deposits("a", (1, T)), party("a", legal=True))) == []
    assert len(LARGE.hits(scene(deposits("a", (1, 4 * T)), party("a", legal=True)))) == 1


def test_people_who_share_a_device_are_one_cluster() -> None:
    flows = [*deposits("a", (1, T // 2)), *deposits("b", (2, T // 2), first=10)]
    together = scene(flows, party("a", "device:1"), party("b", "device:1"))
    (hit,) = LARGE.hits(together)
    assert hit.people == ("a", "b")
    assert LARGE.hits(scene(flows, party("a", "device:1"), party("b", "device:2"))) == []


def test_a_transfer_inside_of_a_cluster_is_not_counted() -> None:
    move = [flow(1, 0, FlowKind.TRANSFER, "a", "b", T)]
    assert LARGE.hits(scene(move, party("a", "device:1"), party("b", "device:1"))) == []
    assert len(LARGE.hits(scene(move, party("a"), party("b")))) == 2


def test_three_amounts_just_below_are_structuring() -> None:
    piece = T * 7 // 10
    (hit,) = STRUCTURING.hits(
        scene(deposits("a", (0, piece), (30, piece), (71, piece)), party("a"))
    )
    assert (hit.facts["shape"], hit.facts["pieces"]) == ("just below", 3)


def test_three_amounts_just_below_over_more_days_are_not() -> None:
    piece = T * 7 // 10
    assert not STRUCTURING.hits(
        scene(deposits("a", (0, piece), (30, piece), (72, piece)), party("a"))
    )
    assert not STRUCTURING.hits(
        scene(deposits("a", (0, piece - 1), (1, piece), (2, piece)), party("a"))
    )
    assert not STRUCTURING.hits(scene(deposits("a", (0, piece), (1, piece)), party("a")))


def test_many_small_amounts_that_come_to_much_are_structuring() -> None:
    piece = T // 10 - 1
    (hit,) = STRUCTURING.hits(scene(deposits("a", *[(n, piece) for n in range(11)]), party("a")))
    assert hit.facts["shape"] == "many small"


def test_many_small_amounts_that_come_to_little_are_not() -> None:
    assert not STRUCTURING.hits(
        scene(deposits("a", *[(n, T // 100) for n in range(12)]), party("a"))
    )
