"""What notes were sold for, by days past due and risk level, and what one might be sold for.

Pure: sales come in as figures, prices go out in ppm of what is outstanding, rounded down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.investing.roll_rates import INITIAL_LOSS_PPM, bucket_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "BANDS", "LEVELS", "PRICE_BANDS", "SALES_MIN", "EstimateBasis", "PriceCell", "PriceEstimate",
    "PricedSale", "band_of", "estimate_price", "price_cells",
]  # fmt: skip

PPM = 1_000_000
# From how many days past due each band begins; from 31 on the market is closed until a cover.
BANDS = (0, 1, 16, 31)
PRICE_BANDS = len(BANDS)
LEVELS = range(1, 6)
# Fewer sales than these say nothing of the next one.
SALES_MIN = 5


class EstimateBasis(StrEnum):
    """On which sales an estimate rests."""

    LEVEL = "level"  # of the same band of days past due and the same risk level
    BAND = "band"  # of the same band of days past due, of any risk level
    ALL = "all"  # of any band, each measured against what its band is expected to lose
    NONE = "none"  # too few sales: what is outstanding less what so late loans lose in the end


@dataclass(frozen=True, slots=True)
class PricedSale:
    """An executed sale. price: paid, par: at what was outstanding, both in minor units."""

    price: int
    par: int
    overdue: int
    level: int


@dataclass(frozen=True, slots=True)
class PriceCell:
    """The sales of one band and level together; price_ppm is weighed by what was outstanding."""

    band: int
    level: int
    sales: int
    price: int
    par: int
    least_ppm: int
    most_ppm: int

    @property
    def price_ppm(self) -> int:
        """All prices over all that was outstanding, rounded down."""
        return self.price * PPM // self.par


@dataclass(frozen=True, slots=True)
class PriceEstimate:
    """What a note might be sold for; an estimate from the past, and no promise.

    price_ppm: of what is outstanding. fair_ppm: what is outstanding less what so late loans lose in
    the end. sales: how many it rests on.
    """

    price_ppm: int
    fair_ppm: int
    basis: EstimateBasis
    sales: int


def band_of(overdue: int) -> int:
    """Return in which band a loan is.

    Args:
        overdue: Days past due, from 0.

    Returns:
        The band's place in `BANDS`.
    """
    return max(place for place, begins in enumerate(BANDS) if overdue >= begins)


def price_cells(sales: Sequence[PricedSale]) -> list[PriceCell]:
    """Put sales together by band and level.

    Args:
        sales: The sales; those of which nothing was outstanding are left out.

    Returns:
        A cell for each band and level that has sales, by band and level.
    """
    known: dict[tuple[int, int], list[PricedSale]] = {}
    for sale in sales:
        if sale.par > 0:
            known.setdefault((band_of(sale.overdue), sale.level), []).append(sale)
    return [
        PriceCell(
            band, level, len(group), sum(sale.price for sale in group),
            sum(sale.par for sale in group), min(_ppm(sale) for sale in group),
            max(_ppm(sale) for sale in group),
        )
        for (band, level), group in sorted(known.items())
    ]  # fmt: skip


def estimate_price(
    cells: Sequence[PriceCell], overdue: int, level: int,
    loss_ppm: Sequence[int] = INITIAL_LOSS_PPM,
) -> PriceEstimate:  # fmt: skip
    """Estimate what a note might be sold for.

    The narrowest group that has at least `SALES_MIN` sales decides: its prices over what was
    outstanding. Sales of all bands are measured against what each band is expected to be worth, and
    that share is taken of what this one is.

    Args:
        cells: What was sold, by band and level.
        overdue: Days past due of the note's loan, from 0.
        level: The loan's risk level, 1 to 5.
        loss_ppm: What is lost in the end of loans so late, by bucket of the roll rates.

    Returns:
        The estimate, rounded down.
    """
    band, fair = band_of(overdue), PPM - loss_ppm[bucket_of(overdue)]
    in_band = [cell for cell in cells if cell.band == band]
    for basis, group in (
        (EstimateBasis.LEVEL, [cell for cell in in_band if cell.level == level]),
        (EstimateBasis.BAND, in_band),
    ):
        count = sum(cell.sales for cell in group)
        if count >= SALES_MIN:
            price_ppm = sum(cell.price for cell in group) * PPM // sum(cell.par for cell in group)
            return PriceEstimate(price_ppm, fair, basis, count)
    count = sum(cell.sales for cell in cells)
    worth = sum(cell.par * (PPM - loss_ppm[bucket_of(BANDS[cell.band])]) for cell in cells)
    if count >= SALES_MIN and worth:
        paid = sum(cell.price for cell in cells) * PPM
        return PriceEstimate(paid * fair // worth, fair, EstimateBasis.ALL, count)
    return PriceEstimate(fair, fair, EstimateBasis.NONE, count)


def _ppm(sale: PricedSale) -> int:
    return sale.price * PPM // sale.par
