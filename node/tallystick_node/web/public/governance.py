"""What the council decides: open to everybody, and signed by its members on the same page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Path, Query, Request, Response

from tallystick.chain.contracts import Governor
from tallystick.errors import InputError
from tallystick.platform._sync.operator import OperatorView
from tallystick.platform.decisions import PARAMETERS, Ending, Kind
from tallystick.platform.messages import NOBODY
from tallystick_node.api.services import PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.charts import timeline
from tallystick_node.web.forms import REFUSALS, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.public.parameters import (
    Parameter,
    parameter_words,
    parameters_of,
    unit_of,
    value_read,
    value_written,
)
from tallystick_node.web.session import Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.decisions import Decision
    from tallystick_node.web.page import WebPage

__all__ = ["ShownDecision", "router"]

router = pages_router()
SHOWN = 20
# Of the argument, below the parameter's key.
_VALUE_BITS = 128
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_ACTS = {"approve": Governor.approve, "execute": Governor.execute, "cancel": Governor.cancel}


@dataclass(frozen=True)
class ShownDecision:
    """A decision. parameter, value: what it would change, and to what; None for other kinds.

    void: another council than today's proposed it.
    """

    decision: Decision
    parameter: Parameter | None
    value: int | None
    void: bool


@router.get("/governance")
def read_governance(
    page: PageDep, platform: PlatformDep, *, file: FileChoice = ListFile.PAGE
) -> Response:
    """Members, threshold, delay, the newest decisions, every parameter."""
    parameters = parameters_of(platform)
    count = platform.read(Governor.decision_count())
    council = platform.read(Governor.council_number())
    view = OperatorView(platform)
    decisions = [view.decision(number) for number in range(count, max(0, count - SHOWN), -1)]
    shown = [_shown(decision, parameters, council) for decision in decisions]
    listed = shown_list("decisions", _COLUMNS, shown)
    if file:
        return list_file(page, listed, file)
    now = platform.now()
    spans, width, height = timeline([_line(row.decision, now) for row in shown])
    return page(
        "governance.html", shown=listed, spans=spans, width=width, height=height,
        members=platform.read(Governor.council()), parameters=parameters,
        threshold=platform.read(Governor.threshold()), delay=platform.read(Governor.delay()),
        decisions=shown, count=count, now=now, kinds=Kind, ending=Ending, **_words(page),
    )  # fmt: skip


@router.get("/governance/proposal")
def read_proposing(
    page: PageDep, request: Request, reader: Reader, platform: PlatformDep,
    name: Annotated[str, Query(max_length=40)] = "",
    value: Annotated[str, Query(max_length=20)] = "",
) -> Response:  # fmt: skip
    """Propose another value for a parameter; the contract takes it from members alone."""
    parameters = parameters_of(platform)
    mistake = None
    if name or value:
        try:
            chosen = next((row for row in parameters if row.name == name), None)
            if chosen is None:
                raise InputError("INPUT:PARAMETER", "choose one of the parameters")
            return _propose(page, platform, reader.wallet, chosen, value_read(page, chosen, value))
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "proposal.html", HTTPStatus.OK if mistake is None else mistake.status,
        parameters=parameters, mistake=mistake, typed={"name": name, "value": value},
        **_words(page),
    )  # fmt: skip


@router.get("/governance/decisions/{number}/{act}")
def review_decision(
    page: PageDep, reader: Reader, platform: PlatformDep, number: Number,
    act: Literal["approve", "execute", "cancel"],
) -> Response:  # fmt: skip
    """Approve a decision, carry it out, or cancel it, as the wallet will show it."""
    say, parameters = page.texts.gettext, parameters_of(platform)
    decision = OperatorView(platform).decision(number)
    shown = _shown(decision, parameters, platform.read(Governor.council_number()))
    titles = {
        "approve": say("Approve this decision"), "execute": say("Carry this decision out"),
        "cancel": say("Cancel this decision"),
    }  # fmt: skip
    rows = [(say("Decision"), str(number)), (say("Kind"), decision.kind.name.lower())]
    if shown.parameter is not None:
        rows += _rows(page, shown.parameter, shown.value)
    else:
        rows += [(say("Subject"), decision.subject), (say("Argument"), str(decision.argument))]
    return review(
        page, platform,
        Act(
            title=titles[act],
            sentence=say("The contract takes this from whom it names, and after its delay alone."),
            rows=rows, back="/governance", after="/governance",
        ),
        platform.plan(_ACTS[act](number), reader.wallet),
    )  # fmt: skip


def _propose(
    page: WebPage, platform: Platform, wallet: str, chosen: Parameter, value: int
) -> Response:
    say = page.texts.gettext
    call = Governor.propose(
        Kind.SET_PARAMETER, NOBODY, PARAMETERS.index(chosen.name) << _VALUE_BITS | value
    )
    act = Act(
        title=say("Propose another value"),
        sentence=say("Others of the council have to approve it, and it waits for the delay."),
        rows=_rows(page, chosen, value),
        back="/governance/proposal", after="/governance",
    )  # fmt: skip
    return review(page, platform, act, platform.plan(call, wallet))


def _words(page: WebPage) -> dict[str, Any]:
    """How templates name parameters and write their values."""
    return {
        "parameter_named": parameter_words(page.texts.gettext),
        "written": partial(value_written, page), "unit_of": partial(unit_of, page),
    }  # fmt: skip


def _rows(page: WebPage, parameter: Parameter, value: int | None) -> list[tuple[str, Any]]:
    say, name = page.texts.gettext, parameter.name
    return [
        (say("Parameter"), f"{parameter_words(say)[name]} ({name})"),
        (say("Now"), value_written(page, name, parameter.now)),
        (say("Proposed"), value_written(page, name, value)),
        (say("Bound"), value_written(page, name, parameter.bound)),
    ]


def _line(decision: Decision, now: int) -> tuple[str, list[tuple[str, int, int]]]:
    """When a decision waited for approvals, for its delay, and since when it may be carried out."""
    proposed, ready = decision.proposed_at, decision.ready_at
    if not ready:
        ended = proposed if decision.ended is not Ending.OPEN else max(now, proposed)
        return str(decision.number), [("mark-open", proposed, ended)]
    parts = [("mark-due", proposed, max(ready, proposed))]
    if decision.ended is Ending.OPEN and now > ready:
        parts.append(("mark-paid", ready, now))
    return str(decision.number), parts


def _shown(decision: Decision, parameters: list[Parameter], council: int) -> ShownDecision:
    void = decision.council != council
    if decision.kind is not Kind.SET_PARAMETER:
        return ShownDecision(decision, None, None, void)
    changed = parameters[decision.argument >> _VALUE_BITS]
    return ShownDecision(decision, changed, decision.argument & (2**_VALUE_BITS - 1), void)


_COLUMNS: tuple[ListColumn[ShownDecision], ...] = (
    ListColumn("decision", "", CellKind.COUNT, lambda row: row.decision.number),
    ListColumn("kind", "", CellKind.TEXT, lambda row: row.decision.kind.name.lower()),
    ListColumn("subject", "", CellKind.TEXT, lambda row: row.decision.subject),
    ListColumn("parameter", "", CellKind.TEXT, lambda row: row.parameter and row.parameter.name),
    ListColumn("proposed", "", CellKind.TEXT, lambda row: row.value),
    ListColumn("approvals", "", CellKind.COUNT, lambda row: row.decision.approvals),
    ListColumn("proposed_at", "", CellKind.MOMENT, lambda row: row.decision.proposed_at),
    ListColumn("ready_at", "", CellKind.MOMENT, lambda row: row.decision.ready_at or None),
    ListColumn("ended", "", CellKind.TEXT, lambda row: row.decision.ended.name.lower()),
)
