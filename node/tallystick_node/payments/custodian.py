"""What any custodian can be asked, in one vocabulary: instruct, authorise, settle, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from unicodedata import category

from tallystick.errors import InputError, TallystickError

__all__ = [
    "AMOUNT_MAX",
    "Custodian",
    "CustodianOrder",
    "CustodianRefused",
    "CustodianUnavailable",
    "Instruction",
    "Movement",
    "PaymentKind",
    "Status",
    "remark",
]

AMOUNT_MAX = 10**15
KEY_CHARACTERS_MAX = 64
REFERENCE_MAX = 128
PLACE_MAX = 512
REMARK_MAX = 256


class CustodianRefused(TallystickError):  # noqa: N818 - named by what happened
    """The custodian has replied, and refuses; asking again changes nothing."""


class CustodianUnavailable(TallystickError):  # noqa: N818 - named by what happened
    """No reply came, or not a sensible one; whether it was done is known after asking for it."""


class PaymentKind(StrEnum):
    """Which way money goes."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


class Status(StrEnum):
    """How far an order is; the last three are final."""

    INSTRUCTED = "instructed"
    AUTHORISED = "authorised"
    SETTLED = "settled"
    REFUSED = "refused"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether nothing comes after it."""
        return self in {Status.SETTLED, Status.REFUSED, Status.EXPIRED}


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is to be done. key: chosen by us, once for each; account: the client's at the custodian.

    amount: minor units, 1 to 10^15.
    """

    key: str
    kind: PaymentKind
    account: str
    amount: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise TypeError("an amount is an int of minor units")
        if not 1 <= self.amount <= AMOUNT_MAX:
            raise InputError(
                "PAYMENT:AMOUNT", f"the amount {self.amount} is not 1 to {AMOUNT_MAX} minor units"
            )
        if not (self.key and self.key.isascii() and len(self.key) <= KEY_CHARACTERS_MAX):
            raise InputError("PAYMENT:KEY", f"a key has 1 to {KEY_CHARACTERS_MAX} ASCII characters")
        if not self.account:
            raise InputError("PAYMENT:ACCOUNT", "an instruction names the client's account")


@dataclass(frozen=True, slots=True)
class CustodianOrder:
    """An instruction as the custodian has it.

    reference: 1 to 128 characters. authorise_at: where the client authorises it, at most 512
    characters, None when the client is not asked. reason: why it was refused; what cannot be kept
    of it is left out, since an order must not wait for a remark. Raises InputError BANK:ANSWER for
    a reference or a place that is none.
    """

    reference: str
    instruction: Instruction
    status: Status
    authorise_at: str | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        _require_text("the order's reference", self.reference, REFERENCE_MAX)
        if self.authorise_at is not None:
            _require_text("where it is authorised", self.authorise_at, PLACE_MAX)
        object.__setattr__(self, "reason", remark(self.reason))


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the custodian's statement: money that has moved, with our key beside it.

    Raises InputError BANK:ANSWER for texts that are none.
    """

    reference: str
    key: str
    kind: PaymentKind
    account: str
    amount: int
    booked_on: date

    def __post_init__(self) -> None:
        for what, text in (("reference", self.reference), ("key", self.key)):
            _require_text(f"a movement's {what}", text, REFERENCE_MAX)
        _require_text("a movement's account", self.account, REFERENCE_MAX)


class Custodian(Protocol):
    """A bank that keeps clients' money apart from ours."""

    def instruct(self, instruction: Instruction) -> CustodianOrder:
        """Hand over an instruction; the same key again returns the same order and moves nothing.

        Args:
            instruction: What is to be done.

        Returns:
            The order as the custodian has it.

        Raises:
            CustodianRefused: When the custodian refuses, or has the key for other values.
            CustodianUnavailable: When no sensible reply came.
        """

    def order(self, key: str) -> CustodianOrder | None:
        """Return what became of an instruction.

        Args:
            key: The instruction's key.

        Returns:
            The order, None when it never arrived.

        Raises:
            CustodianUnavailable: When no sensible reply came.
        """

    def statement(self, day: date) -> Sequence[Movement]:
        """Return everything that was booked on a day.

        Args:
            day: A day of the custodian's books.

        Returns:
            The movements, in the custodian's order.

        Raises:
            CustodianUnavailable: When no sensible reply came.
        """

    def balance(self, day: date) -> int:
        """Return what all clients together have at the end of a day.

        Args:
            day: A day of the custodian's books.

        Returns:
            Minor units.

        Raises:
            CustodianUnavailable: When no sensible reply came.
        """


def remark(value: object) -> str | None:
    """Return what can be kept of a custodian's remark.

    Args:
        value: What the custodian has said.

    Returns:
        At most 256 characters, without control characters and halves of characters, which no
        database keeps; None when it is no text.
    """
    return _plain(value)[:REMARK_MAX] if isinstance(value, str) else None


def _require_text(what: str, value: object, most: int) -> None:
    if not (isinstance(value, str) and 1 <= len(value) <= most and _plain(value) == value):
        raise InputError(
            "BANK:ANSWER", f"{what} is not a text of 1 to {most} characters that can be kept"
        )


def _plain(text: str) -> str:
    return "".join(letter for letter in text if category(letter) not in {"Cc", "Cs"})
