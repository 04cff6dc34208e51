"""What a mandate would lend now, and how fast loans came that fit it: a forecast, not a promise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick.loans.rounding import div_ceil, div_floor
from tallystick.matching.allocation import Lent, allocate
from tallystick.matching.inputs import QueuedMandate
from tallystick.matching.scene import days_of, lenders_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tallystick.loans.mandates import Limits
    from tallystick.matching.inputs import RoundInput
    from tallystick.matching.reasons import IdleReason
    from tallystick.replay.records import LoanRecord
    from tallystick.replay.replay import Replay

__all__ = ["SPEED_DAYS", "MandatePreview", "fits_loan", "preview"]

# How far the speed looks back.
SPEED_DAYS = 90
_DAY = 86_400
# Of a mandate that was not brought yet: the last in the queue.
_NOT_BROUGHT = "0x" + "f" * 64
_LAST = (2**63, 0)


@dataclass(frozen=True, slots=True)
class MandatePreview:
    """What limits would come to today; amounts in minor units.

    fits: what would be lent to loans that seek money now, after all who wait already. idle: why
    nothing would be; None when something is. excluded: how many loans each limit keeps out. money:
    what may be lent now. listed, fitting: loans of the last 90 days, and those that would have
    fitted. per_day: what could have been lent to them a day, rounded down. days: how long the money
    would take at that speed, rounded up; None when nothing fitted.
    """

    fits: tuple[Lent, ...]
    idle: IdleReason | None
    excluded: Mapping[IdleReason, int]
    money: int
    listed: int
    fitting: int
    per_day: int
    days: int | None


def preview(replay: Replay, market: RoundInput, owner: bytes, limits: Limits) -> MandatePreview:
    """Return what limits would come to now, by the last 90 days.

    Args:
        replay: Of every event up to the round's block.
        market: What a round would go by now.
        owner: Whose money it is, 20 bytes.
        limits: The limits.

    Returns:
        The preview.
    """
    wallet = shown(owner)
    (lender,) = lenders_of(replay, [owner], market.loans, market.now)
    queued = QueuedMandate(_NOT_BROUGHT, wallet, limits, _LAST)
    others = tuple(each for each in market.lenders if each.owner != wallet)
    outcome = allocate(
        replace(market, mandates=(*market.mandates, queued), lenders=(*others, lender))
    )
    money = max(
        0,
        min(
            lender.balance - limits.cash_floor,
            min(limits.exposure_max, lender.lend_limit) - lender.exposure,
            limits.lifetime_max,
        ),
    )
    since = market.now - SPEED_DAYS * _DAY
    recent = [loan for loan in replay.loans.values() if loan.listed_at >= since]
    fitting = list(_fitting(recent, limits, lender.risk_class))
    lendable = sum(min(limits.person_max, loan.principal) for loan in fitting)
    per_day = min(limits.day_max, div_floor(lendable, SPEED_DAYS))
    return MandatePreview(
        tuple(entry for entry in outcome.lent if entry.digest == _NOT_BROUGHT),
        outcome.idle.get(_NOT_BROUGHT),
        outcome.excluded[_NOT_BROUGHT],
        money,
        len(recent),
        len(fitting),
        per_day,
        None if per_day == 0 else div_ceil(money, per_day),
    )


def fits_loan(loan: LoanRecord, limits: Limits, risk_class: int) -> bool:
    """Say whether level, rate and term of a loan are within limits.

    Args:
        loan: The loan.
        limits: The limits.
        risk_class: The lender's class.

    Returns:
        Whether they are.
    """
    offer = loan.offer
    return bool(
        offer["risk_level"] <= min(limits.level_max, limits.statement, risk_class)
        and offer["rate_ppm"] >= limits.rate_min_ppm
        and days_of(loan) <= limits.days_max
    )


def _fitting(loans: list[LoanRecord], limits: Limits, risk_class: int) -> Iterator[LoanRecord]:
    for loan in loans:
        if fits_loan(loan, limits, risk_class) and limits.ticket <= min(
            limits.person_max, loan.principal
        ):
            yield loan
