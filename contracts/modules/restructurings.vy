# pragma version 0.4.3
"""
@title Restructurings: what borrower and servicer sign
@license MIT
@notice New terms of a live loan in one EIP-712 message, their bounds, and what
        they make of the loan's words: the unpaid principal over new rows; unpaid
        interest accrued to the day and late charges become arrears, which bear
        nothing and are due with row 1. Units never change.
"""


# @dev We import the rules of schedules and payments, and the shapes of a loan's words.
from . import constants
from . import loan_packing
from . import loan_progress
from . import schedule
from . import signatures
from . import terms


struct Restructuring:
    loan: uint256  # the loan's number, from 1
    rate_ppm: uint256  # ppm a year, 0 to 1,000,000
    n: uint256  # instalments from now on, 1 to 480
    period: uint256  # months, 1 to 12, or days, 1 to 366, as before
    lead: uint256  # first instalments without principal, 0 to n - 1
    window_seconds: uint256  # how long votes are taken, 3 to 14 days
    version: uint256  # the loan's order version when it was signed
    expiry: uint256  # the last Unix second on which it may be proposed


struct Restart:
    terms_word: uint256  # packed as in modules/terms
    progress_word: uint256  # packed as in modules/loan_progress
    arrears_word: uint256  # packed as in modules/loan_progress
    principal: uint256  # over the new rows, minor units
    interest: uint256  # arrears, minor units
    charges: uint256  # arrears of late charges, minor units
    level: uint256  # payment or principal part from now on, minor units


RESTRUCTURING_TYPEHASH: constant(bytes32) = keccak256(
    "Restructuring(uint256 loan,uint256 rate_ppm,uint256 n,uint256 period,uint256 lead,uint256 window_seconds,uint256 version,uint256 expiry)"
)
# The highest rate, in ppm a year, and the longest term, in months or in days.
RATE_MAX: constant(uint256) = 10 ** 6
MONTHS_MAX: constant(uint256) = 480
DAYS_MAX: constant(uint256) = 14_640


@internal
@view
def _digest(proposal: Restructuring) -> bytes32:
    """
    @notice Returns the EIP-712 digest that borrower, servicer and guarantor sign.
    @param proposal The new terms.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(RESTRUCTURING_TYPEHASH, proposal)))


@internal
@pure
def _check(proposal: Restructuring, before: terms.Terms):
    """
    @notice Refuses new terms out of their bounds.
    @param proposal The new terms.
    @param before The loan's terms.
    """
    assert proposal.rate_ppm <= RATE_MAX, "BALLOT:PROPOSE:TERMS"
    assert proposal.n >= 1 and proposal.n <= constants.ROWS_MAX, "BALLOT:PROPOSE:TERMS"
    if before.in_days:
        assert proposal.period >= 1 and proposal.period <= 366, "BALLOT:PROPOSE:TERMS"
        assert proposal.n * proposal.period <= DAYS_MAX, "BALLOT:PROPOSE:TERMS"
    else:
        assert proposal.period >= 1 and proposal.period <= 12, "BALLOT:PROPOSE:TERMS"
        assert proposal.n * proposal.period <= MONTHS_MAX, "BALLOT:PROPOSE:TERMS"
    assert proposal.lead < proposal.n, "BALLOT:PROPOSE:TERMS"
    assert proposal.lead == 0 or before.method <= schedule.LINEAR, "BALLOT:PROPOSE:TERMS"


@internal
@pure
def _restart(
    words: uint256[6],
    today: uint256,
    rate_ppm: uint256,
    n: uint256,
    period: uint256,
    lead: uint256,
) -> Restart:
    """
    @notice Returns a loan's words with a new schedule that begins today.
    @dev What was paid in part is merged: principal lowers what is owed, the rest of the row
         becomes arrears.
    @param words The loan's words, as from Servicing.words_of.
    @param today Local day, days since 1970-01-01.
    @param rate_ppm ppm a year, 0 to 1,000,000.
    @param n Instalments, 1 to 480.
    @param period Months or days, as before.
    @param lead First instalments without principal, 0 to n - 1.
    @return The words, and what they say.
    """
    principal: uint256 = 0
    interest: uint256 = 0
    charges: uint256 = 0
    worst: uint256 = 0
    principal, interest, charges, worst = loan_packing._payoff(words, today)
    fresh: terms.Terms = terms._unpack(words[0])
    fresh.rate_ppm = rate_ppm
    fresh.n = n
    fresh.period = period
    fresh.lead = lead
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(rate_ppm, period, fresh.in_days)
    earned: uint256 = interest + principal * num * n // den + n
    charged: uint256 = charges + (principal + earned) * fresh.late_cap_ppm // constants.PPM
    assert (
        loan_progress._interest(words[5]) + earned + charged <= constants.INTEREST_MAX
    ), "BALLOT:PROPOSE:INTEREST"
    state: loan_progress.Progress = loan_progress._unpack_progress(words[2])
    state.settled = 0
    state.balance = principal
    state.level = schedule._level(fresh.method, principal, num, den, n - lead)
    state.issue_day = today
    state.prepaid_on = 0
    state.version += 1
    state.last = n
    state.parted = False
    state.worst_dpd = worst
    state.arrears = interest + charges != 0
    return Restart(
        terms_word=terms._pack(fresh),
        progress_word=loan_progress._pack_progress(state),
        arrears_word=loan_progress._pack_arrears(
            loan_progress.Arrears(interest=interest, charges=charges)
        ),
        principal=principal,
        interest=interest,
        charges=charges,
        level=state.level,
    )
