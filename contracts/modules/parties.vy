# pragma version 0.4.3
"""
@title Who owes, and what is withheld at issue, in one word
@license MIT
@notice Written once when a loan is listed, beside its terms.
@dev Layout, from the low bit: borrower 160, group 28, origination 20, reserve
     contribution 20, cover cap 20; 8 bits free.
"""


# @dev We import the constants that modules share.
from . import constants


struct Parties:
    borrower: address  # the borrower's first wallet
    group: uint256  # their group at listing, 1 to 2^28 - 1
    origination_ppm: uint256  # fee withheld at issue, ppm of principal
    reserve_ppm: uint256  # contribution withheld at issue, ppm of principal
    cover_cap_ppm: uint256  # bound of a cover, ppm of unpaid principal


@internal
@pure
def _pack(parties: Parties) -> uint256:
    """
    @notice Packs parties into their word.
    @param parties The parties, each field within its bits.
    @return The word.
    """
    return (
        convert(parties.borrower, uint256)
        | (parties.group << 160)
        | (parties.origination_ppm << 188)
        | (parties.reserve_ppm << 208)
        | (parties.cover_cap_ppm << 228)
    )


@internal
@pure
def _unpack(word: uint256) -> Parties:
    """
    @notice Unpacks a parties' word.
    @param word The packed word, as in this module's header.
    @return The parties; all zero for an unknown loan.
    """
    return Parties(
        borrower=self._borrower(word),
        group=self._group(word),
        origination_ppm=self._origination_ppm(word),
        reserve_ppm=self._reserve_ppm(word),
        cover_cap_ppm=self._cover_cap_ppm(word),
    )


@internal
@pure
def _borrower(word: uint256) -> address:
    """
    @notice Reads the borrower of a parties' word.
    @param word The packed word, as in this module's header.
    @return The borrower's address; zero for an unknown loan.
    """
    return convert(word & constants.BITS_160, address)


@internal
@pure
def _group(word: uint256) -> uint256:
    """
    @notice Reads the borrower's group at listing of a parties' word.
    @param word The packed word, as in this module's header.
    @return 1 to 2^28 - 1; 0 for an unknown loan.
    """
    return (word >> 160) & constants.BITS_28


@internal
@pure
def _origination_ppm(word: uint256) -> uint256:
    """
    @notice Reads the fee withheld at issue of a parties' word.
    @param word The packed word, as in this module's header.
    @return In ppm of principal, 0 to 100,000.
    """
    return (word >> 188) & constants.BITS_20


@internal
@pure
def _reserve_ppm(word: uint256) -> uint256:
    """
    @notice Reads the contribution withheld at issue of a parties' word.
    @param word The packed word, as in this module's header.
    @return In ppm of principal, 0 to 100,000.
    """
    return (word >> 208) & constants.BITS_20


@internal
@pure
def _cover_cap_ppm(word: uint256) -> uint256:
    """
    @notice Reads the cover's cap of a parties' word.
    @param word The packed word, as in this module's header.
    @return In ppm of unpaid principal, 0 to 1,000,000.
    """
    return (word >> 228) & constants.BITS_20
