"""Loans and what has happened to them, from the index of the chain."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from tallystick.loans.dates import date_from_day
from tallystick.platform._sync.loans import live_state
from tallystick.platform.listing import LoanStatus, remaining_rows
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.refusals import NotHere
from tallystick_node.api.services import IndexDep, PlatformDep
from tallystick_node.api.shapes import (
    Address,
    Amount,
    AsOf,
    Cursor,
    Described,
    Limit,
    Page,
    read_cursor,
    write_cursor,
)
from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
from tallystick_node.infrastructure.indexer.loans import LoanFacts

__all__ = ["NUMBER_MAX", "EventPage", "EventResponse", "event_page", "event_response", "router"]

router = APIRouter(prefix="/v1", tags=["loans"], responses=problem_responses(422, 503))

NUMBER_MAX = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=NUMBER_MAX, description="The loan's number on chain.")]


class LoanStanding(StrEnum):
    """Where a loan stands; late is what is active and past due."""

    LISTED = "listed"
    FUNDED = "funded"
    ACTIVE = "active"
    REPAID = "repaid"
    DEFAULTED = "defaulted"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class LoanResponse(Described):
    """A loan as its events tell it; amounts in minor units, `balance` as scheduled."""

    number: int
    """The loan's number on the chain."""
    borrower: str
    """The borrower's wallet."""
    status: LoanStanding
    """Where the loan stands."""
    principal: Amount
    """What is lent when it is whole, in minor units."""
    funded: Amount
    """What lenders have given, in minor units."""
    risk_level: int
    """Its level, 1 the safest."""
    rate_ppm: int
    """The yearly rate in ppm."""
    instalments: int
    """How many instalments the schedule that runs now has."""
    settled: int
    """How many are paid in full."""
    balance: Amount
    """The principal that is outstanding as scheduled, in minor units."""
    total_principal: Amount
    """The principal repaid by now, in minor units."""
    total_interest: Amount
    """The interest paid by now, in minor units."""
    issued_on: date | None
    """When it was paid out; null until then."""
    restructured_on: date | None
    """From when the newest terms run that its lenders have agreed to; null without any."""
    impaired: bool
    """Whether a servicer has flagged it: they doubt that it will be repaid as agreed."""
    guaranteed: Amount
    """What a guarantor has locked for it, in minor units; 0 once that has paid or gone back."""


class LoanPage(Page[LoanResponse]):
    """Loans by their numbers."""

    as_of: AsOf
    """The block that this is of."""


class OneLoan(Described):
    """One loan, and the block it is of."""

    loan: LoanResponse
    """The loan."""
    as_of: AsOf
    """The block that this is of."""


class EventResponse(Described):
    """An event of the chain; its numbers are strings, its hashes and addresses hex."""

    block: int
    """The block's number."""
    place: int
    """Its place among the block's events."""
    tx_hash: str
    """The transaction's hash."""
    contract: str
    """The contract's name."""
    name: str
    """The event's name."""
    fields: dict[str, str | bool]
    """Its fields by name."""


class EventPage(Page[EventResponse]):
    """Events in the chain's order."""

    as_of: AsOf
    """The block that this is of."""


class InstalmentResponse(Described):
    """An instalment that is still to be paid in whole or in part."""

    number: int
    """Which instalment, from 1."""
    due: date
    """When it is due."""
    interest: Amount
    """In minor units."""
    principal: Amount
    """In minor units."""
    payment: Amount
    """Both together, in minor units."""


class ScheduleResponse(Described):
    """What an active loan still has to pay, in the order of its due dates."""

    loan: int
    """The loan's number on the chain."""
    rows: list[InstalmentResponse]
    """The instalments."""


@router.get("/loans")
def list_loans(
    index: IndexDep,
    status: Annotated[
        LoanStanding | None, Query(description="Only loans that stand there.")
    ] = None,
    borrower: Annotated[Address | None, Query(description="Only this wallet's loans.")] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> LoanPage:
    """Loans by their numbers, all or some."""
    place = read_cursor(after, int)
    page = index.loans(
        status=None if status is None else status.value,
        borrower=borrower,
        after=place[0] if place else 0,
        limit=limit + 1,
    )
    items = [_loan(facts) for facts in page.answer[:limit]]
    following = write_cursor(items[-1].number) if len(page.answer) > limit else None
    return LoanPage(items=items, next=following, as_of=AsOf.of(page.of))


@router.get("/loans/{number}", responses=problem_responses(404))
def read_loan(number: Number, index: IndexDep) -> OneLoan:
    """One loan."""
    indexed = index.loan(number)
    if indexed.answer is None:
        raise NotHere("API:LOAN", f"there is no loan {number}")
    return OneLoan(loan=_loan(indexed.answer), as_of=AsOf.of(indexed.of))


@router.get("/loans/{number}/schedule", responses=problem_responses(404))
def read_schedule(number: Number, platform: PlatformDep, index: IndexDep) -> ScheduleResponse:
    """The instalments still to come, as the contracts keep them at the newest block."""
    indexed = index.loan(number)
    if indexed.answer is None:
        raise NotHere("API:LOAN", f"there is no loan {number}")
    if indexed.answer.status != LoanStatus.ACTIVE.name.lower():
        return ScheduleResponse(loan=number, rows=[])
    return ScheduleResponse(
        loan=number,
        rows=[
            InstalmentResponse(
                number=row.number, due=date_from_day(row.due), interest=row.interest,
                principal=row.principal, payment=row.payment,
            )
            for row in remaining_rows(live_state(platform, number))
        ],
    )  # fmt: skip


@router.get("/loans/{number}/events", responses=problem_responses(404))
def list_loan_events(
    number: Number, index: IndexDep, limit: Limit = 50, after: Cursor = None
) -> EventPage:
    """All that has happened to a loan."""
    if index.loan(number).answer is None:
        raise NotHere("API:LOAN", f"there is no loan {number}")
    return event_page(index, after, limit, loan=number)


@router.get("/events", tags=["events"])
def list_events(
    index: IndexDep,
    name: Annotated[
        str | None, Query(pattern="^[A-Za-z]{1,32}$", description="Only events of this name.")
    ] = None,
    limit: Limit = 50,
    after: Cursor = None,
) -> EventPage:
    """All events of the platform, or those of one name."""
    return event_page(index, after, limit, name=name)


def event_page(index: IndexDep, after: str | None, limit: int, **chosen: Any) -> EventPage:
    """Return a page of events.

    Args:
        index: The index of the chain.
        after: The cursor of the page before, None for the first page.
        limit: Items of the page at most.
        chosen: At most one of loan, party and name; without one, all events.

    Returns:
        The events in the chain's order, and the block that they are of.
    """
    place = read_cursor(after, int, int)
    page = index.events(**chosen, after=place or (0, -1), limit=limit + 1)
    items = [event_response(event) for event in page.answer[:limit]]
    more = len(page.answer) > limit
    following = write_cursor(items[-1].block, items[-1].place) if more else None
    return EventPage(items=items, next=following, as_of=AsOf.of(page.of))


def _loan(facts: LoanFacts) -> LoanResponse:
    return LoanResponse(
        number=facts.loan,
        borrower=facts.borrower,
        status=LoanStanding(facts.status),
        principal=facts.principal,
        funded=facts.funded,
        risk_level=facts.risk_level,
        rate_ppm=facts.rate_ppm,
        instalments=facts.instalments,
        settled=facts.settled,
        balance=facts.balance,
        total_principal=facts.total_principal,
        total_interest=facts.total_interest,
        issued_on=_date(facts.issue_day),
        restructured_on=_date(facts.restructured_day),
        impaired=facts.impaired,
        guaranteed=facts.guaranteed,
    )


def event_response(event: IndexedEvent) -> EventResponse:
    """Return an event as the API says it.

    Args:
        event: The event.

    Returns:
        The response; numbers are texts.
    """
    return EventResponse(
        block=event.block, place=event.place, tx_hash=event.tx_hash, contract=event.contract,
        name=event.name,
        fields={
            name: value if isinstance(value, bool) else str(value)
            for name, value in event.fields.items()
        },
    )  # fmt: skip


def _date(day: int | None) -> date | None:
    return None if day is None else date_from_day(day)
