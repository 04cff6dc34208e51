"""The guarantor's side: a stake for a listed loan, and a word in its restructuring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain._async.signing import settled
from tallystick.chain.contracts import Reserve
from tallystick.chain.signer import signature_bytes
from tallystick.platform._async.account import AsyncAccountActions, AsyncAccountView
from tallystick.platform._async.workout_views import AsyncWorkoutView
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from tallystick.chain.signer import AnySigner
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform
    from tallystick.platform.restructurings import SignedRestructuring

__all__ = ["AsyncGuarantor", "AsyncGuarantorActions", "AsyncGuarantorView"]


class AsyncGuarantorView(AsyncWorkoutView, AsyncAccountView):
    """What a guarantor reads; no key needed."""


class AsyncGuarantorActions(AsyncAccountActions):
    """What a guarantor does; errors are those of `AsyncAccountActions`."""

    async def pledge(self, loan: int, amount: int, last_day: int) -> AsyncPlan[int]:
        """Lock a stake for a listed loan that nobody has funded; it pays before the reserve.

        Args:
            loan: The loan's number, from 1.
            amount: In minor units, 1 to the council's share of the principal.
            last_day: The platform's local day up to which a default is guaranteed, after today.

        Returns:
            The plan; its result is what is locked, in minor units.
        """
        return await self._platform.plan(
            Reserve.pledge(loan, amount, last_day),
            self._signer,
            result=count_of("Pledged", "amount"),
        )

    async def sign_restructuring(self, signed: SignedRestructuring) -> SignedRestructuring:
        """Sign new terms of a loan that the caller guarantees; sends nothing.

        Args:
            signed: The restructuring with the signatures so far.

        Returns:
            The same with the guarantor's.
        """
        typed = signed.restructuring.typed(self._platform)
        signature = await settled(self._signer.sign_typed_data(typed))
        return signed.signed("guarantor", signature_bytes(signature))

    async def release_stake(self, loan: int) -> AsyncPlan[int]:
        """Take a stake back once the loan or the promise has ended; anyone may.

        Args:
            loan: The loan's number, from 1.

        Returns:
            The plan; its result is what comes back, in minor units.
        """
        return await self._platform.plan(
            Reserve.release_stake(loan), self._signer, result=count_of("StakeReleased", "amount")
        )


class AsyncGuarantor:
    """A guarantor of loans: `view` reads, `act` plans transactions and signs."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self.address = signer.address
        self.view = AsyncGuarantorView(platform, signer.address)
        self.act = AsyncGuarantorActions(platform, signer)
