"""Shapes that many answers share: amounts, moments, pages, and the block that an answer is of."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from tallystick.chain.codec import address_of
from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick.loans.dates import iso_day

if TYPE_CHECKING:
    from tallystick_node.infrastructure.indexer.queries import Freshness
    from tallystick_node.kyc.documents import Document

__all__ = [
    "FILE_HEADERS",
    "Address",
    "Amount",
    "AsOf",
    "AskedAmount",
    "AskedMoment",
    "Cursor",
    "Day",
    "Described",
    "DocumentResponse",
    "Limit",
    "Page",
    "RowNumber",
    "Signature",
    "SignedAmount",
    "Strict",
    "UtcMoment",
    "amount_text",
    "is_plain",
    "read_cursor",
    "write_cursor",
]

T = TypeVar("T")
# A key's signature has 65 bytes; a wallet that is a contract takes what it likes, up to 4,096.
Signature = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{2,}$", max_length=2 + 2 * 4_096)]
LIMIT_MAX = 200
AMOUNT_MAX = 10**18
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_AMOUNT = re.compile(r"0|[1-9][0-9]{0,18}")
_CURSOR_CHARACTERS_MAX = 256
# Close enough to a calendar for who makes days up from it; which of them there are, `_day` knows.
_DAY_PATTERN = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
# RFC 3339, with its time zone: without one nobody knows which moment it is.
_MOMENT = re.compile(
    r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("a day is written as YYYY-MM-DD")  # noqa: TRY004 - a rule of the field
    return iso_day(value)


def _amount(value: object) -> int:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value) or int(value) > AMOUNT_MAX:
        raise ValueError(f"an amount is a string of digits, minor units, at most {AMOUNT_MAX}")
    return int(value)


def amount_text(amount: int) -> str:
    """Return an amount as the API writes it.

    Args:
        amount: In minor units.

    Returns:
        Its decimal digits.
    """
    return str(amount)


_AMOUNT_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": "^(0|[1-9][0-9]{0,17})$", "examples": ["2500"]}
)
# Minor units of the settlement token; a decimal string on the wire, in answers and in orders.
Amount = Annotated[int, PlainSerializer(amount_text, return_type=str), _AMOUNT_SCHEMA]
# The same where it may be below zero.
SignedAmount = Annotated[
    int,
    PlainSerializer(amount_text, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,17})$", "examples": ["-2500"]}
    ),
]
# A day that is asked for: week dates, dates without hyphens and seconds are none. Far enough on
# both sides for any business, and for reckoning with the days before and after.
Day = Annotated[
    date,
    BeforeValidator(_day),
    Field(ge=date(1900, 1, 1), le=date(2199, 12, 31)),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY_PATTERN}),
]
AskedAmount = Annotated[
    int, BeforeValidator(_amount), PlainSerializer(amount_text, return_type=str), _AMOUNT_SCHEMA
]


def _address(value: str) -> str:
    try:
        return address_of("it", value)
    except InputError as wrong:
        raise ValueError(wrong.sentence) from None


Address = Annotated[
    str,
    AfterValidator(_address),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^0x[0-9a-fA-F]{40}$",
            "examples": ["0x00000000219ab540356cBB839Cbe05303d7705Fa"],
        }
    ),
]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


UtcMoment = Annotated[
    datetime,
    PlainSerializer(_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def _asked_moment(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("a moment is written as 2026-10-31T08:00:00Z, with its time zone")
    return datetime.fromisoformat(value).astimezone(UTC)


# A moment that a request states.
AskedMoment = Annotated[
    datetime,
    BeforeValidator(_asked_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": "^(19|20|21)[0-9]{2}-"}),
]
# What names a row of a table; both databases count to here.
RowNumber = Annotated[
    int, Field(ge=1, le=2**63 - 1, description="Its number, as the node returned it.")
]


class Described(BaseModel):
    """A shape whose fields are described by the words below them, in the API's description too."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Strict(Described):
    """A body: unknown fields are refused by their names, and so are texts that cannot be kept.

    What is true or false is written so: 1 and "yes" are neither.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _plain_texts(cls, body: Any) -> Any:
        """Refuse U+0000, which PostgreSQL keeps in no text, and halves of a character."""
        waiting = [body]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str) and not is_plain(value):
                raise ValueError("a text has neither the character U+0000 nor lone surrogates")
            if isinstance(value, dict):
                waiting += [*value, *value.values()]
            elif isinstance(value, list):
                waiting += value
        return body

    @model_validator(mode="before")
    @classmethod
    def _true_or_false(cls, body: Any) -> Any:
        for name, field in cls.model_fields.items() if isinstance(body, dict) else ():
            if field.annotation is bool and not isinstance(body.get(name, True), bool):
                raise ValueError(f"{name} is true or false")
        return body


def is_plain(text: str) -> bool:
    """Return whether a text can be kept and sent.

    Args:
        text: Any.

    Returns:
        False when it has the character U+0000 or half of a surrogate pair.
    """
    return _NO_TEXT.search(text) is None


# Of what people have handed in: it is kept as a file and opens nowhere, whatever it holds.
FILE_HEADERS = {
    "content-disposition": "attachment", "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
}  # fmt: skip


class DocumentResponse(Strict):
    """A document that is kept."""

    id: int
    """The document's number."""
    kind: str
    """What it is, such as proof_of_income."""
    media_type: str
    """The media type that its bytes show."""
    size: int
    """Its bytes."""

    @classmethod
    def of(cls, document: Document) -> DocumentResponse:
        """Return what is known of a document as the API writes it.

        Args:
            document: The document.

        Returns:
            The same without its content.
        """
        return cls(
            id=document.number, kind=document.kind, media_type=document.media_type,
            size=document.size,
        )  # fmt: skip


class AsOf(Described):
    """The block that an answer is of, and how far the chain had gone when it was last asked."""

    block: int
    """The block's number."""
    hash: str
    """The block's hash."""
    head: int
    """The chain's newest block when it was last asked."""
    lag_blocks: int
    """How many blocks lie between the two."""
    seen_at: UtcMoment
    """When the chain was last asked."""

    @classmethod
    def of(cls, freshness: Freshness) -> AsOf:
        """Return the state of the index as the API writes it.

        Args:
            freshness: What the index says of itself.

        Returns:
            The block, the chain's head, and when it was last looked at.
        """
        return cls(
            block=freshness.block, hash=freshness.hash, head=freshness.head,
            lag_blocks=freshness.lag_blocks, seen_at=freshness.seen_at,
        )  # fmt: skip


class Page(Described, Generic[T]):
    """Some items in their order; `next` is the cursor of the page after, null at the end."""

    items: list[T]
    """The items, in their order."""
    next: str | None
    """The cursor of the page after; null at the end."""


Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Items of a page at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=_CURSOR_CHARACTERS_MAX, description="`next` of the page before."),
]


def write_cursor(*place: int | str) -> str:
    """Return the cursor of the place where a page ended; it is opaque to callers.

    Args:
        place: What orders the list, of the last item.

    Returns:
        URL-safe Base64 without padding.
    """
    text = json.dumps(place, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, *kinds: type[Any]) -> tuple[Any, ...] | None:
    """Return where the page before ended.

    Args:
        cursor: As `write_cursor` returned it, None for the first page.
        kinds: The types of its parts, in their order.

    Returns:
        The parts; None for the first page.

    Raises:
        InputError: API:CURSOR when this node has not issued the cursor for this list.
    """
    if cursor is None:
        return None
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = read_json(data)
    except (binascii.Error, ValueError):
        place = None
    fits = (
        isinstance(place, list)
        and len(place) == len(kinds)
        and all(type(part) is kind for part, kind in zip(place, kinds, strict=True))
        and all(not isinstance(part, int) or abs(part) < 2**63 for part in place)
    )
    if not fits:
        raise InputError("API:CURSOR", "this node has not issued this cursor for this list")
    return tuple(place)
