"""The message of Sign-In with Ethereum (EIP-4361), read and checked as strictly as possible.

Everything that the server has stated must be in it again: domain, URI, chain and nonce; and it
must be recent. A message with any line that the standard does not know is refused.
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
    """Return the message that a wallet is asked to sign.

    Args:
        address: The wallet's address.
        nonce: 8 to 64 letters and digits.
        issued_at: When it is issued, in UTC.
        expected: What the server stands for.

    Returns:
        The text of the message.
    """
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
    """Take a message apart.

    Args:
        text: The message as it was signed, at most 2,000 characters.

    Returns:
        Its parts.

    Raises:
        InputError: SIGNIN:FORM when it is not such a message; SIGNIN:ADDRESS when its address is
            not checksummed (EIP-55).
    """
    match = _FORM.fullmatch(text) if len(text) <= LETTERS_MAX else None
    if match is None:
        raise InputError(
            "SIGNIN:FORM",
            "the text is not a Sign-In with Ethereum message (EIP-4361) as it is sent",
        )
    address = match["address"]
    if to_checksum_address(address) != address:
        raise InputError("SIGNIN:ADDRESS", "the address does not have its EIP-55 checksum")
    return SignInMessage(
        text=text,
        domain=match["domain"],
        address=address,
        uri=match["uri"],
        version=match["version"],
        chain_id=int(match["chain_id"]),
        nonce=match["nonce"],
        issued_at=_moment(match["issued_at"]),
        expiration_time=_moment_or_none(match["expiration_time"]),
        not_before=_moment_or_none(match["not_before"]),
    )


def check(message: SignInMessage, expected: Expected, now: datetime) -> None:
    """Require that a message is for this site, this chain and this time.

    Args:
        message: The message taken apart.
        expected: What the server stands for.
        now: The current time, in UTC.

    Raises:
        InputError: SIGNIN:DOMAIN, :URI, :VERSION, :CHAIN, or :TIME when it is older than 600
            seconds, dated more than 60 seconds ahead, expired, or not valid yet.
    """
    for code, name, stated, right in (
        ("SIGNIN:DOMAIN", "domain", message.domain, expected.domain),
        ("SIGNIN:URI", "URI", message.uri, expected.uri),
        ("SIGNIN:VERSION", "version", message.version, VERSION),
        ("SIGNIN:CHAIN", "chain", str(message.chain_id), str(expected.chain_id)),
    ):
        if stated != right:
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
