# pragma version 0.4.3
"""
@title Repayment: rows, late charges and the order of payments
@license MIT
@notice How one loan moves when money or time passes. Pure: everything comes in
        and goes out as values, so that the contract, its views and the client's
        mirror share one definition.
@dev Oldest first; an instalment is settled completely (late charge, interest,
     principal) before the next. Rows that ask for nothing settle by themselves.
"""


# @dev We import the calendar, the schedule and the rounding functions.
from . import constants
from . import dates
from . import next_instalment
from . import rounding
from . import schedule

# @dev We import the shapes of a loan's words.
from . import loan_progress
from . import terms


# More money than any loan can ask for, in minor units: to see what would be taken.
UNBOUNDED: constant(uint256) = 2 ** 128


struct Walk:
    progress: loan_progress.Progress  # the loan as it moves through one call
    part: loan_progress.Part  # what is paid of the next row
    arrears: loan_progress.Arrears  # what is unpaid of a restructuring
    had_arrears: bool  # whether there were any at the start
    principal: uint256  # paid by the call, minor units
    interest: uint256  # paid by the call, minor units
    charges: uint256  # late charges paid by the call, minor units
    rows: uint256  # instalments settled that asked for a payment
    budget: uint256  # what is left of the money, minor units


@internal
@pure
def _walk(
    context: next_instalment.Context,
    start: Walk,
    rows_max: uint256,
    through: uint256,
    only_due: bool,
) -> Walk:
    """
    @notice Pays instalments oldest first while the budget lasts: those that are due, or
            also the one whose period has begun.
    @param context What does not change during the call.
    @param start The loan, and what the call has paid so far.
    @param rows_max The most instalments to settle, in all of the call.
    @param through The number of the last instalment to settle, from 1.
    @param only_due Whether to stop at what is due.
    @return The loan after it, what the call has paid, and what is left of the budget.
    """
    walk: Walk = start
    if walk.progress.arrears and (not only_due or dates._due(context.anchor, 1) <= context.today):
        walk = self._pay_arrears(walk)
    walk.progress.settled = self._past_zero_rows(context, walk.progress)
    begin: uint256 = dates._due(context.anchor, walk.progress.settled)
    for _: uint256 in range(constants.ROWS_MAX):
        if (
            begin > context.today
            or walk.progress.balance == 0
            or walk.progress.settled >= through
        ):
            break
        due: uint256 = dates._due(context.anchor, walk.progress.settled + 1)
        # What is not due yet is only looked at while there is money for it.
        if due > context.today and (only_due or walk.budget == 0):
            break
        interest: uint256 = 0
        principal: uint256 = 0
        interest, principal = next_instalment._row(context, walk.progress, begin, due)
        instalment: uint256 = interest + principal
        if instalment == 0:
            # Only when its period is over: a bullet loan accrues meanwhile.
            if due > context.today:
                break
            walk.progress.settled += 1
            begin = due
            continue
        if due < context.today:
            walk.progress.worst_dpd = max(walk.progress.worst_dpd, context.today - due)
        if walk.budget == 0 or walk.rows == rows_max:
            break
        charge: uint256 = 0
        exposure: uint256 = 0
        if walk.progress.parted or context.today > due + context.grace_days:
            charge, exposure = next_instalment._late(context, walk.part, due, instalment)
        interest -= walk.part.interest
        price: uint256 = charge + interest + principal - walk.part.principal
        if walk.budget < price:
            walk = self._pay_part(walk, charge, exposure, interest, context.today)
            break
        walk.charges += charge
        walk.interest += interest
        walk.principal += principal - walk.part.principal
        walk.budget -= price
        walk.rows += 1
        walk.progress.settled += 1
        walk.progress.paid += 1
        walk.progress.balance -= principal
        walk.progress.parted = False
        walk.part = empty(loan_progress.Part)
        begin = due
    return walk


@internal
@pure
def _pay_arrears(start: Walk) -> Walk:
    """
    @dev Arrears are due with the first row after a restructuring and paid before it:
         charges, then interest.
    """
    walk: Walk = start
    charges: uint256 = min(walk.budget, walk.arrears.charges)
    interest: uint256 = min(walk.budget - charges, walk.arrears.interest)
    walk.arrears.charges -= charges
    walk.arrears.interest -= interest
    walk.charges += charges
    walk.interest += interest
    walk.budget -= charges + interest
    walk.progress.arrears = walk.arrears.charges + walk.arrears.interest != 0
    return walk


@internal
@pure
def _past_zero_rows(context: next_instalment.Context, state: loan_progress.Progress) -> uint256:
    """
    @notice Returns how many instalments are settled once those that ask for nothing and
            whose period is over are passed, in one step however many they are.
    @dev A balance that bears no interest asks for nothing before its first principal: all
         rows but the last of a bullet or interest-only loan, or of one whose level part is
         0; else the leading ones.
    @param context What does not change during the call.
    @param state The loan's progress.
    @return The number of instalments settled, 0 to 480.
    """
    if state.parted or state.balance == 0:
        return state.settled
    method: uint256 = context.method
    last: uint256 = state.last - 1
    if method != schedule.BULLET:
        if schedule._interest(state.balance, context.num, context.den) != 0:
            return state.settled
        if method <= schedule.LINEAR and state.level != 0:
            last = min(last, context.lead)
    if last <= state.settled:
        return state.settled
    return max(state.settled, min(last, dates._running(context.anchor, context.today) - 1))


@internal
@pure
def _pay_part(
    start: Walk, charge: uint256, exposure: uint256, interest: uint256, today: uint256
) -> Walk:
    """
    @dev The rest of the budget: late charge, then interest, then principal.
    """
    walk: Walk = start
    charge_paid: uint256 = min(walk.budget, charge)
    interest_paid: uint256 = min(walk.budget - charge_paid, interest)
    principal_paid: uint256 = walk.budget - charge_paid - interest_paid
    walk.charges += charge_paid
    walk.interest += interest_paid
    walk.principal += principal_paid
    walk.budget = 0
    walk.progress.parted = True
    walk.part = loan_progress.Part(
        exposure=exposure,
        charge=walk.part.charge + charge_paid,
        counted_on=today,
        interest=walk.part.interest + interest_paid,
        principal=walk.part.principal + principal_paid,
    )
    return walk


@internal
@pure
def _accrued(context: next_instalment.Context, state: loan_progress.Progress, period: uint256) -> uint256:
    """
    @notice Returns the interest of the running period up to today, before anything is due.
    @param context What does not change during the call.
    @param state The loan's progress.
    @param period The running period's number, from 1.
    @return In minor units of the token, rounded half up.
    """
    if context.method == schedule.BULLET:
        return next_instalment._bullet_interest(
            context, state.balance, state.prepaid_on, context.today, period
        )
    begin: uint256 = dates._due(context.anchor, period - 1)
    start: uint256 = max(begin, state.prepaid_on)
    if context.today <= start:
        return 0
    length: uint256 = dates._due(context.anchor, period) - begin
    return rounding._div_half_up(
        state.balance * context.num * (context.today - start), context.den * length
    )


@internal
@pure
def _payoff(context: next_instalment.Context, start: Walk) -> (Walk, uint256, uint256):
    """
    @notice Returns what would close the loan today.
    @param context What does not change during the call.
    @param start The loan before it; its budget is not looked at.
    @return The loan with everything due paid; what is due is in its own sums.
    @return Principal that closes it besides, in minor units of the token.
    @return Interest that closes it besides, in minor units, rounded half up.
    """
    opened: Walk = start
    opened.budget = UNBOUNDED
    if opened.progress.arrears:
        opened = self._pay_arrears(opened)
    walk: Walk = self._walk(
        context, opened, constants.ROWS_MAX, constants.ROWS_MAX, True
    )
    if walk.progress.balance == 0:
        return walk, 0, 0
    principal: uint256 = walk.progress.balance - walk.part.principal
    running: uint256 = dates._running(context.anchor, context.today)
    if walk.progress.settled >= running:
        return walk, principal, 0
    accrued: uint256 = self._accrued(context, walk.progress, running)
    return walk, principal, accrued - min(accrued, walk.part.interest)


@internal
@pure
def _end(context: next_instalment.Context, state: loan_progress.Progress) -> uint256:
    """
    @notice Returns the row with which the balance of this schedule version reaches 0.
    @param context What does not change during the call.
    @param state The loan's progress.
    @return The row's number, 1 to 480.
    """
    ahead: loan_progress.Progress = state
    begin: uint256 = dates._due(context.anchor, ahead.settled)
    for _: uint256 in range(constants.ROWS_MAX):
        if ahead.balance == 0:
            break
        due: uint256 = dates._due(context.anchor, ahead.settled + 1)
        interest: uint256 = 0
        principal: uint256 = 0
        interest, principal = next_instalment._row(context, ahead, begin, due)
        ahead.balance -= principal
        ahead.settled += 1
        begin = due
    return ahead.settled


@internal
@pure
def _reamortise(context: next_instalment.Context, state: loan_progress.Progress) -> loan_progress.Progress:
    """
    @notice Spreads the lower balance over the rows that still bear principal.
    @param context What does not change during the call.
    @param state The loan's progress, with the lower balance.
    @return The progress with the new level, in minor units of the token, rounded half up.
    """
    after: loan_progress.Progress = state
    bearing: uint256 = state.last - max(state.settled, context.lead)
    after.level = schedule._level(
        context.method, state.balance, context.num, context.den, bearing
    )
    return after


@internal
@pure
def _days_past_due(terms_word: uint256, progress_word: uint256, today: uint256) -> uint256:
    """
    @notice Returns the days since the oldest unpaid instalment fell due.
    @param terms_word The loan's terms, packed as in modules/terms.
    @param progress_word The loan's progress, packed as in modules/loan_progress.
    @param today Local day, days since 1970-01-01.
    @return Days; 0 when none has fallen due.
    """
    context: next_instalment.Context = next_instalment._context(
        terms_word, loan_progress._issue_day(progress_word), today
    )
    ahead: loan_progress.Progress = loan_progress._unpack_progress(progress_word)
    if ahead.arrears:
        first: uint256 = dates._due(context.anchor, 1)
        return today - min(first, today)
    ahead.settled = self._past_zero_rows(context, ahead)
    for _: uint256 in range(constants.ROWS_MAX):
        if ahead.settled == ahead.last or ahead.balance == 0:
            break
        due: uint256 = dates._due(context.anchor, ahead.settled + 1)
        if due >= today:
            break
        interest: uint256 = 0
        principal: uint256 = 0
        interest, principal = next_instalment._row(
            context, ahead, dates._due(context.anchor, ahead.settled), due
        )
        if interest + principal != 0:
            return today - due
        ahead.settled += 1
    return 0
