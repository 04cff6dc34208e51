"""Instalments paid out of what newer lenders have just lent: a Ponzi scheme."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.audit.detectors.detection import Detection, percent, share, too_little
from tallystick.audit.detectors.money_trail import Origin
from tallystick.audit.detectors.thresholds import (
    DAY,
    PONZI_BORROWERS_MANY,
    PONZI_BORROWERS_MIN,
    PONZI_PAYMENTS_MIN,
    PONZI_SHARE_OF_MANY_PPM,
    PONZI_SHARE_PPM,
    PONZI_WINDOW_DAYS,
    PPM,
)

if TYPE_CHECKING:
    from tallystick.audit.detectors.facts import PlatformFacts
    from tallystick.audit.detectors.money_trail import MoneyTrail, TracedPayment

__all__ = ["ID", "detect_ponzi"]

ID = "ponzi"
_NEW_MONEY = (Origin.OTHER_BORROWER, Origin.LENDER, Origin.OTHER_LOAN)


@dataclass(slots=True)
class _Window:
    """The payments of 90 days, with what of them came from new money, and for whom."""

    facts: PlatformFacts
    payments: deque[TracedPayment] = field(default_factory=deque)
    paid: int = 0
    new: int = 0
    suspects: Counter[bytes] = field(default_factory=Counter)

    def move_to(self, payment: TracedPayment) -> None:
        self._add(payment, 1)
        self.payments.append(payment)
        while self.payments[0].time <= payment.time - PONZI_WINDOW_DAYS * DAY:
            self._add(self.payments.popleft(), -1)

    def _add(self, payment: TracedPayment, sign: int) -> None:
        new = _new_money(payment)
        self.paid += sign * payment.amount
        self.new += sign * new
        if 2 * new > payment.amount:
            borrower = self.facts.person(self.facts.loans[payment.loan].borrower)
            self.suspects[borrower] += sign
            if not self.suspects[borrower]:
                del self.suspects[borrower]

    @property
    def line(self) -> int:
        """From where on its share is an alarm; many borrowers are no accident."""
        many = len(self.suspects) >= PONZI_BORROWERS_MANY
        return PONZI_SHARE_OF_MANY_PPM if many else PONZI_SHARE_PPM

    def numbers(self) -> dict[str, int]:
        return {
            "payments": len(self.payments), "paid": self.paid, "from_new_money": self.new,
            "share_ppm": share(self.new, self.paid), "borrowers": len(self.suspects),
            "line_ppm": self.line, "window_ends": self.payments[-1].time,
        }  # fmt: skip


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
    window, worst, numbers = _Window(facts), -1, {}
    for payment in sorted(trail.payments, key=lambda payment: payment.time):
        window.move_to(payment)
        # A share for few borrowers is an accident, and no window to speak of.
        few = len(window.suspects) < PONZI_BORROWERS_MIN
        beyond = 0 if few else share(share(window.new, window.paid), window.line)
        if len(window.payments) >= PONZI_PAYMENTS_MIN and beyond >= max(worst, 0):
            worst, numbers = beyond, window.numbers()
    if worst < 0:
        return too_little(
            ID,
            f"{len(trail.payments)} instalments, and {PONZI_PAYMENTS_MIN} within"
            f" {PONZI_WINDOW_DAYS} days are the fewest",
            payments=len(trail.payments),
        )
    sentence = (
        f"in the worst {PONZI_WINDOW_DAYS} days {percent(numbers['share_ppm'])} of what borrowers"
        f" paid ({numbers['from_new_money']} of {numbers['paid']}) came from money that other"
        f" loans had brought or lenders had taken out, for {numbers['borrowers']} borrowers; the"
        f" line is {percent(numbers['line_ppm'])}"
    )
    return Detection(ID, worst >= PPM, sentence, numbers)


def _new_money(payment: TracedPayment) -> int:
    origins = payment.origins
    new = sum(origins.get(origin, 0) for origin in _NEW_MONEY)
    return origins.get(Origin.OTHER_BORROWER, 0) if payment.final else new
