"""A stress test is exact, reproducible, and worse when things are worse."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from node.risk.loans import exposure, portfolio
from tallystick.errors import InputError
from tallystick_node.risk.exposures import PPM, Portfolio
from tallystick_node.risk.scenario import BASE, Scenario
from tallystick_node.risk.stress import QUANTILES, losses_of, paths_of, stress


def slowly(loans: Portfolio, scenario: Scenario, paths: int, seed: int) -> list[tuple[int, int]]:
    """Loss and claim of each path, loan by loan, without a matrix."""
    generator = np.random.Generator(np.random.SFC64(seed))
    groups: dict[str, int] = {}
    for loan in loans.exposures:
        groups.setdefault(loan.group, len(groups))
    owed = dict.fromkeys(groups, 0)
    for loan in loans.exposures:
        owed[loan.group] += loan.outstanding
    ranked = sorted(owed, key=lambda group: (-owed[group], groups[group]))
    failed = set(ranked[: scenario.largest_fail])
    share = scenario.correlation_ppm / PPM
    lost = losses_of(loans.exposures, scenario)
    results: list[tuple[int, int]] = []
    while len(results) < paths:
        size = min(64, paths - len(results))
        worlds = generator.standard_normal(size)
        lucks = generator.standard_normal((size, len(groups)))
        for world, luck in zip(worlds, lucks, strict=True):
            loss = claim = 0
            for loan, gone in zip(loans.exposures, lost, strict=True):
                chance = min(PPM, loan.pd_ppm * scenario.pd_times_milli // 1_000)
                if chance in {0, PPM}:
                    fails = chance == PPM
                else:
                    fortune = share**0.5 * world + (1 - share) ** 0.5 * luck[groups[loan.group]]
                    fails = fortune < NormalDist().inv_cdf(chance / PPM)
                if fails or loan.group in failed:
                    loss, claim = loss + gone, claim + min(gone, loan.cover_cap)
            results.append((loss, claim))
    return results


@pytest.mark.parametrize("seed", [1, 2, 99])
@pytest.mark.parametrize(
    "scenario",
    [
        BASE,
        Scenario(pd_times_milli=3_000, lgd_times_milli=2_000, largest_fail=3, correlation_ppm=0),
    ],
)
def test_fifty_loans_come_to_what_a_slow_reference_says(seed: int, scenario: Scenario) -> None:
    loans = portfolio(50)
    drawn = paths_of(loans, scenario, 200, seed)
    expected = slowly(loans, scenario, 200, seed)
    assert list(zip(drawn.losses.tolist(), drawn.covers.tolist(), strict=True)) == expected


def test_the_same_seed_gives_the_same_and_another_one_does_not() -> None:
    loans = portfolio(30)
    assert stress(loans, BASE, 500, 5) == stress(loans, BASE, 500, 5)
    assert stress(loans, BASE, 500, 5).loss_quantiles != stress(loans, BASE, 500, 6).loss_quantiles


def test_classes_make_the_whole() -> None:
    loans = portfolio(60)
    drawn = paths_of(loans, BASE, 300, 1)
    for prefix in ("level ", "vintage "):
        parts = [losses for name, losses in drawn.classes.items() if name.startswith(prefix)]
        assert (np.sum(parts, axis=0) == drawn.losses).all()


def test_worse_assumptions_lose_more_on_every_path() -> None:
    loans = portfolio(80)
    base = paths_of(loans, BASE, 400, 3).losses
    for worse in (
        Scenario(pd_times_milli=2_000), Scenario(pd_times_milli=3_000),
        Scenario(lgd_times_milli=1_500), Scenario(largest_fail=5),
    ):  # fmt: skip
        assert (paths_of(loans, worse, 400, 3).losses >= base).all()


def test_the_mean_is_what_the_chances_say() -> None:
    loans = portfolio(200)
    lost = losses_of(loans.exposures, BASE)
    mean = sum(
        loss * loan.pd_ppm for loss, loan in zip(lost, loans.exposures, strict=True)
    ) / PPM  # fmt: skip
    drawn = stress(loans, BASE, 20_000, 11)
    assert abs(drawn.expected_loss - mean) < mean / 20


def test_correlation_fattens_the_tail_and_leaves_the_mean() -> None:
    loans = portfolio(300)
    alone = stress(loans, Scenario(correlation_ppm=0), 4_000, 1)
    together = stress(loans, Scenario(correlation_ppm=400_000), 4_000, 1)
    assert together.loss_quantiles["99.9"] > alone.loss_quantiles["99.9"] * 3 // 2
    assert abs(together.expected_loss - alone.expected_loss) < alone.expected_loss // 10


def test_a_certain_default_is_in_every_path_and_an_impossible_one_in_none() -> None:
    loans = (exposure(1, pd_ppm=PPM, cover_cap=100), exposure(2, pd_ppm=0))
    drawn = stress(Portfolio(None, 60, loans), Scenario(pd_times_milli=100_000), 100, 1)
    assert set(drawn.loss_quantiles.values()) == {600}
    assert set(drawn.coverage_quantiles.values()) == {100_000}
    assert (drawn.expected_loss, drawn.reserve_needed) == (600, 100)
    halved = stress(Portfolio(None, 60, loans), Scenario(reserve_ppm=500_000), 100, 1)
    assert set(halved.coverage_quantiles.values()) == {50_000}


def test_a_group_fails_together() -> None:
    loans = tuple(exposure(number, group="one", pd_ppm=300_000) for number in range(1, 6))
    losses = set(paths_of(Portfolio(None, 0, loans), BASE, 500, 1).losses.tolist())
    assert losses == {0, 3_000}


def test_quantiles_rise_and_coverage_falls() -> None:
    drawn = stress(portfolio(90, reserve=10**6), BASE, 1_000, 2)
    assert len(drawn.loss_quantiles) == len(QUANTILES)
    losses, coverage = list(drawn.loss_quantiles.values()), list(drawn.coverage_quantiles.values())
    assert losses == sorted(losses)
    assert coverage == sorted(coverage, reverse=True)


def test_sums_stay_exact_beside_the_largest_portfolio() -> None:
    loans = (
        exposure(1, outstanding=2**53 - 2, pd_ppm=PPM, lgd_ppm=PPM),
        exposure(2, outstanding=1, pd_ppm=PPM, lgd_ppm=PPM),
    )
    assert stress(Portfolio(None, 0, loans), BASE, 100, 1).loss_quantiles["50"] == 2**53 - 1


@pytest.mark.parametrize(
    ("paths", "seed", "code"),
    [(99, 1, "RISK:PATHS"), (1_000_001, 1, "RISK:PATHS"), (100, -1, "RISK:SEED"),
     (100, 2**63, "RISK:SEED")],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused(paths: int, seed: int, code: str) -> None:
    with pytest.raises(InputError, match=code):
        stress(portfolio(3), BASE, paths, seed)
    stress(portfolio(3), BASE, 100, 2**63 - 1)
