"""The closed lists of complaints: channels, products, issues, causes."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "SUB_ISSUES",
    "ComplaintChannel",
    "ComplaintIssue",
    "ComplaintProduct",
    "RootCause",
    "SubIssue",
]


class ComplaintChannel(StrEnum):
    """How a complaint came. WEB: the client has written it here themselves."""

    WEB = "web"
    MAIL = "mail"
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"
    REGULATOR = "regulator"


class ComplaintProduct(StrEnum):
    """What a complaint is about. PAYMENT has the shorter periods of payment services."""

    LOAN = "loan"
    INVESTMENT = "investment"
    RESALE = "resale"
    PAYMENT = "payment"
    ACCOUNT = "account"


class ComplaintIssue(StrEnum):
    """What went wrong, as the client sees it."""

    TERMS = "terms"
    PAYMENT = "payment"
    COLLECTION = "collection"
    DECISION = "decision"
    INFORMATION = "information"
    ACCESS = "access"
    PRIVACY = "privacy"
    CONDUCT = "conduct"


class SubIssue(StrEnum):
    """What went wrong more closely; each belongs to one issue."""

    FEE = "fee"
    RATE = "rate"
    CONTRACT = "contract"
    LATE = "late"
    MISSING = "missing"
    WRONG_AMOUNT = "wrong_amount"
    TOO_OFTEN = "too_often"
    WRONG_PERSON = "wrong_person"
    DISPUTED_DEBT = "disputed_debt"
    HARDSHIP = "hardship"
    REFUSED = "refused"
    REASONS = "reasons"
    MISLEADING = "misleading"
    INCOMPLETE = "incomplete"
    OUTAGE = "outage"
    LOCKED_OUT = "locked_out"
    DATA_USE = "data_use"
    DATA_LEAK = "data_leak"
    RUDENESS = "rudeness"
    UNANSWERED = "unanswered"
    FRAUD = "fraud"


SUB_ISSUES = {
    ComplaintIssue.TERMS: (SubIssue.FEE, SubIssue.RATE, SubIssue.CONTRACT),
    ComplaintIssue.PAYMENT: (SubIssue.LATE, SubIssue.MISSING, SubIssue.WRONG_AMOUNT),
    ComplaintIssue.COLLECTION: (
        SubIssue.TOO_OFTEN, SubIssue.WRONG_PERSON, SubIssue.DISPUTED_DEBT, SubIssue.HARDSHIP,
    ),
    ComplaintIssue.DECISION: (SubIssue.REFUSED, SubIssue.REASONS),
    ComplaintIssue.INFORMATION: (SubIssue.MISLEADING, SubIssue.INCOMPLETE),
    ComplaintIssue.ACCESS: (SubIssue.OUTAGE, SubIssue.LOCKED_OUT),
    ComplaintIssue.PRIVACY: (SubIssue.DATA_USE, SubIssue.DATA_LEAK),
    ComplaintIssue.CONDUCT: (SubIssue.RUDENESS, SubIssue.UNANSWERED, SubIssue.FRAUD),
}  # fmt: skip


class RootCause(StrEnum):
    """Why it went wrong, as whoever closes a complaint sees it."""

    PROCESS = "process"
    SYSTEM = "system"
    STAFF = "staff"
    PRODUCT = "product"
    INFORMATION = "information"
    THIRD_PARTY = "third_party"
    NO_FAULT = "no_fault"
