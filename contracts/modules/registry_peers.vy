# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The contracts that the Registry deals with
@license MIT
@notice Fixed at deployment; there is no setter.
"""


# Addresses of the contracts.
governor: immutable(address)
book: immutable(address)
servicing: immutable(address)
reserve: immutable(address)
escrow: immutable(address)


@deploy
def __init__(
    governor_: address, book_: address, servicing_: address, reserve_: address, escrow_: address
):
    governor = governor_
    book = book_
    servicing = servicing_
    reserve = reserve_
    escrow = escrow_


@external
@view
def peers() -> (address, address, address, address, address):
    """
    @notice Returns the contracts that the Registry deals with, fixed at deployment.
    @return The Governor's address.
    @return The Book's address.
    @return Servicing's address.
    @return The Reserve's address.
    @return The Escrow's address.
    """
    return governor, book, servicing, reserve, escrow
