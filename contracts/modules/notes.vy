# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Notes: who holds which units of which loan
@license MIT
@notice Positions and the ERC-6909 view of them: an id is a loan, an amount is
        units, and one unit is one minor unit of original principal.
@dev The one place where units change hands is _hand, which its deployable
     calls after its own checks; approvals and operators only say who may ask.
"""


# @dev We import the layout of a position and how it is settled.
from . import constants
from . import positions


# Holder and loan's number -> the position's word, as in modules/positions.
positions_of: HashMap[address, HashMap[uint256, uint256]]
# Whether a spender may transfer all of an owner's notes (ERC-6909).
isOperator: public(HashMap[address, HashMap[address, bool]])
# Units, in minor units, that a spender may still transfer (ERC-6909).
allowance: public(HashMap[address, HashMap[address, HashMap[uint256, uint256]]])


event Transfer:
    caller: address  # who sent the call
    sender: indexed(address)  # whose units went
    receiver: indexed(address)  # who got them
    id: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # units, in minor units of original principal


event OperatorSet:
    owner: indexed(address)  # whose notes
    spender: indexed(address)  # who may transfer them, or no longer
    approved: bool  # whether they may


event Approval:
    owner: indexed(address)  # whose units
    spender: indexed(address)  # who may transfer them
    id: indexed(uint256)  # the loan's number, from 1
    amount: uint256  # units, in minor units; 2^256 - 1 never runs out


# ---- Views -------------------------------------------------------


@external
@view
def balanceOf(owner: address, id: uint256) -> uint256:
    """
    @notice Returns the units of a loan that an owner holds (ERC-6909).
    @param owner Whose note.
    @param id The loan's number, from 1.
    @return Units, in minor units of original principal, 0 to 10^15.
    """
    return positions._units(self.positions_of[owner][id])


@external
@pure
def supportsInterface(interface_id: bytes4) -> bool:
    """
    @notice Returns whether an interface is supported (ERC-165): ERC-165 itself and ERC-6909.
    @param interface_id The interface's four bytes.
    @return Whether it is one of the two.
    """
    return interface_id == 0x01ffc9a7 or interface_id == 0x0f632fb3


# ---- Entry points ------------------------------------------------


@external
def setOperator(spender: address, approved: bool) -> bool:
    """
    @notice Lets another address transfer any of the caller's notes, or ends that
            (ERC-6909).
    @param spender Who may, or may no longer.
    @param approved Whether they may.
    @return Always true.
    """
    self.isOperator[msg.sender][spender] = approved
    log OperatorSet(owner=msg.sender, spender=spender, approved=approved)
    return True


@external
def approve(spender: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Lets another address transfer so many of the caller's units of one loan
            (ERC-6909).
    @param spender Who may.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal; 0 ends it, 2^256 - 1 never
            runs out.
    @return Always true.
    """
    self.allowance[msg.sender][spender][id] = amount
    log Approval(owner=msg.sender, spender=spender, id=id, amount=amount)
    return True


# ---- Internal functions ------------------------------------------


@internal
def _spend_allowance(owner: address, spender: address, id: uint256, amount: uint256):
    """
    @notice Refuses a spender who may not move so many units, and lowers their allowance.
    @param owner Whose units go.
    @param spender Who asks: the owner, an operator, or someone with an allowance.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal.
    """
    if spender == owner or self.isOperator[owner][spender]:
        return
    allowed: uint256 = self.allowance[owner][spender][id]
    assert amount <= allowed, "BOOK:MOVE:ALLOWANCE"
    if allowed != max_value(uint256):
        self.allowance[owner][spender][id] = allowed - amount


@internal
def _mint(holder: address, id: uint256, units: uint256):
    """
    @notice Gives a funder new units; who has retracted funding of a loan gets none.
    @param holder Who funds.
    @param id The loan's number, from 1.
    @param units Units, in minor units of original principal, from 1.
    """
    word: uint256 = self.positions_of[holder][id]
    assert (word >> 50) & constants.BITS_50 != positions.RETRACTED, "BOOK:FUND:RETRACTED"
    self.positions_of[holder][id] = word + units
    log Transfer(
        caller=msg.sender, sender=empty(address), receiver=holder, id=id, amount=units
    )


@internal
def _burn(holder: address, id: uint256, units: uint256, after: uint256):
    """
    @notice Takes units of a funder who retracts.
    @param holder Who retracts.
    @param id The loan's number, from 1.
    @param units Units, in minor units of original principal, from 1.
    @param after The position's word afterwards.
    """
    self.positions_of[holder][id] = after
    log Transfer(
        caller=msg.sender, sender=holder, receiver=empty(address), id=id, amount=units
    )


@internal
def _hand(
    sender: address,
    receiver: address,
    id: uint256,
    units: uint256,
    sender_word: uint256,
    receiver_word: uint256,
):
    """
    @notice Writes two positions between which units have moved.
    @param sender Whose units go.
    @param receiver Who gets them.
    @param id The loan's number, from 1.
    @param units Units, in minor units of original principal, from 1.
    @param sender_word The sender's position afterwards.
    @param receiver_word The receiver's position afterwards.
    """
    self.positions_of[sender][id] = sender_word
    self.positions_of[receiver][id] = receiver_word
    log Transfer(caller=msg.sender, sender=sender, receiver=receiver, id=id, amount=units)
