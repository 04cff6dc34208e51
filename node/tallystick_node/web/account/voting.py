"""Lenders' votes: what is asked, what would change for them, how it stands, and voting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Response

from tallystick.chain.contracts import Ballots
from tallystick.loans.dates import date_from_day, day_from_date
from tallystick.loans.restructuring import restructure
from tallystick.loans.state import LoanError
from tallystick.loans.votes import carries
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.loans import listing, live_state
from tallystick.platform.listing import remaining_rows
from tallystick.platform.workouts import BallotKind
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.routes.loans import Number
from tallystick_node.api.services import BusinessDep, PlatformDep
from tallystick_node.web.acts.review import Act, review
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import Reader

if TYPE_CHECKING:
    from datetime import date

    from tallystick.loans.state import LoanState
    from tallystick.platform._sync.platform import Platform
    from tallystick.platform.workouts import Ballot
    from tallystick_node.web.page import WebPage

__all__ = ["Course", "router"]

router = pages_router()
NOTES_MAX = 100


@dataclass(frozen=True)
class Course:
    """What is still to be paid under some terms; amounts in minor units."""

    rate_ppm: int
    instalments: int
    total: int
    interest: int
    last_due: date | None


@router.get("/me/votes")
def read_votes(page: PageDep, reader: Reader, platform: PlatformDep) -> Response:
    """The ballots of loans that the reader has lent to."""
    view = InvestorView(platform, reader.wallet)
    notes = view.portfolio().notes[:NOTES_MAX]
    rows = []
    for note in notes:
        ballot = view.ballot(note.loan)
        if ballot is not None and ballot.kind is not BallotKind.NONE:
            rows.append((note, ballot, view.may_vote(note.loan)))
    return page("votes.html", rows=rows)


@router.get("/loans/{number}/vote")
def read_ballot(
    page: PageDep, reader: Reader, platform: PlatformDep, business: BusinessDep, number: Number
) -> Response:
    """One ballot: before and after, how it stands, and the two answers."""
    view = InvestorView(platform, reader.wallet)
    ballot = _ballot(view, number)
    units = listing(platform, number).terms.principal
    before = after = None
    if ballot.kind is BallotKind.RESTRUCTURING:
        state, today = live_state(platform, number), day_from_date(business.today())
        before, after = _course(state, state.terms.schedule.rate_ppm), _after(state, ballot, today)
    return page(
        "ballot.html", ballot=ballot, note=view.note(number), units_all=units, before=before,
        after=after, open=view.may_vote(number), number_of=number,
        carried=carries(ballot.votes, units, ballot.quorum_ppm),
    )  # fmt: skip


@router.get("/loans/{number}/vote/review")
def review_vote(
    page: PageDep, reader: Reader, platform: PlatformDep, number: Number,
    answer: Annotated[str, Query(pattern="^(yes|no)$")],
) -> Response:  # fmt: skip
    """The vote as the wallet will show it."""
    view = InvestorView(platform, reader.wallet)
    _ballot(view, number)
    return _review(page, platform, view, number, in_favour=answer == "yes")


def _review(
    page: WebPage, platform: Platform, view: InvestorView, number: int, *, in_favour: bool
) -> Response:
    say, wording = page.texts.gettext, page.wording
    plan = platform.plan(Ballots.vote(number, in_favour), view.address)
    act = Act(
        title=say("Vote"),
        sentence=(
            say("You vote for the proposal, with all that you have lent to this loan.")
            if in_favour
            else say("You vote against the proposal, with all that you have lent to this loan.")
        ),
        rows=[
            (say("Loan"), str(number)),
            (say("Lent"), wording.money(view.note(number).units)),
        ],
        worst=say("a vote cannot be changed, and the note cannot be sold while votes are taken."),
        back=f"/loans/{number}/vote", after=f"/loans/{number}/vote",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _ballot(view: InvestorView, number: int) -> Ballot:
    ballot = view.ballot(number)
    if ballot is None or ballot.kind is BallotKind.NONE:
        raise NotHere("BALLOT:NONE", f"nothing is asked of the lenders of loan {number}")
    return ballot


def _after(state: LoanState, ballot: Ballot, today: int) -> Course | None:
    """What would be to pay; None where the terms cannot be carried out as things stand."""
    try:
        changed = restructure(
            state, today, rate_ppm=ballot.rate_ppm, n=ballot.n, period=ballot.period,
            lead=ballot.lead,
        )  # fmt: skip
    except LoanError:
        return None
    return _course(changed, ballot.rate_ppm)


def _course(state: LoanState, rate_ppm: int) -> Course:
    rows = list(remaining_rows(state))
    return Course(
        rate_ppm=rate_ppm, instalments=len(rows),
        total=sum(row.payment for row in rows),
        interest=sum(row.interest for row in rows),
        last_due=date_from_day(rows[-1].due) if rows else None,
    )  # fmt: skip
