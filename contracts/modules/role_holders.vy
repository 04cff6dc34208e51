# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Who holds which role
@license MIT
@notice Roles are bits of one word per account. Nobody both vouches for a person and
        signs their loan.
"""


# @dev We import the interface of the contract we ask, and the roles' bits.
from ..interfaces import IRegistry
from . import peers
from . import council_proposals
from . import roles

uses: peers


# An account's roles, one bit each, as in modules/roles.
roles_of: public(HashMap[address, uint256])


# ---- Views -------------------------------------------------------


@external
@view
def has_role(account: address, role: uint256) -> bool:
    """
    @notice Returns whether an account holds a role.
    @param account The account asked about.
    @param role A bit of modules/roles: 1, 2, 4, 8 or 16.
    @return Whether all the bits asked for are the account's; false when none is asked for.
    """
    return role != 0 and self.roles_of[account] & role == role


# ---- Internal functions ------------------------------------------


@internal
def _set_roles(account: address, role_bits: uint256):
    """
    @notice Replaces an account's roles; nothing is added to what it had.
    @param account The account; not zero.
    @param role_bits Bits of modules/roles, 0 to 31.
    """
    assert account != empty(address), "GOV:ROLES:ZERO"
    assert role_bits <= roles.ALL, "GOV:ROLES:BITS"
    if role_bits & roles.UNDERWRITER != 0:
        # Nobody both vouches for a person and signs their loan.
        assert staticcall IRegistry(peers.registry).seat_of(account) == 0, "GOV:ROLES:CONFLICT"
    self.roles_of[account] = role_bits
    log council_proposals.RolesSet(account=account, role_bits=role_bits)
