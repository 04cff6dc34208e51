# pragma version 0.4.3
"""
@title A listing in two words
@license MIT
@notice Side is what every move of units needs; Funding is what raising money needs.
@dev Layouts, from the low bit.
     Side: borrower 160, level 3, status 4, ticket 50, reflection 22, reflection
     class 3, collateral 1, guaranteed 1, voting 1; 11 bits free.
     Funding: principal 50, funded 50, deadline 32, funded at 32, issue window 22,
     first signer's group 28, second signer's group 28; 14 bits free. Staff keep
     their group, so that nobody of it takes notes of what they signed.
"""


# @dev We import the constants that modules share.
from . import constants


struct Side:
    borrower: address  # the borrower's first wallet
    level: uint256  # risk level, 1 to 5
    status: uint256  # of the listing, as in modules/statuses; 0: unknown
    ticket_min: uint256  # the smallest note, in minor units of the token, from 1
    reflection_seconds: uint256  # from first fully funded, 0 to 2,592,000
    reflection_class: uint256  # the highest class that may reflect, 0 (none) to 5
    collateral: bool  # whether it is issued only on locked collateral
    guaranteed: bool  # whether a guarantor has locked a stake
    voting: bool  # whether a ballot of its lenders is open


struct Funding:
    principal: uint256  # sought, in minor units of the token, 1 to 10^15
    funded: uint256  # raised so far, in minor units
    deadline: uint256  # the last Unix second on which it may be funded
    funded_at: uint256  # Unix second on which it was first fully funded; 0: not yet
    issue_seconds: uint256  # the issue window, seconds, 1 to 2,592,000
    first_group: uint256  # the signing underwriter's group, 1 to 2^28 - 1
    second_group: uint256  # the second one's; 0: none


# Where the fields begin that are read or changed alone.
LEVEL_AT: constant(uint256) = 160
STATUS_AT: constant(uint256) = 163
TICKET_AT: constant(uint256) = 167
REFLECTION_AT: constant(uint256) = 217
CLASS_AT: constant(uint256) = 239
COLLATERAL_AT: constant(uint256) = 242
GUARANTEED_AT: constant(uint256) = 243
VOTING_AT: constant(uint256) = 244
FUNDED_AT: constant(uint256) = 50
DEADLINE_AT: constant(uint256) = 100
FILLED_AT: constant(uint256) = 132
WINDOW_AT: constant(uint256) = 164
SIGNERS_AT: constant(uint256) = 186


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
        | (side.level << LEVEL_AT)
        | (side.status << STATUS_AT)
        | (side.ticket_min << TICKET_AT)
        | (side.reflection_seconds << REFLECTION_AT)
        | (side.reflection_class << CLASS_AT)
        | (convert(side.collateral, uint256) << COLLATERAL_AT)
        | (convert(side.guaranteed, uint256) << GUARANTEED_AT)
        | (convert(side.voting, uint256) << VOTING_AT)
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
        borrower=self._borrower(word),
        level=self._level(word),
        status=self._status(word),
        ticket_min=self._ticket_min(word),
        reflection_seconds=(word >> REFLECTION_AT) & constants.BITS_22,
        reflection_class=self._reflection_class(word),
        collateral=(word >> COLLATERAL_AT) & 1 == 1,
        guaranteed=(word >> GUARANTEED_AT) & 1 == 1,
        voting=(word >> VOTING_AT) & 1 == 1,
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
        | (funding.funded << FUNDED_AT)
        | (funding.deadline << DEADLINE_AT)
        | (funding.funded_at << FILLED_AT)
        | (funding.issue_seconds << WINDOW_AT)
        | (funding.first_group << SIGNERS_AT)
        | (funding.second_group << (SIGNERS_AT + 28))
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
        principal=self._principal(word),
        funded=self._funded(word),
        deadline=(word >> DEADLINE_AT) & constants.BITS_32,
        funded_at=self._funded_at(word),
        issue_seconds=(word >> WINDOW_AT) & constants.BITS_22,
        first_group=(word >> SIGNERS_AT) & constants.BITS_28,
        second_group=word >> (SIGNERS_AT + 28),
    )


@internal
@pure
def _borrower(word: uint256) -> address:
    """
    @notice Reads the borrower of a side's word.
    @param word The packed word, as in this module's header.
    @return The borrower's first wallet.
    """
    return convert(word & constants.BITS_160, address)


@internal
@pure
def _level(word: uint256) -> uint256:
    """
    @notice Reads the risk level of a side's word.
    @param word The packed word, as in this module's header.
    @return 1 to 5.
    """
    return (word >> LEVEL_AT) & constants.BITS_3


@internal
@pure
def _status(word: uint256) -> uint256:
    """
    @notice Reads the listing's status of a side's word.
    @param word The packed word, as in this module's header.
    @return As in modules/statuses; 0: unknown.
    """
    return (word >> STATUS_AT) & constants.BITS_4


@internal
@pure
def _with_status(word: uint256, status: uint256) -> uint256:
    """
    @notice Returns a side's word with another status.
    @param word The packed word, as in this module's header.
    @param status As in modules/statuses.
    @return The side's word.
    """
    return (word & ~(constants.BITS_4 << STATUS_AT)) | (status << STATUS_AT)


@internal
@pure
def _ticket_min(word: uint256) -> uint256:
    """
    @notice Reads the smallest note of a side's word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, from 1.
    """
    return (word >> TICKET_AT) & constants.BITS_50


@internal
@pure
def _reflection_class(word: uint256) -> uint256:
    """
    @notice Reads up to which class lenders may reflect.
    @param word The packed word, as in this module's header.
    @return 0 (none) to 5.
    """
    return (word >> CLASS_AT) & constants.BITS_3


@internal
@pure
def _principal(word: uint256) -> uint256:
    """
    @notice Reads what a listing seeks of a funding's word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, 1 to 10^15.
    """
    return word & constants.BITS_50


@internal
@pure
def _funded(word: uint256) -> uint256:
    """
    @notice Reads what a listing has raised of a funding's word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token.
    """
    return (word >> FUNDED_AT) & constants.BITS_50


@internal
@pure
def _funded_at(word: uint256) -> uint256:
    """
    @notice Reads when a listing was first fully funded.
    @param word The packed word, as in this module's header.
    @return Unix second; 0: not yet.
    """
    return (word >> FILLED_AT) & constants.BITS_32


@internal
@pure
def _signers(word: uint256) -> uint256:
    """
    @notice Reads the groups of a listing's signers.
    @param word The packed word, as in this module's header.
    @return 28 bits each; the second 0 when there is none.
    """
    return word >> SIGNERS_AT


@internal
@pure
def _reflection_end(side: uint256, funding: uint256) -> uint256:
    """
    @notice Returns when the time to reflect ends and the issue window begins.
    @param side The side's word.
    @param funding The funding's word.
    @return The last Unix second of reflection; 0 before the loan was first fully funded.
    """
    since: uint256 = self._funded_at(funding)
    if since == 0:
        return 0
    return since + ((side >> REFLECTION_AT) & constants.BITS_22)


@internal
@pure
def _last_second(side: uint256, funding: uint256) -> uint256:
    """
    @notice Returns the last second on which a listing may be funded, or issued once it was
            fully funded: the clock runs once.
    @param side The side's word.
    @param funding The funding's word.
    @return Unix second.
    """
    end: uint256 = self._reflection_end(side, funding)
    if end == 0:
        return (funding >> DEADLINE_AT) & constants.BITS_32
    return end + ((funding >> WINDOW_AT) & constants.BITS_22)
