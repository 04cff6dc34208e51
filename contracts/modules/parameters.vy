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
     Limits, from the low bit: 12 principal that one underwriter may sign alone,
     50 bits; 13 seconds a listing may seek money, 32 bits; 14 principal that an
     underwriter may sign alone in 30 days, 64 bits; 15 principal that all
     listings of a day may seek, 64 bits; 17 a guarantor's stake, ppm of
     principal, 20 bits (0: no guarantors). Beside the treasury's address: 16
     principal that may be issued in a day, 64 bits. Alone: 18 principal that
     mandates may lend in a day, 64 bits.
"""


# @dev We import the constants that modules share.
from . import constants


# How many parameters there are, and how many of them are ceilings.
COUNT: constant(uint256) = 19
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
    10 ** 18,  # minor units in 30 days
    10 ** 18,  # minor units a day
    10 ** 18,  # minor units a day
    1_000_000,  # ppm of principal
    10 ** 18,  # minor units a day
]
# Where each limit begins in its word, and how many bits it has, from key 12 on.
PLACES: constant(uint256[7]) = [0, 50, 82, 146, 160, 210, 0]
SIZES: constant(uint256[7]) = [50, 32, 64, 64, 64, 20, 64]
# The keys that do not stand in the limits' word.
ISSUE_DAY: constant(uint256) = 16
MANDATE_DAY: constant(uint256) = 18

# Keys 0 to 11, 20 bits each from the low bit.
ceilings: uint256
# Keys 12 to 15 and 17, as in the header.
limits: uint256
# The treasury's address in the low 160 bits, key 16 above.
issue_word: uint256
# Key 18.
mandate_day_max: public(uint256)


event ParameterSet:
    key: indexed(uint256)  # 0 to 18, as in the header
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
    @param key The parameter's key, 0 to 18, as in the header.
    @return The value, in the key's own unit.
    @custom:error GOV:PARAM:KEY when key is above 18.
    """
    assert key < COUNT, "GOV:PARAM:KEY"
    if key < CEILINGS:
        return self._ceiling(key)
    if key == ISSUE_DAY:
        return self.issue_word >> 160
    if key == MANDATE_DAY:
        return self.mandate_day_max
    place: uint256 = key - CEILINGS
    return (self.limits >> PLACES[place]) & (2 ** SIZES[place] - 1)


@external
@view
def hard_bound(key: uint256) -> uint256:
    """
    @notice Returns the bound of a parameter that no decision can pass.
    @param key The parameter's key, 0 to 18, as in the header.
    @return The highest value allowed, in the key's own unit.
    @custom:error GOV:PARAM:KEY when key is above 18.
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
    @return Limits of keys 12 to 15 and 17.
    """
    return self.ceilings, self.limits


@external
@view
def issue_rules() -> (address, uint256):
    """
    @notice Returns the rules of an issue.
    @return Where the platform's fees go.
    @return The most principal that may be issued in a day of UTC, in minor units of the
            token.
    """
    word: uint256 = self.issue_word
    return convert(word & constants.BITS_160, address), word >> 160


@external
@view
def treasury() -> address:
    """
    @notice Returns where the platform's fees go.
    @return The treasury's address.
    """
    return convert(self.issue_word & constants.BITS_160, address)


@external
@view
def cover_rules() -> (uint256, uint256):
    """
    @notice Returns the rules of a cover.
    @return Share of the free reserve that one cover may take, ppm, 0 to 500,000.
    @return Lifetime cover as a multiple of a group's contributions, 0 to 20.
    """
    word: uint256 = self.ceilings
    return (word >> 200) & constants.BITS_20, (word >> 220) & constants.BITS_20


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
    @param key The parameter's key, 0 to 18.
    @param setting The value, in the key's own unit.
    """
    assert key < COUNT, "GOV:PARAM:KEY"
    assert setting <= HARD[key], "GOV:PARAM:BOUND"


@internal
def _set(key: uint256, setting: uint256):
    """
    @notice Checks and writes a parameter.
    @param key The parameter's key, 0 to 18.
    @param setting The value, in the key's own unit, 0 to its hard bound.
    """
    self._check(key, setting)
    if key < CEILINGS:
        place: uint256 = 20 * key
        self.ceilings = (self.ceilings & ~(constants.BITS_20 << place)) | (setting << place)
    elif key == ISSUE_DAY:
        self.issue_word = (self.issue_word & constants.BITS_160) | (setting << 160)
    elif key == MANDATE_DAY:
        self.mandate_day_max = setting
    else:
        place: uint256 = key - CEILINGS
        mask: uint256 = 2 ** SIZES[place] - 1
        begin: uint256 = PLACES[place]
        self.limits = (self.limits & ~(mask << begin)) | (setting << begin)
    log ParameterSet(key=key, setting=setting)
