"""A client's complaints: filed, followed, accepted, taken further; and the public list."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import complaint_lists
from tallystick_node.api.routes import complaints as routes
from tallystick_node.api.routes.complaint_shapes import ComplaintWordsRequest, EscalationRequest
from tallystick_node.api.services import ClockDep, ComplaintsDep, DatabaseDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.complaints.refusals import NoComplaint
from tallystick_node.complaints.vocabulary import SUB_ISSUES, ComplaintProduct
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, entry_number, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.complaints.service import Complaints
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/me/complaints"
KEY_BYTES = 16
LISTS_SHOWN = 31
Letter = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/complaints")
def read_lists(page: PageDep, database: DatabaseDep, complaints: ComplaintsDep) -> Response:
    """How many complaints there were, day by day, and where that is anchored."""
    days = complaint_lists.list_complaint_lists(database, complaints, LISTS_SHOWN).items
    return page("complaint_lists.html", days=days)


@router.get(HERE)
def read_own(
    page: PageDep, me: Person, database: DatabaseDep, complaints: ComplaintsDep
) -> Response:
    """The reader's complaints, and the form for a new one."""
    return _list(page, me, database, complaints)


@router.post(HERE)
def file_here(
    page: PageDep, request: Request, reader: Reader, me: Person, clock: ClockDep,
    database: DatabaseDep, complaints: ComplaintsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """File a complaint; the same form sent twice files it once."""
    try:
        key = typed.get("key", "")
        if not key.isalnum() or len(key) != 2 * KEY_BYTES:
            raise InputError("INPUT:FORM", "open the form anew; its key is missing")
        loan = typed.get("loan", "")
        body = shaped(
            routes.ComplaintRequest, product=typed.get("product"), happened=typed.get("happened"),
            wanted=typed.get("wanted"), loan=entry_number(loan) if loan else None,
            vulnerable="vulnerable" in typed, **issue_of(typed),
        )  # fmt: skip
        routes.file_complaint(body, reader, me, clock, database, complaints, key)
    except REFUSALS as refused:
        return _list(page, me, database, complaints, typed, mistake_of(request, refused))
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/{{number}}")
def read_one(
    page: PageDep, number: RowNumber, reader: Reader, me: Person, database: DatabaseDep,
    complaints: ComplaintsDep,
) -> Response:  # fmt: skip
    """Where a complaint stands: its next day, letters, and what the reader may do."""
    return _one(page, number, reader, me, database, complaints)


@router.get(f"{HERE}/{{number}}/letters/{{letter}}")
def read_letter_here(
    number: RowNumber, letter: Letter, me: Person, database: DatabaseDep, complaints: ComplaintsDep
) -> Response:
    """A letter as it was sent."""
    return routes.read_own_complaint_letter(number, letter, me, database, complaints)


@router.post(f"{HERE}/{{number}}")
def act_on_own(
    page: PageDep, request: Request, number: RowNumber, reader: Reader, me: Person,
    database: DatabaseDep, complaints: ComplaintsDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Add to a complaint, accept its answer, go to others, or have it opened again."""
    at = (reader, me, database, complaints)
    words = typed.get("words")
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: routes.add_to_complaint(
            number, shaped(ComplaintWordsRequest, words=words), *at
        ),
        "accept": lambda: routes.accept_complaint_answer(number, *at),
        "escalate": lambda: routes.escalate_complaint(
            number, shaped(EscalationRequest, to=typed.get("to"), words=words), *at
        ),
        "reopen": lambda: routes.reopen_complaint(
            number, shaped(ComplaintWordsRequest, words=words), *at
        ),
    }  # fmt: skip
    try:
        chosen_act(acts, typed)()
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _one(page, number, reader, me, database, complaints, typed=typed, mistake=mistake)
    return RedirectResponse(f"{HERE}/{number}", HTTPStatus.SEE_OTHER)


def issue_of(typed: dict[str, str]) -> dict[str, str]:
    """Return issue and sub-issue of a form, whose one list has both.

    Args:
        typed: What was typed; `issue` is such as `terms.fee`.

    Returns:
        Both by name.
    """
    issue, _, sub_issue = typed.get("issue", "").partition(".")
    return {"issue": issue, "sub_issue": sub_issue}


def _list(
    page: WebPage, me: str, database: Database, complaints: Complaints,
    typed: dict[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    return page(
        "complaints.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        items=routes.list_own_complaints(me, database, complaints), typed=typed or {},
        key=(typed or {}).get("key") or secrets.token_hex(KEY_BYTES),
        products=list(ComplaintProduct), issues=SUB_ISSUES,
    )  # fmt: skip


def _one(
    page: WebPage, number: int, reader: Caller, me: str, database: Database,
    complaints: Complaints, *, typed: dict[str, str] | None = None,
    mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    try:
        proof = routes.prove_complaint(number, me, database, complaints)
    except NoComplaint as none:
        if none.code != "COMPLAINT:PROOF":
            raise
        proof = None
    return page(
        "complaint.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        item=routes.read_own_complaint(number, me, database, complaints), proof=proof,
        acts=routes.list_own_complaint_acts(number, reader, me, database, complaints),
        letters=routes.list_own_complaint_letters(number, me, database, complaints),
        typed=typed or {},
    )  # fmt: skip
