# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Workouts: from the day of default to the last recovery
@custom:contract-name Workouts
@license MIT
@notice Declaring a default, which first collects what is there; counting what
        the reserve covers; recovering what comes later; and writing off by time.
        Each depends on time or on the payer's own money only, so each is
        anyone's to call.
@dev Trust: nobody. The words and the money are in Servicing.
     Invariants: what is owed after a default never rises; recoveries and cover
     reach the lenders but for the platform's share and what returns to who
     covered; nothing grows with the number of lenders.
     Storage: two words per loan in default (modules/recovery).
     Roles: none; the Reserve reports covers.
     Wind-down: everything goes on; a loan is written off a year after default.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IReserve
from interfaces import IServicing
from interfaces import IWorkouts

# @dev We import the rules of a recovery, and where the other contracts are.
from modules import constants
from modules import peers
from modules import recovery
from modules import statuses

implements: IWorkouts

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


# Days from the default to the write-off: three years, and one in a wind-down.
WRITE_OFF_DAYS: constant(uint256) = 3 * 365
WIND_DOWN_DAYS: constant(uint256) = 365

# A loan's number, from 1 -> what is owed and what was covered, as in modules/recovery.
debt_words: HashMap[uint256, uint256]
cover_words: HashMap[uint256, uint256]


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
    returned: uint256  # to the reserve, in minor units, rounded down
    total_principal: uint256  # received for the lenders so far, in minor units
    total_interest: uint256  # the same, late charges included, fees not


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Workouts deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def debt_of(loan: uint256) -> recovery.Debt:
    """
    @notice Returns what is still owed after a default.
    @param loan The loan's number, from 1.
    @return The debt, in minor units of the token; all zero when there was no default.
    """
    return recovery._unpack_debt(self.debt_words[loan])


@external
@view
def cover_of(loan: uint256) -> recovery.Cover:
    """
    @notice Returns what the reserve has covered, and what it got back.
    @param loan The loan's number, from 1.
    @return The cover, in minor units of the token; all zero when there was none.
    """
    return recovery._unpack_cover(self.cover_words[loan])


@external
@view
def is_covered(loan: uint256) -> bool:
    """
    @notice Returns whether a loan in default was covered.
    @param loan The loan's number, from 1.
    @return Whether it was, at least in part.
    """
    return recovery._amount(self.cover_words[loan]) != 0


# ---- Default and write-off ---------------------------------------


@external
def declare_default(loan: uint256) -> bool:
    """
    @notice Declares a default, by anyone, from the agreed days past due on. It first
            collects what the borrower's free balance covers; what that cures is no default.
            What is owed is that day's payoff, and nothing accrues after.
    @param loan The loan's number, from 1.
    @return Whether the loan is in default; false when the collection has cured it.
    @custom:error SERV:DEFAULT:EARLY when the loan is not far enough past due.
                  SERV:DEFAULT:STATUS when the loan is not active.
    """
    debt: recovery.Debt = empty(recovery.Debt)
    cover_cap: uint256 = 0
    debt, cover_cap = extcall IServicing(peers.servicing).enter_default(loan)
    if debt.principal == 0:
        return False
    self.debt_words[loan] = recovery._pack_debt(debt)
    log Defaulted(
        loan=loan,
        by=msg.sender,
        principal=debt.principal,
        interest=debt.interest,
        charges=debt.charges,
    )
    if cover_cap != 0:
        extcall IReserve(peers.reserve).enter(loan, debt.default_day, cover_cap)
    return True


@external
def write_off(loan: uint256):
    """
    @notice Writes a loan off, by anyone, three years after its default, or one year in a
            wind-down. What is recovered later is the lenders' income.
    @param loan The loan's number, from 1.
    @custom:error SERV:WRITEOFF:STATUS when the loan is not in default.
                  WORKOUT:WRITEOFF:EARLY when the days have not passed.
    """
    wait: uint256 = WRITE_OFF_DAYS
    if staticcall IGovernor(peers.governor).wind_down():
        wait = WIND_DOWN_DAYS
    debt: recovery.Debt = recovery._unpack_debt(self.debt_words[loan])
    assert (
        staticcall IServicing(peers.servicing).today() >= debt.default_day + wait
    ), "WORKOUT:WRITEOFF:EARLY"
    extcall IServicing(peers.servicing).write_off(loan)


# ---- Cover and recovery ------------------------------------------


@external
def record_cover(loan: uint256, amount: uint256):
    """
    @notice Counts a cover that the Reserve pays into the pot.
    @param loan The loan's number, from 1.
    @param amount In minor units of the token, from 1.
    @custom:error WORKOUT:COVER:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == peers.reserve, "WORKOUT:COVER:CALLER"
    cover: recovery.Cover = recovery._unpack_cover(self.cover_words[loan])
    cover.amount += amount
    self.cover_words[loan] = recovery._pack_cover(cover)
    total: uint256 = extcall IServicing(peers.servicing).count_cover(loan, amount)
    log Covered(loan=loan, amount=amount, total_principal=total)


@external
def recover(loan: uint256, amount_max: uint256) -> uint256:
    """
    @notice Pays what is owed after a default out of the caller's balance: the borrower, or
            anyone else who is enrolled and not frozen.
    @param loan The loan's number, from 1.
    @param amount_max The most to pay, in minor units of the token, from 1.
    @return What was debited, in minor units.
    @custom:error REG:PAY:UNKNOWN when the payer is not enrolled.
                  REG:PERSON:EXPIRED when the payer is another person whose credential expired.
                  REG:PERSON:FROZEN when the payer is another person who is frozen.
                  WORKOUT:RECOVER:NOTHING when nothing is owed, or amount_max is 0.
    """
    borrower: address = (staticcall IServicing(peers.servicing).parties_of(loan)).borrower
    if msg.sender != borrower:
        allowed: bool = staticcall IRegistry(peers.registry).is_payer_of(msg.sender, borrower)
    paid: uint256 = self._recover(loan, amount_max, msg.sender)
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


# ---- Internal functions ------------------------------------------


@internal
def _collect(loan: uint256) -> uint256:
    """
    @dev 0 when nothing is owed or nothing is there, so that a batch goes on.
    """
    borrower: address = (staticcall IServicing(peers.servicing).parties_of(loan)).borrower
    free: uint256 = staticcall IEscrow(peers.escrow).balance_of(borrower)
    return self._recover(loan, free, borrower)


@internal
def _recover(loan: uint256, amount_max: uint256, payer: address) -> uint256:
    """
    @dev Takes a recovery from a payer, and shares it between lenders, platform and reserve;
         0 when nothing is owed or there. After a write-off all that lenders get is income.
    """
    debt: recovery.Debt = recovery._unpack_debt(self.debt_words[loan])
    payment: uint256 = min(amount_max, debt.principal + debt.interest + debt.charges)
    if payment == 0:
        return 0
    cover: recovery.Cover = recovery._unpack_cover(self.cover_words[loan])
    shared: recovery.Recovery = empty(recovery.Recovery)
    recovery_ppm: uint256 = (staticcall IServicing(peers.servicing).terms_of(loan)).recovery_ppm
    debt, cover, shared = recovery._recover(debt, cover, payment, recovery_ppm)
    self.debt_words[loan] = recovery._pack_debt(debt)
    self.cover_words[loan] = recovery._pack_cover(cover)
    live: bool = (
        (staticcall IServicing(peers.servicing).progress_of(loan)).status == statuses.DEFAULTED
    )
    if not live:
        shared.lenders_interest += shared.lenders_principal
        shared.lenders_principal = 0
    total_principal: uint256 = 0
    total_interest: uint256 = 0
    total_principal, total_interest = extcall IServicing(peers.servicing).receive(
        loan,
        payer,
        shared.lenders_principal,
        shared.lenders_interest,
        shared.fee,
        shared.returned,
        live and debt.principal + debt.interest + debt.charges == 0,
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
