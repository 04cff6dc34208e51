"""Drawing a loan down and paying it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request, Response

from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.loans.dates import day_from_date
from tallystick.loans.payoff import due_now, payable, row_to_pay
from tallystick.loans.state import Mode
from tallystick.platform._sync.borrower import BorrowerView
from tallystick.platform._sync.loans import live_state
from tallystick.platform.quotes import quote_of
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.services import BusinessDep, PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.borrowing.terms_words import cost_rows
from tallystick_node.web.forms import AMOUNT_CHARACTERS_MAX, REFUSALS, minor_units, mistake_of
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

__all__ = ["router"]

router = pages_router()


@router.get("/loans/{number}/draw")
def review_drawing(
    page: PageDep, reader: Reader, platform: PlatformDep, number: Number
) -> Response:
    """Have a funded loan paid out."""
    say = page.texts.gettext
    listed = BorrowerView(platform, reader.wallet).loan(number)
    kept = platform.read(Lens.state_of(number))
    parties, terms = kept["parties"], kept["terms"]
    cost = quote_of(listed.terms, parties["origination_ppm"], parties["reserve_ppm"])
    plan = platform.plan(Book.issue(number), reader.wallet)
    act = Act(
        title=say("Draw down"),
        sentence=say(
            "The loan is paid out into your cash in the Escrow, less what is withheld. From today"
            " you owe it."
        ),
        rows=[
            (say("Loan"), str(number)),
            *cost_rows(page, cost, terms["late_rate_ppm"], terms["default_dpd"]),
        ],
        back="/me", after=f"/loans/{number}",
    )  # fmt: skip
    return review(page, platform, act, plan)


@router.get("/loans/{number}/repay")
def read_repaying(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    business: BusinessDep,
    request: Request,
    number: Number,
    amount: Annotated[str | None, Query(max_length=AMOUNT_CHARACTERS_MAX)] = None,
) -> Response:
    """What can be paid, and once an amount is typed the review."""
    say, wording = page.texts.gettext, page.wording
    view, today = BorrowerView(platform, reader.wallet), day_from_date(business.today())
    state, cash = live_state(platform, number), view.balance()
    mistake, minor = None, 0
    if amount is not None:
        try:
            minor = minor_units(amount, wording.exponent)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    if not minor:
        return page(
            "repay.html", HTTPStatus.OK if mistake is None else mistake.status, number_of=number,
            due=due_now(state, today), cash=cash, payable=payable(state, today),
            outstanding=state.outstanding, typed=amount or "", mistake=mistake,
            payoff=view.payoff_quote(number),
        )  # fmt: skip
    taken = min(minor, payable(state, today))
    plan = platform.plan(Servicing.repay(number, minor, row_to_pay(state, today)), reader.wallet)
    act = Act(
        title=say("Repay"),
        sentence=say(
            "Your cash in the Escrow pays what is due first, then instalments ahead. What is not"
            " needed stays yours."
        ),
        rows=[
            (say("Loan"), str(number)), (say("At most"), wording.money(minor)),
            (say("Would be taken now"), wording.money(taken)),
            (say("Cash in the Escrow"), wording.money(cash)),
        ],
        back=f"/loans/{number}/repay",
    )  # fmt: skip
    return review(page, platform, act, plan)


@router.get("/loans/{number}/payoff")
def review_payoff(page: PageDep, reader: Reader, platform: PlatformDep, number: Number) -> Response:
    """Pay everything back today, the interest of the days that have passed included."""
    say, wording = page.texts.gettext, page.wording
    view = BorrowerView(platform, reader.wallet)
    quote = view.payoff_quote(number)
    call = Servicing.prepay(number, quote.total, int(Mode.SMALLER))
    act = Act(
        title=say("Pay off"),
        sentence=say(
            "You pay back all that is left, and the loan is over. Later interest falls away."
        ),
        rows=[
            (say("Loan"), str(number)), (say("Principal"), wording.money(quote.principal)),
            (say("Interest to today"), wording.money(quote.interest)),
            (say("Late charges"), wording.money(quote.charges)),
            (say("Together"), wording.money(quote.total)),
            (say("Holds until"), wording.moment(quote.valid_until)),
            (say("Cash in the Escrow"), wording.money(view.balance())),
        ],
        back=f"/loans/{number}/repay", after="/me",
    )  # fmt: skip
    return review(page, platform, act, platform.plan(call, reader.wallet))
