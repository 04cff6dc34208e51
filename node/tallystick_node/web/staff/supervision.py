"""Supervision on a page of staff: clocks, questions, requests to pause, files, keys."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.routes import staff_regulator_keys as key_routes
from tallystick_node.api.routes import staff_supervision as routes
from tallystick_node.api.services import AuthDep, DatabaseDep, SupervisionDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.auth.rights import Role
from tallystick_node.supervision.rules import (
    FileKind,
    MajorEventKind,
    PauseDecision,
    RegulatorScope,
)
from tallystick_node.web.forms import REFUSALS, Typed, entry_number, mistake_of, shaped
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.api.routes.staff_regulator_keys import NewKeyResponse
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/supervision"


def _reader(reader: Reader) -> Caller:
    return staff(Role.COMPLIANCE, Role.GUARDIAN)(reader)


def _overseer(reader: Reader) -> Caller:
    return staff(Role.COMPLIANCE)(reader)


SupervisionReader = Annotated[Caller, Depends(_reader)]
SupervisionOverseer = Annotated[Caller, Depends(_overseer)]


@router.get(HERE)
def read_supervision(
    page: PageDep, caller: SupervisionReader, database: DatabaseDep, supervision: SupervisionDep
) -> Response:
    """What supervisors wait for; a guardian sees the requests to pause alone."""
    return _desk(page, caller, database, supervision)


@router.get(f"{HERE}/files/{{number}}")
def open_supervision_file(
    number: RowNumber, caller: SupervisionOverseer, database: DatabaseDep,
    supervision: SupervisionDep,
) -> Response:  # fmt: skip
    """A version of a file, to be kept."""
    return routes.read_supervision_file(number, caller, database, supervision)


@router.post(f"{HERE}/keys")
def issue_key(
    page: PageDep, request: Request, caller: SupervisionOverseer, auth: AuthDep,
    database: DatabaseDep, supervision: SupervisionDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Issue a key; what opens stands on this answer and never again."""
    try:
        issued = key_routes.add_regulator_key(
            shaped(
                key_routes.KeyRequest, name=typed.get("name"),
                scopes=[scope for scope in RegulatorScope if f"scope-{scope.value}" in typed],
                networks=typed.get("networks", "").split(), expires_on=typed.get("expires_on"),
            ),
            caller, auth, database, supervision,
        )  # fmt: skip
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _desk(page, caller, database, supervision, mistake=mistake, typed=typed)
    return _desk(page, caller, database, supervision, issued=issued)


@router.post(f"{HERE}/act")
def act_on_supervision(
    page: PageDep, request: Request, caller: SupervisionReader, database: DatabaseDep,
    supervision: SupervisionDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Open or report an event, answer a question, decide a request, make a file, end a key."""
    try:
        _act(typed, caller, database, supervision)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _desk(page, caller, database, supervision, mistake=mistake, typed=typed)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


def _act(
    typed: dict[str, str], caller: Caller, database: Database, supervision: Supervision
) -> None:
    def subject() -> int:
        return entry_number(typed.get("subject", ""))

    acts: dict[str, tuple[Role, Callable[[], object]]] = {
        "event": (Role.COMPLIANCE, lambda: routes.open_major_event(
            shaped(
                routes.MajorEventRequest, kind=typed.get("kind"),
                occurred_at=_moment(typed.get("occurred_at")),
                known_at=_moment(typed.get("known_at")), description=typed.get("description"),
            ),
            caller, database, supervision,
        )),
        "report": (Role.COMPLIANCE, lambda: routes.report_major_event(
            subject(),
            shaped(
                routes.EventReportRequest, report=typed.get("report"),
                reference=typed.get("reference"),
            ),
            caller, database, supervision,
        )),
        "answer": (Role.COMPLIANCE, lambda: routes.answer_question(
            subject(), shaped(routes.SupervisorAnswerRequest, answer=typed.get("answer")),
            caller, database, supervision,
        )),
        "decide": (Role.GUARDIAN, lambda: routes.decide_pause_request(
            subject(),
            shaped(
                routes.PauseDecisionRequest, decision=typed.get("decision"), note=typed.get("note")
            ),
            caller, database, supervision,
        )),
        "file": (Role.COMPLIANCE, lambda: routes.make_supervision_file(
            shaped(
                routes.SupervisionFileRequest, kind=typed.get("kind"), period=typed.get("period"),
                institution=typed.get("institution") or None,
                short_name=typed.get("short_name") or None, reason=typed.get("reason") or None,
            ),
            caller, database, supervision,
        )),
        "revoke": (Role.COMPLIANCE, lambda: key_routes.revoke_regulator_key(
            subject(), caller, database, supervision
        )),
    }  # fmt: skip
    chosen = acts.get(typed.get("act", ""))
    if chosen is None:
        raise InputError("INPUT:FORM", "open the form anew; it names no act")
    role, act = chosen
    staff(role)(caller)  # as on the API: not every reader may do everything
    act()


def _moment(text: str | None) -> str | None:
    """What a browser sends has no time zone; the form says that it is UTC."""
    return f"{text}Z" if text else text


def _desk(
    page: WebPage, caller: Caller, database: Database, supervision: Supervision, *,
    mistake: Mistake | None = None, typed: dict[str, str] | None = None,
    issued: NewKeyResponse | None = None,
) -> Response:  # fmt: skip
    overseer = Role.COMPLIANCE in caller.roles
    asked = (caller, database, supervision)
    status = HTTPStatus.CREATED if issued is not None else HTTPStatus.OK
    return page(
        "supervision.html", status if mistake is None else mistake.status, mistake=mistake,
        typed=typed or {}, issued=issued, overseer=overseer,
        guardian=Role.GUARDIAN in caller.roles,
        pauses=routes.list_pause_requests(*asked, LIMIT_MAX).items,
        events=routes.list_major_events(*asked, LIMIT_MAX).items if overseer else (),
        questions=routes.list_regulator_questions(*asked, LIMIT_MAX).items if overseer else (),
        files=routes.list_supervision_files(*asked, LIMIT_MAX).items if overseer else (),
        keys=key_routes.list_regulator_keys(*asked) if overseer else (),
        event_kinds=list(MajorEventKind), file_kinds=list(FileKind),
        decisions=list(PauseDecision), scopes=list(RegulatorScope),
    )  # fmt: skip
