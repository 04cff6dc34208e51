"""What all rules have in common: hits know nothing of the time after them."""

from __future__ import annotations

from dataclasses import replace

from node.aml.scenes import LARGE as T
from node.aml.scenes import deposits, party, scene
from tallystick_node.aml.flows import DAY
from tallystick_node.aml.rules.amounts import LARGE
from tallystick_node.aml.rules.catalogue import look
from tallystick_node.aml.rules.rule import Scene
from tallystick_node.aml.simulation.trial import SimulatedMarket
from tallystick_node.infrastructure.policy.packs import load_pack


def test_a_subject_has_one_hit_of_a_day_the_last() -> None:
    flows = deposits("a", (1, T), (2, T), (30, T))
    hits = LARGE.hits(scene(flows, party("a")))
    assert [hit.amount for hit in hits] == [2 * T, T]


def test_hits_before_a_moment_are_left_out() -> None:
    flows = deposits("a", (1, T), (30, T))
    (hit,) = LARGE.hits(scene(flows, party("a")), since=scene(flows).market.flows[1].at)
    assert hit.flows == ("f0001",)


def test_what_each_day_finds_is_what_a_look_back_finds() -> None:
    simulated = SimulatedMarket.of(200, 2, 7, load_pack("generic"))
    market, bounds = simulated.market, simulated.thresholds
    whole = {(h.rule, h.subject, market.day(h.until)): h for h in look(Scene(market, bounds))}
    first, last = market.day(market.flows[0].at), market.day(market.flows[-1].at)
    days = {}
    for day in range(first, last + 1):
        back = (day - bounds.lookback_days) * DAY
        part = replace(
            market,
            flows=tuple(flow for flow in market.flows if back <= flow.at < (day + 1) * DAY),
            # A loan is not known to be repaid before it is.
            loans={
                n: loan
                if loan.repaid_at is None or loan.repaid_at < (day + 1) * DAY
                else replace(loan, repaid_at=None)
                for n, loan in market.loans.items()
            },
        )
        for hit in look(Scene(part, bounds), since=day * DAY):
            days[hit.rule, hit.subject, day] = hit
    assert days == whole
