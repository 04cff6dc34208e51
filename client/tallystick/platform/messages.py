"""What people sign for each other to bring to the chain: offers, credentials, freezes, orders.

Each is a frozen record with the fields of its EIP-712 type, and has a signed form that can be
written to JSON (amounts as decimal strings, signatures as hex) and read back. Attestors sign in
two words (r, vs); offers, orders and consents carry a signature's bytes, of a key (64 or 65) or of
a contract (EIP-1271).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tallystick.chain import typed_data
from tallystick.chain.signer import signature_bytes
from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms
from tallystick.platform.signable import (
    NO_SIGNATURE,
    NOBODY,
    Place,
    Signable,
    address_parsed,
    parts_of,
    signature_parsed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick.chain.signer import Signature, Signer

__all__ = [
    "NOBODY",
    "NO_SIGNATURE",
    "Ask",
    "Bid",
    "Credential",
    "FreezeOrder",
    "Offer",
    "Place",
    "Signable",
    "SignedAsk",
    "SignedBid",
    "SignedCredential",
    "SignedFreezeOrder",
    "SignedOffer",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Signable):
    """All terms of a loan, as underwriters sign them; amounts in minor units, rates in ppm."""

    kind: ClassVar[str] = "Offer"

    borrower: str
    project: bytes  # what is financed: a hash that can be listed once
    principal: int
    rate_ppm: int
    n: int
    period: int
    in_days: bool = False
    method: int = Method.ANNUITY
    lead: int = 0
    grace_days: int = 0
    late_rate_ppm: int = 0
    late_cap_ppm: int = 0
    default_dpd: int = 91
    origination_ppm: int = 0
    reserve_ppm: int = 0
    servicing_ppm: int = 0
    late_share_ppm: int = 0
    market_fee_ppm: int = 0
    recovery_ppm: int = 0
    cover_cap_ppm: int = 0
    quorum_ppm: int = 250_000  # the least share of the units that must vote on a restructuring
    risk_level: int = 1
    ticket_min: int = 1
    raise_seconds: int = 14 * 86_400
    issue_seconds: int = 5 * 86_400
    reflection_seconds: int = 0  # for which lenders may leave once it is funded
    reflection_class: int = 0  # whom that holds for: risk classes up to it
    collateral: bytes = bytes(32)  # hash of collection, token and floor; zero: none
    disclosure_hash: bytes
    agreement_hash: bytes
    expiry: int  # the last second on which it may be listed

    @property
    def terms(self) -> Terms:
        """What the schedule is made from."""
        unit = Unit.DAYS if self.in_days else Unit.MONTHS
        return Terms(
            self.principal, self.rate_ppm, self.n, self.period, unit, Method(self.method), self.lead
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential(Signable):
    """What attestors vouch for about a person; `person` is a keyed commitment, not an identity."""

    kind: ClassVar[str] = "Credential"

    person: bytes
    wallet: str
    risk_class: int
    group: int
    lend_limit: int
    borrow_limit: int
    issued_at: int
    expiry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeOrder(Signable):
    """A long freeze on the hash of a lawful order, accepted until `expiry`."""

    kind: ClassVar[str] = "FreezeOrder"

    wallet: str
    until: int
    order: bytes
    expiry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Signable):
    """A seller's price for units of a loan, void once its status is another than it was.

    price_ppm: of the units' outstanding principal. buyer: the one who may buy; anyone without.
    """

    kind: ClassVar[str] = "Ask"

    seller: str
    buyer: str = NOBODY
    loan: int
    units: int
    price_ppm: int
    dpd_max: int
    version: int
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid(Signable):
    """A buyer's price for units of a loan, void once its status is another than it was."""

    kind: ClassVar[str] = "Bid"

    buyer: str
    loan: int
    units: int
    price_ppm: int
    dpd_max: int
    version: int
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True)
class SignedOffer:
    """An offer with the underwriters who signed it, one or two, and their signatures."""

    offer: Offer
    signer: str
    first: bytes
    second_signer: str = NOBODY
    second: bytes = NO_SIGNATURE

    @property
    def signers(self) -> tuple[str, str]:
        """Who signed, as `list_offer` takes it; the second zero when one has signed."""
        return self.signer, self.second_signer

    def countersigned(self, platform: Place, signer: Signer) -> SignedOffer:
        """Return the offer with a second underwriter's signature, which large offers need.

        Args:
            platform: The platform that the signature shall hold for.
            signer: The second underwriter.

        Returns:
            The same offer with both signatures.
        """
        second = signature_bytes(self.offer.sign(platform, signer))
        return replace(self, second_signer=signer.address, second=second)

    def document(self) -> dict[str, Any]:
        """Return the signed offer for JSON.

        Returns:
            `offer`, `signers` and `signatures`, which `parse` reads.
        """
        signatures = ["0x" + signature.hex() for signature in (self.first, self.second)]
        return {
            "offer": self.offer.document(),
            "signers": list(self.signers),
            "signatures": signatures,
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedOffer:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed offer.

        Raises:
            InputError: INPUT:FIELDS when a part is missing or there are not two of each,
                INPUT:SIGNATURE for a signature that is not hex, INPUT:ADDRESS for a signer who is
                none, else as `Offer`'s.
        """
        offer, signatures, signers = parts_of(
            "a signed offer", document, "offer", "signatures", "signers"
        )
        first, second = map(signature_parsed, _two("signatures", signatures))
        signer, other = (address_parsed("signer", who) for who in _two("signers", signers))
        return cls(Offer.parse(offer), signer, first, other, second)


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """A credential with its attestations by attestor, and the wallet's consent."""

    credential: Credential
    attestations: Mapping[str, Signature]
    consent: bytes = NO_SIGNATURE

    def consented(self, platform: Place, wallet: Signer) -> SignedCredential:
        """Return the credential with the wallet's own signature, so that anyone may bring it.

        Args:
            platform: The platform that the signature shall hold for.
            wallet: The wallet that the credential is for.

        Returns:
            The same credential with the consent.
        """
        return replace(self, consent=signature_bytes(self.credential.sign(platform, wallet)))

    @property
    def ordered(self) -> list[Signature]:
        """The attestations in the order of the attestors' addresses."""
        return _ordered(self.attestations)


@dataclass(frozen=True, slots=True)
class SignedFreezeOrder:
    """A freeze order with its attestations by attestor."""

    order: FreezeOrder
    attestations: Mapping[str, Signature]

    @property
    def ordered(self) -> list[Signature]:
        """The attestations in the order of the attestors' addresses."""
        return _ordered(self.attestations)


@dataclass(frozen=True, slots=True)
class SignedAsk:
    """An ask with its seller's signature."""

    ask: Ask
    signature: bytes

    def document(self) -> dict[str, Any]:
        """Return the signed ask for JSON.

        Returns:
            `ask` and `signature`, which `parse` reads.
        """
        return {"ask": self.ask.document(), "signature": "0x" + self.signature.hex()}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedAsk:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed ask.

        Raises:
            InputError: INPUT:FIELDS when a part is missing, INPUT:SIGNATURE for a signature that is
                not hex, else as `Ask`'s.
        """
        ask, signature = parts_of("a signed ask", document, "ask", "signature")
        return cls(Ask.parse(ask), signature_parsed(signature))


@dataclass(frozen=True, slots=True)
class SignedBid:
    """A bid with its buyer's signature."""

    bid: Bid
    signature: bytes

    def document(self) -> dict[str, Any]:
        """Return the signed bid for JSON.

        Returns:
            `bid` and `signature`, which `parse` reads.
        """
        return {"bid": self.bid.document(), "signature": "0x" + self.signature.hex()}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedBid:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed bid.

        Raises:
            InputError: INPUT:FIELDS when a part is missing, INPUT:SIGNATURE for a signature that is
                not hex, else as `Bid`'s.
        """
        bid, signature = parts_of("a signed bid", document, "bid", "signature")
        return cls(Bid.parse(bid), signature_parsed(signature))


def _two(name: str, written: object) -> list[Any]:
    if not isinstance(written, list | tuple) or len(written) != 2:
        raise InputError("INPUT:FIELDS", f"an offer has two {name}, empty for who does not sign")
    return list(written)


def _ordered(attestations: Mapping[str, Signature]) -> list[Signature]:
    return [attestations[who] for who in sorted(attestations, key=lambda who: int(who, 16))]


assert all(
    {field.name for field in fields(kind)} == {name for name, _ in typed_data.TYPES[kind.kind]}
    for kind in (Ask, Bid, Credential, FreezeOrder, Offer)
), "records and types have the same fields"
