"""A strategy of lending and its tests, on a real platform: `pytest test_my_strategy.py`.

The fixtures come with `pip install 'tallystick[testing]'`; every test begins on a fresh platform.
"""

from __future__ import annotations

from collections.abc import Callable

from tallystick import Borrower, Investor, Platform
from tallystick.testing.actors import Actors
from tallystick.testing.loans import LoanBuilder


def lend_carefully(investor: Investor, loans: list[int], *, share_ppm: int, level_max: int) -> int:
    """Lend a share of the balance to each loan that is not too risky; return what was lent."""
    part = investor.view.balance() * share_ppm // 1_000_000
    lent = 0
    for number in loans:
        loan = investor.view.loan(number)
        units = min(part, loan.open_units)
        if loan.level > level_max or units < loan.ticket_min:
            continue
        plan = investor.act.fund(number, units, disclosure_hash=loan.disclosure_hash)
        if plan.refusal is None:
            lent += plan.send().result
    return lent


def test_it_leaves_risky_loans_alone(
    platform: Platform, actors: Actors, loans: LoanBuilder
) -> None:
    investor = Investor(platform, actors.investor)
    offered = [loans.listed(risk_level=level) for level in (1, 3, 5)]
    lent = lend_carefully(investor, offered, share_ppm=1_000, level_max=3)
    assert lent == 2 * 10**9
    assert [note.loan for note in investor.view.portfolio().notes] == offered[:2]


def test_it_earns_interest(
    platform: Platform, actors: Actors, loans: LoanBuilder, time_travel: Callable[..., None]
) -> None:
    loan = loans.active(investors=[actors.investors[0], actors.investors[1]])
    time_travel(days=31)
    Borrower(platform, actors.borrower).act.repay(loan, 10**12).send()
    investor = Investor(platform, actors.investors[0])
    assert investor.act.claim(loan).send().result > 0
    assert investor.view.returns().received > 0
