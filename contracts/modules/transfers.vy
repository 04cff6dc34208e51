# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Transfers: balances moved inside the Escrow
@license MIT
@notice What the other contracts may order, each within its own part.
"""


# @dev We import the accounts, who may move them, and the reasons of moves.
from . import accounts
from . import constants
from . import peers
from . import reasons

uses: accounts
uses: peers


@external
def move(sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256):
    """
    @notice Moves a balance inside the platform, on the order of a contract fixed in the
            constructor; the Reserve moves only its own.
    @param sender Whose balance falls.
    @param receiver Whose balance rises.
    @param amount In minor units of the token, 0 to the sender's balance.
    @param reason Why, as in modules/reasons, 1 to 21.
    @param ref What it is about: the loan's number, or 0.
    @custom:error ESCROW:MOVE:BALANCE when the sender's balance is too low.
                  ESCROW:MOVE:CALLER when the caller may move no balances.
                  ESCROW:MOVE:RANGE when the receiver's balance would pass 2^96 - 1.
                  ESCROW:MOVE:SENDER when the Reserve names another sender than itself.
    """
    self._check_mover(sender)
    accounts._move(accounts.words[sender], sender, receiver, amount, reason, ref)


@external
def pay(holder: address, principal: uint256, interest: uint256, lost: uint256, loan: uint256):
    """
    @notice Pays a note's earnings out of the pot to its holder, and counts the principal as
            returned, with what a loan that has ended will never return.
    @param holder Who holds the note.
    @param principal In minor units of the token, from 0.
    @param interest Interest and late charges, in minor units, from 0.
    @param lost Principal that no longer counts as lent, in minor units, from 0.
    @param loan The loan's number, from 1.
    @custom:error ESCROW:PAY:CALLER when the caller is not the Book.
                  ESCROW:PAY:RANGE when a holder's balance would pass 2^96 - 1.
                  ESCROW:POT:BALANCE when the pot holds too little, which no path allows.
    """
    assert msg.sender == peers.book, "ESCROW:PAY:CALLER"
    accounts._debit(peers.servicing, principal + interest)
    word: uint256 = accounts._credit_claim(holder, principal, interest, lost, loan)
    accounts.words[holder] = accounts._raise_returned(word, principal + lost)


@external
def settle(
    sender: address,
    receiver: address,
    sender_earned: uint256[2],
    receiver_earned: uint256[2],
    price: uint256,
    fee: uint256,
    outstanding: uint256,
    loan: uint256,
) -> uint256:
    """
    @notice Settles units that change hands: both sides get what their notes have earned,
            and in a sale the receiver pays the price.
    @dev The market fee stays in the pot, where Servicing counts it. The outstanding
         principal that leaves the sender counts as returned to them. A frozen sender may
         not move notes.
    @param sender Who gives units away.
    @param receiver Who gets them, and in a sale pays.
    @param sender_earned The sender's principal and interest from the pot, in minor units.
    @param receiver_earned The receiver's principal and interest from the pot, in minor
            units.
    @param price What the receiver pays, in minor units, fee included; 0: no sale.
    @param fee The market fee within the price, in minor units, 0 to price.
    @param outstanding The moved units' unpaid principal, in minor units, rounded up.
    @param loan The loan's number, from 1.
    @return The principal returned to the receiver since it was last taken, in minor units;
            0 when the receiver's account is not touched.
    @custom:error ESCROW:PAY:RANGE when a holder's balance would pass 2^96 - 1.
                  ESCROW:POT:BALANCE when the pot holds too little, which no path allows.
                  ESCROW:SETTLE:BALANCE when the buyer's balance is below the price.
                  ESCROW:SETTLE:CALLER when the caller is not the Book.
                  ESCROW:SETTLE:HELD when the sender is frozen.
    """
    assert msg.sender == peers.book, "ESCROW:SETTLE:CALLER"
    earned: uint256 = (
        sender_earned[0] + sender_earned[1] + receiver_earned[0] + receiver_earned[1]
    )
    if earned != 0 or fee != 0:
        pot: uint256 = accounts.words[peers.servicing]
        assert earned <= pot & accounts.BITS_96, "ESCROW:POT:BALANCE"
        accounts.words[peers.servicing] = pot - earned + fee
    seller: uint256 = accounts._credit_claim(sender, sender_earned[0], sender_earned[1], 0, loan)
    assert (seller >> 96) & constants.BITS_40 <= block.timestamp, "ESCROW:SETTLE:HELD"
    if price == 0 and receiver_earned[0] == 0 and receiver_earned[1] == 0:
        # The receiver's word is not needed: their counter waits for its next use.
        accounts.words[sender] = accounts._raise_returned(seller, sender_earned[0] + outstanding)
        return 0
    buyer: uint256 = accounts._credit_claim(
        receiver, receiver_earned[0], receiver_earned[1], 0, loan
    )
    if price != 0:
        assert price <= buyer & accounts.BITS_96, "ESCROW:SETTLE:BALANCE"
        buyer -= price
        seller += price - fee
        log accounts.SalePaid(
            loan=loan, seller=sender, buyer=receiver, price=price, fee=fee,
            seller_balance=seller & accounts.BITS_96, buyer_balance=buyer & accounts.BITS_96,
        )
    accounts.words[sender] = accounts._raise_returned(seller, sender_earned[0] + outstanding)
    accounts.words[receiver] = buyer & accounts.BITS_136
    return (buyer >> 136) + receiver_earned[0]


@external
def take(
    sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256
) -> uint256:
    """
    @notice Moves a balance and takes the sender's counter of returned principal, which is 0
            afterwards.
    @param sender Whose balance falls and whose counter is taken.
    @param receiver Whose balance rises.
    @param amount In minor units of the token, 0 to the sender's balance.
    @param reason Why, as in modules/reasons, 1 to 21.
    @param ref What it is about: the loan's number.
    @return The principal returned to the sender since it was last taken, in minor units.
    @custom:error ESCROW:MOVE:BALANCE when the sender's balance is too low.
                  ESCROW:MOVE:RANGE when the receiver's balance would pass 2^96 - 1.
                  ESCROW:TAKE:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "ESCROW:TAKE:CALLER"
    word: uint256 = accounts.words[sender]
    accounts._move(word & accounts.BITS_136, sender, receiver, amount, reason, ref)
    return word >> 136


@external
def take_many(
    senders: DynArray[address, constants.EXECUTE_MAX],
    amounts: DynArray[uint256, constants.EXECUTE_MAX],
    loan: uint256,
):
    """
    @notice Moves many balances to the Book, for a loan that mandates fund; 0 is passed over.
    @param senders Whose balances fall.
    @param amounts In minor units of the token, each 0 to the sender's balance.
    @param loan The loan's number, from 1.
    @custom:error ESCROW:MOVE:BALANCE when a sender's balance is too low.
                  ESCROW:MOVE:RANGE when the Book's balance would pass 2^96 - 1.
                  ESCROW:TAKE:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "ESCROW:TAKE:CALLER"
    pot: uint256 = accounts.words[peers.book]
    raised: uint256 = pot & accounts.BITS_96
    for i: uint256 in range(len(senders), bound=constants.EXECUTE_MAX):
        amount: uint256 = amounts[i]
        if amount == 0:
            continue
        sender: address = senders[i]
        word: uint256 = accounts.words[sender]
        balance: uint256 = word & accounts.BITS_96
        assert amount <= balance, "ESCROW:MOVE:BALANCE"
        accounts.words[sender] = unsafe_sub(word, amount)
        raised += amount
        log accounts.Moved(
            sender=sender, receiver=peers.book, reason=reasons.FUND, ref=loan, amount=amount,
            sender_balance=unsafe_sub(balance, amount), receiver_balance=raised,
        )
    assert raised <= accounts.BITS_96, "ESCROW:MOVE:RANGE"
    # Nobody has enrolled the Book, so it is none of the senders.
    accounts.words[peers.book] = (pot & ~accounts.BITS_96) | raised


@external
def take_returned(owner: address) -> uint256:
    """
    @notice Takes the owner's counter of returned principal, which is 0 afterwards.
    @param owner Whose counter is taken.
    @return The principal returned since it was last taken, in minor units.
    @custom:error ESCROW:TAKE:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "ESCROW:TAKE:CALLER"
    return accounts._take_returned(owner)


@external
def split(
    sender: address,
    receivers: address[3],
    amounts: uint256[3],
    split_reasons: uint256[3],
    ref: uint256,
):
    """
    @notice Moves up to three amounts from one sender; amounts of 0 are passed over.
    @param sender Whose balance falls.
    @param receivers Whose balances rise, in order.
    @param amounts In minor units of the token, one for each receiver, from 0.
    @param split_reasons Why, as in modules/reasons, one for each amount.
    @param ref What it is about: the loan's number.
    @custom:error ESCROW:MOVE:BALANCE when the sender's balance is too low.
                  ESCROW:MOVE:CALLER when the caller may move no balances.
                  ESCROW:MOVE:RANGE when the receiver's balance would pass 2^96 - 1.
                  ESCROW:MOVE:SENDER when the Reserve names another sender than itself.
    """
    self._check_mover(sender)
    word: uint256 = accounts.words[sender]
    left: uint256 = word & accounts.BITS_96
    total: uint256 = amounts[0] + amounts[1] + amounts[2]
    assert total <= left, "ESCROW:MOVE:BALANCE"
    accounts.words[sender] = unsafe_sub(word, total)
    for i: uint256 in range(3):
        amount: uint256 = amounts[i]
        if amount == 0:
            continue
        left = unsafe_sub(left, amount)
        receiver: address = receivers[i]
        word = accounts.words[receiver]
        balance: uint256 = (word & accounts.BITS_96) + amount
        assert balance <= accounts.BITS_96, "ESCROW:MOVE:RANGE"
        accounts.words[receiver] = unsafe_add(word, amount)
        log accounts.Moved(
            sender=sender, receiver=receiver, reason=split_reasons[i], ref=ref,
            amount=amount, sender_balance=left, receiver_balance=balance,
        )


@external
def give(giver: address, amount: uint256, reason: uint256, ref: uint256):
    """
    @notice Moves a contribution or a stake to the Reserve: the Reserve's half of it.
    @param giver The Reserve's caller, who gives.
    @param amount In minor units of the token, 1 to the giver's balance.
    @param reason Why, as in modules/reasons: a donation or a stake.
    @param ref A contribution's source, or the guaranteed loan's number.
    @custom:error ESCROW:GIVE:CALLER when the caller is not the Reserve.
                  ESCROW:GIVE:HELD when the giver is frozen.
                  ESCROW:MOVE:BALANCE when the sender's balance is too low.
                  ESCROW:MOVE:RANGE when the receiver's balance would pass 2^96 - 1.
    """
    assert msg.sender == peers.reserve, "ESCROW:GIVE:CALLER"
    word: uint256 = accounts.words[giver]
    assert accounts._held_until(word) <= block.timestamp, "ESCROW:GIVE:HELD"
    accounts._move(word, giver, peers.reserve, amount, reason, ref)


@external
def hold(owner: address, until: uint256):
    """
    @notice Freezes an owner's withdrawals until a second, when the hold ends by itself.
    @param owner Whose withdrawals are frozen.
    @param until Unix second, 0 to 2^40 - 1; 0: free.
    @custom:error ESCROW:HOLD:CALLER when the caller is not the Registry.
    """
    assert msg.sender == peers.registry, "ESCROW:HOLD:CALLER"
    accounts._hold(owner, until)


# ---- Internal functions ------------------------------------------


@internal
@view
def _check_mover(sender: address):
    """
    @dev Lets the Book and Servicing move any balance, and the Reserve its own; anyone else
         is refused.
    """
    if msg.sender == peers.reserve:
        assert sender == peers.reserve, "ESCROW:MOVE:SENDER"
        return
    assert msg.sender == peers.book or msg.sender == peers.servicing, "ESCROW:MOVE:CALLER"
