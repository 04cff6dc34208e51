"""The figures at the end: what was lent, repaid, late and lost, and what each grade returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.returns import DatedFlow, annual_return_ppm
from tallystick.loans.state import Status

if TYPE_CHECKING:
    from tallystick_node.demo.cast import CastLoan

__all__ = ["Figures", "GradeLine", "figures_of"]


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One grade: loans, amounts in minor units, rates in ppm a year.

    promised_ppm is the mean of the loans' rates, weighed by amount and rounded down; returned_ppm
    is the effective annual rate of all that reached the lenders, None when it is undefined.
    """

    grade: str
    loans: int
    defaulted: int
    lent: int
    received: int
    lost: int
    promised_ppm: int
    returned_ppm: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the table at the end shows; amounts in minor units."""

    loans: int
    repaid: int
    late: int
    defaulted: int
    covered: int
    lent: int
    principal_paid: int
    interest_paid: int
    cover_paid: int
    lost: int
    lenders_per_loan_min: int
    grades: tuple[GradeLine, ...]


def figures_of(roles: list[CastLoan], first_lenders: dict[int, int]) -> Figures:
    """Sum the loans up.

    Args:
        roles: The loans that were issued, at least one.
        first_lenders: How many funded each loan, by its number.

    Returns:
        The figures; amounts in minor units.
    """
    states = [role.live for role in roles]
    return Figures(
        loans=len(roles),
        repaid=sum(state.status is Status.REPAID for state in states),
        late=sum(role.late_times > 0 for role in roles),
        defaulted=sum(state.default_day > 0 for state in states),
        covered=sum(role.live.cover > 0 for role in roles),
        lent=sum(role.real.amount for role in roles),
        principal_paid=sum(state.total_principal for state in states),
        interest_paid=sum(state.total_interest for state in states),
        cover_paid=sum(role.live.cover for role in roles),
        lost=sum(_lost(role) for role in roles),
        lenders_per_loan_min=min(first_lenders.values()),
        grades=tuple(_grade(grade, roles) for grade in sorted({role.real.grade for role in roles})),
    )


def _lost(role: CastLoan) -> int:
    """Principal that has not reached the lenders of a loan that is over."""
    return 0 if role.active else role.real.amount - role.live.total_principal


def _grade(grade: str, roles: list[CastLoan]) -> GradeLine:
    chosen = [role for role in roles if role.real.grade == grade]
    lent = sum(role.real.amount for role in chosen)
    flows = [DatedFlow(day, amount) for role in chosen for day, amount in role.flows]
    return GradeLine(
        grade=grade,
        loans=len(chosen),
        defaulted=sum(role.live.default_day > 0 for role in chosen),
        lent=lent,
        received=sum(amount for role in chosen for _, amount in role.flows if amount > 0),
        lost=sum(_lost(role) for role in chosen),
        promised_ppm=sum(role.real.rate_ppm * role.real.amount for role in chosen) // lent,
        returned_ppm=annual_return_ppm(flows),
    )
