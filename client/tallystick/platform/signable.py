"""What every message that people sign has: checked fields, a typed form, a form for JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from tallystick.chain import typed_data
from tallystick.chain.codec import address_of, bytes32_of
from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.chain.signer import Signature, Signer

__all__ = [
    "NOBODY",
    "NO_SIGNATURE",
    "Place",
    "Signable",
    "address_parsed",
    "parts_of",
    "signature_parsed",
]

NOBODY = "0x" + "00" * 20
NO_SIGNATURE = b""
# The most that the contracts take, for signatures that another contract checks.
SIGNATURE_MAX = 1_024
_DIGITS_MAX = 78  # of 2^256 - 1
_CODES = {"address": "INPUT:ADDRESS", "bytes32": "INPUT:BYTES", "uint256": "INPUT:AMOUNT"}


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
            The compact signature (r, vs); `signature_bytes` makes the 64 bytes of it.
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
        """
        types = typed_data.TYPES[cls.kind]
        names = [name for name, _ in types]
        written: object = document  # somebody else's JSON may be anything
        if not isinstance(written, Mapping) or set(written) != set(names):
            raise InputError("INPUT:FIELDS", f"{cls.kind} has exactly {', '.join(names)}")
        return cls(
            **{name: _parsed(f"{cls.kind}.{name}", kind, written[name]) for name, kind in types}
        )


def parts_of(kind: str, document: object, *names: str) -> list[Any]:
    """Return the parts of a document that somebody else has written.

    Args:
        kind: What it is to be, for the error.
        document: The parsed JSON.
        *names: The parts that it needs; others are passed over.

    Returns:
        The parts, in the order of the names.

    Raises:
        InputError: INPUT:FIELDS when it is not an object, or lacks a part.
    """
    if not isinstance(document, Mapping) or not set(names) <= set(document):
        raise InputError("INPUT:FIELDS", f"{kind} has {', '.join(names)}")
    return [document[name] for name in names]


def address_parsed(name: str, written: object) -> str:
    """Read an address out of a document.

    Args:
        name: What it is called in the error.
        written: What stands there.

    Returns:
        The checksummed address.

    Raises:
        InputError: INPUT:ADDRESS when it is not an address.
    """
    if not isinstance(written, str):
        raise InputError("INPUT:ADDRESS", f"{name} must be an address of 0x and 40 hex digits")
    return address_of(name, written)


def signature_parsed(written: object) -> bytes:
    """Read a signature out of a document.

    Args:
        written: What stands there.

    Returns:
        The signature's bytes; none for `0x`.

    Raises:
        InputError: INPUT:SIGNATURE when it is not 0x and hex digits, or longer than any.
    """
    if isinstance(written, str) and written.startswith("0x"):
        digits = written[2:]
        if len(digits) <= 2 * SIGNATURE_MAX and re.fullmatch(r"([0-9a-fA-F]{2})*", digits):
            return bytes.fromhex(digits)
    raise InputError(
        "INPUT:SIGNATURE", f"a signature is 0x and hex digits, at most {SIGNATURE_MAX} bytes"
    )


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
    if type_name == "bool":
        if not isinstance(value, bool):
            raise InputError("INPUT:FIELDS", f"{name} must be true or false")
    elif not isinstance(value, str):
        code = _CODES.get(type_name, "INPUT:FIELDS")
        raise InputError(code, f"{name} must be a string, not {type(value).__name__}")
    elif type_name == "uint256":
        # More digits than any such number has are not even read.
        if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS_MAX):
            raise InputError("INPUT:AMOUNT", f"{name} must be a decimal string, at most 78 digits")
        return int(value)
    return value
