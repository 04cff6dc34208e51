"""What staff do about people: hits, reviews, ratings, calls, evidence, reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field as Rule

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import DatabaseDep, FreezesDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import (
    FILE_HEADERS,
    Amount,
    AskedAmount,
    Day,
    DocumentResponse,
    RowNumber,
    Strict,
    UtcMoment,
)
from tallystick_node.auth.rights import Role
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.matches import REASON_CHARACTERS_MAX, REASON_CHARACTERS_MIN
from tallystick_node.underwriting.incomes import unverified_incomes

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff", tags=["staff: people"], responses=problem_responses(401, 403, 404, 409, 422)
)

Staff = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.ATTESTOR))]
Person = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The person's identifier.")]


class VoteRequest(Strict):
    """Whether the hit is the person."""

    same_person: bool
    """Whether the hit is the person."""


class VoteResponse(Strict):
    """The decision; null until a second member of staff agrees."""

    decision: str | None
    """confirmed or cleared; null until two agree."""


class LiftMatchRequest(Strict):
    """Why it was not this person."""

    reason: Annotated[str, Rule(min_length=REASON_CHARACTERS_MIN, max_length=REASON_CHARACTERS_MAX)]
    """Why it was somebody else."""


class LiftMatchResponse(Strict):
    """Whether the match is lifted; false until a second member of staff agrees."""

    lifted: bool
    """Whether two agree by now."""


class ReviewRequest(Strict):
    """What was asked, answered and seen, and the documents it rests on."""

    text: Annotated[str, Rule(max_length=20_000)]
    """What was asked, answered and seen."""
    documents: Annotated[list[RowNumber], Rule(max_length=50)]
    """The numbers of the documents it rests on."""


class NumberResponse(Strict):
    """The number of what was made."""

    id: int
    """Its number."""


class FileTextResponse(Strict):
    """A file's text."""

    text: str
    """The text."""


class FileDecisionRequest(Strict):
    """Whether it is approved."""

    approved: bool
    """Whether it is approved."""


class RatingRequest(Strict):
    """What staff know; stake in minor units."""

    exposed: bool
    """Whether the person holds or held a public office, or is close to one who does."""
    cash_business: bool
    """Whether they deal in cash."""
    stake: AskedAmount
    """What they mean to put at stake, in minor units."""


class LevelResponse(Strict):
    """L, M or H."""

    level: str
    """L, M or H."""


class PhoneCallRequest(Strict):
    """Whether the client understood what they take on."""

    understood: bool
    """Whether the client understood what they take on."""


class VerificationRequest(Strict):
    """The document that shows it, and the last day it holds (the policy's without one)."""

    document: RowNumber
    """The number of the person's document."""
    expires_on: Day | None = None
    """The last day on which it holds; the policy's without one."""


class OtherRequest(Strict):
    """Another person."""

    person: Annotated[str, Rule(pattern="^[0-9a-f]{32}$")]
    """The person's identifier."""


class ActingRequest(OtherRequest):
    """Who acts for a company, and the document that says so."""

    document: RowNumber
    """The number of the person's document."""


class InquiryRequest(Strict):
    """Which bureau, and the person's consent to `credit_report`."""

    bureau: Annotated[str, Rule(max_length=32)]
    """The bureau's name."""
    consent: RowNumber
    """The number of the consent that it rests on."""


class ReportResponse(Strict):
    """A credit bureau's record; null where it says nothing."""

    bureau: str
    """The bureau's name."""
    reference: str
    """What the bureau calls the inquiry."""
    as_of: date
    """The day that the record is of."""
    found: bool
    """Whether the bureau knows the person."""
    score: int | None
    """The bureau's own score."""
    score_min: int | None
    """The least score it gives."""
    score_max: int | None
    """The greatest."""
    loans_open: int | None
    """How many loans are open."""
    loans_overdue: int | None
    """How many of them are overdue."""
    dpd_max: int | None
    """The most days that one was late."""
    inquiries_6m: int | None
    """How often the record was asked for within six months."""


class IncomeResponse(Strict):
    """An income that a case of the underwriters waits for; a document of the person shows it."""

    person: str
    """The person's identifier."""
    since: UtcMoment
    """Since when their case waits."""
    income: Amount | None
    """What they state, of a year, in minor units; null when they have stated none yet."""
    documents: list[DocumentResponse]
    """Their papers."""


class DoubleResponse(Strict):
    """Somebody who gave a number, telephone or wallet that another registered person has."""

    person: str
    """Who gave it."""
    other: str
    """Whose it is."""
    field: str
    """What it is: id_number, company_number, phone or wallet."""
    tries: int
    """How often within 30 days."""
    at: UtcMoment
    """When last."""


class QueueResponse(Strict):
    """Hits, files and incomes that wait for staff, and the confirmed matches that stand."""

    screenings: list[dict[str, Any]]
    """Hits on a list that two of staff have to decide."""
    matches: list[dict[str, Any]]
    """Confirmed matches, which two of staff may lift; `on_chain` names each wallet whose credential
    is still in force, and the calls that freeze its person (null while the chain cannot be asked).
    """
    reviews: list[dict[str, Any]]
    """Files of an enhanced due diligence that a colleague has to approve."""
    incomes: list[IncomeResponse]
    """Incomes that nobody has verified, of cases that wait for it."""
    doubles: list[DoubleResponse]
    """Who gave what another person has: two registrations that may be one person."""


@router.get("/people/queue")
def read_queue(
    caller: Staff,
    database: DatabaseDep,
    kyc: KycDep,
    underwriting: UnderwritingDep,
    freezes: FreezesDep,
) -> QueueResponse:
    """What waits for a decision, the oldest first; nothing about the caller."""
    with database.reading() as connection:
        matches = kyc.matches.open_ones(connection, caller.wallet)
    # The chain is asked outside of any transaction.
    matches = [match | {"on_chain": freezes.tasks(match["person"])} for match in matches]
    with database.reading() as connection:
        return QueueResponse(
            screenings=kyc.watchlist.open_hits(connection, caller.wallet),
            matches=matches,
            reviews=kyc.ratings.waiting(connection, caller.wallet),
            incomes=[
                IncomeResponse(
                    person=waiting.person,
                    since=waiting.since,
                    income=waiting.income,
                    documents=[DocumentResponse.of(document) for document in waiting.documents],
                )
                for waiting in unverified_incomes(
                    underwriting.applications, connection, caller.wallet
                )
            ],
            doubles=[
                DoubleResponse(
                    person=double.person,
                    other=double.other,
                    field=double.field,
                    tries=double.tries,
                    at=double.at,
                )
                for double in kyc.doubles.open_ones(connection)
                if not kyc.conflicts.is_own(connection, caller.wallet, double.person)
            ],
        )


@router.post("/screenings/{number}/votes", status_code=201)
def vote_on_hit(number: RowNumber, body: VoteRequest, caller: Staff, kyc: KycDep) -> VoteResponse:
    """Say whether a hit is the person; two who agree decide."""
    decision = kyc.watchlist.decide(number, staff=caller.wallet, same_person=body.same_person)
    return VoteResponse(decision=decision)


@router.post("/matches/{number}/lifts", status_code=201)
def lift_match(
    number: RowNumber, body: LiftMatchRequest, caller: Staff, kyc: KycDep
) -> LiftMatchResponse:
    """Say with a reason that a confirmed match was somebody else; two who say so lift it."""
    return LiftMatchResponse(
        lifted=kyc.matches.lift(number, staff=caller.wallet, reason=body.reason)
    )


@router.post("/people/{person}/reviews", status_code=201)
def write_review(person: Person, body: ReviewRequest, caller: Staff, kyc: KycDep) -> NumberResponse:
    """Write the file of an enhanced due diligence."""
    number = kyc.ratings.write_file(
        person, staff=caller.wallet, text=body.text, documents=body.documents
    )
    return NumberResponse(id=number)


@router.get("/reviews/{number}")
def read_review(number: RowNumber, caller: Staff, kyc: KycDep) -> FileTextResponse:
    """Read the file of an enhanced due diligence; reading it is journalled."""
    return FileTextResponse(text=kyc.ratings.file(number, staff=caller.wallet))


@router.post("/reviews/{number}/decision", status_code=204)
def decide_review(
    number: RowNumber, body: FileDecisionRequest, caller: Staff, kyc: KycDep
) -> Response:
    """Approve or reject a colleague's file."""
    kyc.ratings.decide(number, staff=caller.wallet, approved=body.approved)
    return Response(status_code=204)


@router.post("/people/{person}/rating", status_code=201)
def rate_person(person: Person, body: RatingRequest, caller: Staff, kyc: KycDep) -> LevelResponse:
    """Rate a customer's risk."""
    level = kyc.ratings.rate(
        person, staff=caller.wallet, exposed=body.exposed, cash_business=body.cash_business,
        stake=body.stake,
    )  # fmt: skip
    return LevelResponse(level=level)


@router.post("/people/{person}/calls", status_code=204)
def record_call(person: Person, body: PhoneCallRequest, caller: Staff, kyc: KycDep) -> Response:
    """Record that a client who needs extra care was called."""
    kyc.care.record_call(person, staff=caller.wallet, understood=body.understood)
    return Response(status_code=204)


@router.post("/people/{person}/fields/{field}/verification", status_code=204)
def verify_field(
    person: Person, field: Field, body: VerificationRequest, caller: Staff, kyc: KycDep
) -> Response:
    """Vouch for a field by a document of the person."""
    kyc.evidence.verify_by_staff(
        person, field, staff=caller.wallet, document=body.document, expires_on=body.expires_on
    )
    return Response(status_code=204)


@router.get("/people/{person}/documents/{number}", response_class=Response)
def open_document(person: Person, number: RowNumber, caller: Staff, kyc: KycDep) -> Response:
    """Open a document; opening it is journalled."""
    document, content = kyc.documents.content(person, number, actor=caller.wallet)
    return Response(content, media_type=document.media_type, headers=FILE_HEADERS)


@router.post("/people/{company}/representative", status_code=204)
def set_representative(
    company: Person, body: ActingRequest, caller: Staff, kyc: KycDep
) -> Response:
    """Record who acts for a company."""
    kyc.levels.represent(company, body.person, staff=caller.wallet, document=body.document)
    return Response(status_code=204)


@router.post("/people/{person}/relation", status_code=204)
def relate(person: Person, body: OtherRequest, caller: Staff, kyc: KycDep) -> Response:
    """Put a person into the group of a related person."""
    kyc.credentials.relate(person, body.person, staff=caller.wallet)
    return Response(status_code=204)


@router.post("/people/{person}/bureau-reports", status_code=201, responses=problem_responses(503))
def pull_report(person: Person, body: InquiryRequest, caller: Staff, kyc: KycDep) -> ReportResponse:
    """Pull a credit report with the person's consent; each inquiry is journalled."""
    report = kyc.bureaus.inquire(person, body.bureau, body.consent, actor=caller.wallet)
    return ReportResponse(
        bureau=report.provider, reference=report.reference, as_of=report.as_of, found=report.found,
        score=report.score, score_min=report.score_min, score_max=report.score_max,
        loans_open=report.loans_open, loans_overdue=report.loans_overdue, dpd_max=report.dpd_max,
        inquiries_6m=report.inquiries_6m,
    )  # fmt: skip
