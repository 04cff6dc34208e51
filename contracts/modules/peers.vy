# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The contracts of one platform
@license MIT
@notice Every deployable knows the others by the same list, fixed at deployment;
        there is no setter.
"""


struct Peers:
    escrow: address  # the Escrow
    registry: address  # the Registry
    governor: address  # the Governor
    disclosures: address  # Disclosures
    book: address  # the Book
    offers: address  # Offers
    servicing: address  # Servicing
    workouts: address  # Workouts
    market: address  # the Market
    reserve: address  # the Reserve
    ballots: address  # Ballots
    mandates: address  # Mandates
    collateral: address  # Collateral
    freezes: address  # Freezes
    key_recovery: address  # KeyRecovery


# Addresses of the contracts.
escrow: immutable(address)
registry: immutable(address)
governor: immutable(address)
disclosures: immutable(address)
book: immutable(address)
offers: immutable(address)
servicing: immutable(address)
workouts: immutable(address)
market: immutable(address)
reserve: immutable(address)
ballots: immutable(address)
mandates: immutable(address)
collateral: immutable(address)
freezes: immutable(address)
key_recovery: immutable(address)


@deploy
def __init__(peers_: Peers):
    escrow = peers_.escrow
    registry = peers_.registry
    governor = peers_.governor
    disclosures = peers_.disclosures
    book = peers_.book
    offers = peers_.offers
    servicing = peers_.servicing
    workouts = peers_.workouts
    market = peers_.market
    reserve = peers_.reserve
    ballots = peers_.ballots
    mandates = peers_.mandates
    collateral = peers_.collateral
    freezes = peers_.freezes
    key_recovery = peers_.key_recovery


@external
@view
def platform() -> Peers:
    """
    @notice Returns the contracts of the platform, fixed at deployment.
    @return The addresses, by the contracts' names.
    """
    return Peers(
        escrow=escrow,
        registry=registry,
        governor=governor,
        disclosures=disclosures,
        book=book,
        offers=offers,
        servicing=servicing,
        workouts=workouts,
        market=market,
        reserve=reserve,
        ballots=ballots,
        mandates=mandates,
        collateral=collateral,
        freezes=freezes,
        key_recovery=key_recovery,
    )
