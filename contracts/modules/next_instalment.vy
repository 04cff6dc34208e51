# pragma version 0.4.3
"""
@title Instalments: what the next row of a loan asks for
@license MIT
@notice Interest, principal and late charge of one row, from the terms, the
        progress and the day alone.
"""


# @dev We import the calendar, the schedule and the rounding functions.
from . import constants
from . import dates
from . import rounding
from . import schedule

# @dev We import the shapes of a loan's words.
from . import loan_progress
from . import terms


# A late rate is in ppm a year, an exposure in unit-days.
YEAR_PPM: constant(uint256) = constants.DAYS_A_YEAR * constants.PPM


struct Row:
    interest: uint256  # minor units, rounded half up
    principal: uint256  # minor units
    charge: uint256  # late charge still to pay, minor units
    exposure: uint256  # E_k up to today, unit-days


struct Context:
    terms: terms.Terms  # the loan's terms
    anchor: dates.Anchor  # of its due dates
    num: uint256  # numerator of the rate per period
    den: uint256  # denominator of the rate per period
    today: uint256  # local day, days since 1970-01-01


@internal
@pure
def _context(frozen: terms.Terms, issue_day: uint256, today: uint256) -> Context:
    """
    @notice Returns what does not change during a call.
    @param frozen The loan's terms.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param today Local day of now, days since 1970-01-01.
    @return The context.
    """
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(frozen.rate_ppm, frozen.period, frozen.in_days)
    return Context(
        terms=frozen,
        anchor=dates._anchor(issue_day, frozen.period, frozen.in_days),
        num=num,
        den=den,
        today=today,
    )


@internal
@pure
def _bullet_interest(
    context: Context, balance: uint256, prepaid_on: uint256, day: uint256, period: uint256
) -> uint256:
    """
    @notice Returns the interest of a bullet loan from the issue or the last prepayment to a
            day.
    @dev In periods, days weighed by their own period's length, on one fraction. For the
         last due date the period is n + 1, of which no day has passed.
    @param context What does not change during the call.
    @param balance In minor units of the token, 0 to 10^15.
    @param prepaid_on Local day of the last prepayment; 0: none.
    @param day Local day up to which interest runs, days since 1970-01-01.
    @param period The number of the period that contains the day, from 1.
    @return In minor units, rounded half up.
    """
    start: uint256 = max(context.anchor.issue_day, prepaid_on)
    first: uint256 = dates._running(context.anchor, start)
    begin: uint256 = dates._due(context.anchor, period - 1)
    length: uint256 = dates._due(context.anchor, period) - begin
    if first == period:
        return rounding._div_half_up(
            balance * context.num * (day - start), context.den * length
        )
    first_due: uint256 = dates._due(context.anchor, first)
    first_length: uint256 = first_due - dates._due(context.anchor, first - 1)
    elapsed: uint256 = (
        (first_due - start) * length
        + (period - first - 1) * first_length * length
        + (day - begin) * first_length
    )
    return rounding._div_half_up(
        balance * context.num * elapsed, context.den * first_length * length
    )


@internal
@pure
def _row(
    context: Context, state: loan_progress.Progress, begin: uint256, due: uint256
) -> (uint256, uint256):
    """
    @notice Returns what the next row asks for.
    @dev A prepayment inside the period leaves interest on the lower balance from that day
         to the due date.
    @param context What does not change during the call.
    @param state The loan's progress.
    @param begin Local day on which the row's period begins.
    @param due Local day on which the row is due.
    @return Interest, in minor units of the token, rounded half up.
    @return Principal, in minor units.
    """
    k: uint256 = state.settled + 1
    n: uint256 = state.last
    method: uint256 = context.terms.method
    interest: uint256 = 0
    if method == schedule.BULLET:
        if k < n:
            return 0, 0
        interest = self._bullet_interest(context, state.balance, state.prepaid_on, due, n + 1)
    elif state.prepaid_on > begin:
        interest = rounding._div_half_up(
            state.balance * context.num * (due - state.prepaid_on), context.den * (due - begin)
        )
    else:
        interest = schedule._interest(state.balance, context.num, context.den)
    return interest, schedule._principal_part(
        method, state.level, state.balance, interest, k, context.terms.lead, n
    )


@internal
@pure
def _priced(
    context: Context, state: loan_progress.Progress, part: loan_progress.Part, begin: uint256, due: uint256
) -> Row:
    """
    @notice Returns the next row with its late charge up to today.
    @dev Counted are the days after the grace, each with what was unpaid at its start.
    @param context What does not change during the call.
    @param state The loan's progress.
    @param part What is paid of the row already.
    @param begin Local day on which the row's period begins.
    @param due Local day on which the row is due.
    @return The row; its late charge is rounded up and capped, less what was paid of it.
    """
    interest: uint256 = 0
    principal: uint256 = 0
    interest, principal = self._row(context, state, begin, due)
    exposure: uint256 = part.exposure
    charge: uint256 = 0
    counted_from: uint256 = max(part.counted_on, due + context.terms.grace_days)
    if context.today > counted_from:
        unpaid: uint256 = interest + principal - part.interest - part.principal
        exposure += unpaid * (context.today - counted_from)
    if exposure != 0:
        charge = min(
            rounding._div_ceil(exposure * context.terms.late_rate_ppm, YEAR_PPM),
            rounding._div_floor(context.terms.late_cap_ppm * (interest + principal), constants.PPM),
        )
        charge -= min(charge, part.charge)
    return Row(interest=interest, principal=principal, charge=charge, exposure=exposure)
