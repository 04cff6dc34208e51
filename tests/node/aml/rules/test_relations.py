"""People who belong together, and circles: each with its benign twin."""

from __future__ import annotations

import pytest

from node.aml.scenes import FLOOR, HOUR, START, deposits, flow, party, scene
from node.aml.scenes import LARGE as T
from tallystick_node.aml.flows import DAY, Borrowing, Flow, FlowKind
from tallystick_node.aml.rules.relations import RELATED, ROUND

LOAN = Borrowing(1, "b", FLOOR, START, START + 360 * DAY)


def _ring(hours: int, amount: int) -> list[Flow]:
    return [
        each
        for n, name in enumerate("abc")
        for each in deposits(name, (n * hours, amount), first=10 * n)
    ]


@pytest.mark.parametrize("kind", ["device", "card", "telephone", "address", "wallet"])
def test_three_who_share_something_and_bring_much_are_related(kind: str) -> None:
    people = [party(name, f"{kind}:x") for name in "abc"]
    (hit,) = RELATED.hits(scene(_ring(48, T // 3 + 1), *people))
    assert hit.people == ("a", "b", "c")
    assert hit.facts["size"] == 3


def test_two_strangers_little_money_or_a_longer_time_are_not() -> None:
    people = [party(name, "device:x") for name in "abc"]
    assert not RELATED.hits(scene(_ring(48, T // 3 + 1), *people[:2], party("c")))
    assert not RELATED.hits(scene(_ring(48, T // 4), *people))
    assert not RELATED.hits(scene(_ring(24 * 16, T // 3 + 1), *people))


def test_what_an_office_shares_ties_nobody() -> None:
    crowd = [party(f"p{n}", "address:office") for n in range(18)]
    people = [party(name, "address:office") for name in "abc"]
    assert not RELATED.hits(scene(_ring(48, T // 3 + 1), *people, *crowd))
    assert RELATED.hits(scene(_ring(48, T // 3 + 1), *people, *crowd[:17]))


def test_who_lends_to_somebody_of_their_own_cluster_is_seen() -> None:
    lending = [flow(1, HOUR, FlowKind.LENDING, "a", "loan:1", FLOOR, loan=1)]
    (hit,) = RELATED.hits(scene(lending, party("a", "card:x"), party("b", "card:x"), loans=[LOAN]))
    assert hit.facts["own_loan"] == 1
    assert not RELATED.hits(scene(lending, party("a"), party("b"), loans=[LOAN]))


def _circle(count: int, hours: int = 20, share: int = 98) -> list[Flow]:
    names, amount, flows = "abcdef"[:count], 2 * FLOOR, []
    for n, name in enumerate(names):
        follower = names[(n + 1) % count]
        flows.append(flow(n, n * hours * HOUR, FlowKind.TRANSFER, name, follower, amount))
        amount = amount * share // 100
    return flows


@pytest.mark.parametrize("count", [2, 3, 4])
def test_money_that_comes_back_in_few_hops_is_round(count: int) -> None:
    (hit,) = ROUND.hits(scene(_circle(count), *[party(name) for name in "abcdef"]))
    assert hit.subject == "a"
    assert hit.facts["hops"] == count


def test_more_hops_a_longer_time_or_less_value_are_not() -> None:
    people = [party(name) for name in "abcdef"]
    assert not ROUND.hits(scene(_circle(5), *people))
    assert not ROUND.hits(scene(_circle(3, hours=24 * 15), *people))
    assert not ROUND.hits(scene(_circle(4, share=90), *people))
    assert not ROUND.hits(scene(_circle(3)[:2], *people))


def test_who_pays_in_what_they_took_out_is_no_circle() -> None:
    out = flow(1, 0, FlowKind.WITHDRAWAL, "a", "bank:x", FLOOR)
    back = flow(2, HOUR, FlowKind.DEPOSIT, "bank:x", "a", FLOOR)
    assert not ROUND.hits(scene([out, back], party("a")))
    other = flow(2, HOUR, FlowKind.DEPOSIT, "bank:x", "b", FLOOR)
    home = flow(3, 2 * HOUR, FlowKind.TRANSFER, "b", "a", FLOOR)
    assert ROUND.hits(scene([out, other, home], party("a"), party("b")))


def test_a_loan_repaid_soon_to_its_only_lender_is_no_circle() -> None:
    flows = [
        flow(1, 0, FlowKind.LENDING, "a", "loan:1", FLOOR, loan=1),
        flow(2, 1, FlowKind.DRAW, "loan:1", "b", FLOOR, loan=1),
        flow(3, 2, FlowKind.REPAYMENT, "b", "loan:1", FLOOR, loan=1),
        flow(4, 3, FlowKind.CLAIM, "loan:1", "a", FLOOR, loan=1),
    ]
    assert not ROUND.hits(scene(flows, party("a"), party("b"), loans=[LOAN]))
    hand = flow(3, 2, FlowKind.TRANSFER, "b", "a", FLOOR)
    assert ROUND.hits(scene([*flows[:2], hand], party("a"), party("b"), loans=[LOAN]))
