"""The rules on a simulated market: every planted pattern is seen, hardly anybody clean is."""

from __future__ import annotations

import pytest

from tallystick.errors import InputError
from tallystick_node.aml.rules.catalogue import RULES
from tallystick_node.aml.simulation.trial import SimulatedMarket, simulate
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names


@pytest.mark.parametrize("seed", range(8))
def test_every_planted_case_is_seen_and_few_clean_people_are(seed: int) -> None:
    document = simulate(2000, 12, seed, load_pack("generic")).document()
    assert document["people"] == 2000
    assert document["planted"] == {rule: {"planted": 5, "found": 5} for rule in RULES}
    assert document["clean_alerted"] * 50 <= document["clean"]


@pytest.mark.parametrize("name", pack_names())
def test_it_holds_under_every_pack_and_for_short_markets(name: str) -> None:
    for months in (1, 24):
        document = simulate(400, months, 5, load_pack(name)).document()
        assert all(case["planted"] == case["found"] for case in document["planted"].values())
        assert document["clean_alerted"] * 50 <= document["clean"]


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    pack = load_pack("generic")
    first, again, other = (simulate(300, 3, seed, pack).document() for seed in (4, 4, 5))
    assert first == again != other


def test_clean_people_and_planted_ones_are_all_there_are() -> None:
    market = SimulatedMarket.of(300, 2, 1, load_pack("generic"))
    planted = {person for cases in market.planted.values() for case in cases for person in case}
    assert not planted & market.clean
    assert planted | market.clean == set(market.market.people)


@pytest.mark.parametrize(("people", "months"), [(199, 12), (100_001, 12), (2000, 0), (2000, 61)])
def test_a_market_out_of_bounds_is_refused(people: int, months: int) -> None:
    with pytest.raises(InputError, match="AML:SIMULATION"):
        simulate(people, months, 1, load_pack("generic"))
