# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The reserve's sums, in one word
@license MIT
@notice What is set aside for months, what was ever paid as cover, and what guarantors
        have staked: a cover reads and writes one word for them.
@dev Layout, from the low bit, in minor units: set aside 80, covered 80, staked 80; then
     one bit, set until the last distribution begins; 15 bits free. The word is never
     zero. A field takes 10^9 loans of the largest principal, and what is set aside for
     a month has 63 bits: sums are not checked against their bits.
"""


# Where the fields begin, and a field's bits.
COVERED_AT: constant(uint256) = 80
STAKED_AT: constant(uint256) = 160
COVERING_AT: constant(uint256) = 240
BITS_80: constant(uint256) = 2 ** 80 - 1

# The word, as in the header.
sums_word: uint256


@deploy
def __init__():
    self.sums_word = 1 << COVERING_AT


# ---- Views -------------------------------------------------------


@external
@view
def set_aside() -> uint256:
    """
    @notice Returns what is set aside for months whose ratio is fixed.
    @return In minor units of the token.
    """
    return self.sums_word & BITS_80


@external
@view
def covered() -> uint256:
    """
    @notice Returns what was ever paid as cover.
    @return In minor units of the token.
    """
    return self._covered(self.sums_word)


@external
@view
def staked() -> uint256:
    """
    @notice Returns all stakes that are locked.
    @return In minor units of the token.
    """
    return (self.sums_word >> STAKED_AT) & BITS_80


@external
@view
def is_distributed() -> bool:
    """
    @notice Returns whether the last distribution has begun.
    @return Whether it has.
    """
    return not self._is_covering(self.sums_word)


# ---- Internal functions ------------------------------------------


@internal
@pure
def _is_covering(word: uint256) -> bool:
    """
    @notice Returns whether the last distribution has not begun yet.
    @param word The word, as in this module's header.
    @return Whether the reserve still covers.
    """
    return (word >> COVERING_AT) & 1 == 1


@internal
@pure
def _covered(word: uint256) -> uint256:
    """
    @notice Reads what was ever paid as cover.
    @param word The word, as in this module's header.
    @return In minor units of the token.
    """
    return (word >> COVERED_AT) & BITS_80


@internal
@pure
def _taken(word: uint256) -> uint256:
    """
    @notice Returns what is not free of the reserve's balance.
    @param word The word, as in this module's header.
    @return Set aside and staked together, in minor units of the token.
    """
    return (word & BITS_80) + ((word >> STAKED_AT) & BITS_80)


@internal
def _lock(amount: uint256):
    """
    @notice Counts a stake that is locked.
    @param amount In minor units of the token, 1 to 10^15.
    """
    self.sums_word += amount << STAKED_AT


@internal
def _unlock(amount: uint256):
    """
    @notice Counts a stake that is not locked any more.
    @param amount In minor units of the token, as it was locked.
    """
    self.sums_word -= amount << STAKED_AT


@internal
def _end_covering():
    """
    @notice Notes that the last distribution begins: what was set aside is free again.
    """
    word: uint256 = self.sums_word
    self.sums_word = word - (word & BITS_80) - (1 << COVERING_AT)
