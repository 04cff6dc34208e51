"""Loans as the chain keeps them: the listing, and the live state as the ledger mirror takes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tallystick.dates import Unit, due_day
from tallystick.errors import InputError
from tallystick.instalments import rows_ahead
from tallystick.loan import LoanState, LoanTerms, Status
from tallystick.schedule import Method, Terms

if TYPE_CHECKING:
    from tallystick.platform import Platform

__all__ = ["Listing", "LoanStatus", "ScheduledRow", "listing", "live_state", "remaining_rows"]


class LoanStatus(IntEnum):
    """Where a loan stands; the values are the contracts'. LATE follows from the day."""

    LISTED = 1
    FUNDED = 2
    ACTIVE = 3
    REPAID = 4
    DEFAULTED = 5
    RECOVERED = 6
    WRITTEN_OFF = 7
    EXPIRED = 8
    CANCELLED = 9


_LIVE = {
    LoanStatus.ACTIVE: Status.ACTIVE,
    LoanStatus.REPAID: Status.REPAID,
    LoanStatus.DEFAULTED: Status.DEFAULTED,
    LoanStatus.RECOVERED: Status.RECOVERED,
    LoanStatus.WRITTEN_OFF: Status.WRITTEN_OFF,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A loan as it was listed, and where it stands; amounts in minor units, times Unix seconds.

    level: risk level 1 to 5. disclosure_hash: of what an investor has to have read.
    """

    loan: int
    status: LoanStatus
    borrower: str
    group: int
    level: int
    ticket_min: int
    terms: Terms
    funded: int
    deadline: int
    disclosure_hash: bytes

    @property
    def open_units(self) -> int:
        """What is still to be funded, 0 once it is no longer listed."""
        return self.terms.principal - self.funded if self.status is LoanStatus.LISTED else 0


@dataclass(frozen=True, slots=True)
class ScheduledRow:
    """An instalment still to be paid in whole or in part; due as a platform day."""

    number: int
    due: int
    interest: int
    principal: int

    @property
    def payment(self) -> int:
        """Interest and principal together."""
        return self.interest + self.principal


def listing(platform: Platform, loan: int) -> Listing:
    """Return a loan by number; InputError `INPUT:LOAN` when there is none."""
    side, funding, disclosure = platform.read("Book", "listing_of", loan)
    if side["status"] == 0:
        raise InputError("INPUT:LOAN", f"there is no loan {loan}; loans are numbered from 1")
    status = LoanStatus(side["status"])
    if status is LoanStatus.ACTIVE:
        # The Book knows that it was issued, Servicing what became of it.
        status = LoanStatus(platform.read("Servicing", "progress_of", loan)["status"])
    return Listing(
        loan=loan,
        status=status,
        borrower=side["borrower"],
        group=side["group"],
        level=side["level"],
        ticket_min=side["ticket_min"],
        terms=_plan(platform.read("Servicing", "terms_of", loan)),
        funded=funding["funded"],
        deadline=funding["deadline"],
        disclosure_hash=disclosure,
    )


def live_state(platform: Platform, loan: int) -> LoanState:
    """Return an issued loan's state for `ledger`, `payoff` and `instalments`.

    `fees` are those not yet swept. Raises InputError `INPUT:LOAN` for a loan that is not issued.
    """
    progress = platform.read("Servicing", "progress_of", loan)
    if progress["status"] == 0:
        raise InputError("INPUT:LOAN", f"loan {loan} is not issued, or there is none")
    terms = platform.read("Servicing", "terms_of", loan)
    parties = platform.read("Servicing", "parties_of", loan)
    part = platform.read("Servicing", "part_of", loan)
    totals = platform.read("Servicing", "totals_of", loan)
    debt = platform.read("Servicing", "debt_of", loan)
    cover = platform.read("Servicing", "cover_of", loan)
    return LoanState(
        terms=_terms(terms, parties),
        issue_day=progress["issue_day"],
        status=_LIVE[LoanStatus(progress["status"])],
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
        total_principal=totals["principal"],
        total_interest=totals["interest"],
        fees=totals["fees"],
        version=progress["version"],
        default_day=debt["default_day"],
        principal_at_default=debt["principal_at_default"],
        owed_principal=debt["principal"],
        owed_interest=debt["interest"],
        owed_charges=debt["charges"],
        cover=cover["amount"],
        cover_returned=cover["returned"],
        recovered_net=cover["recovered"],
    )


def remaining_rows(state: LoanState) -> tuple[ScheduledRow, ...]:
    """Return what is still to be paid of each row with its due day, zero rows left out."""
    plan, rows = state.terms.schedule, []
    for row in rows_ahead(state):
        begun = row.number == state.settled + 1
        interest = row.interest - (state.part_interest if begun else 0)
        principal = row.principal - (state.part_principal if begun else 0)
        if interest or principal:
            due = due_day(state.issue_day, row.number, plan.period, plan.unit)
            rows.append(ScheduledRow(row.number, due, interest, principal))
    return tuple(rows)


def _plan(terms: dict[str, Any]) -> Terms:
    return Terms(
        principal=terms["principal"],
        rate_ppm=terms["rate_ppm"],
        n=terms["n"],
        period=terms["period"],
        unit=Unit.DAYS if terms["in_days"] else Unit.MONTHS,
        method=Method(terms["method"]),
        lead=terms["lead"],
    )


def _terms(terms: dict[str, Any], parties: dict[str, Any]) -> LoanTerms:
    return LoanTerms(
        schedule=_plan(terms),
        grace_days=terms["grace_days"],
        late_rate_ppm=terms["late_rate_ppm"],
        late_cap_ppm=terms["late_cap_ppm"],
        default_dpd=terms["default_dpd"],
        servicing_ppm=terms["servicing_ppm"],
        late_share_ppm=terms["late_share_ppm"],
        recovery_ppm=terms["recovery_ppm"],
        cover_cap_ppm=parties["cover_cap_ppm"],
    )
