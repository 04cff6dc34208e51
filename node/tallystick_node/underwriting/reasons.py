"""The closed lists of reasons: why an application is refused or doubted, and why staff decide.

A refused applicant hears at most four, in the words of the sample notice C-1 of US Regulation B.
Reasons that would tip somebody off (fraud, watch lists) are never disclosed: they hear that what
they gave could not be verified, which is what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

__all__ = ["FAVOURABLE", "TOLD_MAX", "Override", "ReviewReason", "told"]

TOLD_MAX = 4
_UNVERIFIED = "We could not verify what was given"
_TOO_RISKY = "The risk is beyond what we lend on"


class ReviewReason(StrEnum):
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
    ARTEFACTS = "product.artefacts"
    SOCIAL = "social.no_word"


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


# What speaks for an approval; every other one speaks against it.
FAVOURABLE = frozenset(
    {
        Override.VERIFIED_BY_CALL,
        Override.VERIFIED_BY_DOCUMENT,
        Override.EXPLAINED,
        Override.COMPENSATING,
    }
)

_TOLD: dict[ReviewReason, str] = {
    ReviewReason.PURPOSE: "The purpose is one that we do not finance",
    ReviewReason.PURPOSE_WORDS: "The purpose is one that we do not finance",
    ReviewReason.AMOUNT: "The amount is outside what we lend",
    ReviewReason.TERM: "The term is one that we do not offer",
    ReviewReason.AGE: "The applicant is not of the age for which we lend",
    ReviewReason.BLACKLISTED: "Poor performance with us",
    ReviewReason.DOCUMENTS: "Application incomplete",
    ReviewReason.IDENTITY: _UNVERIFIED,
    ReviewReason.INCOME_UNVERIFIED: "Unable to verify income",
    ReviewReason.INCOME_INCONSISTENT: "Unable to verify income",
    ReviewReason.WATCHLIST: _UNVERIFIED,
    ReviewReason.RISK_RATING: _UNVERIFIED,
    ReviewReason.RELATED: "We do not lend to persons related to the platform",
    ReviewReason.DOCUMENT_REUSED: _UNVERIFIED,
    ReviewReason.CARD_SHARED: _UNVERIFIED,
    ReviewReason.DEVICE_SHARED: _UNVERIFIED,
    ReviewReason.PROJECT_DUPLICATE: "The project is financed already",
    ReviewReason.PROJECT_SIMILAR: "The project is financed already",
    ReviewReason.VELOCITY: "Number of recent applications",
    ReviewReason.BUREAU_MISSING: "No credit file",
    ReviewReason.BUREAU_OVERDUE: "Delinquent past or present credit obligations with others",
    ReviewReason.OBLIGATIONS: "Excessive obligations in relation to income",
    ReviewReason.OBLIGATIONS_GREY: "Excessive obligations in relation to income",
    ReviewReason.INCOME: "Income insufficient for amount of credit requested",
    ReviewReason.CAP: "The amount owed would exceed the legal limit",
    ReviewReason.PRICE: "No rate within the legal limit covers the risk",
    ReviewReason.VULNERABLE: "Application incomplete",
    ReviewReason.ARTEFACTS: "Application incomplete",
}

# What staff decide upon is told where it explains a refusal; a suspicion is nobody's to hear.
_TOLD_OF_STAFF: dict[Override, str] = {
    Override.NOT_VERIFIED: _UNVERIFIED,
    Override.SUSPICION: _UNVERIFIED,
    Override.TOO_RISKY: _TOO_RISKY,
    Override.PURPOSE: _TOLD[ReviewReason.PURPOSE],
}

# What these say of themselves elsewhere would show somebody who is looked for how they are seen.
_OF_FRAUD = frozenset(
    {
        ReviewReason.VELOCITY,
        ReviewReason.PROJECT_DUPLICATE,
        ReviewReason.PROJECT_SIMILAR,
        ReviewReason.RELATED,
    }
)


def told(
    reasons: Iterable[ReviewReason],
    of_score: Iterable[str],
    missing: Sequence[str] = (),
    of_staff: Iterable[Override] = (),
) -> tuple[str, ...]:
    """Return what the applicant hears: at most four sentences, none of them twice.

    Args:
        reasons: The reasons of the decision, the weightiest first.
        of_score: The card's own reasons in its words, which stand where the score decided.
        missing: The kinds of papers that were missing, named where that decided.
        of_staff: Why staff refused, which goes before what the stages doubted.

    Returns:
        The sentences, at least one; beside a list or a suspicion none names a rule of fraud.
    """
    # Who has nobody's word is refused for something else, or not at all.
    reasons = tuple(reason for reason in reasons if reason is not ReviewReason.SOCIAL)
    of_staff = tuple(of_staff)
    secret = ReviewReason.WATCHLIST in reasons or Override.SUSPICION in of_staff
    unsaid = _OF_FRAUD if secret else frozenset()
    sentences = dict.fromkeys(
        _TOLD_OF_STAFF[reason] for reason in of_staff if reason in _TOLD_OF_STAFF
    )
    for reason in reasons:
        if reason in {ReviewReason.SCORE, ReviewReason.SCORE_GREY}:
            sentences |= dict.fromkeys(of_score)
        elif reason is ReviewReason.DOCUMENTS and missing:
            sentences[f"{_TOLD[reason]}: {' and '.join(missing)} missing"] = None
        else:
            sentences[_UNVERIFIED if reason in unsaid else _TOLD[reason]] = None
    if not sentences:
        # A score that lost points nowhere in particular, or doubts that were settled meanwhile.
        sentences[_TOO_RISKY] = None
    return tuple(sentences)[:TOLD_MAX]
