# pragma version 0.4.3
"""
@title Calendar of due dates
@license MIT
@notice A day is the number of days since 1970-01-01 in the platform's local
        time. Due date k is the issue date plus k periods; months keep the day
        of the month, clamped to the month's last day (31 Jan, 28 Feb, 31 Mar).
@dev The civil calendar is computed in years that begin in March, so that the
     leap day is the last day of a year: the day of such a year in which month
     m (0 = March) begins is (153 m + 2) / 5. Days have 20 bits and months fewer:
     sums and products of them are not checked.
"""


# @dev We import the constants that modules share.
from . import constants


# Days from 1 March of year 0 to 1 January 1970.
EPOCH: constant(uint256) = 719_468
# Days in 400 years, and in 100 years without a leap day at their end.
DAYS_PER_ERA: constant(uint256) = 146_097
DAYS_PER_CENTURY: constant(uint256) = 36_524


struct Anchor:
    issue_day: uint256  # local day, days since 1970-01-01; kept whole for periods in days
    month: uint256  # months since March of year 0
    day_of_month: uint256  # 1 to 31
    period: uint256  # months, 1 to 12, or days, 1 to 366
    in_days: bool  # whether the period is in days


@internal
@pure
def _local_day(timestamp: uint256, offset: int256) -> uint256:
    """
    @notice Returns the local day of a second.
    @param timestamp Unix second.
    @param offset Seconds that the local date is ahead of UTC, -43,200 to 50,400.
    @return Local day, days since 1970-01-01, rounded down.
    """
    return convert(convert(timestamp, int256) + offset, uint256) // constants.SECONDS_A_DAY


@internal
@pure
def _civil(day: uint256) -> (uint256, uint256):
    """
    @notice Takes a day apart.
    @param day Local day, days since 1970-01-01.
    @return Months since March of year 0.
    @return The day of the month, from 1.
    """
    shifted: uint256 = day + EPOCH
    era: uint256 = shifted // DAYS_PER_ERA
    day_of_era: uint256 = shifted % DAYS_PER_ERA
    leap_days: uint256 = unsafe_sub(
        unsafe_add(day_of_era // 1_460, day_of_era // 146_096), day_of_era // DAYS_PER_CENTURY
    )
    year: uint256 = unsafe_sub(day_of_era, leap_days) // 365
    first_of_year: uint256 = unsafe_add(
        unsafe_mul(365, year), unsafe_sub(year // 4, year // 100)
    )
    day_of_year: uint256 = unsafe_sub(day_of_era, first_of_year)
    month: uint256 = unsafe_add(unsafe_mul(5, day_of_year), 2) // 153
    return (
        unsafe_add(unsafe_mul(unsafe_add(unsafe_mul(era, 400), year), 12), month),
        unsafe_sub(unsafe_add(day_of_year, 1), self._days_before(month)),
    )


@internal
@pure
def _month(day: uint256) -> uint256:
    """
    @notice Returns the calendar month of a day.
    @param day Local day, days since 1970-01-01.
    @return Months since March of year 0.
    """
    month: uint256 = 0
    day_of_month: uint256 = 0
    month, day_of_month = self._civil(day)
    return month


@internal
@pure
def _days_before(month: uint256) -> uint256:
    """
    @dev The days of a year, which begins in March, before its month m, 0 to 11.
    """
    return unsafe_add(unsafe_mul(153, month), 2) // 5


@internal
@pure
def _first_of_month(month: uint256) -> uint256:
    """
    @dev The day on which a month (since March of year 0) begins.
    """
    year: uint256 = month // 12
    leap_days: uint256 = unsafe_add(unsafe_sub(year // 4, year // 100), year // 400)
    days: uint256 = unsafe_add(unsafe_mul(365, year), leap_days)
    return unsafe_add(days, self._days_before(month % 12)) - EPOCH


@internal
@pure
def _anchor(issue_day: uint256, period: uint256, in_days: bool) -> Anchor:
    """
    @notice Takes an issue date apart, once for all due dates.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param period Months, 1 to 12, or days, 1 to 366.
    @param in_days Whether the period is in days.
    @return The anchor of the due dates.
    """
    month: uint256 = 0
    day_of_month: uint256 = 0
    if not in_days:
        month, day_of_month = self._civil(issue_day)
    return Anchor(
        issue_day=issue_day, month=month, day_of_month=day_of_month, period=period, in_days=in_days
    )


@internal
@pure
def _due(anchor: Anchor, k: uint256) -> uint256:
    """
    @notice Returns the due date of an instalment.
    @param anchor The anchor of the due dates.
    @param k The instalment's number, from 1; 0 is the issue date.
    @return Local day, days since 1970-01-01.
    """
    if anchor.in_days:
        return unsafe_add(anchor.issue_day, unsafe_mul(k, anchor.period))
    if k == 0:
        return anchor.issue_day
    month: uint256 = unsafe_add(anchor.month, unsafe_mul(k, anchor.period))
    due: uint256 = unsafe_add(self._first_of_month(month), anchor.day_of_month) - 1
    if anchor.day_of_month > 28:
        return min(due, self._first_of_month(month + 1) - 1)
    return due


@internal
@pure
def _running(anchor: Anchor, day: uint256) -> uint256:
    """
    @notice Returns the period r that contains a day: due(r - 1) <= day < due(r).
    @dev Days before the issue date count as the first period's.
    @param anchor The anchor of the due dates.
    @param day Local day, days since 1970-01-01.
    @return The period's number, from 1.
    """
    if day <= anchor.issue_day:
        return 1
    if anchor.in_days:
        return (day - anchor.issue_day) // anchor.period + 1
    month: uint256 = 0
    day_of_month: uint256 = 0
    month, day_of_month = self._civil(day)
    whole: uint256 = (month - anchor.month) // anchor.period
    if self._due(anchor, whole) > day:
        return whole
    return whole + 1
