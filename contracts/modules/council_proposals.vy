# pragma version 0.4.3
"""
@title Decisions of the council
@license MIT
@notice What the council may decide, and what could never be executed.
"""


# @dev We import the bounded parameters and the roles' bits.
from . import parameters
from . import roles


# A parameter's decision carries its key above, and its value in, so many low bits.
BITS_128: constant(uint256) = 2 ** 128 - 1

# Kinds of decision: (subject, argument) mean what stands beside them.
SET_PARAMETER: constant(uint256) = 0  # -, key * 2^128 + value
SET_ROLES: constant(uint256) = 1  # account, role bits
SET_TREASURY: constant(uint256) = 2  # account, -
REPLACE_ATTESTOR: constant(uint256) = 3  # seat, successor as a number
REPLACE_MEMBER: constant(uint256) = 4  # member, successor as a number
SET_MIN_EPOCH: constant(uint256) = 5  # -, unix second
UNPAUSE: constant(uint256) = 6  # -, the pause's number
WIND_DOWN: constant(uint256) = 7  # -, -
CONFIRM_PAUSE: constant(uint256) = 8  # -, the pause's number
SET_COLLECTION: constant(uint256) = 9  # an ERC-721 contract, 1 allowed or 0
KINDS: constant(uint256) = 10


struct Decision:
    kind: uint256  # as above, 0 to 9
    subject: address  # the account, seat or member it is about
    argument: uint256  # as beside the kinds above
    approvals: uint256  # a bit for each member's seat
    proposed_at: uint256  # Unix second; 0: never proposed
    ready_at: uint256  # Unix second when approvals sufficed, plus the delay; 0 before
    council: uint256  # the council's number when it was proposed: approvals die with it
    ended: uint256  # 0 open, 1 executed, 2 cancelled


event Proposed:
    decision: indexed(uint256)  # the decision's number, from 1
    by: indexed(address)  # the member who proposed
    kind: uint256  # as above, 0 to 9
    subject: address  # the account, seat or member it is about
    argument: uint256  # as beside the kinds above


event Approved:
    decision: indexed(uint256)  # the decision's number, from 1
    by: indexed(address)  # the member who approved
    ready_at: uint256  # Unix second from which it may be executed; 0: not yet


event Executed:
    decision: indexed(uint256)  # the decision's number, from 1
    by: indexed(address)  # who sent the call


event DecisionCancelled:
    decision: indexed(uint256)  # the decision's number, from 1
    by: indexed(address)  # the GUARDIAN key


event CollectionSet:
    collection: indexed(address)  # an ERC-721 contract
    allowed: bool  # whether its tokens may secure loans from now on


event RolesSet:
    account: indexed(address)  # whose roles
    role_bits: uint256  # all of them now, bits of modules/roles, 0 to 31


event TreasurySet:
    account: indexed(address)  # where the platform's fees go from now on


@internal
@view
def _check(kind: uint256, subject: address, argument: uint256):
    """
    @notice Refuses a decision that could never be executed.
    @param kind The kind of decision, 0 to 9.
    @param subject The account, seat or member it is about.
    @param argument What the kind needs, as beside the kinds above.
    """
    assert kind < KINDS, "GOV:PROPOSE:KIND"
    if kind == SET_PARAMETER:
        parameters._check(argument >> 128, argument & BITS_128)
    elif kind == SET_ROLES:
        assert argument <= roles.ALL, "GOV:ROLES:BITS"
    elif kind == REPLACE_ATTESTOR or kind == REPLACE_MEMBER:
        assert argument != 0 and argument < 2**160, "GOV:PROPOSE:SUCCESSOR"
    elif kind == SET_COLLECTION:
        assert argument <= 1, "GOV:PROPOSE:FLAG"
    if kind == SET_COLLECTION or kind >= SET_ROLES and kind <= REPLACE_MEMBER:
        assert subject != empty(address), "GOV:PROPOSE:ZERO"
