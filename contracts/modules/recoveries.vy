# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Recoveries: from the day of default to the last payment
@license MIT
@notice Declaring a default, which first collects what is there; counting covers;
        recovering what comes later; and writing off by time.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IRegistry
from ..interfaces import IReserve
from ..interfaces import IServicing

# @dev We import the rules of payments and recoveries, and the shapes of a loan's words.
from . import constants
from . import delinquency
from . import loan_packing
from . import parties
from . import peers
from . import loan_progress
from . import default_packing
from . import rounding
from . import statuses
from . import terms

uses: peers


# Days from the default to the write-off: three years, and one in a wind-down.
WRITE_OFF_DAYS: constant(uint256) = 3 * 365
WIND_DOWN_DAYS: constant(uint256) = 365
# Instalments paid, and days since the issue, before the reserve may cover a loan.
COVER_ROWS_MIN: constant(uint256) = 3
COVER_DAYS_MIN: constant(uint256) = 90

# A loan's number, from 1 -> what is owed and what was covered, as in modules/default_packing.
debt_words: HashMap[uint256, uint256]
cover_words: HashMap[uint256, uint256]
# A loan's number, from 1 -> what recoveries have returned to its guarantor, in minor units.
returned_to_guarantor: HashMap[uint256, uint256]


event Defaulted:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call
    principal: uint256  # owed from now on, in minor units of the token
    interest: uint256  # owed from now on, in minor units
    charges: uint256  # late charges owed from now on, in minor units


event Covered:
    loan: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # paid into the pot, in minor units of the token, rounded down
    total_principal: uint256  # received for the lenders so far, in minor units


event Recovered:
    loan: indexed(uint256)  # the loan's number, from 1
    payer: indexed(address)  # whose balance paid
    principal: uint256  # paid now of what is owed, in minor units of the token
    interest: uint256  # paid now of what is owed, in minor units
    charges: uint256  # paid now of what is owed, in minor units
    fee: uint256  # the platform's share, in minor units, rounded down
    returned: uint256  # to who covered, in minor units, rounded down
    total_principal: uint256  # received for the lenders so far, in minor units
    total_interest: uint256  # the same, late charges included, fees not


# ---- Views -------------------------------------------------------


@external
@view
def debt_of(loan: uint256) -> default_packing.Debt:
    """
    @notice Returns what is still owed after a default.
    @param loan The loan's number, from 1.
    @return The debt, in minor units of the token; all zero when there was no default.
    """
    return default_packing._unpack_debt(self.debt_words[loan])


@external
@view
def cover_of(loan: uint256) -> default_packing.Cover:
    """
    @notice Returns what the reserve has covered, and what it got back.
    @param loan The loan's number, from 1.
    @return The cover, in minor units of the token; all zero when there was none.
    """
    return default_packing._unpack_cover(self.cover_words[loan])


@external
@view
def is_covered(loan: uint256) -> bool:
    """
    @notice Returns whether a loan in default was covered.
    @param loan The loan's number, from 1.
    @return Whether it was, at least in part.
    """
    return default_packing._amount(self.cover_words[loan]) != 0


@external
@view
def cover_cap(loan: uint256) -> uint256:
    """
    @notice Returns the most that a loan in default may be covered with by the reserve: 0
            when fewer than 3 instalments were paid, or 90 days have not passed since its
            issue.
    @param loan The loan's number, from 1.
    @return In minor units of the token, rounded down.
    """
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    if loan_progress._status(words[2]) != statuses.DEFAULTED:
        return 0
    return self._cover_cap(
        words,
        staticcall IServicing(peers.servicing).today(),
        default_packing._unpack_debt(self.debt_words[loan]).principal_at_default,
    )


# ---- Default and write-off ---------------------------------------


@external
def declare_default(loan: uint256) -> bool:
    """
    @notice Declares a default, by anyone, from the agreed days past due on. It first
            collects what the borrower's free balance covers; what that cures is no default.
            What is owed is that day's payoff, and nothing accrues after.
    @param loan The loan's number, from 1.
    @return Whether the loan is in default; false when the collection has cured it.
    @custom:error WORKOUT:DEFAULT:EARLY when the loan is not far enough past due.
                  WORKOUT:DEFAULT:STATUS when the loan is not active.
    """
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    today: uint256 = staticcall IServicing(peers.servicing).today()
    assert loan_progress._status(words[2]) == statuses.ACTIVE, "WORKOUT:DEFAULT:STATUS"
    least: uint256 = terms._default_dpd(words[0])
    assert delinquency._overdue(words[0], words[2], today) >= least, "WORKOUT:DEFAULT:EARLY"
    if extcall IServicing(peers.servicing).collect_all(loan) != 0:
        words = staticcall IServicing(peers.servicing).words_of(loan)
        if (
            loan_progress._status(words[2]) != statuses.ACTIVE
            or delinquency._overdue(words[0], words[2], today) < least
        ):
            return False
    debt: default_packing.Debt = empty(default_packing.Debt)
    worst: uint256 = 0
    debt.principal, debt.interest, debt.charges, worst = loan_packing._payoff(words, today)
    debt.principal_at_default = debt.principal
    debt.default_day = today
    self.debt_words[loan] = default_packing._pack_debt(debt)
    log Defaulted(
        loan=loan,
        by=msg.sender,
        principal=debt.principal,
        interest=debt.interest,
        charges=debt.charges,
    )
    extcall IServicing(peers.servicing).close(loan, statuses.DEFAULTED, worst)
    cap: uint256 = self._cover_cap(words, today, debt.principal)
    if cap != 0:
        extcall IReserve(peers.reserve).enter(loan, today, cap)
    return True


@external
def write_off(loan: uint256):
    """
    @notice Writes a loan off, by anyone, three years after its default, or one year in a
            wind-down. What is recovered later is the lenders' income.
    @param loan The loan's number, from 1.
    @custom:error WORKOUT:WRITEOFF:EARLY when the days have not passed.
                  WORKOUT:WRITEOFF:GUARANTEE when a guarantor's stake has not paid yet.
                  WORKOUT:WRITEOFF:STATUS when the loan is not in default.
    """
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    assert loan_progress._status(words[2]) == statuses.DEFAULTED, "WORKOUT:WRITEOFF:STATUS"
    wait: uint256 = WRITE_OFF_DAYS
    if staticcall IGovernor(peers.governor).wind_down():
        wait = WIND_DOWN_DAYS
    debt: default_packing.Debt = default_packing._unpack_debt(self.debt_words[loan])
    today: uint256 = staticcall IServicing(peers.servicing).today()
    assert today >= debt.default_day + wait, "WORKOUT:WRITEOFF:EARLY"
    assert not staticcall IReserve(peers.reserve).is_guarantee_open(
        loan, debt.default_day
    ), "WORKOUT:WRITEOFF:GUARANTEE"
    worst: uint256 = loan_progress._unpack_progress(words[2]).worst_dpd
    extcall IServicing(peers.servicing).close(loan, statuses.WRITTEN_OFF, worst)
    # What the lenders miss has a claim on the reserve's last distribution.
    extcall IReserve(peers.reserve).note_loss(
        loan, terms._principal(words[0]) - loan_progress._principal(words[5]), debt.interest
    )


# ---- Cover and recovery ------------------------------------------


@external
def record_cover(loan: uint256, amount: uint256, guaranteed: bool):
    """
    @notice Counts a cover that the Reserve pays into the pot: its own, or a guarantor's.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @param guaranteed Whether a guarantor's stake pays it.
    @custom:error WORKOUT:COVER:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == peers.reserve, "WORKOUT:COVER:CALLER"
    cover: default_packing.Cover = default_packing._unpack_cover(self.cover_words[loan])
    cover.amount += amount
    if guaranteed:
        cover.guaranteed += amount
    self.cover_words[loan] = default_packing._pack_cover(cover)
    total: uint256 = extcall IServicing(peers.servicing).credit(loan, amount, 0)
    log Covered(loan=loan, amount=amount, total_principal=total)


@external
def record_distribution(loan: uint256, amount: uint256):
    """
    @notice Counts a written-off loan's part of the last distribution as its lenders' income.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @custom:error WORKOUT:COVER:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == peers.reserve, "WORKOUT:COVER:CALLER"
    total: uint256 = extcall IServicing(peers.servicing).credit(loan, 0, amount)


@external
def recover(loan: uint256, amount_max: uint256) -> uint256:
    """
    @notice Pays what is owed after a default out of the caller's balance: the borrower, or
            anyone else whom the Registry lets pay: enrolled, in time, not frozen.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token, from 1.
    @return What was debited, in minor units.
    @custom:error WORKOUT:RECOVER:NOTHING when nothing is owed, or amount_max is 0.
    """
    allowed: bool = staticcall IRegistry(peers.registry).is_payer_of(
        msg.sender, self._borrower(loan)
    )
    paid: uint256 = self._recover(loan, amount_max, msg.sender, 0)
    assert paid != 0, "WORKOUT:RECOVER:NOTHING"
    return paid


@external
def collect(loan: uint256) -> uint256:
    """
    @notice Takes what is owed after a default out of the borrower's free balance, by
            anyone's call.
    @param loan The loan's number, from 1.
    @return What was taken, in minor units of the token.
    @custom:error WORKOUT:COLLECT:NOTHING when nothing is owed, or the balance is empty.
    """
    taken: uint256 = self._collect(loan)
    assert taken != 0, "WORKOUT:COLLECT:NOTHING"
    return taken


@external
def collect_many(loans: DynArray[uint256, constants.BATCH_MAX]) -> uint256:
    """
    @notice Collects from many loans in default; those with nothing to take are passed over.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum of what was taken, in minor units of the token.
    """
    taken: uint256 = 0
    for loan: uint256 in loans:
        taken += self._collect(loan)
    return taken


@external
def receive_price(loan: uint256, buyer: address, price: uint256):
    """
    @notice Takes the price of a loan's collateral out of its buyer's balance: a recovery as
            far as something is owed, what is over to the borrower.
    @param loan The loan's number, from 1.
    @param buyer Collateral's caller, who buys and pays.
    @param price In minor units of the token, from 1.
    @custom:error WORKOUT:PRICE:CALLER when the caller is not Collateral.
    """
    assert msg.sender == peers.collateral, "WORKOUT:PRICE:CALLER"
    debt: default_packing.Debt = default_packing._unpack_debt(self.debt_words[loan])
    owed: uint256 = debt.principal + debt.interest + debt.charges
    paid: uint256 = self._recover(loan, min(price, owed), buyer, price - min(price, owed))


# ---- Internal functions ------------------------------------------


@internal
@view
def _borrower(loan: uint256) -> address:
    """
    @dev A loan's borrower.
    """
    return parties._borrower(staticcall IServicing(peers.servicing).parties_word(loan))


@internal
@pure
def _cover_cap(words: uint256[6], today: uint256, principal: uint256) -> uint256:
    """
    @dev The loan's bound on what the reserve covers; 0 before 3 instalments were paid and
         90 days have passed since the issue. Restructured loans keep their first issue's
         count of instalments.
    """
    state: loan_progress.Progress = loan_progress._unpack_progress(words[2])
    if state.paid < COVER_ROWS_MIN or today < state.issue_day + COVER_DAYS_MIN:
        return 0
    return rounding._div_floor(principal * parties._cover_cap_ppm(words[1]), constants.PPM)


@internal
def _collect(loan: uint256) -> uint256:
    """
    @dev 0 when nothing is owed or nothing is there, so that a batch goes on.
    """
    borrower: address = self._borrower(loan)
    free: uint256 = staticcall IEscrow(peers.escrow).balance_of(borrower)
    return self._recover(loan, free, borrower, 0)


@internal
def _recover(loan: uint256, amount_max: uint256, payer: address, surplus: uint256) -> uint256:
    """
    @dev Takes a recovery from a payer, and shares it between lenders, platform and who
         covered; 0 when nothing is owed or there. After a write-off all that lenders get is
         income; after the last distribution nobody else gets a part.
    """
    debt: default_packing.Debt = default_packing._unpack_debt(self.debt_words[loan])
    payment: uint256 = min(amount_max, debt.principal + debt.interest + debt.charges)
    if payment == 0:
        return 0
    before: default_packing.Cover = default_packing._unpack_cover(self.cover_words[loan])
    fee_ppm: uint256 = terms._unpack(
        staticcall IServicing(peers.servicing).terms_word(loan)
    ).recovery_ppm
    if staticcall IReserve(peers.reserve).is_distributed():
        fee_ppm = 0
        before = empty(default_packing.Cover)
    cover: default_packing.Cover = empty(default_packing.Cover)
    shared: default_packing.Recovery = empty(default_packing.Recovery)
    debt, cover, shared = default_packing._recover(debt, before, payment, fee_ppm)
    self.debt_words[loan] = default_packing._pack_debt(debt)
    self.cover_words[loan] = default_packing._pack_cover(cover)
    live: bool = (
        loan_progress._status(staticcall IServicing(peers.servicing).progress_word(loan))
        == statuses.DEFAULTED
    )
    if not live:
        shared.lenders_interest += shared.lenders_principal
        shared.lenders_principal = 0
    to_guarantor: uint256 = 0
    guarantor: address = empty(address)
    if cover.guaranteed != 0:
        so_far: uint256 = self.returned_to_guarantor[loan]
        to_guarantor = default_packing._to_guarantor(cover, so_far, shared.returned)
        if to_guarantor != 0:
            self.returned_to_guarantor[loan] = so_far + to_guarantor
            guarantor = staticcall IReserve(peers.reserve).guarantor_of(loan)
    total_principal: uint256 = 0
    total_interest: uint256 = 0
    total_principal, total_interest = extcall IServicing(peers.servicing).receive(
        loan,
        default_packing.Receipt(
            payer=payer,
            principal=shared.lenders_principal,
            interest=shared.lenders_interest,
            fee=shared.fee,
            to_reserve=shared.returned - to_guarantor,
            guarantor=guarantor,
            to_guarantor=to_guarantor,
            surplus=surplus,
            recovered=live and debt.principal + debt.interest + debt.charges == 0,
        ),
    )
    log Recovered(
        loan=loan,
        payer=payer,
        principal=shared.principal,
        interest=shared.interest,
        charges=shared.charges,
        fee=shared.fee,
        returned=shared.returned,
        total_principal=total_principal,
        total_interest=total_interest,
    )
    return payment
