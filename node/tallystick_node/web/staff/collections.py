"""Collections on pages: who is late, what may be done about it now, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tallystick.errors import InputError
from tallystick_node.api.routes import oversight, staff_servicing
from tallystick_node.api.routes import servicing as client_routes
from tallystick_node.api.routes.staff_servicing import Entry, Loan
from tallystick_node.api.services import DatabaseDep, ServicingDep
from tallystick_node.api.shapes import LIMIT_MAX
from tallystick_node.servicing.contacts import ArrearsReason, ContactOutcome, PauseCause, Way
from tallystick_node.web.forms import REFUSALS, Typed, entry_number, minor_units, mistake_of, shaped
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
from tallystick_node.web.staff.rights import CollectorOfPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.api.caller import Caller
    from tallystick_node.servicing.service import Servicing
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/collections"
# The oldest; done ones make room for the next.
TASKS_SHOWN = 30
Act = Callable[[int, "Caller", "Database", "Servicing", "Mapping[str, str]", int], object]


@router.get(HERE)
def read_worklist(
    page: PageDep, caller: CollectorOfPage, database: DatabaseDep, servicing: ServicingDep,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """Who is late, tasks, signs of trouble, and what collection achieves."""
    delays = staff_servicing.list_delays(caller, database, servicing)
    with database.reading() as connection:
        quiet = {delay.loan: servicing.contacts.quiet(connection, delay.loan) for delay in delays}
    delays = sorted(delays, key=lambda delay: (-delay.tier, delay.due))
    shown = shown_list("late-loans", _columns(page), delays, sort)
    if file:
        return list_file(page, shown, file)
    return page(
        "collections.html", shown=shown, delays=shown.rows,
        quiet=quiet, tasks=staff_servicing.list_tasks(caller, database, servicing, TASKS_SHOWN),
        warnings=staff_servicing.list_warnings(caller, database, servicing, LIMIT_MAX),
        effect=oversight.read_effect(caller, database),
    )  # fmt: skip


def _columns(page: WebPage) -> tuple[ListColumn[staff_servicing.DelayResponse], ...]:
    say = page.texts.gettext
    return (
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda delay: delay.loan),
        ListColumn("tier", say("Tier"), CellKind.COUNT, lambda delay: delay.tier),
        ListColumn("late_since", say("Late since"), CellKind.DAY, lambda delay: delay.due),
        ListColumn("owed", say("Owed"), CellKind.AMOUNT, lambda delay: int(delay.owed)),
        ListColumn("agency", say("Agency"), CellKind.TEXT, lambda delay: delay.agency),
    )


@router.post(f"{HERE}/tasks/{{entry}}/done")
def finish_here(
    entry: Entry, caller: CollectorOfPage, database: DatabaseDep, servicing: ServicingDep,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Tick a task off."""
    staff_servicing.finish_task(entry, caller, database, servicing)
    return RedirectResponse(f"{HERE}#tasks", HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/warnings/{{entry}}/seen")
def see_here(
    entry: Entry, caller: CollectorOfPage, database: DatabaseDep, servicing: ServicingDep,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Record that a sign was looked at."""
    staff_servicing.see_warning(entry, caller, database, servicing)
    return RedirectResponse(f"{HERE}#warnings", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/letters/{{entry}}")
def read_letter_here(
    entry: Entry, caller: CollectorOfPage, database: DatabaseDep, servicing: ServicingDep
) -> Response:
    """A letter as it was sent."""
    return staff_servicing.read_letter(entry, caller, database, servicing)


@router.get(f"{HERE}/loans/{{loan}}")
def read_loan_here(
    page: PageDep, loan: Loan, caller: CollectorOfPage, database: DatabaseDep,
    servicing: ServicingDep,
) -> Response:  # fmt: skip
    """One loan: what is owed, what was done, and what may be done now."""
    return _loan(page, loan, caller, database, servicing)


@router.post(f"{HERE}/loans/{{loan}}/{{form}}")
def act_here(
    page: PageDep, request: Request, loan: Loan,
    form: Literal[
        "contact", "outcome", "pause", "resume", "promise", "letter", "agency", "recall"
    ],
    caller: CollectorOfPage, database: DatabaseDep, servicing: ServicingDep, typed: Typed,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Do one of the things that a collector does; a limit is said with its code."""
    try:
        _ACTS[form](loan, caller, database, servicing, typed, page.wording.exponent)
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
        return _loan(page, loan, caller, database, servicing, form, typed, mistake)
    return RedirectResponse(f"{HERE}/loans/{loan}?done={form}#{form}", HTTPStatus.SEE_OTHER)


def _begin(loan: int, caller: Any, database: Any, servicing: Any, typed: Any, _: int) -> None:
    body = shaped(staff_servicing.ContactRequest, way=typed.get("way"))
    staff_servicing.begin_contact(loan, body, caller, database, servicing)


def _end(_: int, caller: Any, database: Any, servicing: Any, typed: Any, __: int) -> None:
    body = shaped(
        staff_servicing.OutcomeRequest, outcome=typed.get("outcome"),
        reason=typed.get("reason") or None,
    )  # fmt: skip
    staff_servicing.end_contact(
        entry_number(typed.get("entry", "")), body, caller, database, servicing
    )


def _pause(loan: int, caller: Any, database: Any, servicing: Any, typed: Any, _: int) -> None:
    body = shaped(staff_servicing.PauseRequest, cause=typed.get("cause"), until=typed.get("until"))
    staff_servicing.pause_contact(loan, body, caller, database, servicing)


def _resume(_: int, caller: Any, database: Any, servicing: Any, typed: Any, __: int) -> None:
    staff_servicing.resume_contact(
        entry_number(typed.get("entry", "")), caller, database, servicing
    )


def _promise(
    loan: int, caller: Any, database: Any, servicing: Any, typed: Any, exponent: int
) -> None:
    amount = minor_units(typed.get("amount", ""), exponent)
    body = shaped(client_routes.PromiseRequest, amount=str(amount), due=typed.get("due"))
    staff_servicing.take_promise(loan, body, caller, database, servicing)


def _letter(loan: int, caller: Any, database: Any, servicing: Any, _: Any, __: int) -> None:
    staff_servicing.write_letter(loan, caller, database, servicing)


def _agency(loan: int, caller: Any, database: Any, servicing: Any, typed: Any, _: int) -> None:
    _typed_number(loan, typed)
    body = shaped(staff_servicing.AgencyRequest, agency=typed.get("agency"))
    staff_servicing.assign_agency(loan, body, caller, database, servicing)


def _recall(loan: int, caller: Any, database: Any, servicing: Any, _: Any, __: int) -> None:
    staff_servicing.recall_agency(loan, caller, database, servicing)


def _typed_number(loan: int, typed: Mapping[str, str]) -> None:
    """What weighs most is confirmed by the loan's number."""
    if typed.get("number") != str(loan):
        raise InputError("INPUT:WORD", f"type the loan's number, {loan}, to confirm")


_ACTS: dict[str, Act] = {
    "contact": _begin, "outcome": _end, "pause": _pause, "resume": _resume, "promise": _promise,
    "letter": _letter, "agency": _agency, "recall": _recall,
}  # fmt: skip


def _loan(
    page: WebPage, loan: int, caller: Caller, database: Database, servicing: Servicing,
    form: str = "", typed: Mapping[str, str] | None = None, mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    with database.reading() as connection:
        row = servicing.desk.loan(connection, loan)
        servicing.desk.not_ones_own(connection, loan, caller.wallet)
        kept = {
            "contacts": servicing.contacts.of(connection, loan),
            "promises": servicing.promises.of(connection, loan),
            "letters": servicing.letters.of(connection, loan),
            "pauses": servicing.contacts.pauses(connection, loan),
            "history": servicing.delinquency.history(connection, loan),
            "agency": servicing.agencies.of(connection, loan),
            "quiet": servicing.contacts.quiet(connection, loan),
        }
    stands = servicing.desk.dues.of(loan, row.borrower, servicing.desk.today)
    return page(
        "collection.html", HTTPStatus.OK if mistake is None else mistake.status, loan_of=loan,
        stands=stands, form=form, typed=typed or {}, mistake=mistake, ways=list(Way),
        outcomes=list(ContactOutcome), reasons=list(ArrearsReason), causes=list(PauseCause), **kept,
    )  # fmt: skip
