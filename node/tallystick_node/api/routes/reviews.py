"""Staff's side of lending: the review queue with four eyes, the blacklist and its appeals."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.services import AuditLogDep, DatabaseDep, UnderwritingDep
from tallystick_node.api.shapes import Amount, Limit, RowNumber, Strict, UtcMoment
from tallystick_node.auth.rights import Role
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.blacklist import (
    APPEAL_CHARACTERS_MAX,
    APPEAL_CHARACTERS_MIN,
    Cause,
)
from tallystick_node.underwriting.case import Fact
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override

__all__ = ["appeals", "router"]

router = APIRouter(
    prefix="/v1/staff",
    tags=["staff: lending"],
    responses=problem_responses(401, 403, 404, 409, 422),
)
appeals = APIRouter(
    prefix="/v1", tags=["applications"], responses=problem_responses(401, 404, 409, 422)
)

Underwriter = Annotated[Caller, Depends(staff(Role.UNDERWRITER))]
Compliance = Annotated[Caller, Depends(staff(Role.COMPLIANCE, Role.UNDERWRITER))]
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The application's identifier.")]


class WaitingResponse(Strict):
    """A case that waits: why, since when, who has claimed it, and what a colleague has proposed."""

    application: str
    opened_at: UtcMoment
    amount: Amount
    months: int
    grade: str | None
    score: int | None
    reasons: list[str]
    claimed_by: str | None
    claimed_until: UtcMoment | None
    proposed: ReviewVerdict | None
    proposed_by: str | None


class FindingResponse(Strict):
    """The finding of a stage."""

    stage: str
    outcome: str
    reasons: list[str]
    facts: dict[str, Fact]


class ActResponse(Strict):
    """Something that was done with a case."""

    act: str
    by: str
    reason: str | None
    at: UtcMoment


class CaseResponse(Strict):
    """A case with everything that a decision rests on."""

    application: str
    state: ApplicationState
    order: dict[str, Any]
    findings: list[FindingResponse]
    history: list[ActResponse]
    model: str | None
    policy: str | None
    rules: str | None


class LendingDecisionRequest(Strict):
    """What is decided, for a reason of the closed list."""

    verdict: ReviewVerdict
    reason: Override


class LendingDecisionResponse(Strict):
    """Where the application stands; `referred` until a second member of staff agrees."""

    state: ApplicationState


class BlacklistRequest(Strict):
    """Who is put on the list, and why."""

    person: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    cause: Cause


class AppealRequest(Strict):
    """Why the caller should be taken off the list."""

    text: Annotated[str, Field(min_length=APPEAL_CHARACTERS_MIN, max_length=APPEAL_CHARACTERS_MAX)]


class AppealResponse(Strict):
    """An appeal that waits."""

    entry: int
    person: str
    cause: Cause
    loan: int | None
    since: UtcMoment
    text: str


class LiftRequest(Strict):
    """Whether the entry is lifted."""

    lifted: bool


@router.get("/credit-reviews")
def list_credit_reviews(
    caller: Underwriter, database: DatabaseDep, underwriting: UnderwritingDep, limit: Limit = 50
) -> list[WaitingResponse]:
    """The cases that wait for a decision, the oldest first; none of the caller's own."""
    with database.reading() as connection:
        rows = underwriting.queue.waiting(connection, limit, caller.wallet)
    return [
        WaitingResponse(
            application=row.application, opened_at=row.opened_at, amount=row.amount,
            months=row.months, grade=row.grade, score=row.score, reasons=list(row.reasons or ()),
            claimed_by=row.claimed_by, claimed_until=row.claimed_until,
            proposed=None if row.proposed is None else ReviewVerdict(row.proposed),
            proposed_by=row.proposed_by,
        )
        for row in rows
    ]  # fmt: skip


@router.get("/credit-reviews/{number}")
def read_credit_review(
    number: Number,
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    audit_log: AuditLogDep,
) -> CaseResponse:
    """One case: the application, what each stage found, what was done. Reading it is journalled."""
    with database.writing() as connection:
        row = underwriting.applications.row(connection, number)
        people = underwriting.applications.people
        people.conflicts.not_about_oneself(connection, caller.wallet, row.person)
        answer = CaseResponse(
            application=number,
            state=ApplicationState(row.state),
            order=underwriting.applications.order(connection, row).model_dump(mode="json"),
            findings=[
                FindingResponse(
                    stage=finding.stage,
                    outcome=finding.outcome,
                    reasons=finding.reasons,
                    facts=finding.facts,
                )
                for finding in underwriting.examination.found(connection, number)
            ],
            history=[
                ActResponse(act=entry.act, by=entry.by, reason=entry.reason, at=entry.at)
                for entry in underwriting.queue.history(connection, number)
            ],
            model=row.model,
            policy=row.policy,
            rules=row.rules,
        )
        audit_log.add(
            connection, actor=caller.wallet, act="application.opened", subject=row.person,
            details={"application": number},
        )  # fmt: skip
    return answer


@router.post("/credit-reviews/{number}/claim", status_code=204)
def claim_credit_review(
    number: Number, caller: Underwriter, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """Claim a case for half an hour."""
    with database.writing() as connection:
        underwriting.queue.claim(connection, number, caller.wallet)
    return Response(status_code=204)


@router.post("/credit-reviews/{number}/decision")
def decide_credit_review(
    number: Number,
    body: LendingDecisionRequest,
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> LendingDecisionResponse:
    """Propose a decision, or confirm what another member of staff has proposed."""
    with database.writing() as connection:
        state = underwriting.queue.decide(
            connection, number, caller.wallet, body.verdict, body.reason
        )
    return LendingDecisionResponse(state=state)


@router.post("/blacklist", status_code=204)
def put_on_blacklist(
    body: BlacklistRequest,
    caller: Compliance,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Put a person on the blacklist; whoever defaults is put there automatically."""
    with database.writing() as connection:
        underwriting.blacklist.add(connection, body.person, body.cause, caller.wallet)
    return Response(status_code=204)


@router.get("/blacklist/appeals")
def list_appeals(
    caller: Compliance, database: DatabaseDep, underwriting: UnderwritingDep
) -> list[AppealResponse]:
    """The appeals that wait, the oldest first; none of the caller's own."""
    book = underwriting.blacklist
    with database.reading() as connection:
        return [
            AppealResponse(
                entry=row.id, person=row.person, cause=Cause(row.reason), loan=row.loan,
                since=row.since, text=book.read_appeal(connection, row.id),
            )
            for row in book.appeals(connection, caller.wallet)
        ]  # fmt: skip


@router.post("/blacklist/{entry}/decision", status_code=204)
def decide_appeal(
    entry: RowNumber,
    body: LiftRequest,
    caller: Compliance,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
) -> Response:
    """Decide an appeal; not open to whoever put the person on the list."""
    with database.writing() as connection:
        underwriting.blacklist.decide(connection, entry, caller.wallet, lifted=body.lifted)
    return Response(status_code=204)


@appeals.post("/blacklist/appeal", status_code=204)
def appeal(
    body: AppealRequest, me: Me, database: DatabaseDep, underwriting: UnderwritingDep
) -> Response:
    """Say why I should be taken off the blacklist."""
    with database.writing() as connection:
        underwriting.blacklist.appeal(connection, me, body.text)
    return Response(status_code=204)
