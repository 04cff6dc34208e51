# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The council's seats
@license MIT
@notice Who sits on the council: a seat is a place in the list, from 0, and stays
        when its member is replaced. With each replacement it is another
        council: what the one before had approved dies with it.
"""


# The most members.
MEMBERS_MAX: constant(uint256) = 9

# The members' addresses, by seat.
members: DynArray[address, MEMBERS_MAX]
# The council's number: how often a member was replaced.
council_number: public(uint256)


event MemberReplaced:
    member: indexed(address)  # who sat there; zero at deployment
    successor: indexed(address)  # who sits there now


@internal
@view
def _seat(member: address) -> uint256:
    """
    @notice Returns a member's seat; anyone else is refused.
    @param member The account asked about.
    @return The seat, from 0.
    """
    seat: uint256 = 0
    for known: address in self.members:
        if known == member:
            return seat
        seat += 1
    raise "GOV:COUNCIL:MEMBER"


@internal
def _replace(member: address, successor: address):
    """
    @notice Gives a member's seat to a successor.
    @dev The successor takes over the seat, but none of the seat's approvals.
    @param member Who sits there.
    @param successor Who shall sit there; not on the council yet.
    """
    seat: uint256 = self._seat(member)
    assert successor not in self.members, "GOV:COUNCIL:TAKEN"
    self.members[seat] = successor
    self.council_number += 1
    log MemberReplaced(member=member, successor=successor)
