"""What a wallet has: its balance, its notes, and what has happened to it. All of it is public."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from tallystick.chain.codec import address_of
from tallystick.platform._sync.investor import InvestorView
from tallystick_node.api.problems import problem_responses
from tallystick_node.api.routes.loans import EventPage, event_page
from tallystick_node.api.services import IndexDep, PlatformDep
from tallystick_node.api.shapes import (
    Amount,
    AsOf,
    Cursor,
    Described,
    Limit,
    Page,
    read_cursor,
    write_cursor,
)

__all__ = ["router"]

router = APIRouter(prefix="/v1/accounts", tags=["accounts"], responses=problem_responses(422, 503))

Wallet = Annotated[str, Path(pattern="^0x[0-9a-fA-F]{40}$", description="The wallet's address.")]


class AccountResponse(Described):
    """A wallet's free money in the Escrow, minor units."""

    address: str
    """The wallet's checksummed address."""
    balance: Amount
    """The wallet's free money in the Escrow, in minor units."""
    as_of: AsOf
    """The block that this is of."""


class NoteResponse(Described):
    """A claim on one loan: units of its principal, and what a claim would pay now."""

    loan: int
    """The loan's number on the chain."""
    status: str
    """Where the loan stands."""
    units: Amount
    """The lender's part of the principal, in minor units as lent."""
    outstanding: Amount
    """What of it is not repaid yet, in minor units."""
    claimable_principal: Amount
    """Repaid principal that a claim would pay now, in minor units."""
    claimable_interest: Amount
    """Interest that a claim would pay now, in minor units."""
    value: Amount
    """What is outstanding and what is claimable, in minor units."""


class NotePage(Page[NoteResponse]):
    """Notes by their loans' numbers, read at the chain's newest block."""

    as_of: AsOf
    """The block that this is of."""


@router.get("/{address}")
def read_account(address: Wallet, platform: PlatformDep, index: IndexDep) -> AccountResponse:
    """A wallet's balance at the chain's newest block."""
    view = InvestorView(platform, address_of("address", address))
    return AccountResponse(
        address=view.address, balance=view.balance(), as_of=AsOf.of(index.freshness())
    )


@router.get("/{address}/notes")
def list_notes(
    address: Wallet, platform: PlatformDep, index: IndexDep, limit: Limit = 50, after: Cursor = None
) -> NotePage:
    """A wallet's notes of the loans that the index knows it in."""
    view = InvestorView(platform, address_of("address", address))
    place = read_cursor(after, int)
    page = index.loans_of(view.address, after=place[0] if place else 0, limit=limit + 1)
    numbers = page.answer[:limit]
    notes = [view.note(number) for number in numbers]
    return NotePage(
        items=[
            NoteResponse(
                loan=note.loan, status=note.status.name.lower(), units=note.units,
                outstanding=note.outstanding, claimable_principal=note.claimable_principal,
                claimable_interest=note.claimable_interest, value=note.value,
            )
            for note in notes
            if note.units
        ],
        next=write_cursor(numbers[-1]) if len(page.answer) > limit else None,
        as_of=AsOf.of(page.of),
    )  # fmt: skip


@router.get("/{address}/events")
def list_account_events(
    address: Wallet, index: IndexDep, limit: Limit = 50, after: Cursor = None
) -> EventPage:
    """Every event that names a wallet."""
    return event_page(index, after, limit, party=address_of("address", address))
