# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Accounts: balances inside the Escrow
@license MIT
@notice One word per address, and every change of it an event.
@dev Layout, from the low bit: balance 96, hold until 40 (no withdrawal before
     that second), principal returned 64 (what loans have paid back since the
     exposure was last brought up to date).
"""


# @dev We import the constants that modules share.
from . import constants


BITS_96: constant(uint256) = 2 ** 96 - 1
BITS_136: constant(uint256) = 2 ** 136 - 1

words: HashMap[address, uint256]


event Moved:
    sender: indexed(address)
    receiver: indexed(address)
    reason: uint256
    ref: uint256
    amount: uint256
    sender_balance: uint256
    receiver_balance: uint256


event ClaimPaid:
    loan: indexed(uint256)
    holder: indexed(address)
    principal: uint256
    interest: uint256
    holder_balance: uint256


event SalePaid:
    loan: indexed(uint256)
    seller: indexed(address)
    buyer: indexed(address)
    price: uint256
    fee: uint256
    seller_balance: uint256
    buyer_balance: uint256


event Held:
    owner: indexed(address)
    until: uint256


@external
@view
def balance_of(owner: address) -> uint256:
    """
    @notice What an address has inside the platform, in minor units.
    """
    return self.words[owner] & BITS_96


@external
@view
def hold_until(owner: address) -> uint256:
    """
    @notice Unix second until which the owner's withdrawals are frozen; 0: free.
    """
    return (self.words[owner] >> 96) & constants.BITS_40


@external
@view
def principal_returned(owner: address) -> uint256:
    """
    @notice Principal that loans have paid to the owner or that left him with
            his notes, and that his exposure does not yet reflect (it does when
            he next funds or buys, or at anyone's refresh_exposure).
    """
    return self.words[owner] >> 136


@internal
@pure
def _balance(word: uint256) -> uint256:
    return word & BITS_96


@internal
@pure
def _held_until(word: uint256) -> uint256:
    return (word >> 96) & constants.BITS_40


@internal
def _hold(owner: address, until: uint256):
    self.words[owner] = (self.words[owner] & ~(constants.BITS_40 << 96)) | ((until & constants.BITS_40) << 96)
    log Held(owner=owner, until=until)


@internal
def _move(sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256):
    word: uint256 = self.words[sender]
    assert amount <= word & BITS_96, "ESCROW:MOVE:BALANCE"
    self.words[sender] = word - amount
    sender_balance: uint256 = (word & BITS_96) - amount
    # Read after the sender's word is written: a move to oneself changes nothing.
    word = self.words[receiver]
    receiver_balance: uint256 = (word & BITS_96) + amount
    assert receiver_balance <= BITS_96, "ESCROW:MOVE:RANGE"
    self.words[receiver] = word + amount
    log Moved(
        sender=sender,
        receiver=receiver,
        reason=reason,
        ref=ref,
        amount=amount,
        sender_balance=sender_balance,
        receiver_balance=receiver_balance,
    )


@internal
def _debit(owner: address, amount: uint256):
    if amount != 0:
        word: uint256 = self.words[owner]
        assert amount <= word & BITS_96, "ESCROW:POT:BALANCE"
        self.words[owner] = word - amount


@internal
def _credit_claim(
    holder: address, principal: uint256, interest: uint256, loan: uint256
) -> uint256:
    """
    @dev The holder's word with his earnings, not yet written.
    """
    word: uint256 = self.words[holder]
    if principal + interest != 0:
        balance: uint256 = (word & BITS_96) + principal + interest
        assert balance <= BITS_96, "ESCROW:PAY:RANGE"
        word += principal + interest
        log ClaimPaid(
            loan=loan,
            holder=holder,
            principal=principal,
            interest=interest,
            holder_balance=balance,
        )
    return word


@internal
@pure
def _raise_returned(word: uint256, principal: uint256) -> uint256:
    return (word & BITS_136) | (min((word >> 136) + principal, constants.BITS_64) << 136)


@internal
def _take_returned(owner: address) -> uint256:
    word: uint256 = self.words[owner]
    returned: uint256 = word >> 136
    if returned != 0:
        self.words[owner] = word & BITS_136
    return returned
