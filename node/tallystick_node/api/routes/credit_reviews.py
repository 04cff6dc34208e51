"""The review queue with four eyes: cases, what a decision rests on, their papers, the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Response

from tallystick.loans.schedule import Method
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.applications import (
    InvoiceFields,
    PledgedTokenFields,
    invoice_of,
    pledged_token,
)
from tallystick_node.api.services import AuditLogDep, DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import (
    FILE_HEADERS,
    Amount,
    DocumentResponse,
    Limit,
    RowNumber,
    Strict,
    UtcMoment,
    amount_text,
)
from tallystick_node.auth.rights import Role
from tallystick_node.kyc.evidence import EvidenceFinding
from tallystick_node.kyc.fields import PersonKind
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.case import AMOUNT_FACTS, CARD_REASONS, Fact
from tallystick_node.underwriting.loan_request import Home, LoanPurpose
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Connection, Row

    from tallystick_node.underwriting.service import Underwriting

__all__ = ["Number", "Underwriter", "router"]

router = APIRouter(
    prefix="/v1/staff",
    tags=["staff: lending"],
    responses=problem_responses(401, 403, 404, 409, 422),
)

Underwriter = Annotated[Caller, Depends(staff(Role.UNDERWRITER))]
Number = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The application's identifier.")]


class GradingResponse(Strict):
    """What the card made of an application; null before it was examined."""

    grade: str | None
    """The grade, A the best."""
    score: int | None
    """The card's points; more is better."""
    p_default_ppm: int | None
    """The chance of default over the whole term, in ppm."""
    rate_ppm: int | None
    """The yearly rate that covers it, in ppm; null when none under the legal cap does."""


class WaitingResponse(GradingResponse):
    """A case that waits: why, since when, who has claimed it, and what a colleague has proposed."""

    application: str
    """The application's identifier."""
    opened_at: UtcMoment
    """Since when it waits."""
    amount: Amount
    """What is asked for, in minor units."""
    months: int
    """The term that is asked for."""
    reasons: list[str]
    """Why the stages refer it to people."""
    claimed_by: str | None
    """The wallet of who claimed it last."""
    claimed_until: UtcMoment | None
    """When that claim ends."""
    proposed: ReviewVerdict | None
    """What the first of two has proposed."""
    proposed_by: str | None
    """The wallet of who proposed it."""


class OrderedLoanResponse(Strict):
    """What the applicant asks for, and says of themselves."""

    amount: Amount
    """In minor units."""
    months: int
    """The term."""
    method: Method
    """How it is repaid."""
    purpose: LoanPurpose
    """What the money is for."""
    title: str
    """The project in a few words."""
    description: str
    """The project in the applicant's words."""
    repayment_source: str
    """What it is to be repaid from."""
    project_reference: str | None
    """What tells the financed thing from all others, such as an invoice."""
    owed_elsewhere: Amount
    """What they owe to others, as they say, in minor units."""
    debt_payments: Amount
    """What they pay on it a month, as they say, in minor units."""
    employed_months: int
    """For how many months they have been in their employment."""
    home: Home
    """How they live."""
    collateral: PledgedTokenFields | None
    """What is to secure the loan; null without any."""
    product: str
    """The product that they ask for."""
    harvest_month: int | None
    """The month of the harvest that decides the term; null without one."""
    invoice: InvoiceFields | None
    """The invoice that is borrowed on; null without one."""
    region: str | None
    """Where they work, as ISO 3166-2; null where it is not said."""
    industry: str | None
    """The section of ISIC; null where it is not said."""
    disclosure_agreed: bool
    """Whether lenders may see both."""


class IncomeEvidenceResponse(Strict):
    """The newest finding about the income that is stated at present."""

    verdict: str
    """verified or refused."""
    method: str
    """How it was checked."""
    verifier: str
    """Who checked it."""
    reference: str | None
    """What the verifier calls the check, such as document:7."""
    at: UtcMoment
    """When."""
    expires_on: date | None
    """The last day on which it holds."""
    holds: bool
    """Whether it is verified today."""

    @classmethod
    def of(cls, finding: EvidenceFinding) -> IncomeEvidenceResponse:
        """Return a finding as the API writes it.

        Args:
            finding: About the income.

        Returns:
            The same without the number of its row.
        """
        return cls(
            verdict=finding.verdict, method=finding.method, verifier=finding.verifier,
            reference=finding.reference, at=finding.at, expires_on=finding.expires_on,
            holds=finding.holds,
        )  # fmt: skip


class ApplicantResponse(Strict):
    """Who applies, as far as a decision needs it: neither name nor number."""

    kind: PersonKind
    """natural or legal."""
    age: int | None
    """In years today; null for companies, and where no date of birth is known."""
    level: int
    """How well they are known, 0 to 2."""
    income: Amount | None
    """Their income of a year in minor units as they state it; null when they state none."""
    income_evidence: IncomeEvidenceResponse | None
    """Who looked at that income, and how; null when nobody has."""
    documents: list[DocumentResponse]
    """Their papers; whoever has claimed the case may open them."""


class FindingResponse(Strict):
    """The finding of a stage."""

    stage: str
    """Which stage."""
    outcome: str
    """pass, refer or refuse."""
    reasons: list[str]
    """Why it does not simply pass."""
    facts: dict[str, Fact]
    """What it saw: amounts as strings of minor units, shares and rates in ppm."""


class ActResponse(Strict):
    """Something that was done with a case."""

    act: str
    """What was done."""
    by: str
    """The wallet of who did it, or node."""
    reason: str | None
    """Why, of the closed list."""
    at: UtcMoment
    """When."""


class CaseResponse(GradingResponse):
    """A case with everything that a decision rests on."""

    application: str
    """The application's identifier."""
    state: ApplicationState
    """Where it stands."""
    order: OrderedLoanResponse
    """What is asked for."""
    applicant: ApplicantResponse
    """Who asks, by what is known today."""
    card_reasons: list[str]
    """Where the card took most points, in the words that the applicant would hear."""
    findings: list[FindingResponse]
    """What each stage found when the application was examined."""
    history: list[ActResponse]
    """What was done with the case, in order."""
    model: str | None
    """The hash of the score card."""
    policy: str | None
    """The policy pack and its version."""
    rules: str | None
    """The version of the lending rules."""


class LendingDecisionRequest(Strict):
    """What is decided, for a reason of the closed list."""

    verdict: ReviewVerdict
    """What is proposed or confirmed."""
    reason: Override
    """Why; of a refusal the applicant hears it in plain words, but never a suspicion."""


class LendingDecisionResponse(Strict):
    """Where the application stands; `referred` until a second member of staff agrees."""

    state: ApplicationState
    """Where it stands now."""


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
            months=row.months, grade=row.grade, score=row.score, p_default_ppm=row.p_default_ppm,
            rate_ppm=row.rate_ppm, reasons=list(row.reasons or ()),
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
    """One case: who asks for what, what each stage found, what was done. Reading is journalled."""
    with database.writing() as connection:
        row = underwriting.applications.row(connection, number)
        people = underwriting.applications.people
        people.conflicts.not_about_oneself(connection, caller.wallet, row.person)
        answer = _case(connection, underwriting, row)
        audit_log.add(
            connection, actor=caller.wallet, act="application.opened", subject=row.person,
            details={"application": number},
        )  # fmt: skip
    return answer


@router.get("/credit-reviews/{number}/documents/{document}", response_class=Response)
def open_case_document(
    number: Number,
    document: RowNumber,
    caller: Underwriter,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    kyc: KycDep,
) -> Response:
    """Open a document of the applicant, with a claim on the case; opening it is journalled."""
    with database.writing() as connection:
        person = underwriting.queue.claimed_applicant(connection, number, caller.wallet)
    kept, content = kyc.documents.content(person, document, actor=caller.wallet)
    return Response(content, media_type=kept.media_type, headers=FILE_HEADERS)


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


def _case(connection: Connection, underwriting: Underwriting, row: Row[Any]) -> CaseResponse:
    stages = underwriting.examination.found(connection, row.id)
    order = underwriting.applications.order(connection, row)
    of_card = [sentence for stage in stages for sentence in stage.facts.get(CARD_REASONS, ())]
    return CaseResponse(
        application=row.id, state=ApplicationState(row.state),
        order=OrderedLoanResponse(
            **order.model_dump(exclude={"collateral", "invoice"}),
            collateral=pledged_token(order), invoice=invoice_of(order),
        ),
        applicant=_applicant(connection, underwriting, row),
        grade=row.grade, score=row.score, p_default_ppm=row.p_default_ppm, rate_ppm=row.rate_ppm,
        card_reasons=of_card, findings=_findings(stages),
        history=[
            ActResponse(act=entry.act, by=entry.by, reason=entry.reason, at=entry.at)
            for entry in underwriting.queue.history(connection, row.id)
        ],
        model=row.model, policy=row.policy, rules=row.rules,
    )  # fmt: skip


def _applicant(
    connection: Connection, underwriting: Underwriting, row: Row[Any]
) -> ApplicantResponse:
    applicant = underwriting.applications.borrowers.seen_by_staff(connection, row.person)
    evidence = applicant.income_evidence
    return ApplicantResponse(
        kind=applicant.kind, age=applicant.age, level=applicant.level, income=applicant.income,
        income_evidence=None if evidence is None else IncomeEvidenceResponse.of(evidence),
        documents=[DocumentResponse.of(document) for document in applicant.documents],
    )  # fmt: skip


def _findings(stages: Sequence[Row[Any]]) -> list[FindingResponse]:
    return [
        FindingResponse(
            stage=stage.stage,
            outcome=stage.outcome,
            reasons=stage.reasons,
            facts={
                name: amount_text(fact) if name in AMOUNT_FACTS else fact
                for name, fact in stage.facts.items()
                if name != CARD_REASONS
            },
        )
        for stage in stages
    ]
