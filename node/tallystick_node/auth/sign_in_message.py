"""The message of Sign-In with Ethereum (EIP-4361), read and checked as strictly as it can be.

Everything that the server has said must stand in it again: domain, URI, chain and nonce; and it
must be of now. A message with any line that the standard does not know is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from eth_utils.address import to_checksum_address

from tallystick.errors import InputError

__all__ = ["Expected", "SignInMessage", "check", "read", "write"]

VERSION = "1"
LETTERS_MAX = 2_000
# How far a client's clock may be ahead, and how old what it signed may be.
AHEAD_SECONDS_MAX = 60
AGE_SECONDS_MAX = 600
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_FORM = re.compile(
    r"(?P<domain>[^\s/?#]{1,255}) wants you to sign in with your Ethereum account:\n"
    r"(?P<address>0x[0-9a-fA-F]{40})\n\n"
    r"(?:(?P<statement>[^\n]{1,500})\n)?\n"
    r"URI: (?P<uri>[^\s]{1,500})\n"
    r"Version: (?P<version>\d{1,3})\n"
    r"Chain ID: (?P<chain_id>\d{1,20})\n"
    r"Nonce: (?P<nonce>[0-9a-zA-Z]{8,64})\n"
    rf"Issued At: (?P<issued_at>{_MOMENT})"
    rf"(?:\nExpiration Time: (?P<expiration_time>{_MOMENT}))?"
    rf"(?:\nNot Before: (?P<not_before>{_MOMENT}))?"
    r"(?:\nRequest ID: (?P<request_id>[^\s]{0,255}))?"
    r"(?:\nResources:(?P<resources>(?:\n- [^\s]{1,500}){0,20}))?"
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the server stands for; another site's message has something else."""

    domain: str
    uri: str
    chain_id: int


@dataclass(frozen=True, slots=True)
class SignInMessage:
    """A message taken apart; `text` is what was signed."""

    text: str
    domain: str
    address: str
    uri: str
    version: str
    chain_id: int
    nonce: str
    issued_at: datetime
    expiration_time: datetime | None
    not_before: datetime | None


def write(address: str, nonce: str, issued_at: datetime, expected: Expected) -> str:
    """Return the message that a wallet is asked to sign."""
    return (
        f"{expected.domain} wants you to sign in with your Ethereum account:\n"
        f"{to_checksum_address(address)}\n\n"
        "Sign in to Tallystick. This moves no money.\n\n"
        f"URI: {expected.uri}\n"
        f"Version: {VERSION}\n"
        f"Chain ID: {expected.chain_id}\n"
        f"Nonce: {nonce}\n"
        f"Issued At: {issued_at:%Y-%m-%dT%H:%M:%SZ}"
    )


def read(text: str) -> SignInMessage:
    """Take a message apart; InputError with SIGNIN:FORM when it is none, or its address is not."""
    found = _FORM.fullmatch(text) if len(text) <= LETTERS_MAX else None
    if found is None:
        raise InputError(
            "SIGNIN:FORM", "the text is no Sign-In with Ethereum message (EIP-4361) as it is sent"
        )
    address = found["address"]
    if to_checksum_address(address) != address:
        raise InputError("SIGNIN:ADDRESS", "the address has not its EIP-55 letters")
    return SignInMessage(
        text=text,
        domain=found["domain"],
        address=address,
        uri=found["uri"],
        version=found["version"],
        chain_id=int(found["chain_id"]),
        nonce=found["nonce"],
        issued_at=_moment(found["issued_at"]),
        expiration_time=_moment_or_none(found["expiration_time"]),
        not_before=_moment_or_none(found["not_before"]),
    )


def check(message: SignInMessage, expected: Expected, now: datetime) -> None:
    """Raise InputError when the message is for another site, another chain or another time."""
    for code, name, said, right in (
        ("SIGNIN:DOMAIN", "domain", message.domain, expected.domain),
        ("SIGNIN:URI", "URI", message.uri, expected.uri),
        ("SIGNIN:VERSION", "version", message.version, VERSION),
        ("SIGNIN:CHAIN", "chain", str(message.chain_id), str(expected.chain_id)),
    ):
        if said != right:
            raise InputError(code, f"the message names another {name}; here it is {right}")
    if message.issued_at > now + timedelta(seconds=AHEAD_SECONDS_MAX):
        raise InputError("SIGNIN:TIME", "the message is dated ahead; set the device's clock")
    if message.issued_at < now - timedelta(seconds=AGE_SECONDS_MAX):
        raise InputError(
            "SIGNIN:TIME", f"the message is older than {AGE_SECONDS_MAX} seconds; sign a new one"
        )
    if message.expiration_time is not None and now >= message.expiration_time:
        raise InputError("SIGNIN:TIME", "the message has expired; sign a new one")
    if message.not_before is not None and now < message.not_before:
        raise InputError("SIGNIN:TIME", "the message is not valid yet")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("SIGNIN:FORM", "the message has a time that is none") from error


def _moment_or_none(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)
