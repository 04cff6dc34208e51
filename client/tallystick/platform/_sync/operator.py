"""The operator's side: people, offers, freezes, governance, publishing, permissionless runs.

`operator.view` reads, `operator.sign` signs what others bring to the chain, `operator.act` plans
transactions. Which of them succeed depends on the signer's role, as the contracts decide.
"""

# Made by scripts/unasync.py from platform/_async/operator.py; do not edit.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick.platform._sync.council import Governance
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

    from tallystick.chain.signer import Signature, Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["Operator", "OperatorActs", "OperatorSigns", "OperatorView"]


class OperatorView:
    """What an operator reads; no key needed. Errors are those of `AccountView`."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def person(self, wallet: str) -> Person | None:
        """Return the person behind a wallet.

        Args:
            wallet: The wallet's address.

        Returns:
            The person; None when the wallet is not enrolled.
        """
        head = self._platform.read("Registry", "head_of", wallet)
        if int(head, 16) == 0:
            return None
        known = self._platform.read("Registry", "person_of", wallet)
        borrowed, limit = self._platform.read("Registry", "borrower_record", head)
        return Person(head=head, borrowed=borrowed, borrow_limit=limit, **known)

    def decision(self, number: int) -> Decision:
        """Return a decision of the council.

        Args:
            number: The decision's number.

        Returns:
            The decision as it stands.

        Raises:
            InputError: INPUT:DECISION when it was never proposed.
        """
        return Decision.of(number, self._platform.read("Governor", "decision", number))

    def roles_of(self, account: str) -> int:
        """Return an account's roles.

        Args:
            account: The account's address.

        Returns:
            The sum of 1 compliance, 2 underwriter, 4 guardian, 8 publisher.
        """
        return int(self._platform.read("Governor", "roles_of", account))

    def paused(self) -> bool:
        """Return whether new risk is closed by a pause or a wind-down.

        Returns:
            Whether it is closed.
        """
        paused, wind_down, _ = self._platform.read("Registry", "gate_state")
        return bool(paused or wind_down)

    def versions(self, subject: bytes) -> int:
        """Return how many versions of a subject are published.

        Args:
            subject: The subject's hash, 32 bytes.

        Returns:
            The number of the latest version, 0 when there is none.
        """
        return int(self._platform.read("Disclosures", "versions", subject))


class OperatorSigns:
    """Signatures that others bring to the chain; nothing is sent and nothing is paid."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer

    def offer(self, offer: Offer) -> SignedOffer:
        """Sign an offer as underwriter; large ones need `countersigned` by a second.

        Args:
            offer: The offer.

        Returns:
            The offer with the first signature.
        """
        return SignedOffer(offer, self._signature(offer))

    def countersigned(self, signed: SignedOffer) -> SignedOffer:
        """Sign an offer as second underwriter.

        Args:
            signed: The offer with the first signature.

        Returns:
            The offer with both signatures.
        """
        return replace(signed, second=self._signature(signed.offer))

    def attestation(self, credential: Credential) -> SignedCredential:
        """Sign a credential as attestor; put several together with `OperatorSigns.join`.

        Args:
            credential: The credential.

        Returns:
            The credential with this attestation.
        """
        signature = self._signature(credential)
        return SignedCredential(credential, {self._signer.address: signature})

    def freeze_order(self, order: FreezeOrder) -> SignedFreezeOrder:
        """Sign a freeze order as attestor.

        Args:
            order: The freeze order.

        Returns:
            The order with this attestation.
        """
        signature = self._signature(order)
        return SignedFreezeOrder(order, {self._signer.address: signature})

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

    def _signature(self, message: Signable) -> Signature:
        typed = message.typed(self._platform)
        return self._signer.sign_typed_data(typed)


class OperatorActs:
    """What an operator does; every method returns a plan, `send()` carries it out.

    Loans are named by their numbers, from 1. Errors are those of `AccountActs`.
    """

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer
        self.council = Governance(platform, signer)

    # People

    def enrol(self, signed: SignedCredential) -> Plan[str]:
        """Bring a credential.

        Args:
            signed: The credential with its attestations, and the wallet's consent.

        Returns:
            The plan; its result is the person's head wallet.
        """
        return self._platform.plan(
            "Registry",
            "enrol",
            (signed.credential, signed.ordered, signed.consent),
            self._signer,
            result=value_of("Enrolled", "head", str),
        )

    def mark_staff(self, key: str) -> Plan[None]:
        """Mark the person behind a role's key as staff, for ever.

        Args:
            key: The address that holds the role.

        Returns:
            The plan, without a result.
        """
        return self._plan("Registry", "mark_staff", key)

    def freeze(self, wallet: str, until: int, order: bytes) -> Plan[int]:
        """Freeze a person (COMPLIANCE).

        Args:
            wallet: One of the person's wallets.
            until: The Unix second of its end, at most 72 hours ahead.
            order: Hash of the order that it rests on, 32 bytes.

        Returns:
            The plan; its result is the end, a Unix second.
        """
        return self._platform.plan(
            "Registry",
            "freeze",
            (wallet, until, order),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    def freeze_by_order(self, signed: SignedFreezeOrder) -> Plan[int]:
        """Bring a freeze by M attestors, for 30 days at most.

        Args:
            signed: The freeze order with its attestations.

        Returns:
            The plan; its result is the end, a Unix second.
        """
        return self._platform.plan(
            "Registry",
            "freeze_by_order",
            (signed.order, signed.ordered),
            self._signer,
            result=value_of("Frozen", "until", int),
        )

    def suspend_attestor(self, seat: str) -> Plan[None]:
        """Suspend an attestor's seat at once (GUARDIAN).

        Args:
            seat: The attestor's address.

        Returns:
            The plan, without a result.
        """
        return self._plan("Registry", "suspend_attestor", seat)

    def pause(self) -> Plan[None]:
        """Close new risk at once (GUARDIAN); the council reopens it.

        Returns:
            The plan, without a result.
        """
        return self._plan("Governor", "pause")

    # Loans

    def revoke_offer(self, project: bytes) -> Plan[None]:
        """Take back every offer for a project that is not listed yet (UNDERWRITER).

        Args:
            project: The project's hash, 32 bytes.

        Returns:
            The plan, without a result.
        """
        return self._plan("Book", "revoke_offer", project)

    def expire(self, loan: int) -> Plan[None]:
        """Close a listing whose time is over; anyone may.

        Args:
            loan: The listed loan.

        Returns:
            The plan, without a result.
        """
        return self._plan("Book", "expire", loan)

    def collect(self, loan: int) -> Plan[int]:
        """Take what is due from the borrower's balance; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self.collect_many([loan])

    def collect_many(self, loans: Sequence[int]) -> Plan[int]:
        """Collect from several loans, passing over those with nothing to take; anyone may.

        Args:
            loans: At most 100 loans.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(
            "Servicing",
            "collect_many",
            (list(loans),),
            self._signer,
            result=paid_in,
        )

    def declare_default(self, loan: int) -> Plan[int]:
        """Declare the default of a loan far enough past due; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is what is owed, in minor units.
        """
        return self._platform.plan(
            "Servicing",
            "declare_default",
            (loan,),
            self._signer,
            result=count_of("Defaulted", "principal", "interest", "charges"),
        )

    def cover(self, loan: int) -> Plan[int]:
        """Let the reserve pay a defaulted loan's lenders; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is the amount in minor units.
        """
        return self._platform.plan(
            "Reserve", "cover", (loan,), self._signer, result=count_of("CoverPaid", "amount")
        )

    def write_off(self, loan: int) -> Plan[None]:
        """Write a loan off three years after its default; anyone may.

        Args:
            loan: The loan.

        Returns:
            The plan, without a result.
        """
        return self._plan("Servicing", "write_off", loan)

    def release(self, loan: int) -> Plan[int]:
        """Take principal repaid so far off the borrower's caps.

        Args:
            loan: The loan.

        Returns:
            The plan; its result is how much, in minor units.
        """
        return self._platform.plan(
            "Servicing", "release", (loan,), self._signer, result=count_of("Released", "amount")
        )

    def sweep(self, loans: Sequence[int]) -> Plan[int]:
        """Move the platform's fees to the treasury.

        Args:
            loans: At most 100 loans.

        Returns:
            The plan; its result is the sum in minor units.
        """
        return self._platform.plan(
            "Servicing",
            "sweep_fees",
            (list(loans),),
            self._signer,
            result=count_of("FeesSwept", "amount"),
        )

    def contribute(self, source: int, amount: int) -> Plan[None]:
        """Give to the reserve for good.

        Args:
            source: 1 for the platform's profit, 2 for a guarantee.
            amount: In minor units, at least 1.

        Returns:
            The plan, without a result.
        """
        return self._plan("Reserve", "contribute", source, amount)

    # Publishing and the end

    def publish(self, subject: bytes, version: int, root: bytes) -> Plan[int]:
        """Anchor the next version of a subject (PUBLISHER).

        Args:
            subject: The subject's hash, 32 bytes.
            version: One more than the latest version.
            root: Root of the document's Merkle tree, 32 bytes.

        Returns:
            The plan; its result is the anchor's number.
        """
        return self._platform.plan(
            "Disclosures",
            "publish",
            (subject, version, root),
            self._signer,
            result=value_of("Published", "number", int),
        )

    def wind_down_by_silence(self) -> Plan[None]:
        """Begin the wind-down after 90 days without a publication; anyone may.

        Returns:
            The plan, without a result.
        """
        return self._plan("Governor", "wind_down_by_silence")

    def _plan(self, contract: str, function: str, *arguments: object) -> Plan[None]:
        return self._platform.plan(contract, function, arguments, self._signer, result=nothing)


class Operator:
    """An operator of a platform: `view`, `sign` and `act`; `act.council` holds decisions."""

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self.address = signer.address
        self.view = OperatorView(platform)
        self.sign = OperatorSigns(platform, signer)
        self.act = OperatorActs(platform, signer)
