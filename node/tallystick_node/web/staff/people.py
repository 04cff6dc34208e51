"""People on pages of compliance: hits on lists, confirmed matches, files, incomes, doubles."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import staff_people as routes
from tallystick_node.api.routes.staff_people import Person
from tallystick_node.api.services import DatabaseDep, FreezesDep, KycDep, UnderwritingDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.kyc.fields import Field
from tallystick_node.web.forms import REFUSALS, Typed, entry_number, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage
from tallystick_node.web.staff.rights import ComplianceOfPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.caller import Caller
    from tallystick_node.kyc.chain_freezes import ChainFreezes
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.storage import Database
    from tallystick_node.underwriting.service import Underwriting
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/people"


@router.get(HERE)
def read_people(
    page: PageDep, caller: ComplianceOfPage, database: DatabaseDep, kyc: KycDep,
    underwriting: UnderwritingDep, freezes: FreezesDep,
) -> Response:  # fmt: skip
    """What waits for a decision; nothing about the reader."""
    return _queue(page, caller, database, kyc, underwriting, freezes)


@router.get(f"{HERE}/reviews/{{number}}")
def read_file(page: PageDep, number: RowNumber, caller: ComplianceOfPage, kyc: KycDep) -> Response:
    """A file of an enhanced due diligence, as its author wrote it."""
    text = routes.read_review(number, caller, kyc).text
    return page("due_diligence.html", text=text, number_of=number)


@router.get(f"{HERE}/{{person}}/documents/{{number}}")
def open_paper(
    person: Person, number: RowNumber, caller: ComplianceOfPage, kyc: KycDep
) -> Response:
    """A paper of somebody; opening it is journalled."""
    return routes.open_document(person, number, caller, kyc)


@router.post(f"{HERE}/act")
def act_here(
    page: PageDep, request: Request, caller: ComplianceOfPage, database: DatabaseDep, kyc: KycDep,
    underwriting: UnderwritingDep, freezes: FreezesDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Vote on a hit, lift a match, decide a file, verify an income: one form each."""
    try:
        _act(typed, caller, kyc)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _queue(page, caller, database, kyc, underwriting, freezes, mistake)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _act(typed: dict[str, str], caller: Caller, kyc: Kyc) -> None:
    subject = typed.get("subject", "")
    acts: dict[str, Callable[[], object]] = {
        "vote": lambda: routes.vote_on_hit(
            entry_number(subject),
            shaped(routes.VoteRequest, same_person=_yes(typed.get("answer"))), caller, kyc,
        ),
        "lift": lambda: routes.lift_match(
            entry_number(subject), shaped(routes.LiftMatchRequest, reason=typed.get("reason")),
            caller, kyc,
        ),
        "file": lambda: routes.decide_review(
            entry_number(subject),
            shaped(routes.FileDecisionRequest, approved=_yes(typed.get("answer"))), caller, kyc,
        ),
        "income": lambda: routes.verify_field(
            subject, Field.INCOME,
            shaped(
                routes.VerificationRequest, document=typed.get("document"),
                expires_on=typed.get("expires_on") or None,
            ),
            caller, kyc,
        ),
    }  # fmt: skip
    act = acts.get(typed.get("act", ""))
    if act is None:
        raise InputError("INPUT:FORM", "open the form anew; it names no act")
    act()


def _yes(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def _queue(
    page: WebPage, caller: Caller, database: Database, kyc: Kyc, underwriting: Underwriting,
    freezes: ChainFreezes, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    queue = routes.read_queue(caller, database, kyc, underwriting, freezes)
    return page(
        "people.html", HTTPStatus.OK if mistake is None else mistake.status, queue=queue,
        mistake=mistake,
    )  # fmt: skip
