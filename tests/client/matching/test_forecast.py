"""What limits would lend now, and how fast loans came that fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from client.matching.rounds import limits, replayed
from tallystick.loans.rounding import div_floor
from tallystick.matching.forecast import SPEED_DAYS, fits_loan, preview
from tallystick.matching.reasons import IdleReason
from tallystick.matching.scene import round_input

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder

UNITS = 10**9
USUAL = {
    "level_max": 3, "statement": 3, "rate_min_ppm": 0, "days_max": 400, "ticket": UNITS // 10,
    "person_max": UNITS, "group_max": UNITS, "day_max": 10**15, "exposure_max": 10**15,
    "lifetime_max": 10**15, "cash_floor": 0, "expiry": 2**32 - 1,
}  # fmt: skip


def test_the_preview_says_what_fits_now_and_how_fast_loans_came(
    platform: Platform, actors: Actors, loans: LoanBuilder, time_travel: Callable[..., None]
) -> None:
    owner = bytes.fromhex(actors.investors[3].address[2:])
    loans.listed(actors.borrowers[2])
    time_travel(days=SPEED_DAYS + 1)
    first = loans.listed(actors.borrowers[0])
    loans.listed(actors.borrowers[1], rate_ppm=90_000)
    replay, now = replayed(platform)
    market = round_input(replay, now, owner)
    wide = preview(replay, market, owner, limits(**USUAL))
    assert [(entry.loan, entry.units) for entry in wide.fits] == [
        (first, UNITS),
        (first + 1, UNITS),
    ]
    assert (wide.listed, wide.fitting, wide.idle) == (2, 2, None)
    assert wide.per_day == div_floor(2 * UNITS, SPEED_DAYS)
    assert wide.days is not None
    assert (wide.days - 1) * wide.per_day < wide.money <= wide.days * wide.per_day
    dear = preview(replay, market, owner, limits(**(USUAL | {"rate_min_ppm": 100_000})))
    assert [entry.loan for entry in dear.fits] == [first]
    assert dear.excluded == {IdleReason.RATE: 1}
    none = preview(replay, market, owner, limits(**(USUAL | {"rate_min_ppm": 900_000})))
    assert (none.fits, none.idle, none.days, none.fitting) == ((), IdleReason.RATE, None, 0)
    # A forecast changes nothing.
    assert round_input(replay, now, owner) == market


def test_the_owners_class_bounds_what_fits(
    platform: Platform, actors: Actors, loans: LoanBuilder
) -> None:
    number = loans.listed()
    replay, now = replayed(platform)
    loan = replay.loans[number]
    level = loan.offer["risk_level"]
    wide = limits(**USUAL)
    assert fits_loan(loan, wide, level)
    assert not fits_loan(loan, wide, level - 1)
    unknown = bytes.fromhex(actors.outsider.address[2:])
    nobody = preview(replay, round_input(replay, now, unknown), unknown, wide)
    assert (nobody.idle, nobody.fitting, nobody.money) == (IdleReason.PERSON, 0, 0)
