"""How much a credential lets somebody lend and borrow: the policy's figures, lower with care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.loans.rounding import div_floor

if TYPE_CHECKING:
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["AMOUNT_MAX", "LendingLimits"]

PPM = 1_000_000
# The most that the Registry takes.
AMOUNT_MAX = 10**15


@dataclass(frozen=True, slots=True)
class LendingLimits:
    """The policy on a day; amounts in minor units, a figure of 0 means no limit of the policy's."""

    pack: Pack
    day: date

    def lend(self, risk_class: int, *, vulnerable: bool) -> int:
        """Return the most that a person of a class may have lent at a time.

        Args:
            risk_class: The investor class, 1 to 5.
            vulnerable: Whether the person needs extra care.

        Returns:
            Minor units of the token, at most 10^15.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        cap = self._figure(f"investor.cap.{risk_class}")
        return min(cap, self._figure("care.lend_cap")) if vulnerable else cap

    def borrow(self, kind: str) -> int:
        """Return the most that a natural or legal person may owe at a time.

        Args:
            kind: `natural` or `legal`.

        Returns:
            Minor units of the token, at most 10^15.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        return self._figure(f"borrower.cap.{kind}.platform")

    def warned_above(self, worth: int | None) -> int:
        """Return the most that is lent to a loan without a second warning.

        Args:
            worth: The investor's net worth in minor units; None where nobody has asked them.

        Returns:
            Minor units: the policy's amount or its share of the worth, rounded down, whichever is
            higher.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        amount = self.pack.number("invest.warn.amount", self.day)
        share = self.pack.number("invest.warn.worth_ppm", self.day)
        return max(amount, div_floor(max(worth or 0, 0) * share, PPM))

    def _figure(self, key: str) -> int:
        return min(self.pack.number(key, self.day) or AMOUNT_MAX, AMOUNT_MAX)
