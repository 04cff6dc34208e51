"""Shapes of complaints that clients and staff share."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Response
from pydantic import Field

from tallystick_node.api.shapes import Amount, Described, Strict, UtcMoment
from tallystick_node.complaints.desk import WORDS_MAX
from tallystick_node.complaints.letters import LetterKind
from tallystick_node.complaints.register import ComplaintAct
from tallystick_node.complaints.rules import ComplaintState, DisputeRung, Milestone
from tallystick_node.complaints.vocabulary import (
    ComplaintChannel,
    ComplaintIssue,
    ComplaintProduct,
    SubIssue,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from tallystick_node.complaints.service import Complaints

__all__ = [
    "HTML", "ComplaintActResponse", "ComplaintLetterResponse", "ComplaintResponse",
    "ComplaintWordsRequest", "EscalationRequest", "LoanNumber", "Words", "complaint_facts",
    "letter_page", "letter_response",
]  # fmt: skip

Words = Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
LoanNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]
HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {}}, "description": "The letter."}
}


class ComplaintWordsRequest(Strict):
    """What somebody says about a complaint."""

    words: Words
    """In words."""


class EscalationRequest(Strict):
    """Whom the client goes to."""

    to: ComplaintState
    """ombudsman, mediation or court."""
    words: Words
    """Whom exactly, and under which number."""


class ComplaintResponse(Described):
    """A complaint: what it is about, where it stands, and what is due next."""

    complaint: int
    """The complaint's number."""
    channel: ComplaintChannel
    """How it came."""
    product: ComplaintProduct
    """What it is about."""
    issue: ComplaintIssue
    """What went wrong."""
    sub_issue: SubIssue
    """What went wrong more closely."""
    loan: int | None
    """The loan's number on the chain; null for none."""
    vulnerable: bool
    """Whether the client needs extra care."""
    received_on: date
    """The platform's day on which it was received, from which its clock runs."""
    recorded_at: UtcMoment
    """When it was written down."""
    state: ComplaintState
    """Where it stands."""
    rung: DisputeRung
    """How far the dispute has gone."""
    turn: int
    """How often it was opened."""
    next_step: Milestone | None
    """What is due next; null when nothing is."""
    next_by: UtcMoment | None
    """Until when."""
    final_by: UtcMoment
    """Until when the final response is due by the policy pack."""
    limit_by: UtcMoment | None
    """The last moment of all, after a holding letter; null where there is none."""
    pack: str
    """The policy pack that the clock is of, with its version."""
    held_until: date | None
    """The day that a holding letter names; null before one."""
    answered_at: UtcMoment | None
    """When it was answered; null before."""
    outcome: ComplaintState | None
    """What was answered; null before."""
    redress: Amount
    """What is paid, in minor units."""
    redress_missing: Amount
    """What of it is not on the chain yet."""
    ombudsman_until: date | None
    """The last day on which the ombudsman can be asked; null before the answer."""
    commitment: str
    """The hash of what was complained of, which the anchored list has."""
    happened: str | None
    """What happened; null when the client's data were erased."""
    wanted: str | None
    """What the client asks for; null when the client's data were erased."""


class ComplaintActResponse(Described):
    """What was done about a complaint."""

    kind: ComplaintAct
    """Which kind it was."""
    at: UtcMoment
    """When."""
    by: str
    """The wallet that did it; a client reads `us` for everybody's but their own."""
    shown: bool
    """Whether the client sees it."""
    text: str | None
    """In words; null when the client's data were erased."""


class ComplaintLetterResponse(Described):
    """A letter about a complaint."""

    letter: int
    """The letter's number."""
    kind: LetterKind
    """What it is for."""
    template: str
    """Which approved text it is made of."""
    sha256: str
    """The hash of its bytes, which the journal has."""
    at: UtcMoment
    """When it was written."""


def complaint_facts(
    connection: Connection, complaints: Complaints, row: Row[Any]
) -> dict[str, Any]:
    """Return the fields of a complaint as the API writes them.

    Args:
        connection: An open database transaction.
        complaints: The desk.
        row: The complaint.

    Returns:
        Values by field of `ComplaintResponse`.
    """
    clock = complaints.register.clocks(connection, [row.id])[row.id]
    state = ComplaintState(row.state)
    upcoming = complaints.figures.upcoming(clock, state)
    return {
        "complaint": row.id, "channel": row.channel, "product": row.product, "issue": row.issue,
        "sub_issue": row.sub_issue, "loan": row.loan, "vulnerable": row.vulnerable,
        "received_on": row.received_on, "recorded_at": row.recorded_at, "state": state,
        "rung": row.rung, "turn": row.turn,
        "next_step": None if upcoming is None else upcoming[0],
        "next_by": None if upcoming is None else upcoming[1],
        "final_by": clock.final_by, "limit_by": clock.limit_by,
        "pack": f"{clock.pack} {clock.pack_version}", "held_until": clock.held_until,
        "answered_at": clock.answered_at, "outcome": row.outcome, "redress": row.redress,
        "redress_missing": max(0, complaints.redress.missing(connection, row)),
        "ombudsman_until": row.ombudsman_until, "commitment": row.commitment,
        "happened": complaints.register.words(connection, row, "happened"),
        "wanted": complaints.register.words(connection, row, "wanted"),
    }  # fmt: skip


def letter_response(row: Row[Any]) -> ComplaintLetterResponse:
    """Return a letter as the API writes it.

    Args:
        row: The letter.

    Returns:
        The same without its text.
    """
    return ComplaintLetterResponse(
        letter=row.id, kind=LetterKind(row.kind), template=row.template, sha256=row.sha256,
        at=row.at,
    )  # fmt: skip


def letter_page(html: str) -> Response:
    """Return a letter's text, to be read or printed.

    Args:
        html: The text.

    Returns:
        The response, which opens nothing else and is kept nowhere.
    """
    headers = {
        "content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store",
    }  # fmt: skip
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)
