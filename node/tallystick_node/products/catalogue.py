"""The catalogue of products: templates in one versioned file, in every language of the pages."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.documents import file_text, read_toml
from tallystick.errors import ConfigError, InputError
from tallystick.platform.deployment import defect_sentence
from tallystick_node.infrastructure.settings.written import read_strictly

__all__ = [
    "PERSONAL", "Artefact", "Catalogue", "ProductSide", "ProductState", "ProductTemplate",
    "ProductWords", "load_catalogue",
]  # fmt: skip

# What an application is for that names no product.
PERSONAL = "personal"
PPM = 10**6
LANGUAGES = ("en", "zh-CN")
_STRICT = ConfigDict(frozen=True, extra="forbid")


class ProductState(StrEnum):
    """Whether a product can be asked for: by anybody, on test chains alone, or never."""

    OFFERED = "offered"
    TESTS = "tests"
    OFF = "off"


class ProductSide(StrEnum):
    """For whom a product is."""

    BORROWER = "borrower"
    LENDER = "lender"
    PLATFORM = "platform"


class Artefact(StrEnum):
    """What has to be there before an application of a product is approved."""

    ONSITE_REPORT = "onsite_report"
    INVOICE = "invoice"
    CASH_FLOW = "cash_flow"
    GUARANTOR = "guarantor"
    COLLATERAL = "collateral"


class ProductWords(BaseModel):
    """A product in a language. refused: why a pack refuses it; empty where none does."""

    model_config = _STRICT

    title: str = Field(min_length=2, max_length=60)
    text: str = Field(min_length=10, max_length=600)
    refused: str = Field(default="", max_length=300)


class ProductTemplate(BaseModel):
    """What a product is, and asks for. What is empty or 0 is as the lending rules have it.

    Amounts in minor units. income_months: of net income, at most lent. documents: in place of those
    of the lending rules; None for the same. seasonal: one payment after the harvest. social: the
    word of others is looked at, with consent. artefact_days: how old a visit may be, or a bank's
    file; cash_flow_months: that such a file has to cover. advance_ppm: of the invoice, at most
    lent; after_due_days: how long after its due day the loan may end. guarantee_ppm: of the
    principal, that others answer for. lend_max: of an institution, lent at a time. refused_by:
    packs under which it cannot be asked for.
    """

    model_config = _STRICT

    state: ProductState = ProductState.OFFERED
    side: ProductSide = ProductSide.BORROWER
    persons: list[str] = Field(default=["natural", "legal"], min_length=1)
    purposes: list[str] = []
    amount_min: int = Field(default=0, ge=0)
    amount_max: int = Field(default=0, ge=0)
    months: list[int] = []
    methods: list[str] = []
    grades: str = Field(default="", pattern="^[A-G]*$")
    income_months: int = Field(default=0, ge=0, le=120)
    documents: list[str] | None = None
    artefacts: list[Artefact] = []
    seasonal: bool = False
    social: bool = False
    artefact_days: int = Field(default=90, ge=1, le=366)
    cash_flow_months: int = Field(default=3, ge=1, le=36)
    advance_ppm: int = Field(default=0, ge=0, le=PPM)
    after_due_days: int = Field(default=0, ge=0, le=366)
    guarantee_ppm: int = Field(default=0, ge=0, le=PPM)
    lend_max: int = Field(default=0, ge=0)
    refused_by: list[str] = []
    words: dict[str, ProductWords]

    @model_validator(mode="after")
    def _sound(self) -> ProductTemplate:
        if sorted(self.words) != sorted(LANGUAGES):
            raise ValueError(f"words are in {' and '.join(LANGUAGES)}")
        if any(bool(self.refused_by) != bool(text.refused) for text in self.words.values()):
            raise ValueError("a refusal by packs has its reason in every language")
        if self.amount_max and self.amount_min > self.amount_max:
            raise ValueError("amount_min is above amount_max")
        if (Artefact.INVOICE in self.artefacts) is not bool(self.advance_ppm):
            raise ValueError("advance_ppm goes with an invoice")
        if (Artefact.GUARANTOR in self.artefacts) is not bool(self.guarantee_ppm):
            raise ValueError("guarantee_ppm goes with a guarantor")
        return self

    @property
    def paid_at_once(self) -> bool:
        """Whether a harvest or an invoice pays the loan, and no monthly income."""
        return self.seasonal or Artefact.INVOICE in self.artefacts

    def said(self, language: str) -> ProductWords:
        """Return the words of a language.

        Args:
            language: As HTML writes it.

        Returns:
            The words; the English ones where there are no others.
        """
        return self.words.get(language, self.words[LANGUAGES[0]])


class Catalogue(BaseModel):
    """The templates by name; that of `personal` asks for nothing that the rules do not."""

    model_config = _STRICT

    version: str = Field(min_length=1, max_length=32)
    products: dict[str, ProductTemplate]

    @model_validator(mode="after")
    def _sound(self) -> Catalogue:
        plain = self.products.get(PERSONAL)
        if plain is None:
            raise ValueError(f"there is no product {PERSONAL}")
        if plain.model_dump(exclude={"words"}) != ProductTemplate(words=plain.words).model_dump(
            exclude={"words"}
        ):
            raise ValueError(f"{PERSONAL} is what the lending rules say, and nothing else")
        return self

    def template(self, name: str) -> ProductTemplate:
        """Return a template.

        Args:
            name: The product's name.

        Returns:
            The template.

        Raises:
            InputError: PRODUCT:NONE when there is no such product.
        """
        template = self.products.get(name)
        if template is None:
            raise InputError("PRODUCT:NONE", f"there is no product {name}")
        return template


@lru_cache(maxsize=4)
def _catalogue(text: str) -> Catalogue:
    return read_strictly(Catalogue, read_toml(text))


def load_catalogue(file: Path | None = None) -> Catalogue:
    """Read the templates of a file, or those that ship.

    Args:
        file: A TOML file; the packaged one without it.

    Returns:
        The catalogue.

    Raises:
        ConfigError: PRODUCT:CATALOGUE, listing every defect.
    """
    packaged = resources.files("tallystick_node.products") / "catalogue.toml"
    try:
        text = packaged.read_text("utf-8") if file is None else file_text(file)
        return _catalogue(text)
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(error) for error in wrong.errors())
        raise ConfigError("PRODUCT:CATALOGUE", defects) from wrong
    except (OSError, ValueError, TypeError) as wrong:
        raise ConfigError("PRODUCT:CATALOGUE", f"{file} cannot be read: {wrong}") from wrong
