# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The contracts that the Book deals with
@license MIT
@notice Fixed at deployment; there is no setter.
"""


# Addresses of the contracts.
escrow: immutable(address)
registry: immutable(address)
governor: immutable(address)
servicing: immutable(address)
reserve: immutable(address)
market: immutable(address)


@deploy
def __init__(
    escrow_: address,
    registry_: address,
    governor_: address,
    servicing_: address,
    reserve_: address,
    market_: address,
):
    escrow = escrow_
    registry = registry_
    governor = governor_
    servicing = servicing_
    reserve = reserve_
    market = market_


@external
@view
def peers() -> (address, address, address, address, address, address):
    """
    @notice Returns the contracts that the Book deals with, fixed at deployment.
    @return The Escrow's address.
    @return The Registry's address.
    @return The Governor's address.
    @return Servicing's address.
    @return The Reserve's address.
    @return The Market's address.
    """
    return escrow, registry, governor, servicing, reserve, market
