"""Records of the node about products."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.shapes import Amount, Record

__all__ = [
    "Artefact",
    "ArtefactResponse",
    "ArtefactsResponse",
    "EnterpriseResponse",
    "InstitutionalLendingResponse",
    "InvoiceResponse",
    "ProductResponse",
    "ProductSide",
    "ProductState",
    "ProductWordsResponse",
]


class Artefact(StrEnum):
    """What has to be there before an application of a product is approved."""

    ONSITE_REPORT = "onsite_report"
    INVOICE = "invoice"
    CASH_FLOW = "cash_flow"
    GUARANTOR = "guarantor"
    COLLATERAL = "collateral"


class ArtefactResponse(Record):
    """Something that a product asks for."""

    artefact: Artefact
    detail: str | None
    missing: str | None


class ArtefactsResponse(Record):
    """What an application's product asks for."""

    artefacts: tuple[ArtefactResponse, ...]
    product: str


class EnterpriseResponse(Record):
    """An enterprise on whose invoices others borrow."""

    name: str
    wallet: str


class InstitutionalLendingResponse(Record):
    """The line of institutions."""

    institutions: int
    lent: Amount


class InvoiceResponse(Record):
    """An invoice that a wallet of mine owes, and is asked to confirm."""

    amount: Amount
    borrower: str
    confirmed_at: datetime | None
    debtor: str
    due: date
    invoice: str
    number: str
    typed_data: dict[str, Any]


class ProductSide(StrEnum):
    """For whom a product is."""

    BORROWER = "borrower"
    LENDER = "lender"
    PLATFORM = "platform"


class ProductState(StrEnum):
    """Whether a product can be asked for: by anybody, on test chains alone, or never."""

    OFFERED = "offered"
    TESTS = "tests"
    OFF = "off"


class ProductWordsResponse(Record):
    """A product in a language."""

    refused: str
    text: str
    title: str


class ProductResponse(Record):
    """A product's template; what is empty or null is as the lending rules have it."""

    advance_ppm: int | None
    after_due_days: int | None
    amount_max: Amount | None
    amount_min: Amount | None
    artefact_days: int | None
    artefacts: tuple[Artefact, ...]
    available: bool
    cash_flow_months: int | None
    documents: tuple[str, ...] | None
    grades: str
    guarantee_ppm: int | None
    income_months: int | None
    lend_max: Amount | None
    methods: tuple[str, ...]
    months: tuple[int, ...]
    name: str
    persons: tuple[str, ...]
    purposes: tuple[str, ...]
    refused_by: tuple[str, ...]
    seasonal: bool
    side: ProductSide
    social: bool
    state: ProductState
    words: dict[str, ProductWordsResponse]
