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


# The balance's bits, and those of the balance and the hold together.
BITS_96: constant(uint256) = 2 ** 96 - 1
BITS_136: constant(uint256) = 2 ** 136 - 1

# Address -> its account's word.
words: HashMap[address, uint256]


event Moved:
    sender: indexed(address)  # whose balance fell
    receiver: indexed(address)  # whose balance rose
    reason: uint256  # why, as in modules/reasons, 1 to 21
    ref: uint256  # the loan's number, a contribution's source, or 0
    amount: uint256  # in minor units of the token
    sender_balance: uint256  # afterwards, in minor units
    receiver_balance: uint256  # afterwards, in minor units


event ClaimPaid:
    loan: indexed(uint256)  # the loan's number, from 1
    holder: indexed(address)  # who holds the note
    principal: uint256  # in minor units of the token
    interest: uint256  # in minor units, late charges included
    holder_balance: uint256  # afterwards, in minor units


event SalePaid:
    loan: indexed(uint256)  # the loan's number, from 1
    seller: indexed(address)  # who sold
    buyer: indexed(address)  # who bought
    price: uint256  # what the buyer paid, in minor units of the token
    fee: uint256  # the market fee within the price, in minor units
    seller_balance: uint256  # afterwards, in minor units
    buyer_balance: uint256  # afterwards, in minor units


event Held:
    owner: indexed(address)  # whose withdrawals are frozen
    until: uint256  # Unix second


# ---- Views -------------------------------------------------------


@external
@view
def balance_of(owner: address) -> uint256:
    """
    @notice Returns what an address has inside the platform.
    @param owner Whose account.
    @return The balance, in minor units of the token, 0 to 2^96 - 1.
    """
    return self.words[owner] & BITS_96


@external
@view
def hold_until(owner: address) -> uint256:
    """
    @notice Returns until when the owner's withdrawals are frozen.
    @param owner Whose account.
    @return Unix second; 0 or a second that has passed: free.
    """
    return (self.words[owner] >> 96) & constants.BITS_40


@external
@view
def principal_returned(owner: address) -> uint256:
    """
    @notice Returns the principal that loans have paid to the owner or that left with their
            notes, and that their exposure does not yet reflect.
    @dev It does when they next fund or buy, or at anyone's refresh_exposure.
    @param owner Whose account.
    @return In minor units of the token, 0 to 2^64 - 1.
    """
    return self.words[owner] >> 136


# ---- Internal functions ------------------------------------------


@internal
@pure
def _balance(word: uint256) -> uint256:
    """
    @notice Reads the balance of an account's word.
    @param word The packed word, as in this module's header.
    @return In minor units of the token, 0 to 2^96 - 1.
    """
    return word & BITS_96


@internal
@pure
def _held_until(word: uint256) -> uint256:
    """
    @notice Reads until when an account's word freezes withdrawals.
    @param word The packed word, as in this module's header.
    @return Unix second, 0 to 2^40 - 1.
    """
    return (word >> 96) & constants.BITS_40


@internal
def _hold(owner: address, until: uint256):
    """
    @notice Writes until when an owner's withdrawals are frozen.
    @param owner Whose withdrawals are frozen.
    @param until Unix second, 0 to 2^40 - 1.
    """
    self.words[owner] = (self.words[owner] & ~(constants.BITS_40 << 96)) | (
        (until & constants.BITS_40) << 96
    )
    log Held(owner=owner, until=until)


@internal
def _move(
    sender_word: uint256,
    sender: address,
    receiver: address,
    amount: uint256,
    reason: uint256,
    ref: uint256,
):
    """
    @notice Moves a balance from one account to another.
    @param sender_word The sender's word, read already; it is written with the lower balance.
    @param sender Whose balance falls.
    @param receiver Whose balance rises.
    @param amount In minor units of the token, 0 to the sender's balance.
    @param reason Why, as in modules/reasons, 1 to 21.
    @param ref What it is about: the loan's number, a contribution's source, or 0.
    """
    sender_balance: uint256 = sender_word & BITS_96
    assert amount <= sender_balance, "ESCROW:MOVE:BALANCE"
    # What these bounds keep in the balance's bits is not checked again.
    self.words[sender] = unsafe_sub(sender_word, amount)
    # Read after the sender's word is written: a move to oneself changes nothing.
    word: uint256 = self.words[receiver]
    receiver_balance: uint256 = (word & BITS_96) + amount
    assert receiver_balance <= BITS_96, "ESCROW:MOVE:RANGE"
    self.words[receiver] = unsafe_add(word, amount)
    log Moved(
        sender=sender,
        receiver=receiver,
        reason=reason,
        ref=ref,
        amount=amount,
        sender_balance=unsafe_sub(sender_balance, amount),
        receiver_balance=receiver_balance,
    )


@internal
def _debit(owner: address, amount: uint256):
    """
    @notice Takes an amount off an owner's balance; 0 takes nothing.
    @param owner Whose balance falls.
    @param amount In minor units of the token, 0 to the balance.
    """
    if amount != 0:
        word: uint256 = self.words[owner]
        assert amount <= word & BITS_96, "ESCROW:POT:BALANCE"
        self.words[owner] = word - amount


@internal
def _credit_claim(
    holder: address, principal: uint256, interest: uint256, lost: uint256, loan: uint256
) -> uint256:
    """
    @notice Returns the holder's word with their earnings, not yet written.
    @dev The caller writes the word, so that a settlement writes each account once. A loss
         that is counted shows in the event, too, though it may pay nothing.
    @param holder Who holds the note.
    @param principal In minor units of the token, from 0.
    @param interest In minor units of the token, from 0.
    @param lost Principal that no longer counts as lent, in minor units, from 0.
    @param loan The loan's number, from 1.
    @return The account's word with the higher balance.
    """
    word: uint256 = self.words[holder]
    earned: uint256 = principal + interest
    if earned != 0 or lost != 0:
        balance: uint256 = (word & BITS_96) + earned
        assert balance <= BITS_96, "ESCROW:PAY:RANGE"
        word = unsafe_add(word, earned)
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
    """
    @notice Returns a word whose counter of returned principal is higher; it stops at 2^64 -
            1.
    @param word The account's word.
    @param principal In minor units of the token, from 0.
    @return The account's word with the higher counter.
    """
    return (word & BITS_136) | (min((word >> 136) + principal, constants.BITS_64) << 136)


@internal
def _take_returned(owner: address) -> uint256:
    """
    @notice Takes an owner's counter of returned principal, which is 0 afterwards.
    @param owner Whose counter is taken.
    @return In minor units of the token, 0 to 2^64 - 1.
    """
    word: uint256 = self.words[owner]
    returned: uint256 = word >> 136
    if returned != 0:
        self.words[owner] = word & BITS_136
    return returned
