"""Complaints as their clients see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Response

from tallystick_node.api.caller import SignedIn
from tallystick_node.api.idempotency import IdempotencyKey, once
from tallystick_node.api.person import Me
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.complaint_shapes import (
    HTML,
    ComplaintActResponse,
    ComplaintLetterResponse,
    ComplaintResponse,
    ComplaintWordsRequest,
    EscalationRequest,
    LoanNumber,
    Words,
    complaint_facts,
    letter_page,
    letter_response,
)
from tallystick_node.api.services import ClockDep, ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import Described, RowNumber, Strict
from tallystick_node.complaints.intake import ComplaintFacts, committed
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.vocabulary import (
    ComplaintChannel,
    ComplaintIssue,
    ComplaintProduct,
    SubIssue,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.service import Complaints

__all__ = ["ComplaintProofResponse", "ComplaintRequest", "router"]

router = APIRouter(
    prefix="/v1/me/complaints", tags=["complaints"],
    responses=problem_responses(401, 404, 409, 422),
)  # fmt: skip

Letter = Annotated[int, Path(ge=1, le=2**63 - 1, description="The letter's number.")]


class ComplaintRequest(Strict):
    """What went wrong, and what is to be done about it."""

    product: ComplaintProduct
    """What it is about."""
    issue: ComplaintIssue
    """What went wrong."""
    sub_issue: SubIssue
    """What went wrong more closely; it belongs to the issue."""
    happened: Words
    """What happened."""
    wanted: Words
    """What is asked for."""
    loan: LoanNumber | None = None
    """The loan's number on the chain, when it is about a loan."""
    vulnerable: bool = False
    """Whether the client needs extra care."""


class OwnComplaintResponse(ComplaintResponse):
    """A client's own complaint."""

    outside: str
    """Who decides when they do not agree with the platform."""


class ComplaintProofResponse(Described):
    """What shows that a complaint is in an anchored list, to be checked without the node.

    The commitment is Keccak-256 of the salt and the canonical JSON of `committed`.
    """

    day: date
    """The day of the list."""
    subject: str
    """Under which subject Disclosures has its root, as version 1."""
    root: str
    """The list's Merkle root."""
    block: int | None
    """The block in which the root is anchored; null while it is not."""
    entry: dict[str, str]
    """The complaint's entry: its canonical JSON is the leaf's content."""
    leaf: str
    """The leaf's name."""
    proof: list[str]
    """The hashes beside the way from the leaf to the root."""
    salt: str | None
    """32 bytes in hex that only the client and the platform know; null after an erasure."""
    committed: dict[str, str | None] | None
    """What the commitment is over; null after an erasure."""


def _own(
    connection: Connection, complaints: Complaints, number: int, me: str
) -> OwnComplaintResponse:
    row = complaints.register.own(connection, number, me)
    facts = complaint_facts(connection, complaints, row)
    return OwnComplaintResponse(**facts, outside=complaints.desk.outside())


@router.post("", status_code=201, response_model=OwnComplaintResponse)
def file_complaint(
    body: ComplaintRequest, caller: SignedIn, me: Me, clock: ClockDep, database: DatabaseDep,
    complaints: ComplaintsDep, key: IdempotencyKey,
) -> Response:  # fmt: skip
    """Complain. The clock runs from today, and the number and its days come back.

    The same key again returns the same complaint.
    """

    def act(connection: Connection) -> OwnComplaintResponse:
        facts = ComplaintFacts(
            channel=ComplaintChannel.WEB, received_on=complaints.desk.context.today,
            **dict(body),
        )  # fmt: skip
        number = complaints.intake.file(connection, facts, person=me, by=caller.wallet)
        return _own(connection, complaints, number, me)

    return once(database, clock, caller, act, route="complaints", key=key, body=body)


@router.get("")
def list_own_complaints(
    me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> list[OwnComplaintResponse]:
    """The caller's complaints, the newest first."""
    with database.reading() as connection:
        rows = complaints.register.listed(connection, person=me)
        return [_own(connection, complaints, row.id, me) for row in rows]


@router.get("/{number}")
def read_own_complaint(
    number: RowNumber, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> OwnComplaintResponse:
    """A complaint of the caller's."""
    with database.reading() as connection:
        return _own(connection, complaints, number, me)


@router.get("/{number}/acts")
def list_own_complaint_acts(
    number: RowNumber, caller: SignedIn, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> list[ComplaintActResponse]:
    """What was done about a complaint of the caller's, the oldest first."""
    with database.reading() as connection:
        row = complaints.register.own(connection, number, me)
        return [
            ComplaintActResponse(
                kind=act.kind, at=act.at, by=act.by if act.by == caller.wallet else "us",
                shown=True, text=act.text,
            )
            for act in complaints.register.acts(connection, row, client=True)
        ]  # fmt: skip


@router.post("/{number}/acts", status_code=201)
def add_to_complaint(
    number: RowNumber, body: ComplaintWordsRequest, caller: SignedIn, me: Me,
    database: DatabaseDep, complaints: ComplaintsDep,
) -> OwnComplaintResponse:  # fmt: skip
    """Add to a complaint of the caller's."""
    with database.writing() as connection:
        complaints.disputes.add(connection, number, body.words, by=caller.wallet, client=me)
        return _own(connection, complaints, number, me)


@router.post("/{number}/acceptance")
def accept_complaint_answer(
    number: RowNumber, caller: SignedIn, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> OwnComplaintResponse:
    """Accept the answer to a complaint of the caller's."""
    with database.writing() as connection:
        complaints.disputes.accept(connection, number, by=caller.wallet, client=me)
        return _own(connection, complaints, number, me)


@router.post("/{number}/escalation")
def escalate_complaint(
    number: RowNumber, body: EscalationRequest, caller: SignedIn, me: Me, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> OwnComplaintResponse:  # fmt: skip
    """Say that the caller goes to others: after an answer, a holding letter, or a late answer."""
    with database.writing() as connection:
        complaints.disputes.escalate(
            connection, number, body.to, body.words, by=caller.wallet, client=me
        )
        return _own(connection, complaints, number, me)


@router.post("/{number}/reopening")
def reopen_complaint(
    number: RowNumber, body: ComplaintWordsRequest, caller: SignedIn, me: Me,
    database: DatabaseDep, complaints: ComplaintsDep,
) -> OwnComplaintResponse:  # fmt: skip
    """Have a closed complaint of the caller's opened again: a new clock runs from today."""
    with database.writing() as connection:
        complaints.disputes.reopen(connection, number, body.words, by=caller.wallet, client=me)
        return _own(connection, complaints, number, me)


@router.get("/{number}/letters")
def list_own_complaint_letters(
    number: RowNumber, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> list[ComplaintLetterResponse]:
    """The letters about a complaint of the caller's, the oldest first."""
    with database.reading() as connection:
        row = complaints.register.own(connection, number, me)
        return [letter_response(each) for each in complaints.letters.of(connection, row.id)]


@router.get("/{number}/letters/{letter}", response_class=Response, responses=HTML)
def read_own_complaint_letter(
    number: RowNumber, letter: Letter, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> Response:
    """A letter about a complaint of the caller's."""
    with database.reading() as connection:
        row = complaints.register.own(connection, number, me)
        return letter_page(complaints.letters.read(connection, row, letter))


@router.get("/{number}/proof")
def prove_complaint(
    number: RowNumber, me: Me, database: DatabaseDep, complaints: ComplaintsDep
) -> ComplaintProofResponse:
    """What shows that a complaint of the caller's is in the anchored list, with its clock."""
    with database.reading() as connection:
        row = complaints.register.own(connection, number, me)
        return proof_of(connection, complaints, row)


def proof_of(
    connection: Connection, complaints: Complaints, row: Row[Any]
) -> ComplaintProofResponse:
    """Return the proof of a complaint as the API writes it.

    Args:
        connection: An open database transaction.
        complaints: The desk.
        row: The complaint.

    Returns:
        The proof for the clock that runs.

    Raises:
        NoComplaint: COMPLAINT:PROOF before its first list.
    """
    proof = complaints.anchors.proof(connection, row.id, row.turn)
    if proof is None:
        raise NoComplaint(
            "COMPLAINT:PROOF", "this complaint stands in no list yet; the next one is made tonight"
        )
    salt, happened, wanted = (
        complaints.register.words(connection, row, name) for name in ("salt", "happened", "wanted")
    )
    words = None
    if happened is not None and wanted is not None:
        words = dict(committed(row.id, row, happened, wanted))
    return ComplaintProofResponse(
        day=proof.day, subject=proof.subject, root=proof.root, block=proof.block,
        entry=proof.entry.document(), leaf=proof.entry.name, proof=list(proof.proof),
        salt=salt, committed=words,
    )  # fmt: skip
