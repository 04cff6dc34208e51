"""Lending to a loan: the amount, the risk statement that was read, and what the contract says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Response

from tallystick.chain.contracts import Book
from tallystick.errors import InputError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import listing
from tallystick.platform.listing import LoanStatus
from tallystick_node.api.routes.loans import Number, read_loan
from tallystick_node.api.services import IndexDep, KycDep, PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import AMOUNT_CHARACTERS_MAX, minor_units
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

if TYPE_CHECKING:
    from tallystick.platform.listing import Listing
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
UNPROCESSABLE = 422


@router.get("/loans/{number}/lend")
def read_lending(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    index: IndexDep,
    kyc: KycDep,
    number: Number,
    amount: Annotated[str | None, Query(max_length=AMOUNT_CHARACTERS_MAX)] = None,
    read: Annotated[str, Query(max_length=66)] = "",
    again: Annotated[str | None, Query(max_length=AMOUNT_CHARACTERS_MAX)] = None,
) -> Response:
    """The form, and once it is filled in the review."""
    loan = read_loan(number, index).loan
    listed = listing(platform, number)
    view = InvestorView(platform, reader.wallet)
    digest = "0x" + listed.disclosure_hash.hex()
    cash = view.balance()
    wrong, warned = None, None
    if amount is not None:
        try:
            minor = minor_units(amount, page.wording.exponent)
            _require_readable(listed, read, digest)
            _require_there(page, listed, minor, cash, view.wallet_balance())
            above = kyc.warned_above(reader.wallet)
            warned = above if minor > above else None
            if warned is None or _is_repeated(page, minor, again):
                return _review(page, platform, reader.wallet, listed, minor, cash)
        except InputError as refused:
            wrong = refused
    return page(
        "lend.html", 200 if wrong is None else UNPROCESSABLE, loan=loan,
        open=listed.terms.principal - listed.funded, ticket_min=listed.ticket_min, cash=cash,
        in_wallet=view.wallet_balance(), hash=digest, typed=amount or "", wrong=wrong,
        warned=warned, read=read,
    )  # fmt: skip


def _is_repeated(page: WebPage, minor: int, again: str | None) -> bool:
    """Whether they who lend much of what they own have typed the amount a second time."""
    if again is None:
        return False
    if minor_units(again, page.wording.exponent) != minor:
        raise InputError(
            "INPUT:AGAIN", f"the amount is {page.wording.amount(minor)}; type it once more to go on"
        )
    return True


def _require_readable(listed: Listing, read: str, digest: str) -> None:
    if listed.status is not LoanStatus.LISTED:
        raise InputError(
            "INPUT:LOAN", f"loan {listed.loan} is not listed any more; it takes no money"
        )
    if read != digest:
        raise InputError(
            "INPUT:DISCLOSURE",
            f"the loan's risk statement has the hash {digest}; read that one and say so",
        )


def _require_there(page: WebPage, listed: Listing, minor: int, cash: int, in_wallet: int) -> None:
    """Refuse what cannot succeed before an approval is asked for."""
    amount, symbol = page.wording.amount, page.wording.symbol
    still_open = listed.terms.principal - listed.funded
    if minor > still_open:
        raise InputError("INPUT:AMOUNT", f"{amount(still_open)} {symbol} of the loan is still open")
    if minor > max(cash, in_wallet):
        raise InputError(
            "INPUT:AMOUNT",
            f"you have {amount(cash)} {symbol} in the Escrow and {amount(in_wallet)} {symbol} in"
            " your wallet; one of them has to hold the whole amount",
        )


@router.get("/loans/{number}/retract")
def review_retraction(
    page: PageDep, reader: Reader, platform: PlatformDep, number: Number
) -> Response:
    """Take back all that was lent to a loan that is not drawn down."""
    say, wording = page.texts.gettext, page.wording
    units = InvestorView(platform, reader.wallet).note(number).units
    plan = platform.plan(Book.retract(number, units), reader.wallet)
    act = Act(
        title=say("Take back"),
        sentence=say(
            "What you lent comes back into your cash. You cannot lend to this loan again."
        ),
        rows=[(say("Loan"), str(number)), (say("Amount"), wording.money(units))],
        back="/me",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _review(
    page: WebPage, platform: PlatformDep, wallet: str, listed: Listing, minor: int, cash: int
) -> Response:
    say, wording = page.texts.gettext, page.wording
    number, digest = listed.loan, listed.disclosure_hash
    if cash >= minor:
        plan = platform.plan(Book.fund(number, minor, minor, digest), wallet)
        source = say("your cash in the Escrow")
    else:
        call = Book.deposit_and_fund(number, minor, minor, digest)
        plan = platform.plan(call, wallet, pays=minor)
        source = say("your wallet, through the Escrow")
    act = Act(
        title=say("Lend"),
        sentence=say(
            "You lend to this loan. You get a note: a claim on a share of what is repaid."
        ),
        rows=[
            (say("Loan"), str(number)),
            (say("You lend"), wording.money(minor)),
            (say("Out of"), source),
            (say("Rate a year"), wording.share(listed.terms.rate_ppm)),
            (say("Instalments"), wording.number(listed.terms.n)),
            (say("Fee for lending"), wording.money(0)),
        ],
        worst=say("the borrower pays nothing, nothing is covered, and you lose all of it."),
        undo=say(
            "as long as the loan is listed and not full; whoever takes money back cannot lend to"
            " this loan again."
        ),
        back=f"/loans/{number}/lend",
        after="/me",
    )  # fmt: skip
    return review(page, platform, act, plan)
