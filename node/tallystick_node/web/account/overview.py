"""What is a reader's own: cash, notes, returns, debts, read from the chain at its newest block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Response

from tallystick.chain.contracts import Book, Escrow, Registry
from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.payoff import due_now
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import LoanStatus, remaining_rows
from tallystick.platform.messages import NOBODY
from tallystick_node.api.routes.loans import LoanResponse, LoanStanding, list_loans
from tallystick_node.api.services import BusinessDep, IndexDep, PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.forms import AMOUNT_CHARACTERS_MAX, minor_units
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.ring import RING_COLUMNS, ring
from tallystick_node.web.session import Reader
from tallystick_node.web.shown_list import (
    CellKind,
    FileChoice,
    ListColumn,
    ListFile,
    Sort,
    chosen_list,
    list_file,
    shown_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tallystick.platform.holdings import Note, Portfolio
    from tallystick_node.web.page import WebPage
    from tallystick_node.web.ring import Ring

__all__ = ["Debt", "router"]

router = pages_router()
DEBTS_MAX = 50
CLAIMS_MAX = 100


@dataclass(frozen=True)
class Debt:
    """A loan that the reader owes on; amounts in minor units."""

    loan: LoanResponse
    due: int
    outstanding: int
    next_due: date | None


@router.get("/me")
def read_overview(
    page: PageDep, reader: Reader, platform: PlatformDep, index: IndexDep, business: BusinessDep,
    *, file: FileChoice = ListFile.PAGE, sort: Sort = "",
    chosen: Annotated[str, Query(alias="list", max_length=32)] = "notes",
) -> Response:  # fmt: skip
    """Cash, notes, returns and debts."""
    view = InvestorView(platform, reader.wallet)
    portfolio = view.portfolio()
    notes = portfolio.notes
    claimable = sum(note.claimable_principal + note.claimable_interest for note in notes)
    debts = _debts(platform, index, reader.wallet, business.today())
    shown = shown_list("notes", _note_columns(page), notes, sort)
    owed = shown_list("debts", _DEBT_COLUMNS, debts)
    work = _work_ring(portfolio, page.texts.gettext)
    working = shown_list("work", RING_COLUMNS, () if work is None else work.parts)
    if file:
        return list_file(page, chosen_list((shown, owed, working), chosen), file)
    return page(
        "me.html", shown=shown, owed=owed, wallet=reader.wallet, cash=portfolio.balance,
        notes=shown.rows, claimable=claimable,
        value=sum(note.value for note in notes), in_wallet=view.wallet_balance(),
        returns=view.returns() if notes else None,
        enrolled=platform.read(Registry.head_of(reader.wallet)) != NOBODY,
        debts=debts, work=work, working=working,
    )  # fmt: skip


def _work_ring(portfolio: Portfolio, say: Callable[[str], str]) -> Ring | None:
    """Where somebody's money is; what is in default counts as it stands outstanding."""
    late = running = waiting = ended = 0
    for note in portfolio.notes:
        if note.status is LoanStatus.ACTIVE and note.overdue:
            late += note.outstanding
        elif note.status is LoanStatus.ACTIVE:
            running += note.outstanding
        elif note.status in {LoanStatus.LISTED, LoanStatus.FUNDED}:
            waiting += note.outstanding
        elif note.status is LoanStatus.DEFAULTED:
            ended += note.outstanding
    claimable = sum(note.claimable_principal + note.claimable_interest for note in portfolio.notes)
    return ring([
        (say("Cash in the Escrow"), portfolio.balance), (say("Ready to be claimed"), claimable),
        (say("Lent, being repaid on time"), running), (say("Lent, late"), late),
        (say("Lent, in default"), ended), (say("Lent, not drawn down yet"), waiting),
    ])  # fmt: skip


def _note_columns(page: WebPage) -> tuple[ListColumn[Note], ...]:
    say = page.texts.gettext
    return (
        ListColumn("loan", say("Loan"), CellKind.COUNT, lambda note: note.loan),
        ListColumn("state", say("State"), CellKind.TEXT, lambda note: note.status.name.lower()),
        ListColumn("impaired", "", CellKind.TEXT, lambda note: "yes" if note.impaired else "no"),
        ListColumn(
            "days_past_due", say("Days past due"), CellKind.COUNT, lambda note: note.overdue
        ),
        ListColumn("lent", say("Lent"), CellKind.AMOUNT, lambda note: note.units),
        ListColumn(
            "outstanding", say("Still outstanding"), CellKind.AMOUNT,
            lambda note: note.outstanding,
        ),
        ListColumn(
            "claimable", say("Ready to be claimed"), CellKind.AMOUNT,
            lambda note: note.claimable_principal + note.claimable_interest,
        ),
    )  # fmt: skip


_DEBT_COLUMNS: tuple[ListColumn[Debt], ...] = (
    ListColumn("loan", "", CellKind.COUNT, lambda debt: debt.loan.number),
    ListColumn("state", "", CellKind.TEXT, lambda debt: debt.loan.status.value),
    ListColumn("due_today", "", CellKind.AMOUNT, lambda debt: debt.due),
    ListColumn("outstanding", "", CellKind.AMOUNT, lambda debt: debt.outstanding),
    ListColumn("next_due", "", CellKind.DAY, lambda debt: debt.next_due),
)


@router.get("/me/claim")
def review_claim(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    loan: Annotated[list[int], Query(min_length=1, max_length=CLAIMS_MAX)],
) -> Response:
    """Take what notes have earned."""
    say, wording = page.texts.gettext, page.wording
    plan = platform.plan(Book.claim_many(loan), reader.wallet)
    notes = [InvestorView(platform, reader.wallet).note(number) for number in loan]
    total = sum(note.claimable_principal + note.claimable_interest for note in notes)
    act = Act(
        title=say("Claim"),
        sentence=say("What your notes have earned goes into your cash in the Escrow."),
        rows=[
            (say("Loans"), ", ".join(map(str, loan))),
            (say("You get, at this moment"), wording.money(total)),
        ],
        back="/me",
    )  # fmt: skip
    return review(page, platform, act, plan)


@router.get("/me/withdraw")
def review_withdrawal(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    amount: Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)],
) -> Response:
    """Take cash out of the Escrow, to the reader's own wallet."""
    say, wording = page.texts.gettext, page.wording
    minor = minor_units(amount, wording.exponent)
    plan = platform.plan(Escrow.withdraw(minor), reader.wallet)
    act = Act(
        title=say("Take out"),
        sentence=say("Tokens go from your cash in the Escrow to your own wallet, nowhere else."),
        rows=[(say("Amount"), wording.money(minor)), (say("To"), reader.wallet)],
        back="/me",
    )  # fmt: skip
    return review(page, platform, act, plan)


@router.get("/me/deposit")
def review_deposit(
    page: PageDep,
    reader: Reader,
    platform: PlatformDep,
    amount: Annotated[str, Query(max_length=AMOUNT_CHARACTERS_MAX)],
) -> Response:
    """Put tokens of the reader's wallet into the Escrow, where loans are paid from."""
    say, wording = page.texts.gettext, page.wording
    minor = minor_units(amount, wording.exponent)
    there = InvestorView(platform, reader.wallet).wallet_balance()
    if minor > there:  # before an approval is asked for
        raise InputError(
            "INPUT:AMOUNT", f"your wallet has {wording.amount(there)} {wording.symbol}"
        )
    plan = platform.plan(Escrow.deposit(minor), reader.wallet, pays=minor)
    act = Act(
        title=say("Put in"),
        sentence=say(
            "Tokens go from your own wallet into your cash in the Escrow, out of which you repay,"
            " lend and buy. You can take them out again."
        ),
        rows=[(say("Amount"), wording.money(minor)), (say("From"), reader.wallet)],
        back="/me",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _debts(platform: PlatformDep, index: IndexDep, wallet: str, today: date) -> list[Debt]:
    debts = []
    for loan in list_loans(index, None, wallet, DEBTS_MAX).items:
        if loan.status not in {LoanStanding.ACTIVE, LoanStanding.DEFAULTED, LoanStanding.FUNDED}:
            continue
        if loan.issued_on is None:
            debts.append(Debt(loan, 0, 0, None))
            continue
        state = live_state(platform, loan.number)
        rows = remaining_rows(state) if loan.status is LoanStanding.ACTIVE else ()
        due = due_now(state, day_from_date(today))
        debts.append(
            Debt(loan, due, state.outstanding, date_from_day(rows[0].due) if rows else None)
        )
    return debts
