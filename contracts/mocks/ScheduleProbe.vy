# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
"""
@title A window on the pure modules
@license MIT
@notice For tests only: opens the schedule, the calendar and the settlement of
        positions, so that they can be compared with the client's mirror and
        with references.
@custom:kill For tests only.
"""


# @dev We import the modules that are to be looked at.
from ..modules import dates
from ..modules import next_instalment
from ..modules import positions
from ..modules import loan_progress
from ..modules import schedule
from ..modules import terms


@external
@pure
def level(
    method: uint256,
    balance: uint256,
    rate_ppm: uint256,
    period: uint256,
    in_days: bool,
    rows: uint256,
) -> uint256:
    """
    @notice Returns the level payment or principal part.
    @param method The method, 0 to 3.
    @param balance In minor units of the token.
    @param rate_ppm ppm a year, 0 to 1,000,000.
    @param period Months or days.
    @param in_days Whether the period is in days.
    @param rows How many rows bear principal, 1 to 480.
    @return In minor units, rounded half up.
    """
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(rate_ppm, period, in_days)
    return schedule._level(method, balance, num, den, rows)


@external
@pure
def rows(
    frozen: terms.Terms, issue_day: uint256
) -> (DynArray[uint256, 480], DynArray[uint256, 480], DynArray[uint256, 480]):
    """
    @notice Returns every row of a loan that is paid on time.
    @param frozen The loan's terms.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @return Interest of each row, in minor units.
    @return Principal of each row, in minor units.
    @return Due day of each row, days since 1970-01-01.
    """
    context: next_instalment.Context = next_instalment._context(
        terms._pack(frozen), issue_day, issue_day
    )
    state: loan_progress.Progress = empty(loan_progress.Progress)
    state.balance = frozen.principal
    state.last = frozen.n
    state.level = schedule._level(
        frozen.method, frozen.principal, context.num, context.den, frozen.n - frozen.lead
    )
    interests: DynArray[uint256, 480] = []
    principals: DynArray[uint256, 480] = []
    dues: DynArray[uint256, 480] = []
    begin: uint256 = issue_day
    for _: uint256 in range(480):
        if state.settled == frozen.n:
            break
        due: uint256 = dates._due(context.anchor, state.settled + 1)
        interest: uint256 = 0
        principal: uint256 = 0
        interest, principal = next_instalment._row(context, state, begin, due)
        interests.append(interest)
        principals.append(principal)
        dues.append(due)
        state.balance -= principal
        state.settled += 1
        begin = due
    return interests, principals, dues


@external
@pure
def due(issue_day: uint256, period: uint256, in_days: bool, k: uint256) -> uint256:
    """
    @notice Returns a due date.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param period Months or days.
    @param in_days Whether the period is in days.
    @param k The instalment's number, from 1; 0 is the issue date.
    @return Local day, days since 1970-01-01.
    """
    return dates._due(dates._anchor(issue_day, period, in_days), k)


@external
@pure
def running(issue_day: uint256, period: uint256, in_days: bool, day: uint256) -> uint256:
    """
    @notice Returns the period that contains a day.
    @param issue_day Local day of the issue, days since 1970-01-01.
    @param period Months or days.
    @param in_days Whether the period is in days.
    @param day Local day, days since 1970-01-01.
    @return The period's number, from 1.
    """
    return dates._running(dates._anchor(issue_day, period, in_days), day)


@external
@pure
def settle(
    word: uint256, units: uint256, principal: uint256, interest: uint256, ended: bool
) -> (uint256, uint256, uint256, uint256):
    """
    @notice Settles a position.
    @param word The position.
    @param units Units in all.
    @param principal Principal received for the lenders, in minor units.
    @param interest Interest received for the lenders, in minor units.
    @param ended Whether the loan has ended.
    @return The position after it.
    @return Principal to pay, in minor units.
    @return Interest to pay, in minor units.
    @return Principal that will never come, in minor units.
    """
    return positions._settle(word, units, principal, interest, ended)


@external
@pure
def terms_round_trip(frozen: terms.Terms) -> terms.Terms:
    """
    @notice Packs terms into their word and unpacks them again.
    @param frozen The terms.
    @return The terms after it.
    """
    return terms._unpack(terms._pack(frozen))


@external
@pure
def progress_round_trip(state: loan_progress.Progress) -> loan_progress.Progress:
    """
    @notice Packs a progress into its word and unpacks it again.
    @param state The progress.
    @return The progress after it.
    """
    return loan_progress._unpack_progress(loan_progress._pack_progress(state))


@external
@pure
def part_round_trip(part: loan_progress.Part) -> loan_progress.Part:
    """
    @notice Packs a part into its word and unpacks it again.
    @param part The part.
    @return The part after it.
    """
    return loan_progress._unpack_part(loan_progress._pack_part(part))


@external
@pure
def totals_round_trip(totals: loan_progress.Totals) -> loan_progress.Totals:
    """
    @notice Packs totals into their word and unpacks them again.
    @param totals The totals.
    @return The totals after it.
    """
    return loan_progress._unpack_totals(loan_progress._pack_totals(totals))


@external
@pure
def arrears_round_trip(arrears: loan_progress.Arrears) -> loan_progress.Arrears:
    """
    @notice Packs arrears into their word and unpacks them again.
    @param arrears The arrears.
    @return The arrears after it.
    """
    return loan_progress._unpack_arrears(loan_progress._pack_arrears(arrears))
