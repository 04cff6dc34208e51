"""The guarantor's side: a stake for a listed loan, and a word in its restructuring."""

# Made by scripts/unasync.py from platform/_async/guarantor.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Reserve
from tallystick.chain.signer import signature_bytes
from tallystick.platform._sync.account import AccountActions, AccountView
from tallystick.platform._sync.workout_views import WorkoutView
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.restructurings import SignedRestructuring

__all__ = ["Guarantor", "GuarantorActions", "GuarantorView"]


class GuarantorView(WorkoutView, AccountView):
    """What a guarantor reads; no key needed."""


class GuarantorActions(AccountActions):
    """What a guarantor does; errors are those of `AccountActions`."""

    def pledge(self, loan: int, amount: int, last_day: int) -> Plan[int]:
        """Lock a stake for a listed loan that nobody has funded; it pays before the reserve.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units, 1 to the council's share of the principal.
            last_day: The platform's local day up to which a default is guaranteed, after today.

        Returns:
            The plan; its result is what is locked, in minor units.
        """
        return self._platform.plan(
            Reserve.pledge(loan, amount, last_day),
            self._signer,
            result=count_of("Pledged", "amount"),
        )

    def sign_restructuring(self, signed: SignedRestructuring) -> SignedRestructuring:
        """Sign new terms of a loan that the caller guarantees; sends nothing.

        Args:
            signed: The restructuring with the signatures so far.

        Returns:
            The same with the guarantor's.
        """
        typed = signed.restructuring.typed(self._platform)
        signature = self._signer.sign_typed_data(typed)
        return signed.signed("guarantor", signature_bytes(signature))

    def release_stake(self, loan: int) -> Plan[int]:
        """Take a stake back once the loan or the promise has ended; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is what comes back, in minor units.
        """
        return self._platform.plan(
            Reserve.release_stake(loan), self._signer, result=count_of("StakeReleased", "amount")
        )


class Guarantor:
    """A guarantor of loans: `view` reads, `act` plans transactions and signs."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = GuarantorView(platform, signer.address)
        self.act = GuarantorActions(platform, signer)
