"""A mandate proposed for the reader's goal: the form, the proposal, the reason for each limit."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response

from tallystick.matching.proposal import MONTHS_MAX, Reason, RiskTaste
from tallystick_node.api.routes.proposals import ProposalResponse, propose_to_me
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.web.forms import REFUSALS, minor_units, mistake_of, whole
from tallystick_node.web.investing.reason_words import language_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
_Typed = Annotated[str, Query(max_length=40)]


@router.get("/me/proposal")
def read_proposal(
    page: PageDep, request: Request, reader: Reader, matching: MatchingDep, platform: PlatformDep,
    months: _Typed = "", taste: RiskTaste = RiskTaste.CAREFUL, keep: _Typed = "0",
) -> Response:  # fmt: skip
    """The form, and once a goal is typed the proposal of `GET /v1/me/mandate-proposal`."""
    proposal, mistake = None, None
    if months:
        try:
            proposal = propose_to_me(
                reader, matching, platform, months=whole("months", months, 1, MONTHS_MAX),
                taste=taste, keep=minor_units(keep, page.wording.exponent, least=0),
            )  # fmt: skip
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "proposal_of_mandate.html", HTTPStatus.OK if mistake is None else mistake.status,
        mistake=mistake, proposal=proposal, typed={"months": months, "taste": taste, "keep": keep},
        tastes=_tastes(page), sentence_language=language_of(page).value,
        reasons=[] if proposal is None else _reasons(page, proposal),
    )  # fmt: skip


def _tastes(page: WebPage) -> dict[str, str]:
    say = page.texts.gettext
    return {
        RiskTaste.CAREFUL.value: say("careful: grades A and B, a hundredth to each borrower"),
        RiskTaste.MIDDLE.value: say("in between: grades A to C, a fiftieth to each borrower"),
        RiskTaste.BOLD.value: say("bold: every grade that your class allows, a fiftieth to each"),
    }


def _reasons(page: WebPage, proposal: ProposalResponse) -> list[str]:
    return [
        _sentence(page, reason.code, {name: int(text) for name, text in reason.values.items()})
        for reason in proposal.reasons
    ]


def _sentence(page: WebPage, code: Reason, values: Mapping[str, int]) -> str:
    """Why a limit is what it is, in the reader's language."""
    wording = page.wording
    written = {
        name: f"{wording.amount(value)} {wording.symbol}" if name in _AMOUNTS else str(value)
        for name, value in values.items()
    }
    return _texts(page)[code] % written


# Figures of reasons that are minor units.
_AMOUNTS = frozenset({"person", "group", "day", "keep", "lent"})


def _texts(page: WebPage) -> dict[Reason, str]:
    say = page.texts.gettext
    return {
        Reason.LEVEL_BY_CLASS: say("Up to risk level %(level)s: your class allows no higher one."),
        Reason.LEVEL_BY_TASTE: say(
            "Up to risk level %(level)s, as you chose; your class is %(risk_class)s."
        ),
        Reason.TERM_BY_GOAL: say(
            "Loans of at most %(months)s months: you need the money then. Who is late pays later."
        ),
        Reason.PERSON_BY_SHARE: say(
            "At most %(person)s to each borrower, so that %(borrowers)s of them share it: one"
            " default costs that much at most."
        ),
        Reason.PERSON_BY_LEAST: say("%(person)s to each borrower: loans here take no less."),
        Reason.FEW_BORROWERS: say(
            "That is only %(borrowers)s borrowers; %(wanted)s would be safer. With so little, one"
            " default weighs heavily."
        ),
        Reason.GROUP_TWICE: say("At most %(group)s to people who belong together."),
        Reason.DAY_SPREAD: say("At most %(day)s a day, so that not all goes to one day's loans."),
        Reason.CASH_KEPT: say("%(keep)s stays free; %(lent)s may be lent, and lent again."),
        Reason.REVIEW: say("It ends after %(days)s days: look at it again then."),
        Reason.NO_REGION: say(
            "Regions and industries are not among the limits: no listing states them."
        ),
    }
