# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title A listing in two words
@license MIT
@notice Side is what every move of units needs; Funding is what raising money needs.
@dev Layouts, from the low bit.
     Side: borrower 160, group 28, level 3, status 4, ticket 50; 11 bits free.
     Funding: principal 50, funded 50, deadline 32, funded at 32, issue window 22,
     first signer 35, second signer 35. A signer is the low bits of the
     head of their person: who signed a loan may not lend to it, and a chance
     match only refuses.
"""


# @dev We import the constants that modules share.
from . import constants


struct Side:
    borrower: address  # the borrower's first wallet
    group: uint256  # the borrower's group, 1 to 2^28 - 1
    level: uint256  # risk level, 1 to 5
    status: uint256  # of the listing, as in modules/statuses; 0: unknown
    ticket_min: uint256  # the smallest note, in minor units of the token, from 1


struct Funding:
    principal: uint256  # sought, in minor units of the token, 1 to 10^15
    funded: uint256  # raised so far, in minor units
    deadline: uint256  # the last Unix second on which it may be funded
    funded_at: uint256  # Unix second of the last unit; 0: not yet
    issue_seconds: uint256  # the issue window, seconds, 1 to 2,592,000
    first_signer: uint256  # tag of the underwriter's person; 0: not enrolled
    second_signer: uint256  # tag of the second one; 0: none


BITS_22: constant(uint256) = 2 ** 22 - 1
BITS_35: constant(uint256) = 2 ** 35 - 1

# How many loans were ever listed.
loan_count: public(uint256)
# A loan's number, from 1 -> its side's word, its funding's word, its disclosure's hash.
sides: HashMap[uint256, uint256]
fundings: HashMap[uint256, uint256]
disclosures: HashMap[uint256, bytes32]
# A project's loan, from 1; 0: none; 2^256 - 1: revoked by an underwriter.
loan_of_project: public(HashMap[bytes32, uint256])


# ---- Views -------------------------------------------------------


@external
@view
def listing_of(loan: uint256) -> (Side, Funding, bytes32):
    """
    @notice Returns who borrows, how far the funding is, and which disclosure holds.
    @dev The status is the listing's; Servicing knows an issued loan's.
    @param loan The loan's number, from 1.
    @return Borrower, group, risk level, status and ticket.
    @return Principal and funding, in minor units of the token, and its times, in Unix
            seconds.
    @return The hash of the disclosure.
    """
    return (
        self._unpack_side(self.sides[loan]),
        self._unpack_funding(self.fundings[loan]),
        self.disclosures[loan],
    )


# ---- Internal functions ------------------------------------------


@internal
@pure
def _pack_side(side: Side) -> uint256:
    """
    @notice Packs a side into its word.
    @param side The side, each field within its bits.
    @return The word.
    """
    return (
        convert(side.borrower, uint256)
        | (side.group << 160)
        | (side.level << 188)
        | (side.status << 191)
        | (side.ticket_min << 195)
    )


@internal
@pure
def _unpack_side(word: uint256) -> Side:
    """
    @notice Unpacks a side's word.
    @param word The packed word, as in this module's header.
    @return The side; all zero for an unknown loan.
    """
    return Side(
        borrower=convert(word & constants.BITS_160, address),
        group=(word >> 160) & constants.BITS_28,
        level=(word >> 188) & constants.BITS_3,
        status=(word >> 191) & constants.BITS_4,
        ticket_min=(word >> 195) & constants.BITS_50,
    )


@internal
@pure
def _pack_funding(funding: Funding) -> uint256:
    """
    @notice Packs a funding into its word.
    @param funding The funding, each field within its bits.
    @return The word.
    """
    return (
        funding.principal
        | (funding.funded << 50)
        | (funding.deadline << 100)
        | (funding.funded_at << 132)
        | (funding.issue_seconds << 164)
        | (funding.first_signer << 186)
        | (funding.second_signer << 221)
    )


@internal
@pure
def _unpack_funding(word: uint256) -> Funding:
    """
    @notice Unpacks a funding's word.
    @param word The packed word, as in this module's header.
    @return The funding; all zero for an unknown loan.
    """
    return Funding(
        principal=word & constants.BITS_50,
        funded=(word >> 50) & constants.BITS_50,
        deadline=(word >> 100) & constants.BITS_32,
        funded_at=(word >> 132) & constants.BITS_32,
        issue_seconds=(word >> 164) & BITS_22,
        first_signer=(word >> 186) & BITS_35,
        second_signer=word >> 221,
    )


@internal
@pure
def _tag(head: address) -> uint256:
    """
    @notice Returns what is kept of a signer: the low 35 bits of their first wallet.
    @param head The person's first wallet; zero: not enrolled.
    @return The tag, 0 to 2^35 - 1.
    """
    return convert(head, uint256) & BITS_35


@internal
@pure
def _signed_by(funding: Funding, head: address) -> bool:
    """
    @notice Returns whether a person signed the loan's offer; a chance match of tags only
            refuses.
    @param funding The loan's funding.
    @param head The person's first wallet.
    @return Whether a signer's tag is theirs.
    """
    tag: uint256 = self._tag(head)
    return tag == funding.first_signer or tag == funding.second_signer
