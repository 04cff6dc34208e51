"""Nothing stands beside a loan until somebody puts it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from client.deeds import Deeds
from tallystick.platform.workouts import LoanCollateral

if TYPE_CHECKING:
    from collections.abc import Callable

    from client.both_halves import Half
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder


def test_a_loan_without_a_ballot_a_stake_and_collateral(
    half: Half, actors: Actors, active_loan: int
) -> None:
    for view in (
        half.borrower(actors.borrower).view,
        half.investor(actors.investor).view,
        half.operator(actors.outsider).view,
        half.guarantor(actors.outsider).view,
    ):
        assert view.ballot(active_loan) is None
        assert view.stake(active_loan) is None
        assert view.collateral(active_loan) is None
        assert view.collateral_price(active_loan) is None


def test_locked_collateral_is_not_for_sale_before_an_auction(
    half: Half,
    platform: Platform,
    actors: Actors,
    loans: LoanBuilder,
    time_travel: Callable[..., None],
) -> None:
    deeds = Deeds(platform, actors, time_travel)
    deeds.give(actors.borrower, 5)
    loan = loans.listed(collateral=deeds.named(5, 9))
    borrower = half.borrower(actors.borrower)
    borrower.act.lock_collateral(loan, deeds.address, 5, 9).send()
    assert borrower.view.collateral(loan) == LoanCollateral(
        collection=deeds.address, token_id=5, floor_price=9, lowered=False, started_at=0,
        start_price=0,
    )  # fmt: skip
    assert borrower.view.collateral_price(loan) is None
