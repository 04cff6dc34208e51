"""Those who know about people: what each is asked, and what each may reply.

A provider replies or raises ProviderFailed; a reply that makes no sense is a failure, not a "no".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tallystick_node.infrastructure.providers.failure import ProviderFailed

__all__ = [
    "BureauAsked",
    "BureauReport",
    "CardAsked",
    "CardCheck",
    "CreditBureau",
    "IdentityAsked",
    "IdentityDatabase",
    "Liveness",
    "LivenessAsked",
    "LivenessReply",
    "ProviderFailed",
    "Reply",
]

FULL_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class IdentityAsked:
    """A name and an identity number; their text never shows them."""

    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardAsked:
    """The four elements of a bank card."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    mobile: str = field(repr=False)
    card: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LivenessAsked:
    """A picture taken in answer to a challenge, and whose face it is to be."""

    number: str = field(repr=False)
    challenge: str
    image: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BureauAsked:
    """Whose record is asked for, and the consent by which it may be."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    consent: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a check came to. codes: every reason for a no, empty for a yes."""

    provider: str
    reference: str
    codes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all matches."""
        return not self.codes


@dataclass(frozen=True, slots=True)
class LivenessReply:
    """How sure the provider is that the face lives and is that of the number, in ppm."""

    provider: str
    reference: str
    alive_ppm: int
    same_ppm: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BureauReport:
    """A record at a bureau, in our words; None is what the bureau does not say.

    score lies between score_min and score_max, more is better. Counts are as of `as_of`.
    """

    provider: str
    reference: str
    as_of: date
    found: bool
    score: int | None = None
    score_min: int | None = None
    score_max: int | None = None
    loans_open: int | None = None
    loans_overdue: int | None = None
    dpd_max: int | None = None
    inquiries_6m: int | None = None
    # Further columns of the bureau's own, by the names of the score card; numbers as text.
    columns: tuple[tuple[str, str], ...] = ()


class IdentityDatabase(Protocol):
    """The register of persons."""

    @property
    def name(self) -> str:
        """Who answers."""

    def compare(self, asked: IdentityAsked) -> Reply:
        """Compare a name and an identity number with the register.

        Args:
            asked: Name and number.

        Returns:
            The reply; codes: NAME, NOT_FOUND, DECEASED.

        Raises:
            ProviderFailed: When no reply came.
        """


class CardCheck(Protocol):
    """The check of a card's four elements."""

    @property
    def name(self) -> str:
        """Who answers."""

    def check(self, asked: CardAsked) -> Reply:
        """Check whether the four elements of a bank card belong together.

        Args:
            asked: The four elements.

        Returns:
            The reply; codes: NAME, ID_NUMBER, MOBILE, CARD, CARD_CLOSED.

        Raises:
            ProviderFailed: When no reply came.
        """


class Liveness(Protocol):
    """The judge of faces."""

    @property
    def name(self) -> str:
        """Who answers."""

    def judge(self, asked: LivenessAsked) -> LivenessReply:
        """Judge whether a picture shows a living face, and whose.

        Args:
            asked: The picture, its challenge, and whose face it is to be.

        Returns:
            The reply; codes: PHOTO, SYNTHETIC, OTHER_FACE, NO_FACE, CHALLENGE.

        Raises:
            ProviderFailed: When no reply came.
        """


class CreditBureau(Protocol):
    """A bureau of credit records."""

    @property
    def name(self) -> str:
        """Who answers."""

    def inquire(self, asked: BureauAsked) -> BureauReport:
        """Return a person's credit record.

        Args:
            asked: Whose record is asked for, and by which consent.

        Returns:
            The report; its `found` is False for somebody without a record.

        Raises:
            ProviderFailed: When no reply came.
        """
