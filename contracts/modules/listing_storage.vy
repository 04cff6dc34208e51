# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Where the Book keeps its listings
@license MIT
@notice Two words and a hash for each, laid out in modules/listing_packing.
"""


# @dev We import the layout of the words.
from . import listing_packing


# How many loans were ever listed.
loan_count: public(uint256)
# A loan's number, from 1 -> its side's word, its disclosure's hash.
sides: HashMap[uint256, uint256]
disclosures: HashMap[uint256, bytes32]
# A loan's number, from 1, and its disclosure's hash -> its funding's word: who names another
# hash finds nothing, and who names this one need not have it looked up.
fundings: HashMap[uint256, HashMap[bytes32, uint256]]


# ---- Views -------------------------------------------------------


@external
@view
def listing_of(loan: uint256) -> (listing_packing.Side, listing_packing.Funding, bytes32):
    """
    @notice Returns who borrows, how far the funding is, and which disclosure holds.
    @dev The status is the listing's; Servicing knows an issued loan's.
    @param loan The loan's number, from 1.
    @return Borrower, risk level, status, ticket, and the time to reflect.
    @return Principal and funding, in minor units of the token, its times, in Unix seconds,
            and the signers' groups.
    @return The hash of the disclosure.
    """
    side: listing_packing.Side = empty(listing_packing.Side)
    funding: listing_packing.Funding = empty(listing_packing.Funding)
    side, funding = listing_packing._unpack(self.sides[loan], self._funding(loan))
    return side, funding, self.disclosures[loan]


@external
@view
def listing_word(loan: uint256) -> (uint256, uint256):
    """
    @notice Returns the words of a listing, laid out in modules/listing_packing.
    @param loan The loan's number, from 1.
    @return The side's word; 0 for an unknown loan.
    @return The funding's word.
    """
    return self.sides[loan], self._funding(loan)


@external
@view
def words_under(loan: uint256, disclosure_hash: bytes32) -> (uint256, uint256):
    """
    @notice Returns the words of a listing whose disclosure the caller names.
    @param loan The loan's number, from 1.
    @param disclosure_hash The hash of the disclosure.
    @return The side's word; 0 for an unknown loan.
    @return The funding's word; 0 when the hash is not the listing's.
    """
    return self.sides[loan], self.fundings[loan][disclosure_hash]


@external
@view
def ticket_of(loan: uint256) -> uint256:
    """
    @notice Returns the smallest note of a loan.
    @param loan The loan's number, from 1.
    @return In minor units of the token; 0 for an unknown loan.
    """
    return listing_packing._ticket_min(self.sides[loan])


# ---- Internal functions ------------------------------------------


@internal
@view
def _funding(loan: uint256) -> uint256:
    """
    @notice Returns the funding's word of a loan whose disclosure the caller does not name.
    @param loan The loan's number, from 1.
    @return The word; 0 for an unknown loan.
    """
    return self.fundings[loan][self.disclosures[loan]]
