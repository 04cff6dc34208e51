"""One payment on a loan: what it was for, and who receives it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tallystick.loans.rounding import div_floor
from tallystick.loans.state import PPM, LoanState

__all__ = ["Payment", "add_to_totals", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What one call debits, by kind, and what each party receives of it.

    principal + interest + charges = debit = lenders_principal + lenders_interest + servicing_fee +
    late_fee + recovery_fee + coverers; guarantor is a part of coverers. settled counts the
    instalments completed, zero ones left out. prepaid is the part of principal that was paid before
    it was due by a prepayment.
    """

    principal: int = 0
    interest: int = 0
    charges: int = 0
    prepaid: int = 0
    settled: int = 0
    servicing_fee: int = 0
    late_fee: int = 0
    recovery_fee: int = 0
    coverers: int = 0
    guarantor: int = 0
    lenders_principal: int = 0
    lenders_interest: int = 0

    @property
    def debit(self) -> int:
        """What the payer is debited."""
        return self.principal + self.interest + self.charges

    @property
    def fees(self) -> int:
        """What the platform keeps of it."""
        return self.servicing_fee + self.late_fee + self.recovery_fee


def receive(state: LoanState, payment: Payment) -> tuple[LoanState, Payment]:
    """Share a payment before default between lenders and platform, and add it to the totals.

    Args:
        state: The loan before its totals are moved.
        payment: What is paid, by kind, in minor units.

    Returns:
        The state with the new totals, and the payment with its shares; the platform's are rounded
        down once a call, the lenders get the rest.
    """
    servicing_fee = div_floor(payment.interest * state.terms.servicing_ppm, PPM)
    late_fee = div_floor(payment.charges * state.terms.late_share_ppm, PPM)
    shared = replace(
        payment,
        servicing_fee=servicing_fee,
        late_fee=late_fee,
        lenders_principal=payment.principal,
        lenders_interest=payment.interest + payment.charges - servicing_fee - late_fee,
    )
    return add_to_totals(state, shared), shared


def add_to_totals(state: LoanState, payment: Payment) -> LoanState:
    """Return the state with the payment's shares in its totals; every unit has one receiver.

    Args:
        state: The loan before the payment.
        payment: A payment with its shares, which add up to its debit.

    Returns:
        The state with the new totals of principal, interest and fees, in minor units.
    """
    shares = payment.lenders_principal + payment.lenders_interest + payment.fees + payment.coverers
    assert shares == payment.debit, "what is paid in is shared out"
    total_principal = state.total_principal + payment.lenders_principal
    assert total_principal <= state.terms.schedule.principal, "lenders get principal back once"
    return replace(
        state,
        total_principal=total_principal,
        total_interest=state.total_interest + payment.lenders_interest,
        fees=state.fees + payment.fees,
    )
