"""The rules of supervision without a database: scopes, networks, clocks, periods."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.chain.codec import address_of
from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ANSWER_DAYS",
    "KEY_DAYS_MAX",
    "NAME_CHARACTERS_MAX",
    "NETWORKS_MAX",
    "REPORT_HOURS",
    "REQUESTS_A_MINUTE",
    "TEXT_CHARACTERS_MAX",
    "FileKind",
    "MajorEventKind",
    "PauseDecision",
    "PauseScope",
    "RegulatorScope",
    "expiry_of",
    "file_period",
    "is_inside",
    "key_hash",
    "named_scopes",
    "networks_of",
    "pause_subject",
    "pseudonym",
    "report_due",
    "written_line",
    "written_words",
]

KEY_DAYS_MAX = 730
NAME_CHARACTERS_MAX = 80
NETWORKS_MAX = 20
REQUESTS_A_MINUTE = 60
# From when an event is known to when it is reported (China, Disclosure Guidelines, article 10).
REPORT_HOURS = 48
# A platform's own rule: no law names a time for a supervisor's question in general.
ANSWER_DAYS = 10
TEXT_CHARACTERS_MAX = 4_000
# A network that holds more addresses than these is nobody's in particular.
_PREFIX_MIN = {4: 8, 6: 32}
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"20[0-9]{2}")
_DAY = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_LOAN = re.compile(r"[1-9][0-9]{0,17}")


class RegulatorScope(StrEnum):
    """What a key opens."""

    PORTFOLIO = "portfolio"
    OPERATIONS = "operations"
    INCIDENTS = "incidents"
    FILES = "files"
    QUESTIONS = "questions"
    ALERTS = "alerts"


class MajorEventKind(StrEnum):
    """What kind of major event it is, after article 10 of the Disclosure Guidelines."""

    CAPITAL_REDUCTION = "capital_reduction"
    MERGER = "merger"
    BANKRUPTCY = "bankruptcy"
    SUSPENSION_ORDER = "suspension_order"
    LITIGATION = "litigation"
    INVESTIGATION = "investigation"
    OFFENCE_OF_MANAGEMENT = "offence_of_management"
    STANDSTILL = "standstill"
    FRAUD = "fraud"
    DATA_BREACH = "data_breach"
    OTHER = "other"


class PauseScope(StrEnum):
    """What a guardian can stop on the chain: all new risk, or an attestor's seat."""

    NEW_RISK = "new_risk"
    ATTESTOR_SEAT = "attestor_seat"


class PauseDecision(StrEnum):
    """What the guardian has done about a request."""

    PAUSED = "paused"
    DECLINED = "declined"


class FileKind(StrEnum):
    """Which file it is."""

    NIFA = "nifa"
    ECSPR = "ecspr"
    KIIS = "kiis"
    OUTCOME = "outcome"
    SANDBOX = "sandbox"


def key_hash(key: str) -> str:
    """Return what is kept of a key.

    Args:
        key: As it was shown.

    Returns:
        Its SHA-256 in hex: a key has 256 random bits, so that nothing slower is needed.
    """
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def pseudonym(salt: bytes, wallet: str) -> str:
    """Return what a borrower is called in feeds and files.

    Args:
        salt: The platform's secret, 32 bytes.
        wallet: The borrower's first wallet, in hex, in either case.

    Returns:
        HMAC-SHA-256 in hex: the same for the same person, and of no use without the salt.
    """
    return hmac.new(salt, wallet.lower().encode(), hashlib.sha256).hexdigest()


def named_scopes(names: Iterable[str]) -> tuple[RegulatorScope, ...]:
    """Read the scopes of a key.

    Args:
        names: Their names.

    Returns:
        The scopes, each once, in the order of their definition.

    Raises:
        InputError: REGULATOR:SCOPES when there is none, or one that is unknown.
    """
    asked, known = set(names), {scope.value for scope in RegulatorScope}
    unknown = sorted(asked - known)
    if unknown or not asked:
        raise InputError(
            "REGULATOR:SCOPES",
            f"a key has at least one scope of {', '.join(sorted(known))}"
            + (f", not {unknown[0][:40]!r}" if unknown else ""),
        )
    return tuple(scope for scope in RegulatorScope if scope.value in asked)


def networks_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Read the networks from which a key may be used.

    Args:
        texts: Addresses or networks in CIDR notation.

    Returns:
        The networks in their plain form, each once.

    Raises:
        InputError: REGULATOR:NETWORKS when there is none, there are more than 20, one is malformed,
            or holds more than 2^24 addresses of IPv4 or 2^96 of IPv6.
    """
    if not 1 <= len(texts) <= NETWORKS_MAX:
        raise InputError("REGULATOR:NETWORKS", f"a key has 1 to {NETWORKS_MAX} networks")
    networks = []
    for text in texts:
        try:
            network = ipaddress.ip_network(text.strip())
        except ValueError as wrong:
            raise InputError(
                "REGULATOR:NETWORKS",
                f"a network is written as 192.0.2.0/24 or 2001:db8::/32, not {text[:50]!r}",
            ) from wrong
        if network.prefixlen < _PREFIX_MIN[network.version]:
            raise InputError(
                "REGULATOR:NETWORKS",
                f"{network} is wider than /{_PREFIX_MIN[network.version]}: name the supervisor's"
                " own networks",
            )
        networks.append(str(network))
    return tuple(dict.fromkeys(networks))


def is_inside(address: str, networks: Iterable[str]) -> bool:
    """Return whether an address is in one of some networks.

    Args:
        address: Of a connection; an IPv4 address may be written as IPv6.
        networks: In CIDR notation.

    Returns:
        False also for what is not an address.
    """
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(place, "ipv4_mapped", None)
    place = mapped or place
    return any(place in ipaddress.ip_network(network) for network in networks)


def expiry_of(expires_on: date, today: date) -> date:
    """Check the last day of a key.

    Args:
        expires_on: The day.
        today: The business date.

    Returns:
        The day.

    Raises:
        InputError: REGULATOR:EXPIRY when it is past, or more than 730 days away.
    """
    if not today <= expires_on <= today + timedelta(days=KEY_DAYS_MAX):
        raise InputError(
            "REGULATOR:EXPIRY",
            f"a key ends on a day from {today} to {today + timedelta(days=KEY_DAYS_MAX)}, not"
            f" {expires_on}",
        )
    return expires_on


def written_line(text: str, what: str, most: int = NAME_CHARACTERS_MAX) -> str:
    """Return a text of a line.

    Args:
        text: As it was typed.
        what: What it is, for the sentence.
        most: How many characters it may have.

    Returns:
        The text without blanks around it.

    Raises:
        InputError: SUPERVISION:TEXT when it is empty, too long, or has characters nobody sees.
    """
    plain = text.strip()
    if not 0 < len(plain) <= most or not plain.isprintable():
        raise InputError(
            "SUPERVISION:TEXT", f"{what} has 1 to {most} printable characters on one line"
        )
    return plain


def written_words(text: str, what: str) -> str:
    """Return a text of several lines.

    Args:
        text: As it was typed.
        what: What it is, for the sentence.

    Returns:
        The text without blanks around it.

    Raises:
        InputError: SUPERVISION:TEXT when it is empty or too long.
    """
    plain = text.strip()
    if not 0 < len(plain) <= TEXT_CHARACTERS_MAX:
        raise InputError("SUPERVISION:TEXT", f"{what} has 1 to {TEXT_CHARACTERS_MAX} characters")
    return plain


def pause_subject(scope: PauseScope, subject: str | None) -> str | None:
    """Check what a request to pause is about.

    Args:
        scope: What is to be paused.
        subject: The attestor's wallet; None for the whole platform.

    Returns:
        The checksummed wallet, or None.

    Raises:
        InputError: PAUSE:SUBJECT when the scope takes another subject; INPUT:ADDRESS.
    """
    if (scope is PauseScope.ATTESTOR_SEAT) != (subject is not None):
        raise InputError(
            "PAUSE:SUBJECT", "attestor_seat names the attestor's wallet, and new_risk names nobody"
        )
    return None if subject is None else address_of("subject", subject)


def file_period(kind: FileKind, text: str) -> str:
    """Check what a file is of.

    Args:
        kind: Which file.
        text: A month for nifa, a year for ecspr and outcome, a loan's number for kiis, the last day
            for sandbox.

    Returns:
        The text.

    Raises:
        InputError: FILES:PERIOD when it is of another form.
    """
    form, shown = {
        FileKind.NIFA: (_MONTH, "a month such as 2026-10"),
        FileKind.KIIS: (_LOAN, "a loan's number"),
        FileKind.SANDBOX: (_DAY, "the sandbox's last day, such as 2026-06-30"),
    }.get(kind, (_YEAR, "a year such as 2026"))
    if not form.fullmatch(text):
        raise InputError("FILES:PERIOD", f"a {kind.value} file is of {shown}, not {text[:40]!r}")
    return text


def report_due(known_at: datetime) -> datetime:
    """Return by when a major event is reported.

    Args:
        known_at: When it became known.

    Returns:
        48 hours later: hours, so that no weekend makes it longer.
    """
    return known_at + timedelta(hours=REPORT_HOURS)
