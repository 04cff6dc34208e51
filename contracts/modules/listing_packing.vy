# pragma version 0.4.3
"""
@title A listing in two words
@license MIT
@notice The side's word is what every move of units needs, the funding's what raising
        money needs besides: a sale of most loans reads the first alone.
@dev Layouts, from the low bit.
     Side: borrower 160, level 3, status 4, ticket 50, reflection class 3,
     collateral 1, guaranteed 1, voting 1, two signers 1; 4 bits free; from bit 228
     the first signer's group 28.
     Funding: principal 50, funded 50, deadline 32, funded at 32, issue window 22,
     reflection 22; 20 bits free; from bit 228 the second signer's group 28. Staff
     keep their group, so that nobody of it takes notes of what they signed.
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
CLASS_AT: constant(uint256) = 217
COLLATERAL_AT: constant(uint256) = 220
GUARANTEED_AT: constant(uint256) = 221
VOTING_AT: constant(uint256) = 222
TWO_SIGNERS_AT: constant(uint256) = 223
FUNDED_AT: constant(uint256) = 50
DEADLINE_AT: constant(uint256) = 100
FILLED_AT: constant(uint256) = 132
WINDOW_AT: constant(uint256) = 164
REFLECTION_AT: constant(uint256) = 186
# Where a signer's group begins, in either word.
SIGNER_AT: constant(uint256) = 228


@internal
@pure
def _pack(side: Side, funding: Funding) -> (uint256, uint256):
    """
    @notice Packs a listing into its words.
    @param side The side, each field within its bits.
    @param funding The funding, each field within its bits.
    @return The side's word.
    @return The funding's word.
    """
    return (
        convert(side.borrower, uint256)
        | (side.level << LEVEL_AT)
        | (side.status << STATUS_AT)
        | (side.ticket_min << TICKET_AT)
        | (side.reflection_class << CLASS_AT)
        | (convert(side.collateral, uint256) << COLLATERAL_AT)
        | (convert(side.guaranteed, uint256) << GUARANTEED_AT)
        | (convert(side.voting, uint256) << VOTING_AT)
        | (convert(funding.second_group != 0, uint256) << TWO_SIGNERS_AT)
        | (funding.first_group << SIGNER_AT)
    ), (
        funding.principal
        | (funding.funded << FUNDED_AT)
        | (funding.deadline << DEADLINE_AT)
        | (funding.funded_at << FILLED_AT)
        | (funding.issue_seconds << WINDOW_AT)
        | (side.reflection_seconds << REFLECTION_AT)
        | (funding.second_group << SIGNER_AT)
    )


@internal
@pure
def _unpack(side: uint256, funding: uint256) -> (Side, Funding):
    """
    @notice Unpacks a listing's words.
    @param side The side's word, as in this module's header.
    @param funding The funding's word.
    @return The side; all zero for an unknown loan.
    @return The funding; all zero for an unknown loan.
    """
    return Side(
        borrower=self._borrower(side),
        level=self._level(side),
        status=self._status(side),
        ticket_min=self._ticket_min(side),
        reflection_seconds=(funding >> REFLECTION_AT) & constants.BITS_22,
        reflection_class=self._reflection_class(side),
        collateral=(side >> COLLATERAL_AT) & 1 == 1,
        guaranteed=(side >> GUARANTEED_AT) & 1 == 1,
        voting=(side >> VOTING_AT) & 1 == 1,
    ), Funding(
        principal=self._principal(funding),
        funded=self._funded(funding),
        deadline=(funding >> DEADLINE_AT) & constants.BITS_32,
        funded_at=self._funded_at(funding),
        issue_seconds=(funding >> WINDOW_AT) & constants.BITS_22,
        first_group=side >> SIGNER_AT,
        second_group=funding >> SIGNER_AT,
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
def _signers(side: uint256, funding: uint256) -> uint256:
    """
    @notice Reads the groups of a listing's signers.
    @param side The side's word.
    @param funding The funding's word.
    @return 28 bits each; the second 0 when there is none.
    """
    return (side >> SIGNER_AT) | ((funding >> SIGNER_AT) << 28)


@internal
@pure
def _reflection_end(funding: uint256) -> uint256:
    """
    @notice Returns when the time to reflect ends and the issue window begins.
    @param funding The funding's word.
    @return The last Unix second of reflection; 0 before the loan was first fully funded.
    """
    since: uint256 = (funding >> FILLED_AT) & constants.BITS_32
    if since == 0:
        return 0
    return since + ((funding >> REFLECTION_AT) & constants.BITS_22)


@internal
@pure
def _last_second(funding: uint256) -> uint256:
    """
    @notice Returns the last second on which a listing may be funded, or issued once it was
            fully funded: the clock runs once.
    @param funding The funding's word.
    @return Unix second.
    """
    since: uint256 = (funding >> FILLED_AT) & constants.BITS_32
    if since == 0:
        return (funding >> DEADLINE_AT) & constants.BITS_32
    return (
        since
        + ((funding >> REFLECTION_AT) & constants.BITS_22)
        + ((funding >> WINDOW_AT) & constants.BITS_22)
    )
