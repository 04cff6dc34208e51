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


struct Context:
    method: uint256  # 0 annuity, 1 linear, 2 interest only, 3 bullet
    lead: uint256  # first instalments without principal
    grace_days: uint256  # days past due without late charge
    late_rate_ppm: uint256  # ppm a year of what is overdue
    late_cap_ppm: uint256  # cap of late charges, ppm of the instalment
    anchor: dates.Anchor  # of its due dates
    num: uint256  # numerator of the rate per period
    den: uint256  # denominator of the rate per period
    today: uint256  # local day, days since 1970-01-01


@internal
@pure
def _context(terms_word: uint256, issue_day: uint256, today: uint256) -> Context:
    """
    @notice Returns what does not change during a call.
    @param terms_word The loan's terms, packed as in modules/terms.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param today Local day of now, days since 1970-01-01.
    @return The context.
    """
    num: uint256 = 0
    den: uint256 = 0
    period: uint256 = (terms_word >> terms.PERIOD_AT) & constants.BITS_9
    in_days: bool = (terms_word >> terms.IN_DAYS_AT) & 1 == 1
    num, den = schedule._fraction(
        (terms_word >> terms.RATE_AT) & constants.BITS_20, period, in_days
    )
    return Context(
        method=(terms_word >> terms.METHOD_AT) & terms.BITS_2,
        lead=(terms_word >> terms.LEAD_AT) & constants.BITS_9,
        grace_days=(terms_word >> terms.GRACE_AT) & constants.BITS_9,
        late_rate_ppm=(terms_word >> terms.LATE_RATE_AT) & constants.BITS_20,
        late_cap_ppm=(terms_word >> terms.LATE_CAP_AT) & constants.BITS_20,
        anchor=dates._anchor(issue_day, period, in_days),
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
    method: uint256 = context.method
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
        method, state.level, state.balance, interest, k, context.lead, n
    )


@internal
@pure
def _late(
    context: Context, part: loan_progress.Part, due: uint256, instalment: uint256
) -> (uint256, uint256):
    """
    @notice Returns the late charge of the next row up to today.
    @dev Counted are the days after the grace, each with what was unpaid at its start.
    @param context What does not change during the call.
    @param part What is paid of the row already.
    @param due Local day on which the row is due.
    @param instalment The row's interest and principal, in minor units of the token.
    @return The charge still to pay, in minor units: rounded up and capped, less what was
            paid of it.
    @return E_k up to today, in unit-days.
    """
    exposure: uint256 = part.exposure
    counted_from: uint256 = max(part.counted_on, due + context.grace_days)
    if context.today > counted_from:
        unpaid: uint256 = instalment - part.interest - part.principal
        exposure += unpaid * (context.today - counted_from)
    if exposure == 0:
        return 0, 0
    charge: uint256 = min(
        rounding._div_ceil(exposure * context.late_rate_ppm, YEAR_PPM),
        rounding._div_floor(context.late_cap_ppm * instalment, constants.PPM),
    )
    return charge - min(charge, part.charge), exposure
