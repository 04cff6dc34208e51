# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
"""
@title Deed: a mock of an ERC-721
@custom:contract-name Deed
@license MIT
@notice For tests: an honest token unless told to revert, or to lie about its owner
        or about having moved.
@custom:kill For tests only.
"""


# How it behaves from now on; bits add up.
REVERTS: constant(uint256) = 1  # transfers revert
LIES_ABOUT_OWNER: constant(uint256) = 2  # whoever asks owns every token
STAYS: constant(uint256) = 4  # transfers say nothing and move nothing
CALLS_BACK: constant(uint256) = 8  # transfers make the call that was chosen

owners: HashMap[uint256, address]
approved: HashMap[uint256, address]
behaviour: public(uint256)
target: address
data: Bytes[1024]
# What the last call back came to: 0 none, 1 refused, 2 done.
outcome: public(uint256)


@external
def mint(owner: address, token_id: uint256):
    """
    @notice Makes a token.
    @param owner Who gets it.
    @param token_id Its number.
    """
    self.owners[token_id] = owner


@external
def set_behaviour(behaviour: uint256):
    """
    @notice Chooses how the token behaves.
    @param behaviour The bits above.
    """
    self.behaviour = behaviour


@external
def call_back(target: address, data: Bytes[1024]):
    """
    @notice Chooses what a transfer calls.
    @param target Which contract.
    @param data The call.
    """
    self.target = target
    self.data = data


@external
def approve(spender: address, token_id: uint256):
    """
    @notice Lets a spender move one of the caller's tokens.
    @param spender Who may.
    @param token_id The token's number.
    """
    assert self.owners[token_id] == msg.sender, "TOKEN:OWNER"
    self.approved[token_id] = spender


@external
@view
def getApproved(token_id: uint256) -> address:
    """
    @notice Returns who may move a token besides its owner.
    @param token_id The token's number.
    @return Who; the zero address: nobody.
    """
    return self.approved[token_id]


@external
@view
def ownerOf(token_id: uint256) -> address:
    """
    @notice Returns who owns a token.
    @param token_id The token's number.
    @return The owner, unless it lies.
    """
    if self.behaviour & LIES_ABOUT_OWNER != 0:
        return msg.sender
    return self.owners[token_id]


@external
def transferFrom(sender: address, receiver: address, token_id: uint256):
    """
    @notice Moves a token, as its owner or with their approval.
    @param sender Who owns it.
    @param receiver Who gets it.
    @param token_id The token's number.
    """
    assert self.behaviour & REVERTS == 0, "TOKEN:REVERTS"
    if self.behaviour & CALLS_BACK != 0:
        done: bool = raw_call(self.target, self.data, revert_on_failure=False)
        self.outcome = 2 if done else 1
    if self.behaviour & STAYS != 0:
        return
    assert self.owners[token_id] == sender, "TOKEN:OWNER"
    assert msg.sender == sender or self.approved[token_id] == msg.sender, "TOKEN:ALLOWANCE"
    self.approved[token_id] = empty(address)
    self.owners[token_id] = receiver
