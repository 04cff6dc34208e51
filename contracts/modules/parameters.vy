# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Parameters of new offers, each within a hard bound
@license MIT
@notice What the council may change, after the timelock, for loans not yet
        listed. No parameter reaches into a listed or live loan.
@dev Ceilings, 20 bits each from the low bit, ppm unless said: 0 annual rate,
     1 late rate, 2 late cap, 3 origination, 4 reserve contribution,
     5 servicing share, 6 late share, 7 market fee, 8 recovery share, 9 cover
     cap, 10 share of the free reserve per cover, 11 lifetime cover as a
     multiple of a group's contributions (a plain number).
     Limits: 12 principal that one underwriter may sign, 50 bits; 13 seconds a
     listing may seek money, 32 bits.
"""


# @dev We import the constants that modules share.
from . import constants


# How many parameters there are, and how many of them are ceilings.
COUNT: constant(uint256) = 14
CEILINGS: constant(uint256) = 12
# The bounds that no council can pass, by key.
HARD: constant(uint256[COUNT]) = [
    1_000_000,  # ppm a year
    1_000_000,  # ppm a year
    1_000_000,  # ppm of an instalment
    100_000,  # ppm of principal
    100_000,  # ppm of principal
    200_000,  # ppm of interest
    1_000_000,  # ppm of late charges
    50_000,  # ppm of the price
    250_000,  # ppm of a recovery
    1_000_000,  # ppm of unpaid principal
    500_000,  # ppm of the free reserve
    20,  # times
    10 ** 15,  # minor units
    90 * 86_400,  # seconds: 90 days
]

# Keys 0 to 11, 20 bits each from the low bit.
ceilings: uint256
# Key 12 in the low 50 bits, key 13 above.
limits: uint256


event ParameterSet:
    key: indexed(uint256)  # 0 to 13, as in the header
    setting: uint256  # the value, in the key's own unit


@deploy
def __init__(values: uint256[COUNT]):
    for key: uint256 in range(COUNT):
        self._set(key, values[key])


# ---- Views -------------------------------------------------------


@external
@view
def parameter(key: uint256) -> uint256:
    """
    @notice Returns a parameter's value.
    @param key The parameter's key, 0 to 13, as in the header.
    @return The value, in the key's own unit.
    @custom:error GOV:PARAM:KEY when key is above 13.
    """
    assert key < COUNT, "GOV:PARAM:KEY"
    if key < CEILINGS:
        return self._ceiling(key)
    if key == CEILINGS:
        return self.limits & constants.BITS_50
    return self.limits >> 50


@external
@view
def hard_bound(key: uint256) -> uint256:
    """
    @notice Returns the bound of a parameter that no decision can pass.
    @param key The parameter's key, 0 to 13, as in the header.
    @return The highest value allowed, in the key's own unit.
    @custom:error GOV:PARAM:KEY when key is above 13.
    """
    assert key < COUNT, "GOV:PARAM:KEY"
    return HARD[key]


@external
@view
def offer_rules() -> (uint256, uint256):
    """
    @notice Returns the rules for new offers in two words, packed as in the header of
            modules/parameters.
    @return Ceilings of keys 0 to 11, 20 bits each from the low bit.
    @return Limits: key 12 in minor units in the low 50 bits, key 13 in seconds above.
    """
    return self.ceilings, self.limits


@external
@view
def cover_rules() -> (uint256, uint256):
    """
    @notice Returns the rules of a cover.
    @return Share of the free reserve that one cover may take, ppm, 0 to 500,000.
    @return Lifetime cover as a multiple of a group's contributions, 0 to 20.
    """
    return self._ceiling(10), self._ceiling(11)


# ---- Internal functions ------------------------------------------


@internal
@view
def _ceiling(key: uint256) -> uint256:
    """
    @dev A ceiling's 20 bits.
    """
    return (self.ceilings >> (20 * key)) & constants.BITS_20


@internal
@pure
def _check(key: uint256, setting: uint256):
    """
    @notice Refuses an unknown key and a value above its hard bound.
    @param key The parameter's key, 0 to 13.
    @param setting The value, in the key's own unit.
    """
    assert key < COUNT, "GOV:PARAM:KEY"
    assert setting <= HARD[key], "GOV:PARAM:BOUND"


@internal
def _set(key: uint256, setting: uint256):
    """
    @notice Checks and writes a parameter.
    @param key The parameter's key, 0 to 13.
    @param setting The value, in the key's own unit, 0 to its hard bound.
    """
    self._check(key, setting)
    if key < CEILINGS:
        place: uint256 = 20 * key
        self.ceilings = (self.ceilings & ~(constants.BITS_20 << place)) | (setting << place)
    elif key == CEILINGS:
        self.limits = (self.limits & ~constants.BITS_50) | setting
    else:
        self.limits = (self.limits & constants.BITS_50) | (setting << 50)
    log ParameterSet(key=key, setting=setting)
