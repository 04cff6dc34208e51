"""Records of the node about complaints."""

# Made by scripts/node_client.py from docs/openapi.json; do not edit.

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from tallystick.api.shapes import Amount, Record

__all__ = [
    "ComplaintAct",
    "ComplaintActResponse",
    "ComplaintChannel",
    "ComplaintIssue",
    "ComplaintLetterResponse",
    "ComplaintListDocument",
    "ComplaintListPage",
    "ComplaintListResponse",
    "ComplaintProduct",
    "ComplaintProofResponse",
    "ComplaintState",
    "DisputeRung",
    "LetterKind",
    "Milestone",
    "OwnComplaintResponse",
    "SubIssue",
]


class ComplaintAct(StrEnum):
    """What was done about a complaint. NOTE and PROPOSED are for staff alone."""

    FILED = "filed"
    ADDED = "added"
    NOTE = "note"
    TAKEN = "taken"
    MOVED = "moved"
    LETTER = "letter"
    PROPOSED = "proposed"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    REDRESS = "redress"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    REOPENED = "reopened"


class ComplaintActResponse(Record):
    """What was done about a complaint."""

    at: datetime
    by: str
    kind: ComplaintAct
    shown: bool
    text: str | None


class ComplaintChannel(StrEnum):
    """How a complaint came. WEB: the client has written it here themselves."""

    WEB = "web"
    MAIL = "mail"
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"
    REGULATOR = "regulator"


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


class LetterKind(StrEnum):
    """What a letter is for."""

    ACKNOWLEDGE = "acknowledge"
    SUMMARY = "summary"
    HOLDING = "holding"
    FINAL = "final"


class ComplaintLetterResponse(Record):
    """A letter about a complaint."""

    at: datetime
    kind: LetterKind
    letter: int
    sha256: str
    template: str


class ComplaintListDocument(Record):
    """A list from which anybody computes the root: a leaf for the head and one for each entry."""

    complaints: str
    count: str
    day: date
    entries: tuple[dict[str, str], ...]


class ComplaintListResponse(Record):
    """A day's list of all complaints, and where its root is anchored."""

    block: int | None
    complaints: int
    day: date
    root: str
    subject: str
    tx_hash: str | None


class ComplaintListPage(Record):
    """Lists, the newest first."""

    items: tuple[ComplaintListResponse, ...]
    next: str | None


class ComplaintProduct(StrEnum):
    """What a complaint is about. PAYMENT has the shorter periods of payment services."""

    LOAN = "loan"
    INVESTMENT = "investment"
    RESALE = "resale"
    PAYMENT = "payment"
    ACCOUNT = "account"


class ComplaintProofResponse(Record):
    """What shows that a complaint is in an anchored list, to be checked without the node.

    The commitment is Keccak-256 of the salt and the canonical JSON of `committed`.
    """

    block: int | None
    committed: dict[str, str | None] | None
    day: date
    entry: dict[str, str]
    leaf: str
    proof: tuple[str, ...]
    root: str
    salt: str | None
    subject: str


class ComplaintState(StrEnum):
    """Where a complaint stands.

    PROPOSED: a final response waits for a colleague. HOLDING: the client was told that it takes
    longer. The last three steps before CLOSED are taken by the client, or in front of others.
    """

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    HOLDING = "holding"
    PROPOSED = "proposed"
    SETTLED_EARLY = "settled_early"
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    OMBUDSMAN = "ombudsman"
    MEDIATION = "mediation"
    COURT = "court"
    CLOSED = "closed"


class DisputeRung(StrEnum):
    """How far a dispute has gone."""

    PREVENTION = "prevention"
    SETTLEMENT = "settlement"
    MEDIATION = "mediation"
    COURT = "court"


class Milestone(StrEnum):
    """What a clock asks for next."""

    ACKNOWLEDGE = "acknowledge"
    FINAL = "final"
    LIMIT = "limit"


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


class OwnComplaintResponse(Record):
    """A client's own complaint."""

    answered_at: datetime | None
    channel: ComplaintChannel
    commitment: str
    complaint: int
    final_by: datetime
    happened: str | None
    held_until: date | None
    issue: ComplaintIssue
    limit_by: datetime | None
    loan: int | None
    next_by: datetime | None
    next_step: Milestone | None
    ombudsman_until: date | None
    outcome: ComplaintState | None
    outside: str
    pack: str
    product: ComplaintProduct
    received_on: date
    recorded_at: datetime
    redress: Amount
    redress_missing: Amount
    rung: DisputeRung
    state: ComplaintState
    sub_issue: SubIssue
    turn: int
    vulnerable: bool
    wanted: str | None
