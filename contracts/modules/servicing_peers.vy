# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The contracts that Servicing deals with
@license MIT
@notice Fixed at deployment; there is no setter.
"""


# Addresses of the contracts.
escrow: immutable(address)
book: immutable(address)
registry: immutable(address)
reserve: immutable(address)
governor: immutable(address)


@deploy
def __init__(
    escrow_: address, book_: address, registry_: address, reserve_: address, governor_: address
):
    escrow = escrow_
    book = book_
    registry = registry_
    reserve = reserve_
    governor = governor_


@external
@view
def peers() -> (address, address, address, address, address):
    """
    @notice Returns the contracts that Servicing deals with, fixed at deployment.
    @return The Escrow's address.
    @return The Book's address.
    @return The Registry's address.
    @return The Reserve's address.
    @return The Governor's address.
    """
    return escrow, book, registry, reserve, governor
