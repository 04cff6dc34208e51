"""What a mandate would come to, and what an exit plan would sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from client.matching.rounds import limits
from node.matching.builders import UNITS
from tallystick.matching.reasons import IdleReason
from tallystick.platform._sync.borrower import Borrower

if TYPE_CHECKING:
    from node.matching.builders import MatchingScene

WIDE = {
    "level_max": 5, "statement": 5, "rate_min_ppm": 0, "days_max": 400, "ticket": UNITS,
    "person_max": UNITS, "group_max": UNITS, "day_max": 10**15, "exposure_max": 10**15,
    "lifetime_max": 10**15, "cash_floor": 0, "expiry": 2**32 - 1,
}  # fmt: skip


def test_it_shows_what_fits_now_and_what_would_have_been(scene: MatchingScene) -> None:
    actors = scene.network.session.actors
    owner = actors.investors[3].address
    scene.network.loans.active(actors.borrower, principal=2 * UNITS, n=1)
    scene.network.session.chain.travel(days=31)
    Borrower(scene.network.platform, actors.borrower).act.repay(1, 10 * UNITS).send()
    loan = scene.network.loans.listed(actors.borrowers[1])
    scene.index()
    outlook = scene.matching.outlook.of(owner, limits(**WIDE))
    assert [(entry.loan, entry.units) for entry in outlook.preview.fits] == [(loan, UNITS)]
    assert outlook.past.lent == UNITS
    assert outlook.past.interest > 0
    assert outlook.past.money == scene.matching.outlook.funds(owner)
    dear = scene.matching.outlook.of(owner, limits(**(WIDE | {"rate_min_ppm": 900_000})))
    assert (dear.preview.idle, dear.past.lent) == (IdleReason.RATE, 0)


def test_an_exit_plan_sells_every_note_whose_market_is_open(scene: MatchingScene) -> None:
    actors = scene.network.session.actors
    loan = scene.network.loans.active(actors.borrower)
    scene.network.loans.listed(actors.borrowers[1])
    (note,) = scene.matching.outlook.to_sell(actors.investors[0].address, 950_000)
    assert (note.loan, note.units, note.closed) == (loan, 5 * UNITS, "")
    assert note.price == 5 * UNITS * 95 // 100
    scene.network.session.chain.travel(days=31 + 35)
    (late,) = scene.matching.outlook.to_sell(actors.investors[0].address, 950_000)
    assert late.price is None
    assert late.closed.startswith("MARKET:")
    assert scene.matching.outlook.to_sell(actors.outsider.address, 950_000) == []
