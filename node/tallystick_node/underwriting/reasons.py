"""The closed lists of reasons: why an application is refused or doubted, and why staff decide.

A refused applicant hears at most four, in the words of the sample notice C-1 of US Regulation B.
Reasons that would tip somebody off (fraud, watch lists) are never disclosed: they hear that what
they gave could not be verified, which is what happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["TOLD_MAX", "Override", "Reason", "told"]

TOLD_MAX = 4
_UNVERIFIED = "We could not verify what was given"


class Reason(StrEnum):
    """Why an application does not simply pass."""

    PURPOSE = "purpose.forbidden"
    PURPOSE_WORDS = "purpose.words"
    AMOUNT = "amount.out_of_bounds"
    TERM = "term.not_offered"
    AGE = "age"
    BLACKLISTED = "blacklisted"
    DOCUMENTS = "documents.missing"
    IDENTITY = "identity.unverified"
    INCOME_UNVERIFIED = "income.unverified"
    INCOME_INCONSISTENT = "income.inconsistent"
    WATCHLIST = "watchlist"
    RISK_RATING = "risk.high"
    RELATED = "related_party"
    DOCUMENT_REUSED = "fraud.document_reused"
    CARD_SHARED = "fraud.card_shared"
    DEVICE_SHARED = "fraud.device_shared"
    PROJECT_DUPLICATE = "project.duplicate"
    PROJECT_SIMILAR = "project.similar"
    VELOCITY = "fraud.many_applications"
    BUREAU_MISSING = "bureau.no_file"
    BUREAU_OVERDUE = "bureau.overdue"
    SCORE = "score.low"
    SCORE_GREY = "score.grey"
    OBLIGATIONS = "obligations.excessive"
    OBLIGATIONS_GREY = "obligations.high"
    INCOME = "income.insufficient"
    CAP = "cap"
    PRICE = "price.none"
    VULNERABLE = "care.needed"


class Override(StrEnum):
    """Why staff decide as they do; there are no others."""

    VERIFIED_BY_CALL = "verified_by_call"
    VERIFIED_BY_DOCUMENT = "verified_by_document"
    EXPLAINED = "explained_by_applicant"
    COMPENSATING = "compensating_strength"
    NOT_VERIFIED = "could_not_be_verified"
    TOO_RISKY = "risk_beyond_the_policy"
    SUSPICION = "suspicion_confirmed"
    PURPOSE = "purpose_not_acceptable"


_TOLD: dict[Reason, str] = {
    Reason.PURPOSE: "The purpose is one that we do not finance",
    Reason.PURPOSE_WORDS: "The purpose is one that we do not finance",
    Reason.AMOUNT: "The amount is outside what we lend",
    Reason.TERM: "The term is one that we do not offer",
    Reason.AGE: "The applicant is not of the age for which we lend",
    Reason.BLACKLISTED: "Poor performance with us",
    Reason.DOCUMENTS: "Application incomplete",
    Reason.IDENTITY: _UNVERIFIED,
    Reason.INCOME_UNVERIFIED: "Unable to verify income",
    Reason.INCOME_INCONSISTENT: "Unable to verify income",
    Reason.WATCHLIST: _UNVERIFIED,
    Reason.RISK_RATING: _UNVERIFIED,
    Reason.RELATED: "We do not lend to persons related to the platform",
    Reason.DOCUMENT_REUSED: _UNVERIFIED,
    Reason.CARD_SHARED: _UNVERIFIED,
    Reason.DEVICE_SHARED: _UNVERIFIED,
    Reason.PROJECT_DUPLICATE: "The project is financed already",
    Reason.PROJECT_SIMILAR: "The project is financed already",
    Reason.VELOCITY: "Number of recent applications",
    Reason.BUREAU_MISSING: "No credit file",
    Reason.BUREAU_OVERDUE: "Delinquent past or present credit obligations with others",
    Reason.OBLIGATIONS: "Excessive obligations in relation to income",
    Reason.OBLIGATIONS_GREY: "Excessive obligations in relation to income",
    Reason.INCOME: "Income insufficient for amount of credit requested",
    Reason.CAP: "The amount owed would exceed the legal limit",
    Reason.PRICE: "No rate within the legal limit covers the risk",
    Reason.VULNERABLE: "Application incomplete",
}


def told(reasons: Iterable[Reason], of_score: Iterable[str]) -> tuple[str, ...]:
    """Return what the applicant hears: at most four sentences, none of them twice.

    Args:
        reasons: The reasons of the decision, the weightiest first.
        of_score: The card's own reasons in its words, which stand where the score decided.

    Returns:
        The sentences.
    """
    sentences: dict[str, None] = {}
    for reason in reasons:
        if reason in {Reason.SCORE, Reason.SCORE_GREY}:
            sentences |= dict.fromkeys(of_score)
        else:
            sentences[_TOLD[reason]] = None
    return tuple(sentences)[:TOLD_MAX]
