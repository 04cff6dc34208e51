"""Through at once, after a long sleep, to many at once: each with its benign twin."""

from __future__ import annotations

from node.aml.scenes import FLOOR, HOUR, START, deposits, flow, party, scene, withdrawals
from node.aml.scenes import LARGE as T
from tallystick_node.aml.flows import DAY, Flow, FlowKind
from tallystick_node.aml.rules.motion import DORMANT, FAN_OUT, FAST


def test_money_that_goes_out_at_once_is_fast() -> None:
    flows = [*deposits("a", (0, FLOOR)), *withdrawals("a", (47, FLOOR * 9 // 10))]
    (hit,) = FAST.hits(scene(flows, party("a")))
    assert (hit.amount, hit.facts["inflow"], hit.facts["invested"]) == (900_000, FLOOR, 0)


def test_money_that_stays_longer_or_is_lent_is_not() -> None:
    late = [*deposits("a", (0, FLOOR)), *withdrawals("a", (48, FLOOR))]
    assert not FAST.hits(scene(late, party("a")))
    less = [*deposits("a", (0, FLOOR)), *withdrawals("a", (5, FLOOR * 89 // 100))]
    assert not FAST.hits(scene(less, party("a")))
    lent = flow(9, HOUR, FlowKind.LENDING, "a", "loan:1", FLOOR // 5, loan=1)
    fast = [*deposits("a", (0, FLOOR)), *withdrawals("a", (5, FLOOR))]
    assert not FAST.hits(scene([*fast, lent], party("a")))
    assert not FAST.hits(scene([*deposits("a", (0, FLOOR - 1)), fast[1]], party("a")))


def test_what_left_before_the_money_came_is_not_that_money() -> None:
    flows = [*withdrawals("a", (0, FLOOR), (9, 1)), *deposits("a", (8, FLOOR))]
    assert not FAST.hits(scene(flows, party("a")))


def test_a_large_amount_after_a_sleep_is_seen() -> None:
    sleeper = party("a", since=START - 180 * DAY)
    (hit,) = DORMANT.hits(scene(deposits("a", (0, T // 2), (167, T // 2)), sleeper))
    assert (hit.amount, hit.facts["asleep_days"]) == (T, 180)


def test_awake_slow_or_little_is_not() -> None:
    sleeper = party("a", since=START - 180 * DAY)
    assert not DORMANT.hits(scene(deposits("a", (0, T)), party("a", since=START - 179 * DAY)))
    assert not DORMANT.hits(scene(deposits("a", (0, T // 2), (168, T // 2)), sleeper))
    assert not DORMANT.hits(scene(deposits("a", (0, T - 1)), sleeper))


def test_what_others_send_in_passing_wakes_nobody() -> None:
    sleeper = party("a", since=START - 200 * DAY)
    passing = flow(90, -30 * DAY, FlowKind.TRANSFER, "b", "a", FLOOR - 1)
    assert DORMANT.hits(scene([passing, *deposits("a", (0, T))], sleeper, party("b")))
    own = flow(90, -30 * DAY, FlowKind.DEPOSIT, "bank:a", "a", 1)
    assert not DORMANT.hits(scene([own, *deposits("a", (0, T))], sleeper, party("b")))


def _fan(count: int, amount: int, hours: int) -> list[Flow]:
    return [
        flow(n, n * hours * HOUR, FlowKind.WITHDRAWAL, "a", f"bank:{n}", amount)
        for n in range(count)
    ]


def test_money_to_five_destinations_in_a_day_is_fanned_out() -> None:
    (hit,) = FAN_OUT.hits(scene(_fan(5, FLOOR // 5, 5), party("a")))
    assert hit.facts["destinations"] == 5


def test_four_destinations_a_longer_time_or_little_money_are_not() -> None:
    assert not FAN_OUT.hits(scene(_fan(4, FLOOR, 1), party("a")))
    assert not FAN_OUT.hits(scene(_fan(5, FLOOR, 6), party("a")))
    assert not FAN_OUT.hits(scene(_fan(5, FLOOR // 5 - 1, 1), party("a")))


def test_lending_to_many_loans_is_what_a_lender_does() -> None:
    flows = [flow(n, n * HOUR, FlowKind.LENDING, "a", f"loan:{n}", FLOOR, loan=n) for n in range(9)]
    assert not FAN_OUT.hits(scene(flows, party("a")))
