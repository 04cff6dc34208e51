"""What an operator states about the company behind a platform, and its hash on the chain.

Nothing here can be proved: it is attested, and anchored so that nobody changes afterwards what was
said. What is left out is not stated, and is shown as that.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from eth_utils.crypto import keccak
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError

__all__ = [
    "COMPANY_SUBJECT",
    "CompanyFacts",
    "Filing",
    "FilingKind",
    "company_hash",
    "not_stated",
    "read_company",
]

# All versions are anchored in Disclosures under this subject.
COMPANY_SUBJECT = "company"
_ROWS_MAX = 100
_STRICT = ConfigDict(frozen=True, extra="forbid")
_Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S[^\n\r]*$")]
_Text = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
_Minor = Annotated[int, Field(ge=-(10**15), le=10**15, strict=True)]
_Ppm = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class FilingKind(StrEnum):
    """What an authority has given or taken note of."""

    FILING = "filing"
    LICENCE = "licence"
    REGISTRATION = "registration"
    CERTIFICATE = "certificate"


class CompanyIdentity(BaseModel):
    """Who the company is."""

    model_config = _STRICT

    name: _Line | None = None
    short_name: _Line | None = None
    legal_form: _Line | None = None
    registration_number: _Line | None = None
    registered_address: _Line | None = None
    founded_on: date | None = None
    term_until: date | None = None
    business_scope: _Text | None = None
    paid_in_capital: _Minor | None = None
    staff: Annotated[int, Field(ge=0, le=10**7, strict=True)] | None = None
    website: _Line | None = None
    custodian: _Line | None = None
    complaint_contact: _Line | None = None


class Shareholder(BaseModel):
    """Who holds shares, in ppm of all."""

    model_config = _STRICT

    name: _Line
    share_ppm: _Ppm
    controls: bool = False


class Manager(BaseModel):
    """Who holds an office."""

    model_config = _STRICT

    name: _Line
    office: _Line
    since: date | None = None


class Finances(BaseModel):
    """A year's statement, in minor units of the settlement token."""

    model_config = _STRICT

    year: Annotated[int, Field(ge=1900, le=9999, strict=True)]
    own_funds: _Minor | None = None
    total_assets: _Minor | None = None
    revenue: _Minor | None = None
    profit: _Minor | None = None
    fixed_overheads: Annotated[int, Field(ge=0, le=10**15, strict=True)] | None = None
    audited_by: _Line | None = None


class Filing(BaseModel):
    """A filing, licence, registration or certificate; one without an end does not expire."""

    model_config = _STRICT

    kind: FilingKind
    name: _Line
    authority: _Line
    number: _Line | None = None
    granted_on: date | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Filing:
        if self.granted_on and self.expires_on and self.expires_on < self.granted_on:
            raise ValueError("it expires before it is granted")
        return self


class CompanyEvent(BaseModel):
    """A major event that is public."""

    model_config = _STRICT

    happened_on: date
    text: _Text


class CompanyFacts(BaseModel):
    """All that is stated."""

    model_config = _STRICT

    stated_on: date
    company: CompanyIdentity = CompanyIdentity()
    shareholders: Annotated[tuple[Shareholder, ...], Field(max_length=_ROWS_MAX)] = ()
    management: Annotated[tuple[Manager, ...], Field(max_length=_ROWS_MAX)] = ()
    finances: Annotated[tuple[Finances, ...], Field(max_length=_ROWS_MAX)] = ()
    licences: Annotated[tuple[Filing, ...], Field(max_length=_ROWS_MAX)] = ()
    major_events: Annotated[tuple[CompanyEvent, ...], Field(max_length=_ROWS_MAX)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> CompanyFacts:
        if sum(holder.share_ppm for holder in self.shareholders) > 10**6:
            raise ValueError("shareholders hold more than all shares")
        years = [finances.year for finances in self.finances]
        if years != sorted(set(years)):
            raise ValueError("finances are by year, each once, the earliest first")
        return self

    @property
    def newest_finances(self) -> Finances | None:
        """The newest year's; None where none is stated."""
        return self.finances[-1] if self.finances else None

    def document(self) -> dict[str, Any]:
        """Return it for JSON.

        Returns:
            Amounts and shares as decimal strings, days in ISO form, null for what is not stated.
        """
        return _plain(self.model_dump(mode="json"))  # type: ignore[no-any-return]


def read_company(document: object) -> CompanyFacts:
    """Read what is stated.

    Args:
        document: As a TOML file or `document` has it; amounts as numbers or as decimal strings.

    Returns:
        The facts.

    Raises:
        InputError: COMPANY:FORM with the field and the rule.
    """
    try:
        return CompanyFacts.model_validate(_numbers(document))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError("COMPANY:FORM", f"{place}: {first['msg']}") from wrong


def company_hash(facts: CompanyFacts) -> bytes:
    """Return what is anchored of a version.

    Args:
        facts: What is stated.

    Returns:
        Keccak-256 of the canonical text, 32 bytes.
    """
    return bytes(keccak(canonical(facts.document())))


def not_stated(facts: CompanyFacts) -> tuple[str, ...]:
    """Return what is left out.

    Args:
        facts: What is stated.

    Returns:
        Names of fields and of lists, in the order of the schema.
    """
    missing = [
        f"company.{name}" for name, value in facts.company.model_dump().items() if value is None
    ]
    lists = ("shareholders", "management", "finances", "licences", "major_events")
    return (*missing, *(name for name in lists if not getattr(facts, name)))


_AMOUNTS = frozenset(
    ("paid_in_capital", "staff", "share_ppm", "year", "own_funds", "total_assets", "revenue",
     "profit", "fixed_overheads"),
)  # fmt: skip
_DIGITS_MAX = 20


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _numbers(value: Any, name: str = "") -> Any:
    """Decimal strings of amounts as numbers; whatever else stays, and is judged by its type."""
    if isinstance(value, dict):
        return {key: _numbers(entry, key) for key, entry in value.items()}
    if isinstance(value, list):
        return tuple(_numbers(entry, name) for entry in value)
    if name in _AMOUNTS and isinstance(value, str) and len(value) <= _DIGITS_MAX:
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() else value
    return value
