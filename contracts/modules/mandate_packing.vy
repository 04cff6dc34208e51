# pragma version 0.4.3
"""
@title Mandates: what an investor signs for automatic lending
@license MIT
@notice Limits within which anyone, or one executor, may lend an investor's free
        balance to listed loans. Kept in three words, so that an execution reads
        no calldata but a number.
@dev Layouts, from the low bit.
     Rules: owner 160, expiry 32, level 3, statement 3, rate 20, days 14, executor 1;
     23 bits free.
     Amounts: person 50, group 50, day 50, floor 50, ticket 50; 6 bits free.
     Sums: exposure 50, lifetime 50, lent 50, day 20, lent that day 50, revoked 1;
     35 bits free.
"""


# @dev We import the constants that modules share, and the signature domain.
from . import constants
from . import signatures


struct Mandate:
    owner: address  # whose balance lends: their first wallet
    executor: address  # who alone may execute; zero: anyone
    level_max: uint256  # the highest risk level, 1 to 5
    statement: uint256  # the risk statement read: it speaks of levels up to this, 1 to 5
    rate_min_ppm: uint256  # ppm a year, 0 to 1,000,000
    days_max: uint256  # the longest term, days, a month counted as 31; 1 to 16,383
    ticket: uint256  # the least to lend at once, minor units, from 1
    person_max: uint256  # the most of one borrower's live loans, minor units
    group_max: uint256  # the most of a group's live loans, minor units
    day_max: uint256  # the most to lend in a day of UTC, minor units
    exposure_max: uint256  # the owner's exposure afterwards at most, minor units
    lifetime_max: uint256  # the most to lend over the mandate's life, minor units
    cash_floor: uint256  # what stays in the balance, minor units
    nonce: uint256  # any number, to tell equal mandates apart
    expiry: uint256  # the last Unix second on which it may be executed, to 2^32 - 1


MANDATE_TYPEHASH: constant(bytes32) = keccak256(
    "Mandate(address owner,address executor,uint256 level_max,uint256 statement,uint256 rate_min_ppm,uint256 days_max,uint256 ticket,uint256 person_max,uint256 group_max,uint256 day_max,uint256 exposure_max,uint256 lifetime_max,uint256 cash_floor,uint256 nonce,uint256 expiry)"
)
BITS_14: constant(uint256) = 2 ** 14 - 1


@internal
@view
def _digest(mandate: Mandate) -> bytes32:
    """
    @notice Returns the EIP-712 digest that an investor signs.
    @param mandate The limits.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(MANDATE_TYPEHASH, mandate)))


@internal
@view
def _check(mandate: Mandate):
    """
    @notice Refuses limits out of their bounds.
    @param mandate The limits.
    """
    assert mandate.level_max >= 1 and mandate.level_max <= 5, "MANDATE:BRING:LEVEL"
    assert mandate.statement >= 1 and mandate.statement <= 5, "MANDATE:BRING:STATEMENT"
    assert mandate.rate_min_ppm <= 10**6, "MANDATE:BRING:RATE"
    assert mandate.days_max >= 1 and mandate.days_max <= BITS_14, "MANDATE:BRING:DAYS"
    amounts: uint256[6] = [
        mandate.person_max, mandate.group_max, mandate.day_max, mandate.exposure_max,
        mandate.lifetime_max, mandate.cash_floor,
    ]
    for amount: uint256 in amounts:
        assert amount <= constants.AMOUNT_MAX, "MANDATE:BRING:AMOUNT"
    assert mandate.ticket >= 1 and mandate.ticket <= constants.AMOUNT_MAX, "MANDATE:BRING:AMOUNT"
    assert (
        mandate.expiry >= block.timestamp and mandate.expiry <= constants.BITS_32
    ), "MANDATE:BRING:EXPIRED"


@internal
@pure
def _rules(mandate: Mandate) -> uint256:
    """
    @notice Packs a mandate's rules.
    @param mandate The limits, within their bounds.
    @return The word.
    """
    return (
        convert(mandate.owner, uint256)
        | (mandate.expiry << 160)
        | (min(mandate.level_max, mandate.statement) << 192)
        | (mandate.statement << 195)
        | (mandate.rate_min_ppm << 198)
        | (mandate.days_max << 218)
        | (convert(mandate.executor != empty(address), uint256) << 232)
    )


@internal
@pure
def _amounts(mandate: Mandate) -> uint256:
    """
    @notice Packs a mandate's amounts.
    @param mandate The limits, within their bounds.
    @return The word.
    """
    return (
        mandate.person_max
        | (mandate.group_max << 50)
        | (mandate.day_max << 100)
        | (mandate.cash_floor << 150)
        | (mandate.ticket << 200)
    )


@internal
@pure
def _room(limit: uint256, used: uint256) -> uint256:
    """
    @notice Returns what is left of a limit.
    @param limit The most, in minor units of the token.
    @param used What was used of it, in minor units; it may be more.
    @return In minor units, from 0.
    """
    return limit - min(limit, used)


@internal
@pure
def _below(limits: uint256, balance: uint256) -> uint256:
    """
    @notice Returns what a balance has above a mandate's cash floor.
    @param limits The amounts' word from the cash floor on, which is its low 50 bits.
    @param balance The owner's balance, in minor units of the token.
    @return In minor units, from 0.
    """
    return self._room(balance, limits & constants.BITS_50)
