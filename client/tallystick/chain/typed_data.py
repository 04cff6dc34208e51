"""EIP-712 messages of the platform: their types as data, and the whole message to sign.

A signature binds to the chain and to one contract: credentials and freeze orders to the Registry,
offers to Offers, asks and bids to the Market, mandates to Mandates, restructurings to Ballots,
reports and verdicts of audits to the Disclosures, permits to the token. Where a contract checks
them, digests equal its own (`offer_digest`, `ask_digest` and so on); tests compare them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from tallystick.errors import InputError

__all__ = ["TYPES", "VERIFIERS", "Message", "digest", "message", "permit"]

Message = dict[str, Any]

_DOMAIN = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
)
_OFFER_NUMBERS = (
    "method lead grace_days late_rate_ppm late_cap_ppm default_dpd origination_ppm reserve_ppm"
    " servicing_ppm late_share_ppm market_fee_ppm recovery_ppm cover_cap_ppm quorum_ppm risk_level"
    " ticket_min raise_seconds issue_seconds reflection_seconds reflection_class"
)
_MANDATE_NUMBERS = (
    "level_max statement rate_min_ppm days_max ticket person_max group_max day_max exposure_max"
    " lifetime_max cash_floor nonce expiry"
)
_RESTRUCTURING_NUMBERS = "loan rate_ppm n period lead window_seconds version expiry"
_ORDER = (
    ("loan", "uint256"),
    ("units", "uint256"),
    ("price_ppm", "uint256"),
    ("dpd_max", "uint256"),
    ("version", "uint256"),
    ("nonce", "uint256"),
    ("expiry", "uint256"),
)

TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "Credential": (
        ("person", "bytes32"),
        ("wallet", "address"),
        ("risk_class", "uint256"),
        ("group", "uint256"),
        ("lend_limit", "uint256"),
        ("borrow_limit", "uint256"),
        ("issued_at", "uint256"),
        ("expiry", "uint256"),
    ),
    "FreezeOrder": (
        ("wallet", "address"),
        ("until", "uint256"),
        ("order", "bytes32"),
        ("expiry", "uint256"),
    ),
    "Offer": (
        ("borrower", "address"),
        ("project", "bytes32"),
        ("principal", "uint256"),
        ("rate_ppm", "uint256"),
        ("n", "uint256"),
        ("period", "uint256"),
        ("in_days", "bool"),
        *((name, "uint256") for name in _OFFER_NUMBERS.split()),
        ("collateral", "bytes32"),
        ("disclosure_hash", "bytes32"),
        ("agreement_hash", "bytes32"),
        ("expiry", "uint256"),
    ),
    "Ask": (("seller", "address"), ("buyer", "address"), *_ORDER),
    "Restructuring": tuple((name, "uint256") for name in _RESTRUCTURING_NUMBERS.split()),
    "Mandate": (
        ("owner", "address"),
        ("executor", "address"),
        *((name, "uint256") for name in _MANDATE_NUMBERS.split()),
    ),
    "Bid": (("buyer", "address"), *_ORDER),
    "Permit": (
        ("owner", "address"),
        ("spender", "address"),
        ("value", "uint256"),
        ("nonce", "uint256"),
        ("deadline", "uint256"),
    ),
    "Report": (
        ("subject", "bytes32"),
        ("version", "uint256"),
        ("root", "bytes32"),
    ),
    "AuditVerdict": (
        ("watcher", "address"),
        ("day", "uint256"),
        ("block", "uint256"),
        ("block_hash", "bytes32"),
        ("passed", "bool"),
        ("held", "uint256"),
        ("failed", "uint256"),
        ("evidence", "bytes32"),
        ("code", "string"),
    ),
    "AuditorOpinion": (
        ("subject", "bytes32"),
        ("version", "uint256"),
        ("root", "bytes32"),
        ("opinion", "string"),
        ("firm", "string"),
        ("day", "uint256"),
    ),
}
VERIFIERS = {
    "Credential": "Registry",
    "FreezeOrder": "Freezes",
    "Offer": "Offers",
    "Ask": "Market",
    "Bid": "Market",
    "Restructuring": "Ballots",
    "Mandate": "Mandates",
    "Report": "Disclosures",
    "AuditVerdict": "Disclosures",
    "AuditorOpinion": "Disclosures",
}


def message(kind: str, values: object, chain_id: int, verifier: str) -> Message:
    """Return the full message of a kind for a contract on a chain.

    Args:
        kind: A key of `TYPES`.
        values: A mapping with exactly the fields of the kind, or a dataclass that has them.
        chain_id: The number of the chain.
        verifier: The address of the contract that checks the signature.

    Returns:
        The message with types, domain and values, as EIP-712 prescribes.

    Raises:
        InputError: INPUT:FIELDS when the fields are not those of the kind.
        TypeError: When a number is not an integer.
    """
    return _full(kind, values, {"name": "Tallystick", "version": "1"}, chain_id, verifier)


def permit(values: object, token_name: str, chain_id: int, token: str) -> Message:
    """Return the full message of an EIP-2612 permit for a token, whose domain has version 1.

    Args:
        values: Owner, spender, value (minor units), nonce and deadline (Unix second).
        token_name: The token's name, which is part of the domain.
        chain_id: The number of the chain.
        token: The token's address.

    Returns:
        The message with types, domain and values, as EIP-712 prescribes.

    Raises:
        InputError: INPUT:FIELDS when the fields are not those of a permit.
        TypeError: When a number is not an integer.
    """
    return _full("Permit", values, {"name": token_name, "version": "1"}, chain_id, token)


def digest(full: Message) -> bytes:
    """Return what is signed for a full message.

    Args:
        full: A full EIP-712 message.

    Returns:
        The 32 bytes of its hash.
    """
    signable = encode_typed_data(full_message=full)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def _full(
    kind: str, values: object, domain: dict[str, Any], chain_id: int, verifier: str
) -> Message:
    fields = TYPES[kind]
    if dataclasses.is_dataclass(values) and not isinstance(values, type):
        values = {name: getattr(values, name) for name, _ in fields}
    if not isinstance(values, Mapping) or set(values) != {name for name, _ in fields}:
        raise InputError(
            "INPUT:FIELDS", f"{kind} takes exactly {', '.join(name for name, _ in fields)}"
        )
    for name, type_name in fields:
        value = values[name]
        if type_name == "uint256" and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"{kind}.{name} must be an int, not {type(value).__name__}")
    return {
        "types": {"EIP712Domain": _entries(_DOMAIN), kind: _entries(fields)},
        "primaryType": kind,
        "domain": {**domain, "chainId": chain_id, "verifyingContract": verifier},
        "message": {name: values[name] for name, _ in fields},
    }


def _entries(fields: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "type": type_name} for name, type_name in fields]
