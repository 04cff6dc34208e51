# pragma version 0.4.3
# pragma evm-version prague
"""
@title A token that misbehaves on demand
@license MIT
@notice For tests only. Behaviour is chosen by flags: it can tax transfers,
        answer false, refuse a blocklisted address, refuse zero amounts, and
        call back into any contract in the middle of a transfer.
@custom:kill For tests only.
"""


TAX: constant(uint256) = 1
ANSWER_FALSE: constant(uint256) = 2
REVERT_ON_ZERO: constant(uint256) = 4
CALL_BACK: constant(uint256) = 8
REBASE: constant(uint256) = 16

decimals: public(uint8)
behaviour: public(uint256)
blocked: public(HashMap[address, bool])
balances: HashMap[address, uint256]
allowance: public(HashMap[address, HashMap[address, uint256]])
target: public(address)
payload: public(Bytes[2048])
# What the last call back into the platform came to: 1 reverted, 2 succeeded.
outcome: public(uint256)
answer: public(Bytes[1024])


@deploy
def __init__(decimals_: uint8):
    self.decimals = decimals_


@external
def set_behaviour(flags: uint256):
    """
    @notice Chooses how to misbehave.
    @param flags The sum of the flags above, 0 to 31.
    """
    self.behaviour = flags


@external
def block_address(account: address, blocked: bool):
    """
    @notice Refuses transfers from and to an address.
    @param account The address.
    @param blocked Whether it is refused.
    """
    self.blocked[account] = blocked


@external
def call_back(target: address, payload: Bytes[2048]):
    """
    @notice Chooses what to call in the middle of the next transfers.
    @param target The contract to call.
    @param payload The call's data, at most 2,048 bytes.
    """
    self.target = target
    self.payload = payload
    self.outcome = 0


@external
@view
def balanceOf(owner: address) -> uint256:
    """
    @notice Returns a balance; halved while rebasing.
    @param owner Whose balance.
    @return In minor units, rounded down.
    """
    if self.behaviour & REBASE != 0:
        return self.balances[owner] // 2
    return self.balances[owner]


@external
def mint(to: address, amount: uint256):
    """
    @notice Mints for anyone.
    @param to Who gets the tokens.
    @param amount In minor units.
    """
    self.balances[to] += amount


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Allows another address to move so many of the caller's tokens.
    @param spender Who may.
    @param amount In minor units.
    @return Always true.
    """
    self.allowance[msg.sender][spender] = amount
    return True


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves the caller's tokens, with the chosen misbehaviour.
    @param to Who gets the tokens.
    @param amount In minor units.
    @return False when it answers false; else true.
    """
    return self._transfer(msg.sender, to, amount)


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves tokens within an allowance, with the chosen misbehaviour.
    @param owner Whose tokens go.
    @param to Who gets them.
    @param amount In minor units.
    @return False when it answers false; else true.
    """
    self.allowance[owner][msg.sender] -= amount
    return self._transfer(owner, to, amount)


@internal
def _transfer(sender: address, receiver: address, amount: uint256) -> bool:
    assert not self.blocked[sender] and not self.blocked[receiver], "TOKEN:BLOCKED"
    if self.behaviour & REVERT_ON_ZERO != 0:
        assert amount != 0, "TOKEN:ZERO"
    if self.behaviour & ANSWER_FALSE != 0:
        return False
    self.balances[sender] -= amount
    received: uint256 = amount
    if self.behaviour & TAX != 0:
        received -= amount // 100
    self.balances[receiver] += received
    if self.behaviour & CALL_BACK != 0:
        success: bool = False
        returned: Bytes[1024] = b""
        success, returned = raw_call(
            self.target, self.payload, max_outsize=1024, revert_on_failure=False
        )
        self.outcome = 1 + convert(success, uint256)
        self.answer = returned
    return True
