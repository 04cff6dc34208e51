"""Money laundering on pages of compliance: alerts with their flows, cases, reports, rules."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from tallystick_node.aml.case_freezes import HOURS_MAX
from tallystick_node.aml.case_rules import ActKind, CaseLevel, CaseOutcome, CaseState
from tallystick_node.aml.flow_graph import HOPS_MAX
from tallystick_node.aml.freeze_orders import ORDER_DAYS_MAX
from tallystick_node.aml.report_book import ReportKind
from tallystick_node.aml.rule_book import RuleState
from tallystick_node.api.caller import Caller, staff
from tallystick_node.api.routes import aml as routes
from tallystick_node.api.routes import aml_cases as case_routes
from tallystick_node.api.routes import aml_freezes as freeze_routes
from tallystick_node.api.routes import aml_papers as paper_routes
from tallystick_node.api.routes import aml_reports as report_routes
from tallystick_node.api.routes import aml_rules as rule_routes
from tallystick_node.api.services import AmlDep, DatabaseDep
from tallystick_node.api.shapes import LIMIT_MAX, RowNumber
from tallystick_node.auth.rights import Role
from tallystick_node.web.account.papers import File
from tallystick_node.web.flow_picture import flow_picture
from tallystick_node.web.forms import REFUSALS, Typed, chosen_act, entry_number, mistake_of, shaped
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
from tallystick_node.web.staff.freezing import freeze_acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.aml.service import Aml
    from tallystick_node.api.routes.aml import AmlFlowResponse
    from tallystick_node.storage import Database
    from tallystick_node.web.forms import Mistake
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
HERE = "/staff/aml"
_OF_TRANSFER = ("person", "wallet", "reference", "amount", "sender", "receiver")


def _officer(reader: Reader) -> Caller:
    return staff(Role.COMPLIANCE)(reader)


Officer = Annotated[Caller, Depends(_officer)]


@router.get(HERE)
def read_aml(page: PageDep, caller: Officer, database: DatabaseDep, aml: AmlDep) -> Response:
    """The watch: the last look, open alerts, cases and rules; nothing about the reader."""
    return _desk(page, caller, database, aml)


@router.post(f"{HERE}/act")
def act_on_rules(
    page: PageDep, request: Request, caller: Officer, database: DatabaseDep, aml: AmlDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Try a rule on the past, propose what it should be, agree to a colleague's proposal."""
    code = typed.get("rule", "")
    acts: dict[str, Callable[[], object]] = {
        "test": lambda: rule_routes.test_aml_rule(
            code,
            shaped(
                rule_routes.AmlBackTestRequest, first=typed.get("first"), last=typed.get("last")
            ),
            caller, database, aml,
        ),
        "propose": lambda: rule_routes.propose_aml_rule(
            code, shaped(rule_routes.AmlRuleRequest, state=typed.get("state")), caller, database,
            aml,
        ),
        "confirm": lambda: rule_routes.confirm_aml_rule(code, caller, database, aml),
    }  # fmt: skip
    try:
        tested = chosen_act(acts, typed)()
    except REFUSALS as refused:
        return _desk(page, caller, database, aml, mistake_of(request, refused))
    if isinstance(tested, rule_routes.AmlBackTestResponse):
        return _desk(page, caller, database, aml, tested=tested)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/alerts/{{number}}")
def read_alert(
    page: PageDep, number: RowNumber, caller: Officer, database: DatabaseDep, aml: AmlDep,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
) -> Response:  # fmt: skip
    """An alert, the flows around its people as picture and table, and similar closed cases."""
    return _alert(page, number, caller, database, aml, file=file, sort=sort)


@router.post(f"{HERE}/alerts/{{number}}")
def act_on_alert(
    page: PageDep, request: Request, number: RowNumber, caller: Officer, database: DatabaseDep,
    aml: AmlDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Open a case of an alert, or leave its person alone for a while."""
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: case_routes.open_aml_case(
            shaped(case_routes.AmlCaseRequest, alerts=[number], level=typed.get("level")),
            caller, database, aml,
        ),
        "snooze": lambda: routes.snooze_person(
            shaped(
                routes.AmlSnoozeRequest, person=typed.get("person"),
                rule=typed.get("rule") or None, until=typed.get("until"),
                reason=typed.get("reason"),
            ),
            caller, database, aml,
        ),
    }  # fmt: skip
    try:
        opened = chosen_act(acts, typed)()
    except REFUSALS as refused:
        return _alert(page, number, caller, database, aml, mistake=mistake_of(request, refused))
    if isinstance(opened, case_routes.AmlCaseResponse):
        return RedirectResponse(f"{HERE}/cases/{opened.case}", HTTPStatus.SEE_OTHER)
    return RedirectResponse(f"{HERE}/alerts/{number}", HTTPStatus.SEE_OTHER)


@router.get(f"{HERE}/cases/{{number}}")
def read_case(
    page: PageDep, number: RowNumber, caller: Officer, database: DatabaseDep, aml: AmlDep
) -> Response:
    """A case: its people, alerts, acts and reports."""
    return _case(page, number, caller, database, aml)


@router.post(f"{HERE}/travel")
def write_travel_record(
    page: PageDep, request: Request, caller: Officer, database: DatabaseDep, aml: AmlDep,
    typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """The travel rule's file about a transfer, or what it lacks."""
    try:
        body = shaped(
            freeze_routes.AmlTravelRequest,
            **{name: typed.get(name, "") for name in _OF_TRANSFER},
            beneficiary={
                "name": typed.get("beneficiary", ""), "account": typed.get("account", ""),
                "legal": typed.get("legal") == "yes",
            },
        )  # fmt: skip
        answer = freeze_routes.export_aml_travel_record(body, caller, database, aml)
    except REFUSALS as refused:
        return _desk(page, caller, database, aml, mistake_of(request, refused), typed=typed)
    answer.headers["content-disposition"] = 'attachment; filename="transfer.json"'
    return answer


@router.post(f"{HERE}/cases/{{number}}/files")
async def hand_in_file(
    page: PageDep, request: Request, number: RowNumber, caller: Officer, database: DatabaseDep,
    aml: AmlDep, file: File, _: OwnPage,
) -> Response:  # fmt: skip
    """Keep a file with a case."""

    def act() -> Response:
        try:
            name = file.fields.get("name", "")
            paper_routes.keep_file(number, name, file.content, caller, database, aml)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
            return _case(page, number, caller, database, aml, mistake, file.fields)
        return RedirectResponse(f"{HERE}/cases/{number}", HTTPStatus.SEE_OTHER)

    return await run_in_threadpool(act)


@router.post(f"{HERE}/cases/{{number}}/files/{{file}}")
def take_file(
    number: RowNumber, file: RowNumber, caller: Officer, database: DatabaseDep, aml: AmlDep,
    _: OwnPage,
) -> Response:  # fmt: skip
    """A file of a case."""
    answer = paper_routes.open_aml_file(number, file, caller, database, aml)
    ending = (answer.media_type or "").rpartition("/")[2]
    answer.headers["content-disposition"] = f'attachment; filename="case-{number}-{file}.{ending}"'
    return answer


@router.post(f"{HERE}/cases/{{number}}/evidence")
def take_evidence(
    number: RowNumber, caller: Officer, database: DatabaseDep, aml: AmlDep, _: OwnPage
) -> Response:
    """The evidence of a case as a file."""
    answer = case_routes.export_aml_evidence(number, caller, database, aml)
    answer.headers["content-disposition"] = f'attachment; filename="case-{number}.zip"'
    return answer


@router.post(f"{HERE}/cases/{{number}}")
def act_on_case(
    page: PageDep, request: Request, number: RowNumber, caller: Officer, database: DatabaseDep,
    aml: AmlDep, typed: Typed, _: OwnPage,
) -> Response:  # fmt: skip
    """Take a case, write in it, move, link, propose, decide; write a report, send, receipt."""
    try:
        chosen_act(_case_acts(number, typed, caller, database, aml), typed)()
    except REFUSALS as refused:
        return _case(page, number, caller, database, aml, mistake_of(request, refused), typed)
    return RedirectResponse(f"{HERE}/cases/{number}", HTTPStatus.SEE_OTHER)


def _case_acts(
    number: int, typed: dict[str, str], caller: Caller, database: Database, aml: Aml
) -> dict[str, Callable[[], object]]:
    at = caller, database, aml
    written = {
        name.removeprefix("field-"): text
        for name, text in typed.items()
        if name.startswith("field-") and text
    }
    request = case_routes
    return {
        **_tag_acts(number, typed, at),
        **freeze_acts(number, typed, at),
        "take": lambda: request.take_aml_case(number, *at),
        "write": lambda: request.add_aml_act(
            number,
            shaped(request.AmlActRequest, kind=typed.get("kind"), text=typed.get("text")), *at,
        ),
        "move": lambda: request.move_aml_case(
            number, shaped(request.AmlStateRequest, state=typed.get("state")), *at
        ),
        "link": lambda: request.link_aml_cases(
            number, shaped(request.AmlLinkRequest, case=entry_number(typed.get("case", ""))), *at
        ),
        "propose": lambda: request.propose_aml_outcome(
            number,
            shaped(
                request.AmlOutcomeRequest, outcome=typed.get("outcome"),
                reason=typed.get("reason"),
            ),
            *at,
        ),
        "decide": lambda: request.decide_aml_case(
            number,
            shaped(
                request.AmlVerdictRequest,
                agreed={"yes": True, "no": False}.get(typed.get("agreed", "")),
                reason=typed.get("reason"),
            ),
            *at,
        ),
        "report": lambda: report_routes.draft_aml_report(
            number,
            shaped(report_routes.AmlReportRequest, kind=typed.get("kind"), fields=written), *at,
        ),
        "send": lambda: report_routes.send_aml_report(entry_number(typed.get("report", "")), *at),
        "receipt": lambda: report_routes.acknowledge_aml_report(
            entry_number(typed.get("report", "")),
            shaped(report_routes.AmlReceiptRequest, receipt=typed.get("receipt")), *at,
        ),
    }  # fmt: skip


def _tag_acts(
    number: int, typed: dict[str, str], at: tuple[Caller, Database, Aml]
) -> dict[str, Callable[[], object]]:
    def body() -> paper_routes.AmlTagRequest:
        return shaped(paper_routes.AmlTagRequest, tag=typed.get("tag"))

    return {
        "tag": lambda: paper_routes.add_aml_tag(number, body(), *at),
        "untag": lambda: paper_routes.remove_aml_tag(number, body(), *at),
    }


def _desk(
    page: WebPage, caller: Caller, database: Database, aml: Aml,
    mistake: Mistake | None = None, tested: rule_routes.AmlBackTestResponse | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    alerts = routes.list_aml_alerts(caller, database, aml, limit=LIMIT_MAX).items
    return page(
        "aml.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        overview=routes.read_aml_overview(caller, database, aml),
        alerts=[alert for alert in alerts if alert.state == "open"],
        cases=case_routes.list_aml_cases(caller, database, aml, limit=LIMIT_MAX).items,
        rules=rule_routes.list_aml_rules(caller, database, aml), states=list(RuleState),
        tested=tested, wallet=caller.wallet, typed=typed or {},
    )  # fmt: skip


def _alert(
    page: WebPage, number: int, caller: Caller, database: Database, aml: Aml, *,
    file: ListFile = ListFile.PAGE, sort: str = "", mistake: Mistake | None = None,
) -> Response:  # fmt: skip
    alert = routes.read_aml_alert(number, caller, database, aml)
    graph = routes.read_aml_graph(number, caller, database, aml, HOPS_MAX)
    shown = shown_list("flows", _columns(page), graph.flows, sort)
    if file:
        return list_file(page, shown, file)
    return page(
        "aml_alert.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        alert=alert, shown=shown, picture=flow_picture(graph.nodes, graph.flows),
        similar=routes.list_similar_aml_cases(number, caller, database, aml),
        levels=list(CaseLevel),
    )  # fmt: skip


def _case(
    page: WebPage, number: int, caller: Caller, database: Database, aml: Aml,
    mistake: Mistake | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    case = case_routes.read_aml_case(number, caller, database, aml)
    alerts = routes.list_aml_alerts(caller, database, aml, limit=LIMIT_MAX).items
    return page(
        "aml_case.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        case=case, alerts=[alert for alert in alerts if alert.case == number],
        acts=case_routes.list_aml_acts(number, caller, database, aml),
        reports=report_routes.list_aml_reports(number, caller, database, aml),
        tags=paper_routes.list_aml_tags(number, caller, database, aml),
        files=paper_routes.list_aml_files(number, caller, database, aml),
        freezes=freeze_routes.list_aml_freezes(number, caller, database, aml), hours_max=HOURS_MAX,
        order_days_max=ORDER_DAYS_MAX,
        fields={kind.value: aml.reports.required(kind) for kind in ReportKind},
        typed=typed or {}, wallet=caller.wallet, outcomes=list(CaseOutcome),
        states=[CaseState.INVESTIGATING, CaseState.WAITING, CaseState.ESCALATED],
        kinds=[ActKind.NOTE, ActKind.ASKED, ActKind.EDD, ActKind.EXIT],
    )  # fmt: skip


def _columns(page: WebPage) -> tuple[ListColumn[AmlFlowResponse], ...]:
    say = page.texts.gettext
    return (
        ListColumn("at", say("When"), CellKind.MOMENT, lambda flow: flow.at),
        ListColumn("kind", say("What for"), CellKind.TEXT, lambda flow: flow.kind),
        ListColumn("source", say("From"), CellKind.TEXT, lambda flow: flow.source),
        ListColumn("destination", say("To"), CellKind.TEXT, lambda flow: flow.destination),
        ListColumn("amount", say("Amount"), CellKind.AMOUNT, lambda flow: flow.amount),
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda flow: flow.loan),
        ListColumn("country", say("Country"), CellKind.TEXT, lambda flow: flow.country),
    )
