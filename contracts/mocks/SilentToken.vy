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
    @notice Mints for anyone.
    @param to Who gets the tokens.
    @param amount In minor units.
    """
    self.balanceOf[to] += amount


@external
def approve(spender: address, amount: uint256):
    """
    @notice Allows another address to move so many of the caller's tokens, and returns
            nothing.
    @param spender Who may.
    @param amount In minor units.
    """
    self.allowance[msg.sender][spender] = amount


@external
def transfer(to: address, amount: uint256):
    """
    @notice Moves the caller's tokens, and returns nothing.
    @param to Who gets the tokens.
    @param amount In minor units.
    """
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[to] += amount


@external
def transferFrom(owner: address, to: address, amount: uint256):
    """
    @notice Moves tokens within an allowance, and returns nothing.
    @param owner Whose tokens go.
    @param to Who gets them.
    @param amount In minor units.
    """
    self.allowance[owner][msg.sender] -= amount
    self.balanceOf[owner] -= amount
    self.balanceOf[to] += amount
