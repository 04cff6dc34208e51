# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Reserve: a fund with one exit
@custom:contract-name Reserve
@license MIT
@notice Contributions come in tagged by their source and leave only as cover
        for the lenders of defaulted loans, within written limits, and by the
        last distribution. Guarantors' stakes lie beside them. Loans that
        default in one calendar month are covered in one proportion, fixed once
        after the month, so that nobody gains by calling first. It is no
        guarantee: it pays as far as its means and limits go.
@dev Trust: nobody. Cover is anyone's to call and its amount is a formula. The
     council bounds the share of the free reserve and the lifetime multiple,
     within the Governor's hard bounds.
     Invariants: what leaves is cover, a stake, or the last distribution; equal
     caps of a month get equal cover; a group draws no more over its lifetime
     than the multiple of what its loans contributed.
     Storage: gifts by source, a word of sums (modules/reserve_sums), a word per
     month, one per loan that awaits its cover, and one per month and group
     (modules/cover_months); stakes (modules/stakes) and losses
     (modules/distribution); the money is in the Escrow.
     Roles: none; Workouts enters loans into their month.
     Wind-down: cover goes on; when no loan is live, what is free is distributed.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IReserve
from interfaces import IServicing
from interfaces import IWorkouts

# @dev We import the calendar, the shared constants, the reasons of moves and the rounding.
from modules import cover_packing
from modules import constants
from modules import cover_months
from modules import dates
from modules import distribution
from modules import parties
from modules import peers
from modules import loan_progress
from modules import reasons
from modules import default_packing
from modules import reserve_sums
from modules import rounding
from modules import stakes
from modules import statuses

implements: IReserve

initializes: peers
initializes: cover_months[peers := peers]
initializes: reserve_sums
initializes: stakes[peers := peers, reserve_sums := reserve_sums]
initializes: distribution[peers := peers, reserve_sums := reserve_sums]

exports: (
    # Sums
    reserve_sums.covered,
    reserve_sums.set_aside,
    reserve_sums.staked,
    reserve_sums.is_distributed,
    # Months of default
    cover_months.bucket_of,
    cover_months.place_of,
    # Guarantors' stakes
    stakes.pledge,
    stakes.pay_guarantee,
    stakes.release_stake,
    stakes.stake_of,
    stakes.guarantor_of,
    stakes.is_guarantee_open,
    # The last distribution
    distribution.note_loss,
    distribution.distribute,
    distribution.loss_of,
    distribution.lost_principal,
    distribution.lost_interest,
    distribution.for_principal,
    distribution.for_interest,
    # Neighbours
    peers.platform,
)


# Sources of contributions; those withheld at issue carry their own reason.
PLATFORM: constant(uint256) = 1
GUARANTOR: constant(uint256) = 2
# Days from the default to the last day on which a loan may enter a month again.
ENTER_DAYS: constant(uint256) = 365

# What came in from a source over a lifetime, in minor units; withheld contributions not
# counted.
contributed: public(HashMap[uint256, uint256])


event Contributed:
    contributor: indexed(address)  # who gave
    source: indexed(uint256)  # 1 platform's profit, 2 a third party's guarantee
    amount: uint256  # in minor units of the token
    total: uint256  # from this source over a lifetime, in minor units


event CoverPaid:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call
    group: indexed(uint256)  # the borrower's group, 1 to 2^28 - 1
    amount: uint256  # paid into the loan's pot, in minor units of the token, rounded down
    total: uint256  # ever paid as cover, in minor units


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that the Reserve deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)
    reserve_sums.__init__()


# ---- Views -------------------------------------------------------


@external
@view
def free() -> uint256:
    """
    @notice Returns what the reserve has and has not set aside for a month.
    @return In minor units of the token.
    """
    return self._free(reserve_sums.sums_word)


@external
@view
def coverage_ppm() -> uint256:
    """
    @notice Returns the free reserve over the principal still counted against borrowers.
    @dev Never more than the coverage of what is unpaid, and equal to it once each loan's
         repaid principal has been released.
    @return In ppm, rounded down; 2^256 - 1 when no principal is counted.
    """
    outstanding: uint256 = staticcall IServicing(peers.servicing).outstanding()
    if outstanding == 0:
        return max_value(uint256)
    return rounding._div_floor(
        self._free(reserve_sums.sums_word) * constants.PPM, outstanding
    )


@external
@view
def cover_quote(loan: uint256) -> uint256:
    """
    @notice Returns what cover would pay now; 0 when it would pay nothing, or not yet.
    @param loan The loan's number, from 1.
    @return In minor units of the token, rounded down.
    """
    place: cover_packing.Place = cover_packing._unpack_place(cover_months.places[loan])
    words: uint256[4] = staticcall IServicing(peers.servicing).cover_words(loan)
    if place.cap == 0 or place.month >= dates._month(words[3]):
        return 0
    bucket: cover_packing.Bucket = cover_packing._unpack(cover_months.bucket_words[place.month])
    share_ppm: uint256 = 0
    multiple: uint256 = 0
    share_ppm, multiple = staticcall IGovernor(peers.governor).cover_rules()
    if not bucket.fixed:
        bucket = cover_months._fixed(bucket, self._free(reserve_sums.sums_word), share_ppm)
    return min(
        min(cover_packing._share(bucket, place.cap), self._missing(words)),
        cover_months._group_share(place, parties._group(words[0]), multiple),
    )


# ---- Entry points ------------------------------------------------


@external
def contribute(amount: uint256):
    """
    @notice Gives from the caller's balance to the reserve, for good: the treasury gives the
            platform's profit, anyone else a third party's guarantee.
    @param amount In minor units of the token, 1 to the caller's balance.
    @custom:error RESERVE:GIVE:ZERO when amount is 0.
    """
    assert amount != 0, "RESERVE:GIVE:ZERO"
    source: uint256 = GUARANTOR
    if msg.sender == staticcall IGovernor(peers.governor).treasury():
        source = PLATFORM
    self.contributed[source] += amount
    log Contributed(
        contributor=msg.sender, source=source, amount=amount, total=self.contributed[source]
    )
    extcall IEscrow(peers.escrow).give(msg.sender, amount, reasons.DONATION, source)


@external
@reentrant
def enter(loan: uint256, day: uint256, cap: uint256):
    """
    @notice Enters a loan into the month of its default.
    @dev Only Workouts calls, and Servicing is only asked from here: it needs no lock.
    @param loan The loan's number, from 1.
    @param day Local day of the default, days since 1970-01-01.
    @param cap The most that the loan may be covered with, in minor units of the token.
    @custom:error RESERVE:ENTER:CALLER when the caller is not Workouts.
                  RESERVE:ENTER:RANGE when the caps of a month would pass 2^63 - 1.
    """
    assert msg.sender == peers.workouts, "RESERVE:ENTER:CALLER"
    cover_months._enter(loan, dates._month(day), cap)


@external
def enter_again(loan: uint256):
    """
    @notice Enters what is left of a loan's cap into this month, by anyone: once a month,
            until a year after its default.
    @param loan The loan's number, from 1.
    @custom:error RESERVE:ENTER:EARLY when it awaits its cover.
                  RESERVE:ENTER:LATE when 365 days have passed since its default.
                  RESERVE:ENTER:NONE when it may not be covered, or nothing is left of its cap.
                  RESERVE:ENTER:RANGE when the caps of a month would pass 2^63 - 1.
    """
    debt: default_packing.Debt = staticcall IWorkouts(peers.workouts).debt_of(loan)
    cover: default_packing.Cover = staticcall IWorkouts(peers.workouts).cover_of(loan)
    cap: uint256 = staticcall IWorkouts(peers.workouts).cover_cap(loan)
    # What a guarantor has paid does not use up the reserve's cap.
    covered: uint256 = cover.amount - cover.guaranteed
    assert cap > covered, "RESERVE:ENTER:NONE"
    today: uint256 = staticcall IServicing(peers.servicing).today()
    assert today <= debt.default_day + ENTER_DAYS, "RESERVE:ENTER:LATE"
    place: cover_packing.Place = cover_packing._unpack_place(cover_months.places[loan])
    # A place ends only after its month: whoever has none may enter this month's.
    assert place.cap == 0, "RESERVE:ENTER:EARLY"
    cover_months._enter(loan, dates._month(today), min(cap - covered, debt.principal))


@external
def cover(loan: uint256) -> uint256:
    """
    @notice Pays a defaulted loan's lenders the share of its month, by anyone, from the next
            month on: its cap times what the month's loans share over the sum of their caps,
            and no more than its part, by the caps, of what the borrower's group may still
            draw. The first call after the month fixes what they share: at most the council's
            share of the free reserve.
    @param loan The loan's number, from 1.
    @return The amount paid into the loan's pot, in minor units, rounded down; it may be 0.
    @custom:error RESERVE:COVER:EARLY when the month of the loan is not over.
                  RESERVE:COVER:NONE when the loan has no place in a month.
                  RESERVE:ENTER:RANGE when the caps of a month would pass 2^63 - 1.
    """
    place: cover_packing.Place = cover_packing._unpack_place(cover_months.places[loan])
    assert place.cap != 0, "RESERVE:COVER:NONE"
    # The guarantor pays first, and nobody pays more than the lenders miss.
    paid: uint256 = stakes._pay_guarantee(loan)
    words: uint256[4] = staticcall IServicing(peers.servicing).cover_words(loan)
    assert place.month < dates._month(words[3]), "RESERVE:COVER:EARLY"
    group: uint256 = parties._group(words[0])
    share_ppm: uint256 = 0
    multiple: uint256 = 0
    share_ppm, multiple = staticcall IGovernor(peers.governor).cover_rules()
    sums: uint256 = reserve_sums.sums_word
    bucket: cover_packing.Bucket = cover_packing._unpack(cover_months.bucket_words[place.month])
    if not bucket.fixed:
        free: uint256 = 0
        if reserve_sums._is_covering(sums):
            free = self._free(sums)
        bucket = cover_months._fixed(bucket, free, share_ppm)
        sums += bucket.funds
        log cover_months.RatioFixed(month=place.month, caps=bucket.caps, funds=bucket.funds)
    amount: uint256 = cover_packing._share(bucket, place.cap)
    bucket.caps_left -= place.cap
    released: uint256 = amount
    if bucket.caps_left == 0:
        # The last loan gives back what rounding has left.
        released = bucket.funds_left
    bucket.funds_left -= released
    sums -= min(sums & reserve_sums.BITS_80, released)
    cover_months.bucket_words[place.month] = cover_packing._pack(bucket)
    amount = min(min(amount, self._missing(words)), cover_months._group_share(place, group, multiple))
    cover_months._leave(loan, place, group)
    sums += amount << reserve_sums.COVERED_AT
    reserve_sums.sums_word = sums
    log CoverPaid(
        loan=loan, by=msg.sender, group=group, amount=amount, total=reserve_sums._covered(sums)
    )
    if amount != 0:
        extcall IRegistry(peers.registry).record_cover(group, amount)
        extcall IWorkouts(peers.workouts).record_cover(loan, amount, False)
        extcall IEscrow(peers.escrow).move(self, peers.servicing, amount, reasons.COVER, loan)
    return amount


@external
def begin_distribution():
    """
    @notice Begins the last distribution, by anyone, once the platform winds down and no loan
            is live: what was set aside for months is free again.
    @custom:error RESERVE:DISTRIBUTE:AGAIN when it has begun already.
                  RESERVE:DISTRIBUTE:LIVE when a loan is active or in default.
                  RESERVE:DISTRIBUTE:OPEN when the platform does not wind down.
    """
    assert reserve_sums._is_covering(reserve_sums.sums_word), "RESERVE:DISTRIBUTE:AGAIN"
    reserve_sums._end_covering()
    distribution._begin(self._free(reserve_sums.sums_word))


# ---- Internal functions ------------------------------------------


@internal
@view
def _missing(words: uint256[4]) -> uint256:
    """
    @dev The principal that the lenders of a loan in default still miss; 0 of any other. A
         loan with a place has paid instalments, so its totals know its units.
    """
    if loan_progress._status(words[1]) != statuses.DEFAULTED:
        return 0
    return (words[2] & constants.BITS_50) - loan_progress._principal(words[2])


@internal
@view
def _free(sums: uint256) -> uint256:
    """
    @dev The reserve's balance in the Escrow less what is set aside and staked, in minor
         units.
    """
    return staticcall IEscrow(peers.escrow).balance_of(self) - reserve_sums._taken(sums)
