"""The operator's side: people, offers, freezes, governance, publishing, permissionless runs.

`operator.view` reads, `operator.sign` signs what others bring to the chain, `operator.act` plans
transactions. Which of them succeed depends on the signer's role, as the contracts decide.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.chain._async.signing import settled
from tallystick.platform._async.council import AsyncGovernance
from tallystick.platform.decisions import Decision
from tallystick.platform.messages import (
    Credential,
    FreezeOrder,
    Offer,
    Signable,
    SignedCredential,
    SignedFreezeOrder,
    SignedOffer,
)
from tallystick.platform.outcomes import count_of, nothing, paid_in, value_of
from tallystick.platform.persons import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import AnySigner, Signature
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform

__all__ = ["AsyncOperator", "AsyncOperatorActs", "AsyncOperatorSigns", "AsyncOperatorView"]


class AsyncOperatorView:
    """What an operator reads; no key needed."""

    def __init__(self, platform: AsyncPlatform) -> None:
        self._platform = platform

    async def person(self, wallet: str) -> Person | None:
        """Return the person behind a wallet, None when it is not enrolled."""
        head = await self._platform.read("Registry", "head_of", wallet)
        if int(head, 16) == 0:
            return None
        known = await self._platform.read("Registry", "person_of", wallet)
        borrowed, limit = await self._platform.read("Registry", "borrower_record", head)
        return Person(head=head, borrowed=borrowed, borrow_limit=limit, **known)

    async def decision(self, number: int) -> Decision:
        """Return a decision of the council."""
        return Decision.of(number, await self._platform.read("Governor", "decision", number))

    async def roles_of(self, account: str) -> int:
        """Return an account's role bits: 1 compliance, 2 underwriter, 4 guardian, 8 publisher."""
        return int(await self._platform.read("Governor", "roles_of", account))

    async def paused(self) -> bool:
        """Whether new risk is closed by a pause or a wind-down."""
        paused, wind_down, _ = await self._platform.read("Registry", "gate_state")
        return bool(paused or wind_down)

    async def versions(self, subject: bytes) -> int:
        """Return how many versions of a subject are published."""
        return int(await self._platform.read("Disclosures", "versions", subject))


class AsyncOperatorSigns:
    """Signatures that others bring to the chain; nothing is sent and nothing is paid."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self._platform = platform
        self._signer = signer

    async def offer(self, offer: Offer) -> SignedOffer:
        """Sign an offer as underwriter; large ones need `countersigned` by a second."""
        return SignedOffer(offer, await self._signature(offer))

    async def countersigned(self, signed: SignedOffer) -> SignedOffer:
        """Return an offer with this signature as its second one."""
        return replace(signed, second=await self._signature(signed.offer))

    async def attestation(self, credential: Credential) -> SignedCredential:
        """Sign a credential as attestor; put several together with `AsyncOperatorSigns.join`."""
        signature = await self._signature(credential)
        return SignedCredential(credential, {self._signer.address: signature})

    async def freeze_order(self, order: FreezeOrder) -> SignedFreezeOrder:
        """Sign a freeze order as attestor."""
        signature = await self._signature(order)
        return SignedFreezeOrder(order, {self._signer.address: signature})

    @staticmethod
    def join(parts: Sequence[SignedCredential]) -> SignedCredential:
        """Put attestations of one credential together."""
        first, *others = parts
        assert all(part.credential == first.credential for part in others), "one credential"
        merged = {who: one for part in parts for who, one in part.attestations.items()}
        return SignedCredential(first.credential, merged, first.consent)

    async def _signature(self, message: Signable) -> Signature:
        typed = message.typed(self._platform)
        return await settled(self._signer.sign_typed_data(typed))


class AsyncOperatorActs:
    """What an operator does; every method returns a plan, `send()` carries it out."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self._platform = platform
        self._signer = signer
        self.council = AsyncGovernance(platform, signer)

    # People

    async def enrol(self, signed: SignedCredential) -> AsyncPlan[str]:
        """Bring a credential; the result is the person's head wallet."""
        return await self._platform.plan(
            "Registry",
            "enrol",
            (signed.credential, signed.ordered, signed.consent),
            self._signer,
            result=value_of("Enrolled", "head", str),
        )

    async def mark_staff(self, key: str) -> AsyncPlan[None]:
        """Mark the person behind a role's key as staff, for ever."""
        return await self._plan("Registry", "mark_staff", key)

    async def freeze(self, wallet: str, until: int, order: bytes) -> AsyncPlan[int]:
        """Freeze a person for 72 hours at most (COMPLIANCE); the result is the end, Unix second."""
        return await self._platform.plan(
            "Registry",
            "freeze",
            (wallet, until, order),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    async def freeze_by_order(self, signed: SignedFreezeOrder) -> AsyncPlan[int]:
        """Bring M attestors' freeze for 30 days at most; the result is the end, Unix second."""
        return await self._platform.plan(
            "Registry",
            "freeze_by_order",
            (signed.order, signed.ordered),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    async def suspend_attestor(self, seat: str) -> AsyncPlan[None]:
        """Suspend an attestor's seat at once (GUARDIAN)."""
        return await self._plan("Registry", "suspend_attestor", seat)

    async def pause(self) -> AsyncPlan[None]:
        """Close new risk at once (GUARDIAN); the council reopens it."""
        return await self._plan("Governor", "pause")

    # Loans

    async def revoke_offer(self, project: bytes) -> AsyncPlan[None]:
        """Take back every offer for a project that is not listed yet (UNDERWRITER)."""
        return await self._plan("Book", "revoke_offer", project)

    async def expire(self, loan: int) -> AsyncPlan[None]:
        """Close a listing whose time is over; anyone may."""
        return await self._plan("Book", "expire", loan)

    async def collect(self, loan: int) -> AsyncPlan[int]:
        """Take what is due from the borrower's balance; anyone may. The result is the sum."""
        return await self.collect_many([loan])

    async def collect_many(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Collect from up to 100 loans, passing over those with nothing to take; anyone may."""
        return await self._platform.plan(
            "Servicing",
            "collect_many",
            (list(loans),),
            self._signer,
            result=paid_in,
        )

    async def declare_default(self, loan: int) -> AsyncPlan[int]:
        """Declare the default of a loan far enough past due; the result is what is owed."""
        return await self._platform.plan(
            "Servicing",
            "declare_default",
            (loan,),
            self._signer,
            result=count_of("Defaulted", "principal", "interest", "charges"),
        )

    async def cover(self, loan: int) -> AsyncPlan[int]:
        """Let the reserve pay a defaulted loan's lenders; the result is the amount."""
        return await self._platform.plan(
            "Reserve", "cover", (loan,), self._signer, result=count_of("CoverPaid", "amount")
        )

    async def write_off(self, loan: int) -> AsyncPlan[None]:
        """Write a loan off three years after its default; anyone may."""
        return await self._plan("Servicing", "write_off", loan)

    async def release(self, loan: int) -> AsyncPlan[int]:
        """Take principal repaid so far off the borrower's caps; the result is how much."""
        return await self._platform.plan(
            "Servicing", "release", (loan,), self._signer, result=count_of("Released", "amount")
        )

    async def sweep(self, loans: Sequence[int]) -> AsyncPlan[int]:
        """Move the platform's fees of up to 100 loans to the treasury; the result is the sum."""
        return await self._platform.plan(
            "Servicing",
            "sweep_fees",
            (list(loans),),
            self._signer,
            result=count_of("FeesSwept", "amount"),
        )

    async def contribute(self, source: int, amount: int) -> AsyncPlan[None]:
        """Give to the reserve for good: source 1 the platform's profit, 2 a guarantee."""
        return await self._plan("Reserve", "contribute", source, amount)

    # Publishing and the end

    async def publish(self, subject: bytes, version: int, root: bytes) -> AsyncPlan[int]:
        """Anchor the next version of a subject (PUBLISHER); the result is the anchor's number."""
        return await self._platform.plan(
            "Disclosures",
            "publish",
            (subject, version, root),
            self._signer,
            result=value_of("Published", "number", int),
        )

    async def wind_down_by_silence(self) -> AsyncPlan[None]:
        """Begin the wind-down after 90 days without a publication; anyone may."""
        return await self._plan("Governor", "wind_down_by_silence")

    async def _plan(self, contract: str, function: str, *arguments: object) -> AsyncPlan[None]:
        return await self._platform.plan(
            contract, function, arguments, self._signer, result=nothing
        )


class AsyncOperator:
    """An operator of a platform: `view`, `sign` and `act`; `act.council` holds decisions."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self.address = signer.address
        self.view = AsyncOperatorView(platform)
        self.sign = AsyncOperatorSigns(platform, signer)
        self.act = AsyncOperatorActs(platform, signer)
