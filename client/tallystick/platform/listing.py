"""A loan's listing and its rows, made of what the contracts keep."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tallystick.loans.dates import Unit, due_day
from tallystick.loans.instalments import rows_ahead
from tallystick.loans.schedule import Method, Terms
from tallystick.loans.state import LoanState, LoanTerms, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Listing",
    "LoanStatus",
    "ScheduledRow",
    "live_status",
    "loan_state",
    "loan_terms",
    "plan_terms",
    "remaining_rows",
]


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

    level: risk level 1 to 5. deadline: the last second to fund. funded_at: when it was first fully
    funded, 0 before. From then on classes up to reflection_class may leave for reflection_seconds,
    and it is issued within issue_seconds after that. disclosure_hash: of what an investor has to
    have read.
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
    funded_at: int
    issue_seconds: int
    reflection_seconds: int
    reflection_class: int
    disclosure_hash: bytes

    @property
    def last_second(self) -> int:
        """The last second on which it may be funded, or issued once it was fully funded."""
        if self.funded_at == 0:
            return self.deadline
        return self.funded_at + self.reflection_seconds + self.issue_seconds

    @property
    def open_units(self) -> int:
        """What is still to be funded, 0 once it is no longer listed."""
        return self.terms.principal - self.funded if self.status is LoanStatus.LISTED else 0


@dataclass(frozen=True, slots=True)
class ScheduledRow:
    """An instalment still to be paid in whole or in part; due as a platform day.

    arrears: of a restructuring, interest and charges, which are due with the first.
    """

    number: int
    due: int
    interest: int
    principal: int
    arrears: int = 0

    @property
    def payment(self) -> int:
        """Interest, principal and arrears together."""
        return self.interest + self.principal + self.arrears


def live_status(value: int) -> Status:
    """Return the ledger's status of an issued loan.

    Args:
        value: The contracts' number, 3 to 7.

    Returns:
        The status.

    Raises:
        KeyError: For a loan that is not issued.
        ValueError: For a number that no status has.
    """
    return _LIVE[LoanStatus(value)]


def remaining_rows(state: LoanState) -> tuple[ScheduledRow, ...]:
    """Return what is still to be paid of each row.

    Args:
        state: The loan.

    Returns:
        The rows in order with due days and amounts in minor units, zero rows left out; none when
        the loan is not active.
    """
    rows: list[ScheduledRow] = []
    arrears = state.arrears if state.status is Status.ACTIVE else 0
    if arrears and state.settled:
        # Row 1 asked for nothing itself: only its arrears are left.
        rows.append(ScheduledRow(1, _due(state, 1), 0, 0, arrears))
        arrears = 0
    for row in rows_ahead(state):
        begun = row.number == state.settled + 1
        interest = row.interest - (state.part_interest if begun else 0)
        principal = row.principal - (state.part_principal if begun else 0)
        with_it = arrears if row.number == 1 else 0
        if interest or principal or with_it:
            due = _due(state, row.number)
            rows.append(ScheduledRow(row.number, due, interest, principal, with_it))
    return tuple(rows)


def _due(state: LoanState, number: int) -> int:
    plan = state.terms.schedule
    return due_day(state.issue_day, number, plan.period, plan.unit)


def plan_terms(terms: Mapping[str, Any]) -> Terms:
    """Make the terms of a schedule of what the contract keeps.

    Args:
        terms: What Servicing's `terms_of` returns.

    Returns:
        The terms.

    Raises:
        TermsError: When they are out of bounds.
    """
    return Terms(
        principal=terms["principal"],
        rate_ppm=terms["rate_ppm"],
        n=terms["n"],
        period=terms["period"],
        unit=Unit.DAYS if terms["in_days"] else Unit.MONTHS,
        method=Method(terms["method"]),
        lead=terms["lead"],
    )


def loan_terms(terms: Mapping[str, Any], parties: Mapping[str, Any]) -> LoanTerms:
    """Make the terms of a loan of what the contract keeps.

    Args:
        terms: What Servicing's `terms_of` returns.
        parties: What Servicing's `parties_of` returns.

    Returns:
        The terms.

    Raises:
        TermsError: When they are out of bounds.
    """
    return LoanTerms(
        schedule=plan_terms(terms),
        grace_days=terms["grace_days"],
        late_rate_ppm=terms["late_rate_ppm"],
        late_cap_ppm=terms["late_cap_ppm"],
        default_dpd=terms["default_dpd"],
        servicing_ppm=terms["servicing_ppm"],
        late_share_ppm=terms["late_share_ppm"],
        recovery_ppm=terms["recovery_ppm"],
        cover_cap_ppm=parties["cover_cap_ppm"],
    )


def loan_state(kept: Mapping[str, Any]) -> LoanState:
    """Make an issued loan's state of what the Lens returns.

    Args:
        kept: What `Lens.state_of` returns of it.

    Returns:
        The state, amounts in minor units; its `fees` are those not yet swept.

    Raises:
        TermsError: When the terms are out of bounds.
        ValueError: When the loan is not issued.
    """
    progress, part, debt = kept["progress"], kept["part"], kept["debt"]
    return LoanState(
        terms=loan_terms(kept["terms"], kept["parties"]),
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
        total_principal=kept["totals"]["principal"],
        total_interest=kept["totals"]["interest"],
        fees=kept["totals"]["fees"],
        version=progress["version"],
        worst_dpd=progress["worst_dpd"],
        arrears_interest=kept["arrears"]["interest"],
        arrears_charges=kept["arrears"]["charges"],
        impaired=progress["impaired"],
        default_day=debt["default_day"],
        principal_at_default=debt["principal_at_default"],
        owed_principal=debt["principal"],
        owed_interest=debt["interest"],
        owed_charges=debt["charges"],
        cover=kept["cover"]["amount"],
        guaranteed=kept["cover"]["guaranteed"],
        cover_returned=kept["cover"]["returned"],
        recovered_net=kept["cover"]["recovered"],
    )
