"""Endpoints of clients without a database: events, bounds, addresses."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "ENDPOINTS_MAX",
    "FAILURES_MAX",
    "LOG_KEPT",
    "SECRET_OVERLAP_HOURS",
    "URL_CHARACTERS_MAX",
    "DeliveryState",
    "EndpointState",
    "HookEvent",
    "endpoint_events",
    "endpoint_url",
    "event_of_chain",
    "event_of_notice",
]

ENDPOINTS_MAX = 5
# Tries in a row that have failed: then nothing more is sent until the client switches it on again.
FAILURES_MAX = 20
# The newest deliveries of an endpoint; older ones are forgotten.
LOG_KEPT = 200
SECRET_OVERLAP_HOURS = 24
URL_CHARACTERS_MAX = 500


class HookEvent(StrEnum):
    """What an endpoint may hear of."""

    PAYMENT = "payment.received"
    FUNDED = "loan.funded"
    DUE = "instalment.due"
    SOLD = "note.sold"
    APPLICATION = "application.state"
    TEST = "endpoint.test"


class EndpointState(StrEnum):
    """Whether anything is sent."""

    ACTIVE = "active"
    DISABLED = "disabled"  # by the node, after too many tries that failed
    REMOVED = "removed"


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # the newest try; it is tried again until the endpoint is switched off


# Which event of the chain it is, and which of its fields names whom it concerns.
_OF_CHAIN = {
    "ClaimPaid": (HookEvent.PAYMENT, "holder"),
    "Funded": (HookEvent.FUNDED, "investor"),
    "Issued": (HookEvent.FUNDED, "borrower"),
    "SalePaid": (HookEvent.SOLD, "seller"),
}
_SAID = ("loan", "principal", "interest", "units", "price", "fee")
_NOTICE_SAID = ("loan", "due", "amount", "application")


def endpoint_events(names: Iterable[str]) -> tuple[HookEvent, ...]:
    """Return the events of an endpoint, each once and in their order.

    Args:
        names: As they were written.

    Returns:
        At least one; a test is always heard of.

    Raises:
        InputError: HOOK:EVENTS for none, or a name that is none.
    """
    asked = set(names)
    events = tuple(event for event in HookEvent if event.value in asked)
    if not events or len(events) != len(asked) or HookEvent.TEST in events:
        raise InputError("HOOK:EVENTS", "an endpoint hears of at least one event that there is")
    return events


def endpoint_url(text: str, *, loopback: bool) -> str:
    """Return an endpoint's address. Where its name leads is looked at whenever something is sent.

    Args:
        text: As it was written.
        loopback: Whether http to this machine may be, for development.

    Returns:
        The address.

    Raises:
        InputError: HOOK:URL for anything but https to a name or a number of the open internet.
    """
    refused = InputError("HOOK:URL", "an endpoint is an https address of the open internet")
    if len(text) > URL_CHARACTERS_MAX or not text.isascii() or not text.isprintable():
        raise refused
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refused from None
    inside = _is_inside(host)
    own = loopback and host in {"127.0.0.1", "::1"}
    if parts.scheme != "https" and not (own and parts.scheme == "http"):
        raise refused
    if not host or (inside and not own) or parts.username or parts.password or parts.fragment:
        raise refused
    if port == 0 or " " in text:
        raise refused
    return text


def event_of_chain(
    name: str, fields: Mapping[str, Any], wallet: str
) -> tuple[HookEvent, dict[str, Any]] | None:
    """Return what an event of the chain is for a wallet.

    Args:
        name: The event's name.
        fields: Its fields.
        wallet: Whose endpoint it is.

    Returns:
        The event and what is said of it; None when it is not about this wallet.
    """
    known = _OF_CHAIN.get(name)
    if known is None or fields.get(known[1]) != wallet:
        return None
    return known[0], {"wallet": wallet} | {key: str(fields[key]) for key in _SAID if key in fields}


def event_of_notice(content: Mapping[str, Any]) -> tuple[HookEvent, dict[str, Any]] | None:
    """Return what a message to a person is for their endpoint.

    Args:
        content: The message's.

    Returns:
        The event and what is said of it, without the message's words; None for another message.
    """
    facts = {key: str(content[key]) for key in _NOTICE_SAID if key in content}
    kind = str(content.get("kind", ""))
    if content.get("template") == "reminder":
        return HookEvent.DUE, facts
    if kind.startswith("application."):
        return HookEvent.APPLICATION, facts | {"state": kind.removeprefix("application.")}
    return None


def _is_inside(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # A name; `127.1` and other short numbers are no name of the internet.
        return not any(letter.isalpha() for letter in host.rpartition(".")[2])
