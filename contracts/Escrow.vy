# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Escrow: the one place for money
@license MIT
@notice Holds every settlement token of the platform; everything else is
        bookkeeping inside it. A client's balance leaves only by his own
        withdrawal, his own order, or the rule of his loan.
@dev Trust: the token is chosen at deployment. The addresses that may move
     balances are fixed in the constructor; there is no setter, no owner and no
     sweep, so a token sent here by mistake stays as visible surplus.
     The only contract called is the token.
     Wind-down: nothing changes. Deposits, moves and withdrawals go on for ever.
@custom:kill Cannot be stopped; withdraw has no switch.
"""


# @dev We import the token's interface, the accounts and the reasons of moves.
from interfaces import IERC20
from modules import accounts
from modules import reasons

initializes: accounts

exports: (
    accounts.balance_of,
    accounts.hold_until,
    accounts.principal_returned,
)


# The token has at most this many decimals (design: amounts of 10^15 units).
DECIMALS_MAX: constant(uint8) = 8

token: public(immutable(address))
BOOK: immutable(address)
SERVICING: immutable(address)
RESERVE: immutable(address)
REGISTRY: immutable(address)


event Deposited:
    owner: indexed(address)
    amount: uint256
    balance: uint256


event Withdrawn:
    owner: indexed(address)
    amount: uint256
    balance: uint256


@deploy
def __init__(
    token_: address, book: address, servicing: address, reserve: address, registry: address
):
    assert staticcall IERC20(token_).decimals() <= DECIMALS_MAX, "ESCROW:INIT:DECIMALS"
    assert book != empty(address) and servicing != empty(address), "ESCROW:INIT:ZERO"
    assert reserve != empty(address) and registry != empty(address), "ESCROW:INIT:ZERO"
    token = token_
    BOOK = book
    SERVICING = servicing
    RESERVE = reserve
    REGISTRY = registry


@external
@view
def movers() -> (address, address, address, address):
    """
    @notice Book, Servicing, Reserve (may move balances), Registry (may hold).
    """
    return BOOK, SERVICING, RESERVE, REGISTRY


@external
def deposit(amount: uint256) -> uint256:
    """
    @notice Brings tokens in from the caller, who has approved this contract.
    @return What was credited: the measured change of the token balance.
    """
    return self._deposit(msg.sender, amount)


@external
def deposit_with_permit(
    amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32
) -> uint256:
    """
    @notice As deposit, with an EIP-2612 permit instead of an approval.
    @dev A permit that someone else has already sent (front-run) is no failure:
         the allowance then stands, and transferFrom decides.
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
    @notice The Book's half of deposit-and-fund; owner is the Book's caller.
    """
    assert msg.sender == BOOK, "ESCROW:DEPOSIT:CALLER"
    return self._deposit(owner, amount)


@external
def withdraw(amount: uint256):
    """
    @notice Sends tokens out to the caller himself.
    """
    self._withdraw(msg.sender, amount)


@external
def withdraw_for(owner: address, amount: uint256):
    """
    @notice The Book's half of claim-and-withdraw; the tokens go to the owner.
    """
    assert msg.sender == BOOK, "ESCROW:WITHDRAW:CALLER"
    self._withdraw(owner, amount)


@external
def move(sender: address, receiver: address, amount: uint256, reason: uint256, ref: uint256):
    """
    @notice Moves a balance inside the platform. Only the contracts fixed in
            the constructor; the Reserve only its own.
    """
    self._check_mover(sender)
    accounts._move(sender, receiver, amount, reason, ref)


@external
def pay(holder: address, principal: uint256, interest: uint256, loan: uint256):
    """
    @notice Pays a note's earnings out of the repayment pot.
    """
    assert msg.sender == BOOK, "ESCROW:PAY:CALLER"
    accounts._debit(SERVICING, principal + interest)
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
    assert msg.sender == BOOK, "ESCROW:SETTLE:CALLER"
    accounts._debit(
        SERVICING,
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
            accounts.words[SERVICING] += fee
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
    assert msg.sender == BOOK, "ESCROW:TAKE:CALLER"
    returned: uint256 = accounts._take_returned(sender)
    accounts._move(sender, receiver, amount, reason, ref)
    return returned


@external
def take_returned(owner: address) -> uint256:
    """
    @notice Hands over the owner's principal-returned counter.
    """
    assert msg.sender == BOOK, "ESCROW:TAKE:CALLER"
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
    self._check_mover(sender)
    for i: uint256 in range(3):
        if amounts[i] != 0:
            accounts._move(sender, receivers[i], amounts[i], split_reasons[i], ref)


@external
def give(giver: address, amount: uint256, source: uint256):
    """
    @notice The Reserve's half of a contribution; giver is the Reserve's caller.
    """
    assert msg.sender == RESERVE, "ESCROW:GIVE:CALLER"
    accounts._move(giver, RESERVE, amount, reasons.DONATION, source)


@external
def hold(owner: address, until: uint256):
    """
    @notice Freezes withdrawals until a second; it ends by itself.
    """
    assert msg.sender == REGISTRY, "ESCROW:HOLD:CALLER"
    accounts._hold(owner, until)


@internal
@view
def _check_mover(sender: address):
    if msg.sender == RESERVE:
        assert sender == RESERVE, "ESCROW:MOVE:SENDER"
        return
    assert msg.sender == BOOK or msg.sender == SERVICING, "ESCROW:MOVE:CALLER"


@internal
def _deposit(owner: address, amount: uint256) -> uint256:
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


