# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Escrow: the one place for money
@custom:contract-name Escrow
@license MIT
@notice Holds every settlement token of the platform; everything else is
        bookkeeping inside it. A client's balance leaves only by their own
        withdrawal, their own order, or the rule of their loan.
@dev Trust: the token is chosen at deployment, and is trusted to move what it
     says. Book, Servicing and Reserve are trusted to move balances, the
     Registry to hold withdrawals; they are fixed in the constructor. There is
     no setter, no owner and no sweep: a token sent here by mistake stays as
     visible surplus. The only contract called is the token.
     Invariants: tokens held >= the sum of all balances, after every call; every
     change of a balance is an event.
     Storage: one word per address (modules/accounts).
     Roles: none.
     Wind-down: nothing changes. Deposits, moves and withdrawals go on for ever.
@custom:kill Cannot be stopped; withdraw has no switch.
"""


# @dev We import the interface we implement.
from interfaces import IEscrow

# @dev We import the accounts, and what moves them.
from modules import accounts
from modules import peers
from modules import transfers
from modules import deposits

implements: IEscrow

initializes: accounts
initializes: peers
initializes: deposits[accounts := accounts, peers := peers]
initializes: transfers[accounts := accounts, peers := peers]

exports: (
    # Accounts
    accounts.balance_of,
    accounts.hold_until,
    accounts.principal_returned,
    # Neighbours
    peers.platform,
    # Tokens in and out
    deposits.deposit,
    deposits.deposit_with_permit,
    deposits.deposit_for,
    deposits.withdraw,
    deposits.withdraw_for,
    # Balances moved
    transfers.move,
    transfers.pay,
    transfers.settle,
    transfers.take,
    transfers.take_many,
    transfers.take_returned,
    transfers.split,
    transfers.give,
    transfers.hold,
    # The token
    deposits.token,
)


@deploy
def __init__(token_: address, peers_: peers.Peers):
    """
    @notice Fixes the token and the contracts that may move balances, for ever.
    @param token_ The settlement token's address; at most 8 decimals.
    @param peers_ The platform's contracts; none of those that move balances zero.
    @custom:error ESCROW:INIT:DECIMALS when the token has more than 8 decimals.
                  ESCROW:INIT:ZERO when an address is zero.
    """
    assert peers_.book != empty(address) and peers_.servicing != empty(address), "ESCROW:INIT:ZERO"
    assert peers_.reserve != empty(address), "ESCROW:INIT:ZERO"
    assert peers_.registry != empty(address), "ESCROW:INIT:ZERO"
    peers.__init__(peers_)
    deposits.__init__(token_)
