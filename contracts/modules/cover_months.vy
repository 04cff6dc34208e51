# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Cover months: loans in default share by the calendar month
@license MIT
@notice What each month's loans may be covered with, and what they share once the month
        is over.
"""


# @dev We import the interfaces of the contracts we ask.
from ..interfaces import IRegistry
from ..interfaces import IServicing

# @dev We import the calendar, the layout of the words and the rounding.
from . import cover_packing
from . import constants
from . import parties
from . import peers
from . import rounding

uses: peers


# A month, counted from March of year 0 -> its bucket's word, as in modules/cover_packing.
bucket_words: HashMap[uint256, uint256]
# A loan's number, from 1 -> its place's word, as in modules/cover_packing.
places: HashMap[uint256, uint256]
# A month and a group -> the caps of the group's loans not covered yet, in minor units.
group_caps: HashMap[uint256, HashMap[uint256, uint256]]


event Entered:
    loan: indexed(uint256)  # the loan's number, from 1
    month: indexed(uint256)  # months since March of year 0
    cap: uint256  # the most that the loan may be covered with, in minor units of the token
    caps: uint256  # of all loans of the month so far, in minor units


event RatioFixed:
    month: indexed(uint256)  # months since March of year 0
    caps: uint256  # of all loans of the month, in minor units of the token
    funds: uint256  # what they share, in minor units, rounded down


# ---- Views -------------------------------------------------------


@external
@view
def bucket_of(month: uint256) -> cover_packing.Bucket:
    """
    @notice Returns the loans that defaulted in a month, in sums.
    @param month Months since March of year 0.
    @return Their caps, what they share, and what is left of both, in minor units.
    """
    return cover_packing._unpack(self.bucket_words[month])


@external
@view
def place_of(loan: uint256) -> cover_packing.Place:
    """
    @notice Returns in which month a loan is covered.
    @param loan The loan's number, from 1.
    @return The month, since March of year 0, and the loan's cap there, in minor units; all
            zero when it never entered, and once it was covered.
    """
    return cover_packing._unpack_place(self.places[loan])


# ---- Internal functions ------------------------------------------


@internal
def _enter(loan: uint256, month: uint256, cap: uint256):
    """
    @notice Adds a loan's cap to those of a month.
    @param loan The loan's number, from 1.
    @param month Months since March of year 0.
    @param cap The most that the loan may be covered with, in minor units of the token.
    """
    bucket: cover_packing.Bucket = cover_packing._unpack(self.bucket_words[month])
    bucket.caps += cap
    bucket.caps_left += cap
    self.bucket_words[month] = cover_packing._pack(bucket)
    self.places[loan] = cover_packing._pack_place(cover_packing.Place(month=month, cap=cap))
    group: uint256 = parties._group(staticcall IServicing(peers.servicing).parties_word(loan))
    self.group_caps[month][group] += cap
    log Entered(loan=loan, month=month, cap=cap, caps=bucket.caps)


@internal
def _leave(loan: uint256, place: cover_packing.Place, group: uint256):
    """
    @notice Ends a loan's place in a month: it was covered.
    @param loan The loan's number, from 1.
    @param place The loan's place.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    """
    self.places[loan] = 0
    self.group_caps[place.month][group] -= place.cap


@internal
@pure
def _fixed(
    bucket: cover_packing.Bucket, free: uint256, share_ppm: uint256
) -> cover_packing.Bucket:
    """
    @notice Returns a month's bucket with what its loans share: the council's share of the
            free reserve, and no more than their caps.
    @param bucket The month's bucket, not fixed yet.
    @param free What the reserve has and has not set aside, in minor units of the token.
    @param share_ppm The council's share, in ppm.
    @return The bucket, fixed; the share rounded down.
    """
    after: cover_packing.Bucket = bucket
    after.funds = min(
        bucket.caps, rounding._div_floor(free * share_ppm, constants.PPM)
    )
    after.funds_left = after.funds
    after.fixed = True
    return after


@internal
@view
def _group_share(place: cover_packing.Place, group: uint256, multiple: uint256) -> uint256:
    """
    @notice Returns what a loan may take of what its group may still draw: the contributions
            times the council's multiple, less what was drawn. The group's loans of a month
            share it by their caps, so that none gains by coming first.
    @param place The loan's place; its cap not 0.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param multiple The council's multiple of what the group's loans contributed.
    @return In minor units of the token, rounded down.
    """
    borrowed: uint256 = 0
    given: uint256 = 0
    drawn: uint256 = 0
    borrowed, given, drawn = staticcall IRegistry(peers.registry).group_record(group)
    left: uint256 = given * multiple - min(given * multiple, drawn)
    return rounding._div_floor(
        left * place.cap, self.group_caps[place.month][group]
    )
