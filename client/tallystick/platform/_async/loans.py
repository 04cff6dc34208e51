"""A loan as the chain keeps it, read by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Lens, Workouts
from tallystick.errors import InputError
from tallystick.platform.listing import Listing, LoanStatus, loan_state, plan_terms

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.platform._async.platform import AsyncPlatform

__all__ = ["listing", "live_state", "owed_since_default"]


async def owed_since_default(platform: AsyncPlatform, loan: int) -> tuple[int, int, int]:
    """Return what is still owed of a loan since its default.

    Args:
        platform: The platform.
        loan: The loan's number, from 1.

    Returns:
        Principal, interest and charges in minor units; all 0 when there was no default.

    Raises:
        TransportError: When the node does not answer.
    """
    debt = await platform.read(Workouts.debt_of(loan))
    return debt["principal"], debt["interest"], debt["charges"]


async def listing(platform: AsyncPlatform, loan: int) -> Listing:
    """Return a loan as it was listed, and where it stands.

    Args:
        platform: The platform.
        loan: The loan's number, from 1.

    Returns:
        The listing, amounts in minor units.

    Raises:
        InputError: INPUT:LOAN when there is no such loan.
        TransportError: When the node does not answer.
    """
    side, funding, disclosure = await platform.read(Book.listing_of(loan))
    if side["status"] == 0:
        raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
    kept = await platform.read(Lens.state_of(loan))
    status = LoanStatus(side["status"])
    if status is LoanStatus.ACTIVE:
        # The Book knows that it was issued, Servicing what became of it.
        status = LoanStatus(kept["progress"]["status"])
    return Listing(
        loan=loan,
        status=status,
        borrower=side["borrower"],
        group=kept["parties"]["group"],
        level=side["level"],
        ticket_min=side["ticket_min"],
        terms=plan_terms(kept["terms"]),
        funded=funding["funded"],
        deadline=funding["deadline"],
        funded_at=funding["funded_at"],
        issue_seconds=funding["issue_seconds"],
        reflection_seconds=side["reflection_seconds"],
        reflection_class=side["reflection_class"],
        disclosure_hash=disclosure,
    )


async def live_state(platform: AsyncPlatform, loan: int) -> LoanState:
    """Return an issued loan's state, for `loans.repayment`, `loans.payoff` and `loans.instalments`.

    One call asks for all of it, so it is of one block.

    Args:
        platform: The platform.
        loan: The loan's number, from 1.

    Returns:
        The state, amounts in minor units; its `fees` are those not yet swept.

    Raises:
        InputError: INPUT:LOAN when the loan is not issued.
        TransportError: When the node does not answer.
    """
    kept = await platform.read(Lens.state_of(loan))
    if kept["progress"]["status"] == 0:
        raise InputError("INPUT:LOAN", f"loan {loan} is not issued, or there is none")
    return loan_state(kept)
