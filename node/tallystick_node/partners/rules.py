"""The rules of partners without a database: scopes, codes, bounds, and the text of a consent."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "OVERLAP_HOURS",
    "RATE_MAX",
    "REFERRALS_OPEN_MAX",
    "REFERRAL_DAYS",
    "PartnerKeyState",
    "PartnerScope",
    "ReferralState",
    "consent_text",
    "partner_code",
    "partner_scopes",
]

RATE_MAX = 600
# For so long the key before a rotation still opens.
OVERLAP_HOURS = 24
REFERRAL_DAYS = 30
REFERRALS_OPEN_MAX = 1_000
_CODE = re.compile(r"[A-Z][A-Z0-9]{2,15}")


class PartnerScope(StrEnum):
    """What a partner's key opens."""

    MARKET = "market:read"
    QUOTE = "quote"
    REFER = "applications:refer"
    PORTFOLIO = "portfolio:read"


class PartnerKeyState(StrEnum):
    """Whether a key opens anything."""

    PROPOSED = "proposed"  # a second person has not confirmed it
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ReferralState(StrEnum):
    """What became of what a partner has handed over."""

    OPEN = "open"
    CONFIRMED = "confirmed"  # the client has taken it as the draft of their own application
    DECLINED = "declined"
    EXPIRED = "expired"


def partner_code(text: str) -> str:
    """Return a partner's code.

    Args:
        text: As it was written.

    Returns:
        The code.

    Raises:
        InputError: PARTNER:CODE when it is none.
    """
    if _CODE.fullmatch(text) is None:
        raise InputError(
            "PARTNER:CODE",
            "a partner's code has 3 to 16 capital letters and digits, a letter first",
        )
    return text


def partner_scopes(names: Iterable[str]) -> tuple[PartnerScope, ...]:
    """Return the scopes of a key, each once and in their order.

    Args:
        names: As they were written.

    Returns:
        At least one.

    Raises:
        InputError: PARTNER:SCOPES for none, or a name that is none.
    """
    asked = set(names)
    scopes = tuple(scope for scope in PartnerScope if scope.value in asked)
    if not scopes or len(scopes) != len(asked):
        raise InputError(
            "PARTNER:SCOPES", f"a key opens some of {', '.join(PartnerScope)}, each named once"
        )
    return scopes


def consent_text(partner: str, name: str, wallet: str, nonce: str) -> str:
    """Return what a client's wallet signs (EIP-191), so that a partner may read its portfolio.

    Args:
        partner: The partner's code.
        name: Their name.
        wallet: The checksummed address.
        nonce: The challenge.

    Returns:
        The text.
    """
    return (
        f"I let {name} ({partner}) read what my wallet holds on Tallystick,"
        " until I withdraw this.\n"
        f"Wallet: {wallet}\nChallenge: {nonce}"
    )
