# pragma version 0.4.3
"""
@title Prepayment: a lower balance, and what it does to the schedule
@license MIT
@notice Pure, like the walk of a repayment: values in, values out.
"""


# @dev We import the calendar, the schedule and the rounding functions.
from . import constants
from . import dates
from . import next_instalment
from . import loan_progress
from . import repayment
from . import rounding
from . import schedule


# Modes of a prepayment: smaller payments, or fewer of them.
SMALLER: constant(uint256) = 0
SHORTER: constant(uint256) = 1
# A partial prepayment lowers the balance by one part in so many at least.
PART_MIN: constant(uint256) = 100


@internal
@pure
def _lower(
    context: next_instalment.Context,
    due: repayment.Walk,
    amount: uint256,
    mode: uint256,
    ticket: uint256,
) -> repayment.Walk:
    """
    @notice Returns a loan after a partial prepayment.
    @dev What was paid ahead of the running instalment counts: its principal against the
         balance, its interest against what has accrued, and beyond that against the
         balance.
    @param context What does not change during the call.
    @param due The loan with everything due paid, and what that has cost.
    @param amount What the borrower pays in all, in minor units of the token, below the
            payoff.
    @param mode 0 smaller payments, 1 fewer of them.
    @param ticket The loan's smallest note, in minor units.
    @return The loan after it, and what the call has paid.
    """
    assert mode == SMALLER or (
        mode == SHORTER and context.method <= schedule.LINEAR
    ), "SERV:PREPAY:MODE"
    assert due.rows <= constants.CALL_ROWS_MAX, "SERV:PREPAY:MANY"
    walk: repayment.Walk = due
    walk.budget = amount - min(amount, walk.charges + walk.interest + walk.principal)
    credit: uint256 = 0
    running: uint256 = dates._running(context.anchor, context.today)
    if walk.progress.settled < running:
        ahead: uint256 = 0
        if walk.progress.parted:
            ahead = walk.part.interest
            credit = walk.part.principal
        accrued: uint256 = repayment._accrued(context, walk.progress, running)
        owed: uint256 = min(walk.budget, accrued - min(accrued, ahead))
        credit += ahead - min(accrued, ahead)
        walk.interest += owed
        walk.budget -= owed
    least: uint256 = max(ticket, rounding._div_ceil(walk.progress.balance, PART_MIN))
    # Whatever could not be paid whole has left nothing.
    assert walk.budget != 0 and walk.budget >= min(least, walk.progress.balance), (
        "SERV:PREPAY:CRUMB"
    )
    if mode == SMALLER and context.method <= schedule.LINEAR:
        # A loan that was made shorter stays so: the rest is spread to its own end.
        walk.progress.last = repayment._end(context, walk.progress)
    walk.principal += walk.budget
    # What would pay it off with the credit leaves one unit: only the payoff closes a loan.
    walk.progress.balance -= min(walk.budget + credit, walk.progress.balance - 1)
    walk.budget = 0
    walk.progress.parted = False
    walk.part = empty(loan_progress.Part)
    walk.progress.prepaid_on = context.today
    if mode == SMALLER:
        walk.progress = repayment._reamortise(context, walk.progress)
    return walk
