"""Instalments paid out of what newer lenders have just lent: a Ponzi scheme."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.money_trail import Origin
from tallystick.audit.detectors.thresholds import (
    DAY,
    PONZI_BORROWERS_MIN,
    PONZI_PAYMENTS_MIN,
    PONZI_SHARE_PPM,
    PONZI_WINDOW_DAYS,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail, TracedPayment

__all__ = ["ID", "detect_ponzi"]

ID = "ponzi"
_NEW_MONEY = (Origin.OTHER_BORROWER, Origin.LENDER, Origin.OTHER_LOAN)


def detect_ponzi(facts: PlatformFacts, trail: MoneyTrail) -> Detection:
    """Say which share of what borrowers paid came from what other lenders had just lent.

    The worst 90 days count, so that a sound past does not hide a rotten present. A loan that is
    paid off out of a newer one of the same borrower, or by a lender, is a refinancing, and its last
    payment not counted as suspect.

    Args:
        facts: The platform.
        trail: Where the payments' money came from.

    Returns:
        The outcome.
    """
    payments = sorted(trail.payments, key=lambda payment: payment.time)
    worst, numbers = -1, {}
    window: list[TracedPayment] = []
    sums: Counter[str] = Counter()
    suspects: Counter[bytes] = Counter()
    first = 0
    for payment in payments:
        window.append(payment)
        borrower = facts.person(facts.loans[payment.loan].borrower)
        _add(sums, payment, 1)
        suspects[borrower] += _new_money(payment) * 2 > payment.amount
        while window[first].time <= payment.time - PONZI_WINDOW_DAYS * DAY:
            gone = window[first]
            _add(sums, gone, -1)
            past = facts.person(facts.loans[gone.loan].borrower)
            suspects[past] -= _new_money(gone) * 2 > gone.amount
            suspects += Counter()
            first += 1
        count = len(window) - first
        part = share(sums["new"], sums["paid"])
        borrowers = sum(1 for times in suspects.values() if times > 0)
        if (
            count >= PONZI_PAYMENTS_MIN
            and part > worst
            and (borrowers >= PONZI_BORROWERS_MIN or part < PONZI_SHARE_PPM)
        ):
            worst = part
            numbers = {
                "payments": count, "paid": sums["paid"], "from_new_money": sums["new"],
                "share_ppm": part, "borrowers": borrowers, "window_ends": payment.time,
            }  # fmt: skip
    if worst < 0:
        return too_little(
            ID,
            f"{len(payments)} instalments, and {PONZI_PAYMENTS_MIN} within {PONZI_WINDOW_DAYS} days"
            " are the fewest",
            payments=len(payments),
        )
    sentence = (
        f"in the worst {PONZI_WINDOW_DAYS} days {percent(worst)} of what borrowers paid"
        f" ({numbers['from_new_money']} of {numbers['paid']}) came from money that other loans had"
        f" brought or lenders had taken out, for {numbers['borrowers']} borrowers; the line is"
        f" {percent(PONZI_SHARE_PPM)}"
    )
    return Detection(ID, worst >= PONZI_SHARE_PPM, sentence, numbers)


def _new_money(payment: TracedPayment) -> int:
    origins = payment.origins
    new = sum(origins.get(origin, 0) for origin in _NEW_MONEY)
    return origins.get(Origin.OTHER_BORROWER, 0) if payment.final else new


def _add(sums: Counter[str], payment: TracedPayment, sign: int) -> None:
    sums["paid"] += sign * payment.amount
    sums["new"] += sign * _new_money(payment)
