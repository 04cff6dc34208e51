# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title What mandates lend on a day
@license MIT
@notice The sum of a day of UTC and its bound in one word, which an execution reads and
        writes once.
@dev Layout, from the low bit: day of UTC 20, lent on it 64, the most that may be lent
     on a day 64; amounts in minor units. The bound is the Governor's parameter, of
     which the Governor writes a copy here.
"""


# @dev We import the interface of the contract we ask, and where it is.
from ..interfaces import IGovernor
from . import constants
from . import peers

uses: peers


# Where the fields of the word begin.
LENT_AT: constant(uint256) = 20
MOST_AT: constant(uint256) = 84

# The word, as in the header.
day_word: uint256


@deploy
def __init__():
    self.day_word = staticcall IGovernor(peers.governor).mandate_day_max() << MOST_AT


# ---- Views -------------------------------------------------------


@external
@view
def day_totals() -> (uint256, uint256):
    """
    @notice Returns what mandates have lent today over all loans (days of UTC).
    @return Lent today, in minor units of the token.
    @return The most that they may lend on a day, in minor units.
    """
    word: uint256 = self.day_word
    return self._lent_today(word), word >> MOST_AT


# ---- Entry points ------------------------------------------------


@external
def set_day_max(amount: uint256):
    """
    @notice Writes the most that all mandates may lend on a day of UTC: the Governor's
            parameter, of which a copy is kept here, so that an execution reads one word.
    @param amount In minor units of the token, 0 to 10^18.
    @custom:error MANDATE:DAY:CALLER when the caller is not the Governor.
    """
    assert msg.sender == peers.governor, "MANDATE:DAY:CALLER"
    self.day_word = (self.day_word & (2**MOST_AT - 1)) | (amount << MOST_AT)


# ---- Internal functions ------------------------------------------


@internal
def _count(amount: uint256):
    """
    @notice Counts what mandates lend now, and refuses more than a day may have.
    @param amount In minor units of the token, from 0.
    """
    word: uint256 = self.day_word
    lent: uint256 = self._lent_today(word) + amount
    most: uint256 = word >> MOST_AT
    assert lent <= most, "MANDATE:EXECUTE:DAY"
    today: uint256 = block.timestamp // constants.SECONDS_A_DAY
    self.day_word = today | (lent << LENT_AT) | (most << MOST_AT)


@internal
@view
def _lent_today(word: uint256) -> uint256:
    """
    @dev What mandates have lent today, by the word; another day's sum is 0.
    """
    if word & constants.BITS_20 != block.timestamp // constants.SECONDS_A_DAY:
        return 0
    return (word >> LENT_AT) & constants.BITS_64
