"""The review queue on pages: cases that wait, what a decision rests on, claim and verdict.

Whoever looks second sees that a colleague has proposed, and what only after their own verdict.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick_node.api.routes.credit_reviews import (
    LendingDecisionRequest,
    Number,
    WaitingResponse,
    claim_credit_review,
    decide_credit_review,
    list_credit_reviews,
    open_case_document,
    read_credit_review,
)
from tallystick_node.api.services import AuditLogDep, DatabaseDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.underwriting.reasons import FAVOURABLE, Override
from tallystick_node.web.forms import REFUSALS, Typed, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    Sort,
    list_file,
    shown_list,
)
from tallystick_node.web.staff.case_facts import shown_findings
from tallystick_node.web.staff.rights import UnderwriterOfPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.caller import Caller
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()


@router.get("/staff/credit-reviews")
def read_queue(
    page: PageDep, caller: UnderwriterOfPage, database: DatabaseDep, underwriting: UnderwritingDep,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """The cases that wait, the oldest first; none of the reader's own."""
    rows = list_credit_reviews(caller, database, underwriting, LIMIT_MAX)
    shown = shown_list("credit-reviews", _columns(page), rows, sort)
    if file:
        return list_file(page, shown, file)
    now = underwriting.applications.people.context.now
    return page("credit_reviews.html", shown=shown, rows=shown.rows, wallet=caller.wallet, now=now)


def _columns(page: WebPage) -> tuple[ListColumn[WaitingResponse], ...]:
    """What the queue shows; whose verdict came first is not for files."""
    say = page.texts.gettext
    return (
        ListColumn("application", "", CellKind.TEXT, lambda row: row.application),
        ListColumn("waits_since", say("Waits since"), CellKind.MOMENT, lambda row: row.opened_at),
        ListColumn("amount", say("Amount"), CellKind.AMOUNT, lambda row: row.amount),
        ListColumn("months", say("Months"), CellKind.COUNT, lambda row: row.months),
        ListColumn("grade", say("Grade"), CellKind.TEXT, lambda row: row.grade),
        ListColumn("points", say("Points"), CellKind.COUNT, lambda row: row.score),
        ListColumn(
            "default_ppm", say("Chance of default"), CellKind.COUNT, lambda row: row.p_default_ppm
        ),
        ListColumn("reasons", "", CellKind.TEXT, lambda row: " ".join(row.reasons)),
    )


@router.get("/staff/credit-reviews/{number}")
def read_case(
    page: PageDep, number: Number, caller: UnderwriterOfPage, database: DatabaseDep,
    underwriting: UnderwritingDep, audit_log: AuditLogDep,
) -> Response:  # fmt: skip
    """One case; reading it is journalled."""
    return _case(page, number, caller, database, underwriting, audit_log)


@router.get("/staff/credit-reviews/{number}/documents/{document}")
def open_paper(
    number: Number, document: RowNumber, caller: UnderwriterOfPage, database: DatabaseDep,
    underwriting: UnderwritingDep, kyc: KycDep,
) -> Response:  # fmt: skip
    """A paper of the applicant, with a claim on the case; opening it is journalled."""
    return open_case_document(number, document, caller, database, underwriting, kyc)


@router.post("/staff/credit-reviews/{number}/claim")
def claim_case(
    number: Number, caller: UnderwriterOfPage, database: DatabaseDep,
    underwriting: UnderwritingDep, _: OwnPage,
) -> Response:  # fmt: skip
    """Claim a case for half an hour, or renew the claim."""
    claim_credit_review(number, caller, database, underwriting)
    return RedirectResponse(f"/staff/credit-reviews/{number}", HTTPStatus.SEE_OTHER)


@router.post("/staff/credit-reviews/{number}/decision")
def decide_case(
    page: PageDep, request: Request, number: Number, caller: UnderwriterOfPage,
    database: DatabaseDep, underwriting: UnderwritingDep, audit_log: AuditLogDep, typed: Typed,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Propose a verdict, or give the second one; what was chosen is kept when it is refused."""
    try:
        body = shaped(
            LendingDecisionRequest, verdict=typed.get("verdict"), reason=typed.get("reason")
        )
        decide_credit_review(number, body, caller, database, underwriting)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _case(page, number, caller, database, underwriting, audit_log, typed, mistake)
    return RedirectResponse(f"/staff/credit-reviews/{number}", HTTPStatus.SEE_OTHER)


def _case(
    page: WebPage,
    number: str,
    caller: Caller,
    database: DatabaseDep,
    underwriting: UnderwritingDep,
    audit_log: AuditLogDep,
    typed: Mapping[str, str] | None = None,
    mistake: Mistake | None = None,
) -> Response:
    case = read_credit_review(number, caller, database, underwriting, audit_log)
    rows = list_credit_reviews(caller, database, underwriting, LIMIT_MAX)
    rules = underwriting.applications.rules
    template = underwriting.products.catalogue.template(case.order.product)
    waiting = next((row for row in rows if row.application == number), None)
    now = underwriting.applications.people.context.now
    until = None if waiting is None else waiting.claimed_until
    return page(
        "credit_review.html", HTTPStatus.OK if mistake is None else mistake.status, case=case,
        findings=shown_findings(
            case.findings, rules if case.rules == rules.version else None, page.wording
        ),
        product=template.said(page.language),
        waiting=waiting, wallet=caller.wallet, typed=typed or {}, mistake=mistake,
        claimed=waiting if until is not None and until > now else None,
        favourable=[reason.value for reason in Override if reason in FAVOURABLE],
        unfavourable=[reason.value for reason in Override if reason not in FAVOURABLE],
        blind=waiting is not None and waiting.proposed_by not in {None, caller.wallet},
    )  # fmt: skip
