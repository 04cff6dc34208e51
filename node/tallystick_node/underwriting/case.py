"""All that the stages look at, gathered before the first of them: they ask nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tallystick_node.credit.applicant import Judgement
    from tallystick_node.kyc.providers.protocols import BureauReport
    from tallystick_node.underwriting.loan_request import LoanApplication
    from tallystick_node.underwriting.reasons import ReviewReason

__all__ = [
    "AMOUNT_FACTS",
    "CARD_REASONS",
    "MISSING_ARTEFACTS",
    "MISSING_PAPERS",
    "ApplicationCase",
    "BorrowerFacts",
    "Fact",
    "History",
    "StageFinding",
    "StageOutcome",
    "UnderwritingStage",
]

# A figure, a word, or a list of words.
Fact = int | str | list[str]
# What the applicant may hear more of: the papers that a stage found missing, the card's sentences.
MISSING_PAPERS, CARD_REASONS = "missing_documents", "card_reasons"
# What the applicant's product asks for and is not there yet.
MISSING_ARTEFACTS = "missing_artefacts"
# Facts that are amounts, in minor units.
AMOUNT_FACTS = frozenset({"amount", "limit"})


class UnderwritingStage(StrEnum):
    """The stages, in their order."""

    SCREEN = "screen"
    AUTHENTICITY = "authenticity"
    FRAUD = "fraud"
    SCORE = "score"
    ASSESSMENT = "assessment"
    DECISION = "decision"


class StageOutcome(StrEnum):
    """What a stage comes to: go on, let a person look, or no."""

    PASS = "pass"  # noqa: S105 - the name of an outcome
    REFER = "refer"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class BorrowerFacts:
    """What is known of a borrower. income: minor units a year; shown never.

    level: how well they are known (0 to 2). shares: how many others have the same document, card or
    device. incomes: every income that they have stated within a year, the newest last.
    """

    person: str
    natural: bool
    level: int
    clear: bool
    due_diligence_missing: bool
    related: bool
    age: int | None
    income: int | None = field(repr=False)
    income_verified: bool
    incomes: tuple[int, ...] = field(repr=False)
    documents: frozenset[str]
    shares: Mapping[str, int]
    care_missing: bool


@dataclass(frozen=True, slots=True)
class History:
    """What the platform itself has seen. owed: outstanding principal here, minor units."""

    owed: int
    blacklisted: bool
    applications_30d: int
    same_project: bool
    similar_project: bool
    due_a_month: int


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """One application with all its context, on a day.

    missing_artefacts: what its product asks for and is not there. vouched: how many vouch for the
    applicant, where the product looks at it and they agree; None otherwise. paid_at_once: a harvest
    or an invoice pays it, so that its payments count spread over the term.
    """

    order: LoanApplication
    borrower: BorrowerFacts
    history: History
    bureau: BureauReport | None
    features: Mapping[str, Any] = field(repr=False)
    judgement: Judgement
    rate_ppm: int | None
    day: date
    unit: int
    missing_artefacts: tuple[str, ...] = ()
    vouched: int | None = None
    looks_at_vouches: bool = False
    paid_at_once: bool = False


@dataclass(frozen=True, slots=True)
class StageFinding:
    """What a stage comes to: reasons unless it passed, and facts that identify nobody."""

    stage: UnderwritingStage
    outcome: StageOutcome
    reasons: tuple[ReviewReason, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
