# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The vault: tokens in and out
@license MIT
@notice The only module that calls the token once it is deployed. What comes in
        is credited as measured; what goes out is debited first.
"""


# @dev We import the interface of the settlement token.
from ..interfaces import IERC20

# @dev We import the accounts, and who may ask for whom.
from . import accounts
from . import peers

uses: accounts
uses: peers


# The token has at most this many decimals: 10^15 minor units are then at least 10^7 tokens.
DECIMALS_MAX: constant(uint8) = 8

# The settlement token's address, fixed at deployment.
token: public(immutable(address))


event Deposited:
    owner: indexed(address)  # whose balance rose
    amount: uint256  # what was credited, in minor units of the token
    balance: uint256  # the owner's balance afterwards, in minor units


event Withdrawn:
    owner: indexed(address)  # whose balance fell, and who got the tokens
    amount: uint256  # what was sent, in minor units of the token
    balance: uint256  # the owner's balance afterwards, in minor units


@deploy
def __init__(token_: address):
    assert staticcall IERC20(token_).decimals() <= DECIMALS_MAX, "ESCROW:INIT:DECIMALS"
    token = token_


# ---- Entry points ------------------------------------------------


@external
def deposit(amount: uint256) -> uint256:
    """
    @notice Brings tokens in from the caller, who has approved this contract.
    @param amount In minor units of the token, from 1.
    @return What was credited, in minor units: the measured change of the token balance.
    @custom:error ESCROW:DEPOSIT:NOTHING when the token brought nothing in.
                  ESCROW:DEPOSIT:RANGE when the balance would pass 2^96 - 1.
                  ESCROW:DEPOSIT:TOKEN when the token answers false.
                  ESCROW:DEPOSIT:ZERO when amount is 0.
    """
    return self._deposit(msg.sender, amount)


@external
def deposit_with_permit(
    amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32
) -> uint256:
    """
    @notice Brings tokens in from the caller, with an EIP-2612 permit instead of an
            approval.
    @dev A permit that someone else has already sent (front-run) is no failure: the
         allowance then stands, and transferFrom decides.
    @param amount In minor units of the token, from 1.
    @param deadline The last Unix second on which the permit holds.
    @param v The permit signature's recovery id, 27 or 28.
    @param r The permit signature's r.
    @param s The permit signature's s.
    @return What was credited, in minor units: the measured change of the token balance.
    @custom:error ESCROW:DEPOSIT:NOTHING when the token brought nothing in.
                  ESCROW:DEPOSIT:RANGE when the balance would pass 2^96 - 1.
                  ESCROW:DEPOSIT:TOKEN when the token answers false.
                  ESCROW:DEPOSIT:ZERO when amount is 0.
    """
    success: bool = raw_call(
        token,
        abi_encode(
            msg.sender,
            self,
            amount,
            deadline,
            v,
            r,
            s,
            method_id=method_id(
                "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
            ),
        ),
        revert_on_failure=False,
    )
    return self._deposit(msg.sender, amount)


@external
def deposit_for(owner: address, amount: uint256) -> uint256:
    """
    @notice Brings tokens in from the Book's caller: the Book's half of deposit-and-fund.
    @param owner The Book's caller, who has approved this contract.
    @param amount In minor units of the token, from 1.
    @return What was credited, in minor units: the measured change of the token balance.
    @custom:error ESCROW:DEPOSIT:CALLER when the caller is not the Book.
                  ESCROW:DEPOSIT:NOTHING when the token brought nothing in.
                  ESCROW:DEPOSIT:RANGE when the balance would pass 2^96 - 1.
                  ESCROW:DEPOSIT:TOKEN when the token answers false.
                  ESCROW:DEPOSIT:ZERO when amount is 0.
    """
    assert msg.sender == peers.book, "ESCROW:DEPOSIT:CALLER"
    return self._deposit(owner, amount)


@external
def withdraw(amount: uint256):
    """
    @notice Sends tokens out to the caller.
    @param amount In minor units of the token, from 1.
    @custom:error ESCROW:WITHDRAW:BALANCE when the balance is below the amount.
                  ESCROW:WITHDRAW:HELD when the owner's withdrawals are frozen.
                  ESCROW:WITHDRAW:TOKEN when the token answers false.
                  ESCROW:WITHDRAW:ZERO when amount is 0.
    """
    self._withdraw(msg.sender, amount)


@external
def withdraw_for(owner: address, amount: uint256):
    """
    @notice Sends tokens out to the Book's caller: the Book's half of claim-and-withdraw.
    @param owner The Book's caller, who gets the tokens.
    @param amount In minor units of the token, from 1.
    @custom:error ESCROW:WITHDRAW:BALANCE when the balance is below the amount.
                  ESCROW:WITHDRAW:CALLER when the caller is not the Book.
                  ESCROW:WITHDRAW:HELD when the owner's withdrawals are frozen.
                  ESCROW:WITHDRAW:TOKEN when the token answers false.
                  ESCROW:WITHDRAW:ZERO when amount is 0.
    """
    assert msg.sender == peers.book, "ESCROW:WITHDRAW:CALLER"
    self._withdraw(owner, amount)


# ---- Internal functions ------------------------------------------


@internal
def _deposit(owner: address, amount: uint256) -> uint256:
    """
    @dev Credits what the token's balance has risen by, whatever the token says.
    """
    assert amount != 0, "ESCROW:DEPOSIT:ZERO"
    before: uint256 = staticcall IERC20(token).balanceOf(self)
    assert extcall IERC20(token).transferFrom(
        owner, self, amount, default_return_value=True
    ), "ESCROW:DEPOSIT:TOKEN"
    credited: uint256 = staticcall IERC20(token).balanceOf(self) - before
    assert credited != 0, "ESCROW:DEPOSIT:NOTHING"
    word: uint256 = accounts.words[owner]
    balance: uint256 = accounts._balance(word) + credited
    assert balance <= accounts.BITS_96, "ESCROW:DEPOSIT:RANGE"
    accounts.words[owner] = word + credited
    log Deposited(owner=owner, amount=credited, balance=balance)
    return credited


@internal
def _withdraw(owner: address, amount: uint256):
    """
    @dev Debits before the token is called.
    """
    assert amount != 0, "ESCROW:WITHDRAW:ZERO"
    word: uint256 = accounts.words[owner]
    balance: uint256 = accounts._balance(word)
    assert amount <= balance, "ESCROW:WITHDRAW:BALANCE"
    assert accounts._held_until(word) <= block.timestamp, "ESCROW:WITHDRAW:HELD"
    accounts.words[owner] = word - amount
    log Withdrawn(owner=owner, amount=amount, balance=balance - amount)
    assert extcall IERC20(token).transfer(
        owner, amount, default_return_value=True
    ), "ESCROW:WITHDRAW:TOKEN"
