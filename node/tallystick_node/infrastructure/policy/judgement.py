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

        Amounts in minor units of outstanding principal. Raises InputError `POLICY:CAP`.
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
        """Refuse a loan whose rate is too high, all fees included; returns that rate in ppm.

        received: what the borrower gets after fees; payments: all that he pays, one each period.
        Raises InputError `POLICY:RATE`.
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

        Raises InputError `POLICY:RESERVE` or `POLICY:GUARANTEE`.
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
        """Return the words of a text that promise what nobody may promise, in the pack's order."""
        lowered = text.casefold()
        words = self.pack.words("wording.forbidden", self.day)
        return [word for word in words if word.casefold() in lowered]
