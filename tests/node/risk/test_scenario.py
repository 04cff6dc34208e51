"""A scenario is bounded, whole, and says which field is wrong."""

from __future__ import annotations

import pytest

from tallystick.errors import InputError
from tallystick_node.risk.exposures import read_exposures
from tallystick_node.risk.scenario import BASE, MacroAssumptions, Scenario, read_scenario
from tallystick_node.risk.stress import stress


def test_what_is_left_out_is_as_in_the_base() -> None:
    assert read_scenario(b"") == BASE
    worse = read_scenario(
        b'name = "three times"\npd_times_milli = 3000\nlate_times = [[1000000, 0]]'
    )
    assert (worse.name, worse.pd_times_milli, worse.lgd_ppm) == ("three times", 3_000, BASE.lgd_ppm)
    assert worse.late_times == ((10**6, 0),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("pd_times_milli = -1", "pd_times_milli"), ("pd_times_milli = 1.5", "pd_times_milli"),
        ("pd_times_milli = true", "pd_times_milli"), ("correlation_ppm = 1000000", "correlation"),
        ("largest_fail = 1001", "largest_fail"), ("other = 1", "other"),
        ("pd_by_level_ppm = [1, 2]", "pd_by_level_ppm"), ("late_times = []", "late_times"),
        ("late_times = [[30, 1], [10, 2], [1000000, 0]]", "late_times"), ("name = ''", "name"),
        ("late_times = [[30, 1]]", "late_times"), ("= 3", "TOML"), ("\xff", "TOML"),
    ],
)  # fmt: skip
def test_a_scenario_that_is_none_names_its_field(text: str, word: str) -> None:
    with pytest.raises(InputError, match="RISK:SCENARIO") as refused:
        read_scenario(text.encode("latin-1"))
    assert word in refused.value.sentence


def test_a_scenario_has_a_bound() -> None:
    fill = b"#" + b"x" * (65_536 - 1)
    assert read_scenario(fill) == BASE
    with pytest.raises(InputError, match="RISK:SCENARIO"):
        read_scenario(fill + b"x")


def test_the_world_outside_multiplies_every_chance() -> None:
    world = MacroAssumptions(
        gdp_ppm=-30_000, gdp_pd_milli=-80, unemployment_ppm=25_000, unemployment_pd_milli=120,
        rate_ppm=10_000, rate_pd_milli=55,
    )  # fmt: skip
    assert world.pd_times_milli == 1_000 + 240 + 300 + 55
    assert Scenario(macro=world, pd_times_milli=2_000).whole_pd_milli == 3_190
    assert BASE.whole_pd_milli == 1_000, "without a change nothing changes"
    assert MacroAssumptions(gdp_ppm=-30_000).pd_times_milli == 1_000, "nor without an estimate"
    boom = MacroAssumptions(gdp_ppm=200_000, gdp_pd_milli=-80)
    assert boom.pd_times_milli == 0, "a chance is never below nothing"


def test_a_downturn_loses_more_than_the_base() -> None:
    portfolio = read_exposures(
        "number,group,outstanding,pd_ppm,lgd_ppm,level,vintage,cover_cap\n"
        + "".join(f"{n},{n},1000,50000,500000,2,2025-01,0\n" for n in range(1, 41)), 0,
    )  # fmt: skip
    downturn = read_scenario(b"[macro]\nunemployment_ppm = 50000\nunemployment_pd_milli = 200\n")
    bad, base = (stress(portfolio, scenario, 500, 1) for scenario in (downturn, BASE))
    assert bad.expected_loss > base.expected_loss


@pytest.mark.parametrize(
    "text",
    [b"[macro]\ngdp_ppm = 1000001\n", b"[macro]\nwar = 1\n", b"[macro]\nrate_pd_milli = 1.5\n"],
)
def test_a_world_out_of_bounds_is_refused(text: bytes) -> None:
    with pytest.raises(InputError, match="RISK:SCENARIO"):
        read_scenario(text)
