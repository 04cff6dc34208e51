from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick_node.credit.pricing import PricePolicy, expected_loss, price_table
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained


def test_expected_loss_is_chance_times_loss_by_class() -> None:
    assert expected_loss([0.8, 0.1, 0.06, 0.04], [0, 0, 0.27, 0.72]) == pytest.approx(0.045)


@pytest.mark.long
@settings(max_examples=25, deadline=None)  # each makes two tables
@given(funding=st.integers(0, 200_000), margin=st.integers(0, 50_000))
def test_a_worse_grade_or_a_longer_term_never_pays_less(
    trained: Trained, funding: int, margin: int
) -> None:
    policy = PricePolicy(funding_ppm=funding, margin_ppm=margin, cap_ppm=999_999)
    quotes = price_table(trained.card, (12, 36), policy)
    by_term = {months: [q for q in quotes if q.months == months] for months in (12, 36)}
    for rows in by_term.values():
        for better, worse in pairwise(rows):
            assert worse.loss > better.loss
            assert worse.rate_ppm is None or (better.rate_ppm or 0) <= worse.rate_ppm
    for short, long in zip(by_term[12], by_term[36], strict=True):
        assert long.rate_ppm is None or (short.rate_ppm or 0) <= long.rate_ppm


def test_without_loss_the_rate_is_what_is_required(trained: Trained) -> None:
    document = trained.card.document | {"lost_by_class": [0.0] * trained.card.classes}
    safe = type(trained.card)(**{
        name: getattr(trained.card, name) for name in trained.card.__slots__
    } | {"document": document})  # fmt: skip
    policy = PricePolicy(origination_ppm=0)
    for quote in price_table(safe, (24,), policy):
        assert quote.rate_ppm == pytest.approx(policy.required_ppm, abs=1)
        assert quote.all_in_ppm == pytest.approx((1 + 0.07 / 12) ** 12 * 10**6 - 10**6, abs=5)


def test_a_rate_over_the_cap_is_no_offer(trained: Trained) -> None:
    free = price_table(trained.card, (24,), PricePolicy(cap_ppm=999_999))
    dearest = max(quote.all_in_ppm or 0 for quote in free)
    capped = price_table(trained.card, (24,), PricePolicy(cap_ppm=dearest - 1))
    assert capped[-1].rate_ppm is None
    assert capped[-1].all_in_ppm is None
    assert capped[0] == free[0]


def test_the_fee_is_in_the_all_in_rate(trained: Trained) -> None:
    cheap = price_table(trained.card, (24,), PricePolicy(origination_ppm=0))[0]
    dear = price_table(trained.card, (24,), PricePolicy(origination_ppm=30_000))[0]
    assert cheap.rate_ppm == dear.rate_ppm
    assert (cheap.all_in_ppm or 0) + 20_000 < (dear.all_in_ppm or 0)


@pytest.mark.parametrize("months", [0, 481])
def test_a_term_out_of_bounds_is_refused(trained: Trained, months: int) -> None:
    with pytest.raises(CreditError, match="CREDIT:PRICE"):
        price_table(trained.card, (months,), PricePolicy())


def test_a_policy_out_of_bounds_is_refused() -> None:
    with pytest.raises(CreditError, match="funding_ppm"):
        PricePolicy(funding_ppm=-1)
