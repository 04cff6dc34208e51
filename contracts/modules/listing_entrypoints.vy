# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title What other contracts write into a listing
@license MIT
@notice Offers opens it, the Reserve marks it as guaranteed, and Ballots notes an open
        ballot.
@dev Only they call, and nobody is called from here: these need no lock.
"""


# @dev We import the listings, and where the Book's neighbours are.
from . import listing_storage
from . import listing_packing
from . import peers

uses: listing_storage
uses: peers


# ---- Entry points ------------------------------------------------


@external
@reentrant
def open_listing(side: uint256, funding: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @notice Opens a listing, on the word of Offers, which has checked the offer.
    @param side The side's word, as in modules/listing_packing.
    @param funding The funding's word.
    @param disclosure_hash The hash of the disclosure that investors read; not zero.
    @return The loan's number, from 1.
    @custom:error BOOK:OPEN:CALLER when the caller is not Offers.
    """
    assert msg.sender == peers.offers, "BOOK:OPEN:CALLER"
    loan: uint256 = listing_storage.loan_count + 1
    listing_storage.loan_count = loan
    listing_storage.sides[loan] = side
    listing_storage.fundings[loan][disclosure_hash] = funding
    listing_storage.disclosures[loan] = disclosure_hash
    return loan


@external
@reentrant
def mark_guaranteed(loan: uint256):
    """
    @notice Notes that a guarantor has locked a stake: lenders are checked against them, too.
    @param loan The loan's number, from 1.
    @custom:error BOOK:MARK:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == peers.reserve, "BOOK:MARK:CALLER"
    listing_storage.sides[loan] |= 1 << listing_packing.GUARANTEED_AT


@external
@reentrant
def set_voting(loan: uint256, voting: bool):
    """
    @notice Notes that a ballot of a loan's lenders is open, or closed: units that have voted
            do not move meanwhile.
    @param loan The loan's number, from 1.
    @param voting Whether it is open.
    @custom:error BOOK:MARK:CALLER when the caller is not Ballots.
    """
    assert msg.sender == peers.ballots, "BOOK:MARK:CALLER"
    listing_storage.sides[loan] = (
        listing_storage.sides[loan] & ~(1 << listing_packing.VOTING_AT)
    ) | (convert(voting, uint256) << listing_packing.VOTING_AT)
