"""What lenders decide: mandates for lending, votes on their loans, and collateral to buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain._async.signing import settled
from tallystick.chain.contracts import Ballots, Collateral, Mandates
from tallystick.chain.signer import signature_bytes
from tallystick.platform._async.account import AsyncAccountActions
from tallystick.platform._async.execution import mandate_state
from tallystick.platform._async.workout_views import AsyncWorkoutView
from tallystick.platform.mandates import Mandate, MandateState, SignedMandate
from tallystick.platform.outcomes import count_of, nothing, value_of
from tallystick.platform.workouts import BallotKind

if TYPE_CHECKING:
    from tallystick.platform._async.plan import AsyncPlan

__all__ = ["AsyncLenderChoices", "AsyncLenderChoicesView"]


class AsyncLenderChoicesView(AsyncWorkoutView):
    """What lenders read before they decide; no key needed."""

    async def mandate(self, mandate: Mandate | bytes) -> MandateState | None:
        """Return a mandate as it stands.

        Args:
            mandate: The mandate, or its digest.

        Returns:
            The limits and what it has lent; None when it was neither brought nor revoked.
        """
        return await mandate_state(self._platform, mandate)

    async def may_vote(self, loan: int) -> bool:
        """Return whether a loan's ballot takes votes at the latest block.

        Args:
            loan: The loan's number, from 1.

        Returns:
            Whether it does.
        """
        ballot = await self.ballot(loan)
        if ballot is None or ballot.kind is BallotKind.NONE:
            return False
        return await self._platform.now() <= ballot.ends_at


class AsyncLenderChoices(AsyncAccountActions):
    """What lenders decide; every method but `sign_mandate` returns a plan."""

    async def sign_mandate(self, mandate: Mandate) -> SignedMandate:
        """Sign limits for automatic lending, for somebody else to bring; sends nothing.

        Args:
            mandate: The limits.

        Returns:
            The signed mandate; give it to an executor as `document()`.
        """
        typed = mandate.typed(self._platform)
        signature = await settled(self._signer.sign_typed_data(typed))
        return SignedMandate(mandate, signature_bytes(signature))

    async def bring_mandate(self, mandate: Mandate | SignedMandate) -> AsyncPlan[bytes]:
        """Bring a mandate, once: the owner's own needs no signature.

        Args:
            mandate: The mandate, or another owner's with their signature.

        Returns:
            The plan; its result is the mandate's digest.
        """
        signed = SignedMandate(mandate) if isinstance(mandate, Mandate) else mandate
        return await self._platform.plan(
            Mandates.bring(signed.mandate, signed.signature),
            self._signer,
            result=value_of("MandateBrought", "digest", bytes),
        )

    async def revoke_mandate(self, mandate: Mandate) -> AsyncPlan[None]:
        """End a mandate of the caller's for ever, brought or not.

        Args:
            mandate: The mandate, as it was signed.

        Returns:
            The plan, without a result.
        """
        return await self._platform.plan(Mandates.revoke(mandate), self._signer, result=nothing)

    async def vote(self, loan: int, *, in_favour: bool) -> AsyncPlan[int]:
        """Vote with all units that the wallet holds; they stay until votes are no longer taken.

        Args:
            loan: The loan's number, from 1.
            in_favour: Whether the vote is for the question.

        Returns:
            The plan; its result is the units that have voted.
        """
        return await self._platform.plan(
            Ballots.vote(loan, in_favour), self._signer, result=count_of("Voted", "units")
        )

    async def propose_floor(
        self, loan: int, floor_price: int, *, window_seconds: int = 7 * 86_400
    ) -> AsyncPlan[int]:
        """Open the ballot on a lower floor of collateral that its auction has not sold.

        Args:
            loan: The loan's number, from 1; the caller holds notes of it.
            floor_price: The lower floor, in minor units.
            window_seconds: How long votes are taken, 3 to 14 days.

        Returns:
            The plan; its result is the ballot's number of this loan.
        """
        return await self._platform.plan(
            Ballots.propose_floor(loan, floor_price, window_seconds),
            self._signer,
            result=value_of("BallotOpened", "ballot", int),
        )

    async def buy_collateral(self, loan: int, price_max: int) -> AsyncPlan[int]:
        """Buy a loan's collateral at its price of now, out of the balance.

        Args:
            loan: The loan's number, from 1.
            price_max: The most to pay, in minor units.

        Returns:
            The plan; its result is the price, in minor units.
        """
        return await self._platform.plan(
            Collateral.buy(loan, price_max), self._signer, result=count_of("Sold", "price")
        )
