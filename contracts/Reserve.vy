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
     Storage: gifts by source, the sum of covers, what is set aside for months
     that are fixed, a word per month, one per loan that enters one, and one per
     month and group (modules/cover_months); stakes (modules/stakes) and losses
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
from modules import rounding
from modules import stakes
from modules import statuses
from modules import terms

implements: IReserve

initializes: peers
initializes: cover_months[peers := peers]
initializes: stakes[peers := peers]
initializes: distribution[peers := peers]

exports: (
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
    stakes.staked,
    # The last distribution
    distribution.note_loss,
    distribution.distribute,
    distribution.loss_of,
    distribution.lost_principal,
    distribution.lost_interest,
    distribution.for_principal,
    distribution.for_interest,
    distribution.is_distributed,
    # Neighbours
    peers.platform,
)


# Sources of contributions; those withheld at issue carry their own reason.
PLATFORM: constant(uint256) = 1
GUARANTOR: constant(uint256) = 2
BITS_128: constant(uint256) = 2 ** 128 - 1
# Days from the default to the last day on which a loan may enter a month again.
ENTER_DAYS: constant(uint256) = 365

# What came in from a source over a lifetime, in minor units; withheld contributions not
# counted.
contributed: public(HashMap[uint256, uint256])
# From the low bit, in minor units: set aside for months whose ratio is fixed 128, ever paid as
# cover 128.
sums: uint256


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


# ---- Views -------------------------------------------------------


@external
@view
def covered() -> uint256:
    """
    @notice Returns what was ever paid as cover.
    @return In minor units of the token.
    """
    return self.sums >> 128


@external
@view
def set_aside() -> uint256:
    """
    @notice Returns what is set aside for months whose ratio is fixed.
    @return In minor units of the token.
    """
    return self.sums & BITS_128


@external
@view
def free() -> uint256:
    """
    @notice Returns what the reserve has and has not set aside for a month.
    @return In minor units of the token.
    """
    return self._free()


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
    return rounding._div_floor(self._free() * constants.PPM, outstanding)


@external
@view
def cover_quote(loan: uint256) -> uint256:
    """
    @notice Returns what cover would pay now; 0 when it would pay nothing, or not yet.
    @param loan The loan's number, from 1.
    @return In minor units of the token, rounded down.
    """
    place: cover_packing.Place = cover_packing._unpack_place(cover_months.places[loan])
    if place.cap == 0 or place.month >= cover_months._month():
        return 0
    bucket: cover_packing.Bucket = cover_packing._unpack(cover_months.bucket_words[place.month])
    share_ppm: uint256 = 0
    multiple: uint256 = 0
    share_ppm, multiple = staticcall IGovernor(peers.governor).cover_rules()
    if not bucket.fixed:
        bucket = cover_months._fixed(bucket, self._free(), share_ppm)
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    return min(
        min(cover_packing._share(bucket, place.cap), self._missing(words)),
        cover_months._group_share(place, parties._group(words[1]), multiple),
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
def enter(loan: uint256, day: uint256, cap: uint256):
    """
    @notice Enters a loan into the month of its default.
    @param loan The loan's number, from 1.
    @param day Local day of the default, days since 1970-01-01.
    @param cap The most that the loan may be covered with, in minor units of the token.
    @custom:error RESERVE:ENTER:CALLER when the caller is not Workouts.
                  RESERVE:ENTER:RANGE when the caps of a month would pass 2^63 - 1.
    """
    assert msg.sender == peers.workouts, "RESERVE:ENTER:CALLER"
    month: uint256 = 0
    day_of_month: uint256 = 0
    month, day_of_month = dates._civil(day)
    cover_months._enter(loan, month, cap)


@external
def enter_again(loan: uint256):
    """
    @notice Enters what is left of a loan's cap into this month, by anyone: once a month,
            until a year after its default.
    @param loan The loan's number, from 1.
    @custom:error RESERVE:ENTER:EARLY when it awaits its cover, or was in this month already.
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
    month: uint256 = cover_months._month()
    assert place.cap == 0 and place.month < month, "RESERVE:ENTER:EARLY"
    cover_months._enter(loan, month, min(cap - covered, debt.principal))


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
    assert place.month < cover_months._month(), "RESERVE:COVER:EARLY"
    bucket: cover_packing.Bucket = cover_packing._unpack(cover_months.bucket_words[place.month])
    share_ppm: uint256 = 0
    multiple: uint256 = 0
    share_ppm, multiple = staticcall IGovernor(peers.governor).cover_rules()
    sums: uint256 = self.sums
    aside: uint256 = sums & BITS_128
    if not bucket.fixed:
        bucket = cover_months._fixed(
            bucket, 0 if distribution.is_distributed else self._free(), share_ppm
        )
        aside += bucket.funds
        log cover_months.RatioFixed(month=place.month, caps=bucket.caps, funds=bucket.funds)
    amount: uint256 = cover_packing._share(bucket, place.cap)
    bucket.caps_left -= place.cap
    released: uint256 = amount
    if bucket.caps_left == 0:
        # The last loan gives back what rounding has left.
        released = bucket.funds_left
    bucket.funds_left -= released
    aside -= min(aside, released)
    cover_months.bucket_words[place.month] = cover_packing._pack(bucket)
    cover_months.places[loan] = cover_packing._pack_place(cover_packing.Place(month=place.month, cap=0))
    # The guarantor pays first, and nobody pays more than the lenders miss.
    paid: uint256 = stakes._pay_guarantee(loan)
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    group: uint256 = parties._group(words[1])
    amount = min(min(amount, self._missing(words)), cover_months._group_share(place, group, multiple))
    cover_months.group_caps[place.month][group] -= place.cap
    total: uint256 = (sums >> 128) + amount
    self.sums = aside | (total << 128)
    log CoverPaid(loan=loan, by=msg.sender, group=group, amount=amount, total=total)
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
    self.sums = (self.sums >> 128) << 128
    distribution._begin(self._free())


# ---- Internal functions ------------------------------------------


@internal
@view
def _missing(words: uint256[6]) -> uint256:
    """
    @dev The principal that the lenders of a loan in default still miss; 0 of any other.
    """
    if loan_progress._status(words[2]) != statuses.DEFAULTED:
        return 0
    return terms._principal(words[0]) - loan_progress._principal(words[5])


@internal
@view
def _free() -> uint256:
    """
    @dev The reserve's balance in the Escrow less what is set aside and staked, in minor
         units.
    """
    return (
        staticcall IEscrow(peers.escrow).balance_of(self)
        - (self.sums & BITS_128)
        - stakes.staked
    )
