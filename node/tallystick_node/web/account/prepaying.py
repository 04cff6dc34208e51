"""Paying a part ahead: what each way makes of the rest, side by side, before anything is signed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from tallystick.chain.contracts import Servicing
from tallystick.errors import TallystickError
from tallystick.loans.dates import date_from_day
from tallystick.loans.payoff import payoff
from tallystick.loans.repayment import prepay
from tallystick.loans.state import LoanError, Mode, Status
from tallystick.platform._sync.borrower import BorrowerView
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import remaining_rows
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.services import PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import AMOUNT_CHARACTERS_MAX, REFUSALS, minor_units, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tallystick.loans.state import LoanState
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
_MODES = {"smaller": Mode.SMALLER, "shorter": Mode.SHORTER}


@dataclass(frozen=True)
class Rest:
    """What is left of a loan after a payment ahead; amounts in minor units.

    interest: what will still be paid of it. saved: how much less that is than without the payment.
    refusal: why this way is not open, None where it is. least: what a payment ahead has to lower
    the balance by, where this one does not.
    """

    mode: str
    instalments: int = 0
    next_payment: int = 0
    last_due: date | None = None
    interest: int = 0
    saved: int = 0
    refusal: TallystickError | None = None
    least: int | None = None


@router.get("/loans/{number}/prepay")
def read_prepaying(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    request: Request,
    number: Number,
    amount: Annotated[str | None, Query(max_length=AMOUNT_CHARACTERS_MAX)] = None,
    mode: Annotated[str, Query(pattern="^(smaller|shorter)?$")] = "",
) -> Response:
    """How much, then what it makes of the rest, then the review."""
    view = BorrowerView(platform, reader.wallet)
    # As the contract will reckon: the chain's own day.
    today = platform.read(Servicing.today())
    state, cash = live_state(platform, number), view.balance()
    ticket_min = view.loan(number).ticket_min
    mistake, minor, rests = None, 0, list[Rest]()
    whole = payoff(state, today).total if state.status is Status.ACTIVE else 0
    try:
        if amount is not None:
            minor = minor_units(amount, page.wording.exponent)
            if minor >= whole:
                return RedirectResponse(f"/loans/{number}/payoff", HTTPStatus.SEE_OTHER)
            rests = [_rest(state, today, minor, name, ticket_min) for name in _MODES]
    except REFUSALS as refused:
        mistake = mistake_of(request, refused)
    chosen = next((rest for rest in rests if rest.mode == mode), None)
    if chosen is not None and chosen.refusal is None:
        plan = platform.plan(Servicing.prepay(number, minor, int(_MODES[mode])), reader.wallet)
        return review(page, platform, _act(page, number, minor, chosen, cash), plan)
    return page(
        "prepay.html", HTTPStatus.OK if mistake is None else mistake.status, number_of=number,
        whole=whole, cash=cash, typed=amount or "", mistake=mistake, rests=rests,
    )  # fmt: skip


def _rest(state: LoanState, today: int, minor: int, mode: str, ticket_min: int) -> Rest:
    try:
        after, payment = prepay(state, today, minor, _MODES[mode], ticket_min)
    except LoanError as refused:
        least = refused.values.get("least")
        return Rest(mode, refusal=refused, least=least if isinstance(least, int) else None)
    except TallystickError as refused:
        return Rest(mode, refusal=refused)
    rows, before = remaining_rows(after), remaining_rows(state)
    interest = sum(row.interest for row in rows)
    without = sum(row.interest for row in before)
    return Rest(
        mode, len(rows), rows[0].payment, date_from_day(rows[-1].due), interest,
        without - interest - payment.interest,
    )  # fmt: skip


def _act(page: WebPage, number: int, minor: int, rest: Rest, cash: int) -> Act:
    say, wording = page.texts.gettext, page.wording
    rows: Sequence[tuple[str, Any]] = [
        (say("Loan"), str(number)), (say("Amount"), wording.money(minor)),
        (say("Instalments left"), wording.number(rest.instalments)),
        (say("The next of them"), wording.money(rest.next_payment)),
        (say("Last due on"), wording.day(rest.last_due)),
        (say("Interest saved"), wording.money(rest.saved)),
        (say("Cash in the Escrow"), wording.money(cash)),
    ]  # fmt: skip
    return Act(
        title=say("Pay a part ahead"),
        sentence=say(
            "What is due is paid first, then the interest to today; the rest lowers what you owe,"
            " and each later instalment becomes smaller."
        )
        if rest.mode == "smaller"
        else say(
            "What is due is paid first, then the interest to today; the rest lowers what you owe,"
            " and the loan ends earlier."
        ),
        rows=rows,
        back=f"/loans/{number}/prepay", after=f"/loans/{number}",
    )  # fmt: skip
