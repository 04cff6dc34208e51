"""Records of the node about staff lending."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tallystick.api.records.applications import (
    ApplicationState,
    Home,
    InvoiceFields,
    LoanPurpose,
    PledgedTokenFields,
)
from tallystick.api.records.people import DocumentResponse, PersonKind
from tallystick.api.shapes import Amount, Record, SignedAmount
from tallystick.loans.schedule import Method

__all__ = [
    "ActResponse",
    "AppealResponse",
    "ApplicantResponse",
    "CaseResponse",
    "CashFigures",
    "CashFlowResponse",
    "CashMonthResponse",
    "Cause",
    "FindingResponse",
    "IncomeEvidenceResponse",
    "LendingDecisionResponse",
    "OrderedLoanResponse",
    "Override",
    "ReviewVerdict",
    "WaitingOfferResponse",
    "WaitingResponse",
]


class ActResponse(Record):
    """Something that was done with a case."""

    act: str
    at: datetime
    by: str
    reason: str | None


class Cause(StrEnum):
    """Why somebody is on the list."""

    DEFAULT = "default"
    FRAUD = "fraud"
    FALSE_DOCUMENTS = "false_documents"


class AppealResponse(Record):
    """An appeal that waits."""

    cause: Cause
    entry: int
    loan: int | None
    person: str
    since: datetime
    text: str


class IncomeEvidenceResponse(Record):
    """The newest finding about the income that is stated at present."""

    at: datetime
    expires_on: date | None
    holds: bool
    method: str
    reference: str | None
    verdict: str
    verifier: str


class ApplicantResponse(Record):
    """Who applies, as far as a decision needs it: neither name nor number."""

    age: int | None
    documents: tuple[DocumentResponse, ...]
    income: Amount | None
    income_evidence: IncomeEvidenceResponse | None
    kind: PersonKind
    level: int


class FindingResponse(Record):
    """The finding of a stage."""

    facts: dict[str, int | str | tuple[str, ...]]
    outcome: str
    reasons: tuple[str, ...]
    stage: str


class OrderedLoanResponse(Record):
    """What the applicant asks for, and says of themselves."""

    amount: Amount
    collateral: PledgedTokenFields | None
    debt_payments: Amount
    description: str
    disclosure_agreed: bool
    employed_months: int
    harvest_month: int | None
    home: Home
    industry: str | None
    invoice: InvoiceFields | None
    method: Method
    months: int
    owed_elsewhere: Amount
    product: str
    project_reference: str | None
    purpose: LoanPurpose
    region: str | None
    repayment_source: str
    title: str


class CaseResponse(Record):
    """A case with everything that a decision rests on."""

    applicant: ApplicantResponse
    application: str
    card_reasons: tuple[str, ...]
    findings: tuple[FindingResponse, ...]
    grade: str | None
    history: tuple[ActResponse, ...]
    model: str | None
    order: OrderedLoanResponse
    p_default_ppm: int | None
    policy: str | None
    rate_ppm: int | None
    rules: str | None
    score: int | None
    state: ApplicationState


class CashMonthResponse(Record):
    """A calendar month of an account."""

    came: Amount
    lowest: SignedAmount | None
    month: str
    went: Amount


class CashFigures(Record):
    """What the movements show, in minor units of the account's currency."""

    below_zero_days: int | None
    cash_out: Amount
    debt_out: Amount
    first: date
    largest_payer_ppm: int | None
    last: date
    lowest: SignedAmount | None
    mean_in: Amount
    mean_out: Amount
    median_in: Amount
    months: tuple[CashMonthResponse, ...]
    negative_months: int
    payers: int
    returned: int
    spread_ppm: int | None


class CashFlowResponse(Record):
    """An account of a bank's file."""

    account: str
    currency: str | None
    figures: CashFigures | None
    movements: int


class LendingDecisionResponse(Record):
    """Where the application stands; `referred` until a second member of staff agrees."""

    state: ApplicationState


class Override(StrEnum):
    """Why staff decide as they do; there are no others."""

    VERIFIED_BY_CALL = "verified_by_call"
    VERIFIED_BY_DOCUMENT = "verified_by_document"
    EXPLAINED_BY_APPLICANT = "explained_by_applicant"
    COMPENSATING_STRENGTH = "compensating_strength"
    COULD_NOT_BE_VERIFIED = "could_not_be_verified"
    RISK_BEYOND_THE_POLICY = "risk_beyond_the_policy"
    SUSPICION_CONFIRMED = "suspicion_confirmed"
    PURPOSE_NOT_ACCEPTABLE = "purpose_not_acceptable"


class ReviewVerdict(StrEnum):
    """What staff may decide."""

    APPROVE = "approve"
    REFUSE = "refuse"


class WaitingOfferResponse(Record):
    """An offer that one underwriter has signed, and that is listed only with a second signature."""

    application: str
    expires_at: datetime
    message: dict[str, Any]
    principal: Amount
    signed_at: datetime
    signed_by: str


class WaitingResponse(Record):
    """A case that waits: why, since when, who has claimed it, and what a colleague has proposed."""

    amount: Amount
    application: str
    claimed_by: str | None
    claimed_until: datetime | None
    grade: str | None
    months: int
    opened_at: datetime
    p_default_ppm: int | None
    proposed: ReviewVerdict | None
    proposed_by: str | None
    rate_ppm: int | None
    reasons: tuple[str, ...]
    score: int | None
