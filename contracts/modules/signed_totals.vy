# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title What an underwriter has signed in the last 30 days
@license MIT
@notice One word per person: four periods of ten days, so that the sum never
        counts less than the last 30 days, and at most 40.
@dev Layout, from the low bit: four sums of 60 bits, that of period p at place
     p mod 4, and the last period's number in 16 bits, which last 1,700 years.
"""


# Seconds of a period, and how many are summed.
PERIOD: constant(uint256) = 864_000
PERIODS: constant(uint256) = 4
# A sum's bits: above every limit that a council may set.
SUM_BITS: constant(uint256) = 60
SUM_MAX: constant(uint256) = 2 ** SUM_BITS - 1
NUMBER_AT: constant(uint256) = SUM_BITS * PERIODS

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
    @return In minor units of the token; what is up to 40 days old is counted, too.
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
    passed: uint256 = now - (word >> NUMBER_AT)
    for i: uint256 in range(PERIODS):
        if i >= passed:
            break
        place: uint256 = SUM_BITS * ((now - i) % PERIODS)
        word = word & ~(SUM_MAX << place)
    return (word & (2**NUMBER_AT - 1)) | (now << NUMBER_AT)


@internal
@pure
def _total(word: uint256) -> uint256:
    """
    @notice Returns the sum of a word's periods.
    @param word The packed word, as in this module's header.
    @return In minor units of the token.
    """
    return (
        (word & SUM_MAX)
        + ((word >> SUM_BITS) & SUM_MAX)
        + ((word >> 2 * SUM_BITS) & SUM_MAX)
        + ((word >> 3 * SUM_BITS) & SUM_MAX)
    )


@internal
def _count(head: address, word: uint256, amount: uint256):
    """
    @notice Counts a listing; a period's sum stops at 2^60 - 1, above every limit.
    @param head The person's first wallet.
    @param word The person's word, as from _current.
    @param amount In minor units of the token, from 1.
    """
    place: uint256 = SUM_BITS * ((block.timestamp // PERIOD) % PERIODS)
    sum: uint256 = (word >> place) & SUM_MAX
    self.signed[head] = (word & ~(SUM_MAX << place)) | (min(sum + amount, SUM_MAX) << place)
