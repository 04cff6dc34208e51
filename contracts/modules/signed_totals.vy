# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title What an underwriter has signed in the last 30 days
@license MIT
@notice One word per person: five periods of seven and a half days, so that the
        sum never counts less than the last 30 days, and at most 37.5.
@dev Layout, from the low bit: five sums of 50 bits, that of period p at place
     p mod 5, and the last period's number modulo 64.
"""


# @dev We import the constants that modules share.
from . import constants


# Seconds of a period, and how many are summed.
PERIOD: constant(uint256) = 648_000
PERIODS: constant(uint256) = 5
BITS_6: constant(uint256) = 2 ** 6 - 1

# A person's first wallet -> the word of what they have signed.
signed: HashMap[address, uint256]


# ---- Views -------------------------------------------------------


@external
@view
def signed_total(head: address) -> uint256:
    """
    @notice Returns the principal of the listings that a person has signed in the last 30
            days.
    @param head The person's first wallet.
    @return In minor units of the token; what is up to 37.5 days old is counted, too.
    """
    return self._total(self._current(head))


# ---- Internal functions ------------------------------------------


@internal
@view
def _current(head: address) -> uint256:
    """
    @notice Returns a person's word with the periods that have passed set to 0.
    @param head The person's first wallet.
    @return The word, as in this module's header.
    """
    word: uint256 = self.signed[head]
    now: uint256 = block.timestamp // PERIOD
    passed: uint256 = (now - (word >> 250)) & BITS_6
    for i: uint256 in range(PERIODS):
        if i >= passed:
            break
        place: uint256 = 50 * ((now - i) % PERIODS)
        word = word & ~(constants.BITS_50 << place)
    return (word & (2**250 - 1)) | ((now & BITS_6) << 250)


@internal
@pure
def _total(word: uint256) -> uint256:
    """
    @notice Returns the sum of a word's periods.
    @param word The packed word, as in this module's header.
    @return In minor units of the token.
    """
    total: uint256 = 0
    for i: uint256 in range(PERIODS):
        total += (word >> (50 * i)) & constants.BITS_50
    return total


@internal
def _count(head: address, word: uint256, amount: uint256):
    """
    @notice Counts a listing; a period's sum stops at 2^50 - 1, above every principal.
    @param head The person's first wallet.
    @param word The person's word, as from _current.
    @param amount In minor units of the token, from 1.
    """
    place: uint256 = 50 * ((block.timestamp // PERIOD) % PERIODS)
    sum: uint256 = (word >> place) & constants.BITS_50
    self.signed[head] = (word & ~(constants.BITS_50 << place)) | (
        min(sum + amount, constants.BITS_50) << place
    )
