"""What people sign for each other to bring to the chain: offers, credentials, freeze orders, asks.

Each is a frozen record with the fields of its EIP-712 type, and has a signed form that can be
written to JSON (amounts as decimal strings) and read back.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from tallystick.chain import typed_data
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.errors import InputError
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tallystick.chain.signer import Signature, Signer

__all__ = [
    "NO_SIGNATURE",
    "Ask",
    "Credential",
    "FreezeOrder",
    "Offer",
    "Place",
    "Signable",
    "SignedAsk",
    "SignedCredential",
    "SignedFreezeOrder",
    "SignedOffer",
]

NO_SIGNATURE: Signature = (0, 0)


class Place(Protocol):
    """Where a signature holds: one chain, and a platform's contracts there; `Platform` is one."""

    @property
    def chain_id(self) -> int:
        """The number of the chain."""

    def address(self, contract: str) -> str:
        """Return the address of a contract.

        Args:
            contract: Its name in a deployment.

        Returns:
            The checksummed address.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Signable:
    """What all messages have: checked fields, a typed form that is signed, a form for JSON."""

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        for name, type_name in typed_data.TYPES[self.kind]:
            checked = _checked(f"{self.kind}.{name}", type_name, getattr(self, name))
            object.__setattr__(self, name, checked)

    def values(self) -> dict[str, Any]:
        """Return the fields as the contracts take them.

        Returns:
            The values by name, in the order of the EIP-712 type.
        """
        return {name: getattr(self, name) for name, _ in typed_data.TYPES[self.kind]}

    def typed(self, platform: Place) -> typed_data.Message:
        """Return the full EIP-712 message.

        Args:
            platform: The platform that the signature shall hold for.

        Returns:
            The message with types, domain and values.
        """
        verifier = platform.address(typed_data.VERIFIERS[self.kind])
        return typed_data.message(self.kind, self.values(), platform.chain_id, verifier)

    def digest(self, platform: Place) -> bytes:
        """Return what is signed.

        Args:
            platform: The platform that the signature shall hold for.

        Returns:
            The 32 bytes of the message's hash.
        """
        return typed_data.digest(self.typed(platform))

    def sign(self, platform: Place, signer: Signer) -> Signature:
        """Return a signature of the message.

        Args:
            platform: The platform that the signature shall hold for.
            signer: Who signs.

        Returns:
            The compact signature (r, vs).
        """
        return signer.sign_typed_data(self.typed(platform))

    def document(self) -> dict[str, Any]:
        """Return the fields for JSON.

        Returns:
            The values by name: numbers as decimal strings, bytes as hex.
        """
        return {name: _written(value) for name, value in self.values().items()}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Self:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The message.

        Raises:
            InputError: INPUT:FIELDS, INPUT:AMOUNT, INPUT:ADDRESS, INPUT:BYTES or INPUT:RANGE by
                what is wrong.
            TypeError: When a value is of the wrong type.
        """
        types = typed_data.TYPES[cls.kind]
        names = [name for name, _ in types]
        if set(document) != set(names):
            raise InputError("INPUT:FIELDS", f"{cls.kind} has exactly {', '.join(names)}")
        return cls(
            **{name: _parsed(f"{cls.kind}.{name}", kind, document[name]) for name, kind in types}
        )


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
    risk_level: int = 1
    ticket_min: int = 1
    raise_seconds: int = 14 * 86_400
    issue_seconds: int = 5 * 86_400
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
    """A seller's price for units of a loan, void once the loan's version has moved on."""

    kind: ClassVar[str] = "Ask"

    seller: str
    loan: int
    units: int
    price_ppm: int
    dpd_max: int
    version: int
    nonce: int
    expiry: int


@dataclass(frozen=True, slots=True)
class SignedOffer:
    """An offer with one underwriter's signature, or two."""

    offer: Offer
    first: Signature
    second: Signature = NO_SIGNATURE

    def countersigned(self, platform: Place, signer: Signer) -> SignedOffer:
        """Return the offer with a second underwriter's signature, which large offers need.

        Args:
            platform: The platform that the signature shall hold for.
            signer: The second underwriter.

        Returns:
            The same offer with both signatures.
        """
        return replace(self, second=self.offer.sign(platform, signer))

    def document(self) -> dict[str, Any]:
        """Return the signed offer for JSON.

        Returns:
            `offer` and `signatures`, which `parse` reads.
        """
        signatures = [_signature_written(part) for part in (self.first, self.second)]
        return {"offer": self.offer.document(), "signatures": signatures}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedOffer:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed offer.

        Raises:
            InputError: INPUT:SIGNATURE for a signature that is not two hex words, else as
                `Offer`'s.
        """
        first, second = (_signature_parsed(signature) for signature in document["signatures"])
        return cls(Offer.parse(document["offer"]), first, second)


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """A credential with its attestations by attestor, and the wallet's consent."""

    credential: Credential
    attestations: Mapping[str, Signature]
    consent: Signature = NO_SIGNATURE

    def consented(self, platform: Place, wallet: Signer) -> SignedCredential:
        """Return the credential with the wallet's own signature, so that anyone may bring it.

        Args:
            platform: The platform that the signature shall hold for.
            wallet: The wallet that the credential is for.

        Returns:
            The same credential with the consent.
        """
        return replace(self, consent=self.credential.sign(platform, wallet))

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
    signature: Signature

    def document(self) -> dict[str, Any]:
        """Return the signed ask for JSON.

        Returns:
            `ask` and `signature`, which `parse` reads.
        """
        return {"ask": self.ask.document(), "signature": _signature_written(self.signature)}

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> SignedAsk:
        """Read what `document` has written.

        Args:
            document: The parsed JSON.

        Returns:
            The signed ask.

        Raises:
            InputError: INPUT:SIGNATURE for a signature that is not two hex words, else as `Ask`'s.
        """
        return cls(Ask.parse(document["ask"]), _signature_parsed(document["signature"]))


def _ordered(attestations: Mapping[str, Signature]) -> list[Signature]:
    return [attestations[who] for who in sorted(attestations, key=lambda who: int(who, 16))]


def _checked(name: str, type_name: str, value: Any) -> Any:
    if type_name == "address":
        return address_of(name, value)
    if type_name == "bytes32":
        return bytes32_of(name, value)
    if type_name == "bool":
        if not isinstance(value, bool):
            raise TypeError(f"{name} must be a bool, not {type(value).__name__}")
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if not 0 <= value < 2**256:
        raise InputError("INPUT:RANGE", f"{name} must be 0 to 2^256 - 1, not {value}")
    return int(value)


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if isinstance(value, bool | str) else str(value)


def _parsed(name: str, type_name: str, value: Any) -> Any:
    if type_name != "uint256":
        return value
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        raise InputError("INPUT:AMOUNT", f"{name} must be a decimal string, not {value!r}")
    return int(value)


def _signature_written(signature: Sequence[int]) -> list[str]:
    return [f"0x{part:064x}" for part in signature]


def _signature_parsed(parts: Sequence[str]) -> Signature:
    try:
        r, vs = (int(part, 16) for part in parts)
    except (TypeError, ValueError):
        raise InputError(
            "INPUT:SIGNATURE", "a signature is the two words r and vs in hex"
        ) from None
    return r, vs


assert all(
    {field.name for field in fields(kind)} == {name for name, _ in typed_data.TYPES[kind.kind]}
    for kind in (Ask, Credential, FreezeOrder, Offer)
), "records and types have the same fields"
