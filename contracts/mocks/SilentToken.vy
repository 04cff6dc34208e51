# pragma version 0.4.3
# pragma evm-version prague
"""
@title A token whose transfers return nothing
@license MIT
@notice For tests only: as some old tokens do.
@custom:kill For tests only.
"""


decimals: public(uint8)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])


@deploy
def __init__():
    self.decimals = 6


@external
def mint(to: address, amount: uint256):
    """
    @notice Anyone mints.
    """
    self.balanceOf[to] += amount


@external
def approve(spender: address, amount: uint256):
    """
    @notice An ordinary approval that returns nothing.
    """
    self.allowance[msg.sender][spender] = amount


@external
def transfer(to: address, amount: uint256):
    """
    @notice A transfer that returns nothing.
    """
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount


@external
def transferFrom(owner: address, to: address, amount: uint256):
    """
    @notice A transfer within an allowance that returns nothing.
    """
    self.allowance[owner][msg.sender] -= amount
    self.balanceOf[owner] -= amount
    self.balanceOf[to] += amount
