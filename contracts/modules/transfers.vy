# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Transfers: balances moved inside the Escrow
@license MIT
@notice What the other contracts may order, each within its own part.
"""


# @dev We import the accounts, who may move them, and the reasons of moves.
from . import accounts
from . import escrow_peers
from . import reasons

uses: accounts
uses: escrow_peers


@external
def move(sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256):
    """
    @notice Moves a balance inside the platform. Only the contracts fixed in
            the constructor; the Reserve only its own.
    """
    escrow_peers._check_mover(sender)
    accounts._move(sender, receiver, amount, reason, ref)


@external
def pay(holder: address, principal: uint256, interest: uint256, loan: uint256):
    """
    @notice Pays a note's earnings out of the repayment pot.
    """
    assert msg.sender == escrow_peers.book, "ESCROW:PAY:CALLER"
    accounts._debit(escrow_peers.servicing, principal + interest)
    word: uint256 = accounts._credit_claim(holder, principal, interest, loan)
    accounts.words[holder] = accounts._raise_returned(word, principal)


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
    @notice Units change hands: both sides are paid what their notes have
            earned, and in a sale the receiver pays the price. The market fee
            stays in the pot, where Servicing counts it. The outstanding
            principal that leaves the sender counts as returned to him. A held
            sender may not move notes.
    @return The principal returned to the receiver since it was last taken; his
            counter is 0 again.
    """
    assert msg.sender == escrow_peers.book, "ESCROW:SETTLE:CALLER"
    accounts._debit(
        escrow_peers.servicing,
        sender_earned[0] + sender_earned[1] + receiver_earned[0] + receiver_earned[1],
    )
    seller: uint256 = accounts._credit_claim(sender, sender_earned[0], sender_earned[1], loan)
    assert accounts._held_until(seller) <= block.timestamp, "ESCROW:SETTLE:HELD"
    left: uint256 = sender_earned[0] + outstanding
    if price == 0 and receiver_earned[0] + receiver_earned[1] == 0:
        # The receiver's word is not needed: his counter waits for its next use.
        accounts.words[sender] = accounts._raise_returned(seller, left)
        return 0
    buyer: uint256 = accounts._credit_claim(
        receiver, receiver_earned[0], receiver_earned[1], loan
    )
    if price != 0:
        assert price <= accounts._balance(buyer), "ESCROW:SETTLE:BALANCE"
        buyer -= price
        seller += price - fee
        if fee != 0:
            accounts.words[escrow_peers.servicing] += fee
        log accounts.SalePaid(
            loan=loan,
            seller=sender,
            buyer=receiver,
            price=price,
            fee=fee,
            seller_balance=accounts._balance(seller),
            buyer_balance=accounts._balance(buyer),
        )
    accounts.words[sender] = accounts._raise_returned(seller, left)
    accounts.words[receiver] = buyer & accounts.BITS_136
    return (buyer >> 136) + receiver_earned[0]


@external
def take(
    sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256
) -> uint256:
    """
    @notice As move, and hands over the sender's principal-returned counter.
    @return The principal returned since it was last taken; it is 0 again.
    """
    assert msg.sender == escrow_peers.book, "ESCROW:TAKE:CALLER"
    returned: uint256 = accounts._take_returned(sender)
    accounts._move(sender, receiver, amount, reason, ref)
    return returned


@external
def take_returned(owner: address) -> uint256:
    """
    @notice Hands over the owner's principal-returned counter.
    """
    assert msg.sender == escrow_peers.book, "ESCROW:TAKE:CALLER"
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
    @notice Up to three moves from one sender; amounts of 0 are passed over.
    """
    escrow_peers._check_mover(sender)
    for i: uint256 in range(3):
        if amounts[i] != 0:
            accounts._move(sender, receivers[i], amounts[i], split_reasons[i], ref)


@external
def give(giver: address, amount: uint256, source: uint256):
    """
    @notice The Reserve's half of a contribution; giver is the Reserve's caller.
    """
    assert msg.sender == escrow_peers.reserve, "ESCROW:GIVE:CALLER"
    accounts._move(giver, escrow_peers.reserve, amount, reasons.DONATION, source)


@external
def hold(owner: address, until: uint256):
    """
    @notice Freezes withdrawals until a second; it ends by itself.
    """
    assert msg.sender == escrow_peers.registry, "ESCROW:HOLD:CALLER"
    accounts._hold(owner, until)
