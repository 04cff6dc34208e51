"""Losses by Monte Carlo: one factor for everybody, one for each group, reproducible by seed.

A group fails when sqrt(r) Z + sqrt(1 - r) E falls below the normal quantile of its loan's chance of
default: Z is the path's state of the world, E the group's own luck, r the correlation (Vasicek,
"Loan portfolio value", 2002). Loans of one group fail in the order of their chances. Losses are
whole minor units, summed without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from tallystick.errors import InputError
from tallystick_node.risk.exposures import PPM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tallystick_node.risk.exposures import Exposure, Portfolio
    from tallystick_node.risk.scenario import Scenario

__all__ = [
    "PATHS_MAX", "QUANTILES", "Paths", "StressResult", "losses_of", "paths_of", "stress",
]  # fmt: skip

PATHS_MIN, PATHS_MAX = 100, 1_000_000
# Thousandths of the paths that lose no more.
QUANTILES = (500, 750, 900, 950, 990, 999)
SIZED_BY = 990
_CHUNK = 64
_MILLI = 1_000


@dataclass(frozen=True, slots=True)
class Paths:
    """What each path came to, in minor units; classes: losses by the classes' names."""

    losses: NDArray[np.int64]
    covers: NDArray[np.int64]
    classes: dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class StressResult:
    """What the paths came to.

    Amounts in minor units, coverage in ppm of the loss. A quantile is the least loss that so many
    of the paths do not exceed; of coverage, the share that so many of the paths reach at least.
    reserve_needed: what covers the claims on the reserve in 99 of 100 paths.
    """

    paths: int
    seed: int
    outstanding: int
    reserve: int
    expected_loss: int
    loss_quantiles: dict[str, int]
    coverage_quantiles: dict[str, int]
    reserve_needed: int
    by_level: dict[str, dict[str, int]]
    by_vintage: dict[str, dict[str, int]]


def stress(portfolio: Portfolio, scenario: Scenario, paths: int, seed: int) -> StressResult:
    """Return the distribution of losses.

    Args:
        portfolio: The loans.
        scenario: What is assumed.
        paths: How many, 100 to 1,000,000.
        seed: Of the random numbers, 0 to 2^63 - 1.

    Returns:
        The result; the same again for the same arguments.

    Raises:
        InputError: RISK:PATHS or RISK:SEED when an argument is out of bounds.
    """
    if not PATHS_MIN <= paths <= PATHS_MAX:
        raise InputError("RISK:PATHS", f"paths are {PATHS_MIN} to {PATHS_MAX}, not {paths}")
    if not 0 <= seed < 2**63:
        raise InputError("RISK:SEED", f"a seed is 0 to 2^63 - 1, not {seed}")
    drawn = paths_of(portfolio, scenario, paths, seed)
    reserve = portfolio.reserve * scenario.reserve_ppm // PPM
    ordered, claims = np.sort(drawn.losses), np.sort(drawn.covers)
    paid = np.minimum(drawn.covers, reserve)
    coverage = sorted(
        PPM if loss == 0 else int(cover) * PPM // int(loss)
        for loss, cover in zip(drawn.losses, paid, strict=True)
    )
    names = {name: np.sort(values) for name, values in drawn.classes.items()}

    def shown(prefix: str) -> dict[str, dict[str, int]]:
        return {
            name.removeprefix(prefix): {
                "expected": int(values.sum()) // paths, "99": _quantile(values, SIZED_BY),
            }
            for name, values in names.items() if name.startswith(prefix)
        }  # fmt: skip

    return StressResult(
        paths, seed, portfolio.outstanding, reserve, int(ordered.sum()) // paths,
        {_name(milli): _quantile(ordered, milli) for milli in QUANTILES},
        {_name(milli): coverage[-_place(len(coverage), milli) - 1] for milli in QUANTILES},
        _quantile(claims, SIZED_BY), shown("level "), shown("vintage "),
    )  # fmt: skip


def paths_of(portfolio: Portfolio, scenario: Scenario, paths: int, seed: int) -> Paths:
    """Draw every path.

    Args:
        portfolio: The loans.
        scenario: What is assumed.
        paths: How many.
        seed: Of the random numbers.

    Returns:
        Losses, claims on the reserve, and losses by risk level and vintage, of each path.
    """
    exposures = portfolio.exposures
    limits = _thresholds(exposures, scenario)
    groups, of_group = _groups(exposures)
    limits[np.isin(of_group, _largest(exposures, of_group, scenario.largest_fail))] = np.inf
    names, columns = _columns(exposures, scenario)
    shared = np.sqrt(scenario.correlation_ppm / PPM)
    own = np.sqrt(1 - scenario.correlation_ppm / PPM)
    generator = np.random.Generator(np.random.SFC64(seed))
    sums = np.empty((paths, columns.shape[1]))
    for start in range(0, paths, _CHUNK):
        size = min(_CHUNK, paths - start)
        world = generator.standard_normal(size)
        luck = generator.standard_normal((size, groups))
        fortune = shared * world[:, None] + own * luck
        fails = fortune[:, of_group] < limits
        sums[start : start + size] = fails.astype(np.float64) @ columns
    whole = sums.astype(np.int64)
    classes = {name: whole[:, 2 + place] for place, name in enumerate(names)}
    return Paths(whole[:, 0], whole[:, 1], classes)


def losses_of(exposures: Sequence[Exposure], scenario: Scenario) -> list[int]:
    """Return what each loan loses when it defaults in a scenario.

    Args:
        exposures: The loans.
        scenario: What is assumed.

    Returns:
        Minor units, rounded up, never more than what is outstanding.
    """
    return [
        -(-exposure.outstanding * min(PPM, exposure.lgd_ppm * scenario.lgd_times_milli // _MILLI)
          // PPM)
        for exposure in exposures
    ]  # fmt: skip


def _thresholds(exposures: Sequence[Exposure], scenario: Scenario) -> NDArray[np.float64]:
    """Below which fortune each loan defaults; a certain default is above every fortune."""
    chances = np.array([
        min(PPM, exposure.pd_ppm * scenario.whole_pd_milli // _MILLI)
        if exposure.pd_ppm < PPM else PPM
        for exposure in exposures
    ])  # fmt: skip
    return np.asarray(ndtri(chances / PPM), dtype=np.float64)


def _groups(exposures: Sequence[Exposure]) -> tuple[int, NDArray[np.intp]]:
    places: dict[str, int] = {}
    of_group = [places.setdefault(exposure.group, len(places)) for exposure in exposures]
    return len(places), np.array(of_group)


def _largest(exposures: Sequence[Exposure], of_group: NDArray[np.intp], count: int) -> list[int]:
    """The groups that owe most; of equals the first."""
    sizes: dict[int, int] = {}
    for exposure, group in zip(exposures, of_group.tolist(), strict=True):
        sizes[group] = sizes.get(group, 0) + exposure.outstanding
    return sorted(sizes, key=lambda group: (-sizes[group], group))[:count]


def _columns(
    exposures: Sequence[Exposure], scenario: Scenario
) -> tuple[list[str], NDArray[np.float64]]:
    """What a default adds to each sum: the loss, the claim on the reserve, the loss by class."""
    losses = losses_of(exposures, scenario)
    names = sorted({f"level {exposure.level}" for exposure in exposures})
    names += sorted({f"vintage {exposure.vintage}" for exposure in exposures})
    columns = np.zeros((len(exposures), 2 + len(names)))
    columns[:, 0] = losses
    columns[:, 1] = [
        min(loss, exposure.cover_cap) for loss, exposure in zip(losses, exposures, strict=True)
    ]
    at = {name: 2 + place for place, name in enumerate(names)}
    for row, (exposure, loss) in enumerate(zip(exposures, losses, strict=True)):
        columns[row, at[f"level {exposure.level}"]] = loss
        columns[row, at[f"vintage {exposure.vintage}"]] = loss
    return names, columns


def _place(count: int, milli: int) -> int:
    """Where the quantile stands among so many ordered values, from 0."""
    return -(-count * milli // _MILLI) - 1


def _quantile(ordered: NDArray[np.int64], milli: int) -> int:
    return int(ordered[_place(len(ordered), milli)])


def _name(milli: int) -> str:
    return f"{milli // 10}.{milli % 10}" if milli % 10 else str(milli // 10)
