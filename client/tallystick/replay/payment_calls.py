"""The calls that may have made a payment; an event does not tell every argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.loans import repayment as ledger
from tallystick.loans.payoff import days_past_due
from tallystick.loans.schedule import INSTALMENTS_MAX
from tallystick.loans.state import LoanState, Mode
from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallystick.loans.allocation import Payment
    from tallystick.replay.records import LoanRecord

__all__ = ["calls_of"]


def calls_of(
    loan: LoanRecord, figures: tuple[int, ...], reason: int, *, own: bool, today: int
) -> Iterator[Callable[[LoanState], tuple[LoanState, Payment]]]:
    """Yield the calls that may have made a payment, the likeliest first.

    Args:
        loan: The loan before it.
        figures: Principal, interest, charges and fees in minor units, then instalments settled.
        reason: The reason's code: repayment, collection or prepayment.
        own: Whether the borrower paid.
        today: The local day, in days since 1970-01-01.

    Yields:
        Each call, from the loan's state to the next and the payment.
    """
    debit, settled = sum(figures[:3]), figures[4]
    if reason == MoveReason.REPAY:
        yield lambda state: ledger.repay(state, today, debit, only_due=not own)
        # The payer named the last instalment; rows without a payment after it stay unsettled.
        yield lambda state: ledger.repay(state, today, debit, settled, only_due=not own)
    elif reason == MoveReason.COLLECT:
        yield lambda state: ledger.collect(state, today, debit)
        if loan.rules is not None and (
            days_past_due(loan.rules, today) >= loan.offer["default_dpd"]
        ):
            # Declaring a default collects however many instalments there are.
            yield lambda state: ledger.collect(state, today, debit, INSTALMENTS_MAX)
    elif reason == MoveReason.PREPAY:
        yield lambda state: ledger.prepay(
            state, today, debit, Mode.SMALLER, int(loan.offer["ticket_min"])
        )
