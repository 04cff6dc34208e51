"""What is published of one loan: its terms as listed, and where it stands at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.loans.dates import date_from_day, due_day
from tallystick.loans.instalments import dues, rows_ahead
from tallystick.loans.payoff import days_past_due
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from tallystick.loans.state import LoanState
    from tallystick.replay.records import LoanRecord

__all__ = ["LoanItem", "loan_item"]

_FEES = (
    "origination_ppm", "reserve_ppm", "servicing_ppm", "late_rate_ppm", "late_cap_ppm",
    "late_share_ppm", "market_fee_ppm", "recovery_ppm", "cover_cap_ppm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoanItem:
    """One loan; amounts in minor units, `terms` as they were listed."""

    number: int
    status: str
    borrower: str
    principal: int
    outstanding: int
    interest_left: int
    overdue: int
    days_past_due: int
    covered: int
    terms: Mapping[str, Any]

    def document(self) -> dict[str, object]:
        """Return the loan as it is published.

        Returns:
            Its fields for JSON: amounts in minor units as strings.
        """
        return {
            "number": self.number,
            "status": self.status,
            "borrower": self.borrower,
            "principal": str(self.principal),
            "outstanding": str(self.outstanding),
            "interest_left": str(self.interest_left),
            "overdue": str(self.overdue),
            "days_past_due": self.days_past_due,
            "covered": str(self.covered),
            "terms": dict(self.terms),
        }


def loan_item(record: LoanRecord, state: LoanState, day: int) -> LoanItem:
    """Return what is published of a loan that was drawn down.

    Args:
        record: The loan as the replay has it.
        state: Its state at the end of the day.
        day: The local day, in days since 1970-01-01.

    Returns:
        The loan, amounts in minor units; overdue is what lenders should have received before the
        day and have not.
    """
    ended = state.status is Status.REPAID
    interest = overdue = 0
    if state.status is Status.ACTIVE:
        interest = sum(row.interest for row in rows_ahead(state)) - state.part_interest
        overdue = sum(
            due.interest + due.principal
            for due in dues(state, day, ahead=False)
            if due.row.due < day
        )
    elif not ended:
        interest = state.owed_interest
        received = state.cover - state.cover_returned
        overdue = max(0, state.owed_principal + state.owed_interest - received)
    return LoanItem(
        number=record.number,
        status=state.status.name.lower(),
        borrower="0x" + record.borrower.hex(),
        principal=record.principal,
        outstanding=state.outstanding,
        interest_left=interest,
        overdue=overdue,
        days_past_due=0 if ended else days_past_due(state, day),
        covered=record.cover,
        terms=_terms(record, state),
    )


def _terms(record: LoanRecord, state: LoanState) -> dict[str, Any]:
    offer, plan = record.offer, state.terms.schedule
    matures = due_day(state.issue_day, plan.n, plan.period, plan.unit)
    return {
        "rate_ppm": offer["rate_ppm"],
        "method": plan.method.name.lower(),
        "instalments": plan.n,
        "period": plan.period,
        "unit": plan.unit.name.lower(),
        "interest_only_first": plan.lead,
        "risk_level": offer["risk_level"],
        "drawn_down": date_from_day(state.issue_day).isoformat(),
        "matures": date_from_day(matures).isoformat(),
        "fees": {name: offer[name] for name in _FEES},
        "disclosure_hash": "0x" + offer["disclosure_hash"].hex(),
        "agreement_hash": "0x" + offer["agreement_hash"].hex(),
    }
