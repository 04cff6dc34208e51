"""What a pack decides: each refusal names the rule, the values and the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallystick.errors import InputError
from tallystick.loans.apr import effective_annual_rate_ppm

if TYPE_CHECKING:
    from tallystick.loans.dates import Unit
    from tallystick_node.infrastructure.policy.packs import Pack

__all__ = ["Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A pack on a business date."""

    pack: Pack
    day: date

    def check_borrower(self, *, natural: bool, more: int, on_platform: int, elsewhere: int) -> None:
        """Refuse a loan by which a borrower would owe more than the pack's caps.

        Args:
            natural: Whether the borrower is a natural person.
            more: The new loan's principal, in minor units.
            on_platform: The outstanding principal here, in minor units.
            elsewhere: The outstanding principal elsewhere, in minor units.

        Raises:
            InputError: POLICY:CAP when a cap would be exceeded.
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        kind = "natural" if natural else "legal"
        for place, owed in (
            ("platform", on_platform + more),
            ("everywhere", on_platform + elsewhere + more),
        ):
            cap = self.pack.number(f"borrower.cap.{kind}.{place}", self.day)
            if cap and owed > cap:
                raise InputError(
                    "POLICY:CAP",
                    f"{self.pack.name} lets a {kind} person owe {cap} ({place}), this makes {owed}",
                )

    def check_rate(self, received: int, payments: Sequence[int], period: int, unit: Unit) -> int:
        """Refuse a loan whose rate is too high, all fees included.

        Args:
            received: What the borrower gets after fees, in minor units.
            payments: All that the borrower pays, in minor units, one each period.
            period: How many units a period has.
            unit: Months or days.

        Returns:
            The effective annual rate in ppm.

        Raises:
            InputError: POLICY:RATE when it is above the cap.
            TermsError: APR:PAYMENTS or APR:TOO_HIGH when there is no such rate.
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        rate = effective_annual_rate_ppm(received, payments, period, unit)
        cap = self.pack.number("rate.cap_ppm", self.day)
        if rate > cap:
            raise InputError(
                "POLICY:RATE",
                f"{self.pack.name} allows {cap} ppm a year with all fees, this loan costs {rate}",
            )
        return rate

    def check_security(
        self, *, reserve_ppm: int, guarantor: bool, guarantor_is_platform: bool
    ) -> None:
        """Refuse a contribution to a reserve, or a guarantee, that the pack does not allow.

        Args:
            reserve_ppm: The contribution, in ppm of principal.
            guarantor: Whether anybody guarantees the loan.
            guarantor_is_platform: Whether the platform does.

        Raises:
            InputError: POLICY:RESERVE or POLICY:GUARANTEE.
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        if reserve_ppm and not self.pack.allows("reserve.allowed", self.day):
            raise InputError(
                "POLICY:RESERVE",
                f"{self.pack.name} allows no reserve, this offer contributes {reserve_ppm} ppm",
            )
        if guarantor:
            who = "platform" if guarantor_is_platform else "third_party"
            if not self.pack.allows(f"guarantee.{who}_allowed", self.day):
                raise InputError(
                    "POLICY:GUARANTEE",
                    f"{self.pack.name} allows no guarantee by the {who.replace('_', ' ')}",
                )

    def forbidden_words(self, text: str) -> list[str]:
        """Return the words of a text that promise what nobody may promise.

        Args:
            text: Any text; case does not matter.

        Returns:
            The words, in the pack's order.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        lowered = text.casefold()
        words = self.pack.words("wording.forbidden", self.day)
        return [word for word in words if word.casefold() in lowered]
