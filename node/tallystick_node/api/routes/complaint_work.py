"""Work on complaints: what staff do about one, each act a request of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.complaint_shapes import (
    HTML,
    ComplaintWordsRequest,
    EscalationRequest,
    Words,
    letter_page,
)
from tallystick_node.api.routes.staff_complaints import (
    ComplaintsStaff,
    StaffComplaintResponse,
    shown_complaint,
    staff_complaint,
)
from tallystick_node.api.services import ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import AskedAmount, Day, RowNumber, Strict
from tallystick_node.complaints.handling import FinalAnswer
from tallystick_node.complaints.rules import ComplaintState
from tallystick_node.complaints.vocabulary import RootCause

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tallystick_node.api.caller import Caller
    from tallystick_node.complaints.service import Complaints
    from tallystick_node.storage import Database

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/staff/complaints", tags=["staff: complaint work"],
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)  # fmt: skip


class SettlementRequest(Strict):
    """How a complaint is settled within the first working days."""

    words: Words
    """How, as the summary says it."""
    redress: AskedAmount = 0
    """What is paid, in minor units."""


class HoldingRequest(Strict):
    """Why an answer takes longer, and until when."""

    words: Words
    """Why, as the letter says it."""
    until: Day
    """The last day of the final response."""


class AnswerRequest(SettlementRequest):
    """A final response."""

    outcome: ComplaintState
    """upheld, partly or rejected."""


class VerdictOfAnswerRequest(Strict):
    """Whether a final response is sent as was proposed, and why."""

    agreed: bool
    """Whether it is sent; else it goes back."""
    reason: Words
    """Why, for staff alone."""


class RedressRequest(Strict):
    """The transaction that has paid redress."""

    tx_hash: Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
    """Its hash: tokens from the treasury to a wallet of the client."""


class ClosingRequest(Strict):
    """Why a complaint had to be made."""

    root_cause: RootCause
    """The root cause."""


class NoteRequest(ComplaintWordsRequest):
    """What is written down about a complaint."""

    shown: bool = False
    """True for what the client has said, which they see; false for a note of staff alone."""


def _done(
    act: Callable[[Connection], object], number: int, caller: Caller, database: Database,
    complaints: Complaints,
) -> StaffComplaintResponse:  # fmt: skip
    with database.writing() as connection:
        shown_complaint(connection, complaints, number, caller)
        act(connection)
        row = complaints.register.complaint(connection, number)
        return staff_complaint(connection, complaints, row)


@router.post("/{number}/acknowledgement")
def acknowledge_complaint(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> StaffComplaintResponse:
    """Tell the client by letter that their complaint was received."""
    return _done(
        lambda connection: complaints.handling.acknowledge(connection, number, caller.wallet),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/lease")
def take_complaint(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> StaffComplaintResponse:
    """Take a complaint up, also from a colleague."""
    return _done(
        lambda connection: complaints.handling.take(connection, number, caller.wallet),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/acts", status_code=201)
def write_about_complaint(
    number: RowNumber, body: NoteRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Write down a note, or what the client has said."""

    def act(connection: Connection) -> None:
        if body.shown:
            complaints.disputes.add(connection, number, body.words, by=caller.wallet, client=None)
        else:
            complaints.handling.write(connection, number, body.words, caller.wallet)

    return _done(act, number, caller, database, complaints)


@router.post("/{number}/settlement")
def settle_complaint(
    number: RowNumber, body: SettlementRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Settle a complaint with a summary, within days and an amount that the pack sets."""
    return _done(
        lambda connection: complaints.handling.settle(
            connection, number, body.words, body.redress, caller.wallet
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/holding")
def hold_complaint(
    number: RowNumber, body: HoldingRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Tell the client by letter that the answer takes longer, why and until when."""
    return _done(
        lambda connection: complaints.handling.hold(
            connection, number, body.words, body.until, caller.wallet
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/preview", response_class=Response, responses=HTML)
def preview_complaint_answer(
    number: RowNumber, body: AnswerRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> Response:  # fmt: skip
    """The letter of a final response as it would be sent; nothing is sent or kept."""
    with database.reading() as connection:
        row = shown_complaint(connection, complaints, number, caller)
        answer = FinalAnswer(body.outcome, body.words, body.redress)
        return letter_page(complaints.handling.preview(connection, row, answer))


@router.post("/{number}/proposal")
def propose_complaint_answer(
    number: RowNumber, body: AnswerRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Propose a final response, which a colleague decides."""
    answer = FinalAnswer(body.outcome, body.words, body.redress)
    return _done(
        lambda connection: complaints.handling.propose(connection, number, answer, caller.wallet),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/decision")
def decide_complaint(
    number: RowNumber, body: VerdictOfAnswerRequest, caller: ComplaintsStaff,
    database: DatabaseDep, complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Send a final response as a colleague has proposed it, or send the proposal back."""
    return _done(
        lambda connection: complaints.handling.decide(
            connection, number, caller.wallet, body.reason, agreed=body.agreed
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/redress")
def pay_complaint_redress(
    number: RowNumber, body: RedressRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Name the transaction by which the treasury has paid redress; the chain is asked for it."""
    with database.reading() as connection:
        shown_complaint(connection, complaints, number, caller)
        wallets = complaints.redress.wallets(connection, number)
    sent = complaints.redress.look(body.tx_hash, wallets)
    return _done(
        lambda connection: complaints.redress.keep(connection, number, sent, caller.wallet),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/acceptance")
def record_complaint_acceptance(
    number: RowNumber, caller: ComplaintsStaff, database: DatabaseDep, complaints: ComplaintsDep
) -> StaffComplaintResponse:
    """Write down that the client accepts the answer."""
    return _done(
        lambda connection: complaints.disputes.accept(
            connection, number, by=caller.wallet, client=None
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/escalation")
def record_complaint_escalation(
    number: RowNumber, body: EscalationRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Write down that the client goes to ombudsman, mediation or court."""
    return _done(
        lambda connection: complaints.disputes.escalate(
            connection, number, body.to, body.words, by=caller.wallet, client=None
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/award")
def record_complaint_award(
    number: RowNumber, body: AnswerRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Write down what ombudsman, mediation or court have decided."""
    answer = FinalAnswer(body.outcome, body.words, body.redress)
    return _done(
        lambda connection: complaints.disputes.award(connection, number, answer, caller.wallet),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/closing")
def close_complaint(
    number: RowNumber, body: ClosingRequest, caller: ComplaintsStaff, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Close a complaint that has an outcome and whose redress is paid, with its root cause."""
    return _done(
        lambda connection: complaints.disputes.close(
            connection, number, body.root_cause, caller.wallet
        ),
        number, caller, database, complaints,
    )  # fmt: skip


@router.post("/{number}/reopening")
def record_complaint_reopening(
    number: RowNumber, body: ComplaintWordsRequest, caller: ComplaintsStaff,
    database: DatabaseDep, complaints: ComplaintsDep,
) -> StaffComplaintResponse:  # fmt: skip
    """Open a closed complaint again: a new clock runs from today."""
    return _done(
        lambda connection: complaints.disputes.reopen(
            connection, number, body.words, by=caller.wallet, client=None
        ),
        number, caller, database, complaints,
    )  # fmt: skip
