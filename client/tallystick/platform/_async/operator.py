"""The operator's side: people, offers, freezes, governance, publishing, permissionless runs.

`operator.view` reads, `operator.sign` signs what others bring to the chain, `operator.act` plans
transactions. Which of them succeed depends on the signer's role, as the contracts decide.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.chain._async.signing import settled
from tallystick.chain.contracts import Disclosures, Governor, Lens, Registry
from tallystick.chain.signer import signature_bytes
from tallystick.platform._async.execution import other_loans, would_lend
from tallystick.platform._async.lender_choices import AsyncLenderChoicesView
from tallystick.platform._async.operator_actions import AsyncOperatorActions
from tallystick.platform.decisions import Decision, LastPause
from tallystick.platform.messages import (
    Credential,
    FreezeOrder,
    Offer,
    Signable,
    SignedCredential,
    SignedFreezeOrder,
    SignedOffer,
)
from tallystick.platform.persons import Person
from tallystick.platform.restructurings import Restructuring, SignedRestructuring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick.chain.signer import AnySigner, Signature
    from tallystick.platform._async.platform import AsyncPlatform
    from tallystick.platform.mandates import Mandate, SignedMandate

__all__ = ["AsyncOperator", "AsyncOperatorSigns", "AsyncOperatorView"]


class AsyncOperatorView(AsyncLenderChoicesView):
    """What an operator reads; no key needed. Errors are those of `AsyncAccountView`."""

    def __init__(self, platform: AsyncPlatform) -> None:
        self._platform = platform

    async def person(self, wallet: str) -> Person | None:
        """Return the person behind a wallet.

        Args:
            wallet: The wallet's address.

        Returns:
            The person; None when the wallet is not enrolled.
        """
        head = await self._platform.read(Registry.head_of(wallet))
        if int(head, 16) == 0:
            return None
        known = await self._platform.read(Registry.person_of(wallet))
        borrowed, limit = await self._platform.read(Registry.borrower_record(head))
        return Person(head=head, borrowed=borrowed, borrow_limit=limit, **known)

    async def decision(self, number: int) -> Decision:
        """Return a decision of the council.

        Args:
            number: The decision's number.

        Returns:
            The decision as it stands.

        Raises:
            InputError: INPUT:DECISION when it was never proposed.
        """
        return Decision.of(number, await self._platform.read(Governor.decision(number)))

    async def roles_of(self, account: str) -> int:
        """Return an account's roles.

        Args:
            account: The account's address.

        Returns:
            The sum of 1 compliance, 2 underwriter, 4 guardian, 8 publisher, 16 servicer.
        """
        return await self._platform.read(Governor.roles_of(account))

    async def paused(self) -> bool:
        """Return whether new risk is closed by a pause or a wind-down.

        Returns:
            Whether it is closed.
        """
        paused_until, wind_down, _ = await self._platform.read(Registry.gate_state())
        return wind_down or await self._platform.now() < paused_until

    async def pause(self) -> LastPause | None:
        """Return the last pause of new risk, over or not.

        Returns:
            The pause; None when there never was one.
        """
        number = await self._platform.read(Governor.pause_count())
        if number == 0:
            return None
        return LastPause(
            number=number,
            until=await self._platform.read(Governor.paused_until()),
            confirmed=await self._platform.read(Governor.pause_confirmed()),
        )

    async def versions(self, subject: bytes) -> int:
        """Return how many versions of a subject are published.

        Args:
            subject: The subject's hash, 32 bytes.

        Returns:
            The number of the latest version, 0 when there is none.
        """
        return await self._platform.read(Disclosures.versions(subject))

    async def other_loans(self, loan: int) -> tuple[int, ...]:
        """Return the other loans that count against the caps of a borrower's group now.

        Args:
            loan: The loan's number, from 1.

        Returns:
            Their numbers, ascending.

        Raises:
            InputError: INPUT:LOAN when there is no such loan, INPUT:OTHERS when more count than an
                execution of mandates takes.
        """
        return await other_loans(self._platform, loan)

    async def would_lend(
        self, loan: int, asks: Sequence[tuple[Mandate | SignedMandate | bytes, int]]
    ) -> tuple[int, ...]:
        """Return what executing mandates would lend, but for their owners' standing.

        Args:
            loan: The listed loan's number.
            asks: The mandates, and the most to lend for each, in minor
                units.

        Returns:
            What each would lend, in minor units.

        Raises:
            InputError: INPUT:LOAN when there is no such loan, INPUT:OTHERS as `other_loans`.
        """
        return await would_lend(self._platform, loan, asks)


class AsyncOperatorSigns:
    """Signatures that others bring to the chain; nothing is sent and nothing is paid."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self._platform = platform
        self._signer = signer

    async def offer(self, offer: Offer) -> SignedOffer:
        """Sign an offer as underwriter; large ones need `countersigned` by a second.

        Args:
            offer: The offer.

        Returns:
            The offer with the first signature.
        """
        signature = signature_bytes(await self._signature(offer))
        return SignedOffer(offer, self._signer.address, signature)

    async def countersigned(self, signed: SignedOffer) -> SignedOffer:
        """Sign an offer as second underwriter.

        Args:
            signed: The offer with the first signature.

        Returns:
            The offer with both signatures.
        """
        second = signature_bytes(await self._signature(signed.offer))
        return replace(signed, second_signer=self._signer.address, second=second)

    async def attestation(self, credential: Credential) -> SignedCredential:
        """Sign a credential as attestor; put several together with `AsyncOperatorSigns.join`.

        Args:
            credential: The credential.

        Returns:
            The credential with this attestation.
        """
        signature = await self._signature(credential)
        return SignedCredential(credential, {self._signer.address: signature})

    async def freeze_order(self, order: FreezeOrder) -> SignedFreezeOrder:
        """Sign a freeze order as attestor.

        Args:
            order: The freeze order.

        Returns:
            The order with this attestation.
        """
        signature = await self._signature(order)
        return SignedFreezeOrder(order, {self._signer.address: signature})

    async def restructuring(
        self,
        loan: int,
        *,
        rate_ppm: int,
        n: int,
        period: int,
        lead: int = 0,
        window_seconds: int = 7 * 86_400,
        expiry: int,
    ) -> SignedRestructuring:
        """Sign new terms of an active loan as servicer; the borrower's signature comes next.

        Args:
            loan: The loan's number, from 1.
            rate_ppm: The rate, 0 to 1,000,000 ppm a year.
            n: Instalments from the vote on, 1 to 480.
            period: Months, 1 to 12, or days, 1 to 366, as the loan has it.
            lead: First instalments without principal.
            window_seconds: How long lenders vote, 3 to 14 days.
            expiry: The last Unix second on which it may be proposed.

        Returns:
            The restructuring, for the loan as it is now, with the servicer's signature.
        """
        progress = await self._platform.read(Lens.progress_of(loan))
        restructuring = Restructuring(
            loan=loan,
            rate_ppm=rate_ppm,
            n=n,
            period=period,
            lead=lead,
            window_seconds=window_seconds,
            version=progress["version"],
            expiry=expiry,
        )
        unsigned = SignedRestructuring(restructuring=restructuring, servicer=self._signer.address)
        return await self.sign_restructuring(unsigned)

    async def sign_restructuring(self, signed: SignedRestructuring) -> SignedRestructuring:
        """Sign new terms as the servicer they name.

        Args:
            signed: The restructuring with the signatures so far.

        Returns:
            The same with the servicer's.
        """
        signature = signature_bytes(await self._signature(signed.restructuring))
        return signed.signed("servicer", signature)

    @staticmethod
    def join(parts: Sequence[SignedCredential]) -> SignedCredential:
        """Put attestations of one credential together.

        Args:
            parts: The same credential once for each attestor, at least one.

        Returns:
            The credential with all attestations, and the first part's consent.
        """
        first, *others = parts
        assert all(part.credential == first.credential for part in others), "one credential"
        merged = {who: signature for part in parts for who, signature in part.attestations.items()}
        return SignedCredential(first.credential, merged, first.consent)

    async def _signature(self, message: Signable) -> Signature:
        typed = message.typed(self._platform)
        return await settled(self._signer.sign_typed_data(typed))


class AsyncOperator:
    """An operator of a platform: `view`, `sign` and `act`; `act.council` holds decisions."""

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self.address = signer.address
        self.view = AsyncOperatorView(platform)
        self.sign = AsyncOperatorSigns(platform, signer)
        self.act = AsyncOperatorActions(platform, signer)
