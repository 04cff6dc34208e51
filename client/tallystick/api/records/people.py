"""Records of the node about people."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.shapes import Record

__all__ = [
    "ConsentPurpose",
    "ConsentResponse",
    "DeclarationResponse",
    "DocumentResponse",
    "Field",
    "FieldResponse",
    "LanguageResponse",
    "NoticeResponse",
    "NoticesResponse",
    "PersonKind",
    "PersonResponse",
    "WalletChallenge",
]


class ConsentPurpose(StrEnum):
    """What somebody may agree to."""

    IDENTITY_CHECK = "identity_check"
    CREDIT_REPORT = "credit_report"
    SOCIAL_DATA = "social_data"


class ConsentResponse(Record):
    """A consent and its number."""

    id: int
    purpose: ConsentPurpose


class Field(StrEnum):
    """What is known of a person, by name."""

    NAME = "name"
    ID_NUMBER = "id_number"
    COMPANY_NUMBER = "company_number"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    COUNTRY = "country"
    JOB = "job"
    INCOME = "income"
    PHONE = "phone"
    CARD = "card"
    EMAIL = "email"


class DeclarationResponse(Record):
    """What is signed (EIP-191), and which fields nobody has signed for yet."""

    message: str
    undeclared: tuple[Field, ...]


class DocumentResponse(Record):
    """A document that is kept."""

    id: int
    kind: str
    media_type: str
    size: int


class FieldResponse(Record):
    """A field: its value masked, and the newest finding about it."""

    at: datetime
    expires_on: date | None
    field: Field
    holds: bool
    method: str
    shown: str
    verdict: str
    verifier: str


class LanguageResponse(Record):
    """In which language messages come."""

    language: str | None


class NoticeResponse(Record):
    """Something that the person was told."""

    channel: str
    content: dict[str, Any]
    created_at: datetime
    id: int
    kind: str


class NoticesResponse(Record):
    """What a person was told."""

    items: tuple[NoticeResponse, ...]


class PersonKind(StrEnum):
    """What a person is in law."""

    NATURAL = "natural"
    LEGAL = "legal"


class PersonResponse(Record):
    """A person as they see themselves; `missing` is what stands before the next level."""

    consents: tuple[ConsentResponse, ...]
    documents: tuple[DocumentResponse, ...]
    extra_care: tuple[str, ...]
    fields: tuple[FieldResponse, ...]
    id: str
    kind: PersonKind
    level: int
    missing: tuple[str, ...]
    wallets: tuple[str, ...]


class WalletChallenge(Record):
    """What the wallet signs (EIP-191) within ten minutes."""

    message: str
    nonce: str
