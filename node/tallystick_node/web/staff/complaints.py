"""Complaints on pages of staff: what is due, intake, the work on one, figures, export."""

from __future__ import annotations

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Path, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.routes import complaint_work as work
from tallystick_node.api.routes import staff_complaints as routes
from tallystick_node.api.routes.complaint_shapes import ComplaintWordsRequest, EscalationRequest
from tallystick_node.api.services import ClockDep, ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.auth.rights import Role
from tallystick_node.complaints.vocabulary import (
    SUB_ISSUES,
    ComplaintChannel,
    ComplaintProduct,
    RootCause,
)
from tallystick_node.web.account.complaints import KEY_BYTES, issue_of
from tallystick_node.web.forms import (
    REFUSALS,
    Typed,
    chosen_act,
    entry_number,
    minor_units,
    mistake_of,
    shaped,
)
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    Sort,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.complaints.service import Complaints
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/complaints"
# Figures of the page are of so many days.
PERIOD_DAYS = 365
Letter = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _clerk(reader: Reader) -> Caller:
    return staff(Role.COMPLIANCE, Role.SERVICER)(reader)


Clerk = Annotated[Caller, Depends(_clerk)]


@router.get(HERE)
def read_complaints(
    page: PageDep, caller: Clerk, database: DatabaseDep, complaints: ComplaintsDep, *,
    file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """The complaints, what is due, figures of a year, and the form for mail and telephone."""
    return _desk(page, caller, database, complaints, file=file, sort=sort)


@router.post(HERE)
def take_in_here(
    page: PageDep, request: Request, caller: Clerk, clock: ClockDep, database: DatabaseDep,
    complaints: ComplaintsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Write down a complaint that came by mail or telephone; the same form sent twice is one."""
    try:
        key = typed.get("key", "")
        if not key.isalnum() or len(key) != 2 * KEY_BYTES:
            raise InputError("INPUT:FORM", "open the form anew; its key is missing")
        loan = typed.get("loan", "")
        body = shaped(
            routes.IntakeRequest, channel=typed.get("channel"),
            received_on=typed.get("received_on"), person=typed.get("person") or None,
            contact=typed.get("contact", ""), product=typed.get("product"),
            happened=typed.get("happened"), wanted=typed.get("wanted"),
            loan=entry_number(loan) if loan else None, vulnerable="vulnerable" in typed,
            **issue_of(typed),
        )  # fmt: skip
        routes.take_in_complaint(body, caller, clock, database, complaints, key)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _desk(page, caller, database, complaints, typed=typed, mistake=mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/export")
def export_here(
    caller: Clerk, database: DatabaseDep, complaints: ComplaintsDep, _: OwnPage
) -> Response:
    """The complaints of a year as the CFPB has them."""
    today = complaints.desk.context.today
    first = today - timedelta(days=PERIOD_DAYS)
    return routes.export_complaints(caller, database, complaints, first=first, last=today)


@router.get(f"{HERE}/{{number}}")
def read_case_here(
    page: PageDep, number: RowNumber, caller: Clerk, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> Response:  # fmt: skip
    """A complaint, its clock, acts and letters, and what may be done now."""
    return _one(page, number, caller, database, complaints)


@router.get(f"{HERE}/{{number}}/letters/{{letter}}")
def read_staff_letter(
    number: RowNumber, letter: Letter, caller: Clerk, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> Response:  # fmt: skip
    """A letter as it was sent."""
    return routes.read_complaint_letter(number, letter, caller, database, complaints)


@router.post(f"{HERE}/{{number}}/evidence")
def take_dispute_pack(
    number: RowNumber, caller: Clerk, database: DatabaseDep, complaints: ComplaintsDep, _: OwnPage
) -> Response:
    """The evidence of a dispute as a file."""
    answer = routes.export_complaint_evidence(number, caller, database, complaints)
    answer.headers["content-disposition"] = f'attachment; filename="complaint-{number}.zip"'
    return answer


@router.post(f"{HERE}/{{number}}")
def act_on_complaint(
    page: PageDep, request: Request, number: RowNumber, caller: Clerk, database: DatabaseDep,
    complaints: ComplaintsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Do one of the acts that a complaint allows; a preview comes back as the letter."""
    try:
        answer = chosen_act(_acts(page, number, typed, caller, database, complaints), typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, number, caller, database, complaints, typed=typed, mistake=mistake)
    if isinstance(answer, Response):
        return answer
    return RedirectResponse(f"{HERE}/{number}", HTTPStatus.SEE_OTHER)


def _acts(
    page: WebPage, number: int, typed: dict[str, str], caller: Caller, database: Database,
    complaints: Complaints,
) -> dict[str, Callable[[], object]]:  # fmt: skip
    at, words = (caller, database, complaints), typed.get("words")

    def redress() -> str:
        amount = typed.get("redress", "")
        return "0" if amount in {"", "0"} else str(minor_units(amount, page.wording.exponent))

    def answer() -> work.AnswerRequest:
        return shaped(
            work.AnswerRequest, words=words, redress=redress(), outcome=typed.get("outcome")
        )

    requests: dict[str, tuple[Callable[..., object], Callable[[], Any] | None]] = {
        "acknowledge": (work.acknowledge_complaint, None),
        "take": (work.take_complaint, None),
        "accept": (work.record_complaint_acceptance, None),
        "note": (
            work.write_about_complaint,
            lambda: shaped(work.NoteRequest, words=words, shown=typed.get("shown") == "yes"),
        ),
        "settle": (
            work.settle_complaint,
            lambda: shaped(work.SettlementRequest, words=words, redress=redress()),
        ),
        "hold": (
            work.hold_complaint,
            lambda: shaped(work.HoldingRequest, words=words, until=typed.get("until")),
        ),
        "preview": (work.preview_complaint_answer, answer),
        "propose": (work.propose_complaint_answer, answer),
        "award": (work.record_complaint_award, answer),
        "decide": (
            work.decide_complaint,
            lambda: shaped(
                work.VerdictOfAnswerRequest, reason=words,
                agreed={"yes": True, "no": False}.get(typed.get("agreed", "")),
            ),
        ),
        "redress": (
            work.pay_complaint_redress,
            lambda: shaped(work.RedressRequest, tx_hash=typed.get("tx_hash")),
        ),
        "escalate": (
            work.record_complaint_escalation,
            lambda: shaped(EscalationRequest, to=typed.get("to"), words=words),
        ),
        "close": (
            work.close_complaint,
            lambda: shaped(work.ClosingRequest, root_cause=typed.get("root_cause")),
        ),
        "reopen": (
            work.record_complaint_reopening,
            lambda: shaped(ComplaintWordsRequest, words=words),
        ),
    }  # fmt: skip

    def bound(
        request: Callable[..., object], body: Callable[[], Any] | None
    ) -> Callable[[], object]:
        return lambda: request(number, *(() if body is None else (body(),)), *at)

    return {name: bound(request, body) for name, (request, body) in requests.items()}


def _desk(
    page: WebPage, caller: Caller, database: Database, complaints: Complaints, *,
    file: ListFile = ListFile.PAGE, sort: str = "", typed: dict[str, str] | None = None,
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    today = complaints.desk.context.today
    items = routes.list_complaints(caller, database, complaints, limit=LIMIT_MAX).items
    shown = shown_list("complaints", _columns(page), items, sort)
    if file:
        return list_file(page, shown, file)
    return page(
        "staff_complaints.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, shown=shown, items=shown.rows, typed=typed or {}, today=today,
        due=routes.list_due_complaints(caller, database, complaints),
        figures=routes.read_complaint_figures(
            caller, database, complaints, first=today - timedelta(days=PERIOD_DAYS), last=today
        ),
        key=(typed or {}).get("key") or secrets.token_hex(KEY_BYTES),
        channels=[each for each in ComplaintChannel if each is not ComplaintChannel.WEB],
        products=list(ComplaintProduct), issues=SUB_ISSUES,
    )  # fmt: skip


def _one(
    page: WebPage, number: int, caller: Caller, database: Database, complaints: Complaints, *,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    at = (number, caller, database, complaints)
    return page(
        "staff_complaint.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, item=routes.read_complaint(*at), acts=routes.list_complaint_acts(*at),
        letters=routes.list_complaint_letters(*at), typed=typed or {}, wallet=caller.wallet,
        causes=list(RootCause), own_right=complaints.desk.own_right,
    )  # fmt: skip


def _columns(page: WebPage) -> tuple[ListColumn[routes.StaffComplaintResponse], ...]:
    say = page.texts.gettext
    return (
        ListColumn("complaint", say("Number"), CellKind.COUNT, lambda item: item.complaint),
        ListColumn("state", say("State"), CellKind.TEXT, lambda item: item.state.value),
        ListColumn("product", say("Product"), CellKind.TEXT, lambda item: item.product.value),
        ListColumn("issue", say("Issue"), CellKind.TEXT, lambda item: item.issue.value),
        ListColumn("received_on", say("Received"), CellKind.DAY, lambda item: item.received_on),
        ListColumn("next_by", say("Due"), CellKind.MOMENT, lambda item: item.next_by),
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda item: item.loan),
    )
