# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The contracts that the Escrow deals with
@license MIT
@notice Fixed at deployment; there is no setter.
"""


# @dev We import the interface of the settlement token.
from ..interfaces import IERC20


# The token has at most this many decimals: 10^15 minor units are then at least 10^7 tokens.
DECIMALS_MAX: constant(uint8) = 8

# The settlement token's address, fixed at deployment.
token: public(immutable(address))
# Addresses of the contracts.
book: immutable(address)
servicing: immutable(address)
reserve: immutable(address)
registry: immutable(address)


@deploy
def __init__(
    token_: address, book_: address, servicing_: address, reserve_: address, registry_: address
):
    assert staticcall IERC20(token_).decimals() <= DECIMALS_MAX, "ESCROW:INIT:DECIMALS"
    assert book_ != empty(address) and servicing_ != empty(address), "ESCROW:INIT:ZERO"
    assert reserve_ != empty(address) and registry_ != empty(address), "ESCROW:INIT:ZERO"
    token = token_
    book = book_
    servicing = servicing_
    reserve = reserve_
    registry = registry_


# ---- Views -------------------------------------------------------


@external
@view
def movers() -> (address, address, address, address):
    """
    @notice Returns the contracts that may move or hold balances, fixed at deployment.
    @return The Book, which may move balances.
    @return Servicing, which may move balances; its own account is the pot.
    @return The Reserve, which may move its own balance.
    @return The Registry, which may hold withdrawals.
    """
    return book, servicing, reserve, registry


# ---- Internal functions ------------------------------------------


@internal
@view
def _check_mover(sender: address):
    """
    @notice Lets the Book and Servicing move any balance, and the Reserve its own; anyone
            else is refused.
    @param sender Whose balance would move.
    """
    if msg.sender == reserve:
        assert sender == reserve, "ESCROW:MOVE:SENDER"
        return
    assert msg.sender == book or msg.sender == servicing, "ESCROW:MOVE:CALLER"
