"""A loan as the chain keeps it, read by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Book, Lens, Workouts
from tallystick.errors import InputError
from tallystick.loans.state import LoanState
from tallystick.platform.listing import Listing, LoanStatus, live_status, loan_terms, plan_terms

if TYPE_CHECKING:
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
    status = LoanStatus(side["status"])
    if status is LoanStatus.ACTIVE:
        # The Book knows that it was issued, Servicing what became of it.
        progress = await platform.read(Lens.progress_of(loan))
        status = LoanStatus(progress["status"])
    return Listing(
        loan=loan,
        status=status,
        borrower=side["borrower"],
        group=(await platform.read(Lens.parties_of(loan)))["group"],
        level=side["level"],
        ticket_min=side["ticket_min"],
        terms=plan_terms(await platform.read(Lens.terms_of(loan))),
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
    state = await platform.read(Lens.state_of(loan))
    progress, part, debt = state["progress"], state["part"], state["debt"]
    if progress["status"] == 0:
        raise InputError("INPUT:LOAN", f"loan {loan} is not issued, or there is none")
    return LoanState(
        terms=loan_terms(state["terms"], state["parties"]),
        issue_day=progress["issue_day"],
        status=live_status(progress["status"]),
        last=progress["last"],
        balance=progress["balance"],
        level=progress["level"],
        settled=progress["settled"],
        paid_count=progress["paid"],
        last_prepay_day=progress["prepaid_on"],
        part_interest=part["interest"],
        part_principal=part["principal"],
        charge_paid=part["charge"],
        late_exposure=part["exposure"],
        counted_day=part["counted_on"],
        total_principal=state["totals"]["principal"],
        total_interest=state["totals"]["interest"],
        fees=state["totals"]["fees"],
        version=progress["version"],
        worst_dpd=progress["worst_dpd"],
        arrears_interest=state["arrears"]["interest"],
        arrears_charges=state["arrears"]["charges"],
        impaired=progress["impaired"],
        default_day=debt["default_day"],
        principal_at_default=debt["principal_at_default"],
        owed_principal=debt["principal"],
        owed_interest=debt["interest"],
        owed_charges=debt["charges"],
        cover=state["cover"]["amount"],
        guaranteed=state["cover"]["guaranteed"],
        cover_returned=state["cover"]["returned"],
        recovered_net=state["cover"]["recovered"],
    )
