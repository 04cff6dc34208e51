"""Prices by days past due and risk level, and estimates that rest on the narrowest group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.resale.price_rules import (
    SALES_MIN,
    EstimateBasis,
    PricedSale,
    band_of,
    estimate_price,
    price_cells,
)

sales = st.lists(
    st.builds(
        PricedSale, price=st.integers(0, 10**12), par=st.integers(0, 10**12),
        overdue=st.integers(0, 400), level=st.integers(1, 5),
    ),
    max_size=40,
)  # fmt: skip


def several(price: int, overdue: int, level: int, count: int = SALES_MIN) -> list[PricedSale]:
    return [PricedSale(price, 1_000, overdue, level)] * count


@pytest.mark.parametrize(
    ("overdue", "band"), [(0, 0), (1, 1), (15, 1), (16, 2), (30, 2), (31, 3), (900, 3)]
)
def test_a_loan_is_in_the_band_that_it_has_reached(overdue: int, band: int) -> None:
    assert band_of(overdue) == band


def test_a_cell_weighs_prices_by_what_was_outstanding() -> None:
    (cell,) = price_cells(
        [PricedSale(900, 1_000, 0, 3), PricedSale(100, 3_000, 0, 3), PricedSale(5, 0, 0, 3)]
    )
    assert (cell.sales, cell.price_ppm, cell.least_ppm, cell.most_ppm) == (
        2, 250_000, 33_333, 900_000,
    )  # fmt: skip


def test_the_narrowest_group_with_enough_sales_decides() -> None:
    cells = price_cells([*several(950, 0, 3), *several(700, 0, 1), *several(400, 20, 3)])
    assert estimate_price(cells, 0, 3).price_ppm == 950_000
    assert estimate_price(cells, 0, 3).basis is EstimateBasis.LEVEL
    other = estimate_price(cells, 0, 5)
    assert (other.basis, other.price_ppm, other.sales) == (EstimateBasis.BAND, 825_000, 10)
    few = price_cells([*several(950, 0, 3, SALES_MIN - 1), *several(990, 20, 3, 1)])
    late = estimate_price(few, 5, 3)
    assert (late.basis, late.fair_ppm) == (EstimateBasis.ALL, 770_000)
    assert late.price_ppm == (4 * 950 + 990) * 10**6 * 770_000 // (4_000 * 10**6 + 510_000 * 1_000)


def test_too_few_sales_say_nothing() -> None:
    cells = price_cells(several(100, 0, 3, SALES_MIN - 1))
    for overdue, fair in ((0, 1_000_000), (1, 770_000), (16, 510_000), (31, 280_000)):
        estimate = estimate_price(cells, overdue, 3)
        assert (estimate.basis, estimate.price_ppm) == (EstimateBasis.NONE, fair)


@given(sales, st.integers(0, 400), st.integers(1, 5))
def test_an_estimate_lies_within_what_was_paid(
    sold: list[PricedSale], overdue: int, level: int
) -> None:
    cells = price_cells(sold)
    estimate = estimate_price(cells, overdue, level)
    assert estimate.price_ppm >= 0
    if estimate.basis in {EstimateBasis.LEVEL, EstimateBasis.BAND}:
        group = [cell for cell in cells if cell.band == band_of(overdue)]
        assert min(cell.least_ppm for cell in group) <= estimate.price_ppm
        assert estimate.price_ppm <= max(cell.most_ppm for cell in group)
    assert sum(cell.sales for cell in cells) == sum(sale.par > 0 for sale in sold)
