# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title The gate for new risk
@license MIT
@notice What new risk must pass, and what is counted of it by the day, in one word.
"""


# @dev We import the constants that modules share.
from . import constants


# Seconds without a new credential after which expired ones still receive notes: 90 days.
ATTESTORS_SILENT: constant(uint256) = 90 * 86_400
# How much older than the last credential its note may be, in seconds: a week.
ENROLLED_STEP: constant(uint256) = 7 * 86_400

# What new risk must pass, from the low bit: paused until 32, wind-down 1, min epoch 32, last
# credential noted at 32, day 20, listed on that day 64, issued on that day 64; 11 bits free.
gate: uint256
# The last Unix second on which a sandbox takes new risk; 0: no sandbox.
sandbox_ends_at: public(immutable(uint256))


event GateSet:
    paused_until: uint256  # Unix second from which new risk is open; 0: not paused
    wind_down: bool  # whether the wind-down has begun
    min_epoch: uint256  # Unix second; older credentials take no new risk


@deploy
def __init__(ends_at: uint256):
    sandbox_ends_at = ends_at


# ---- Views -------------------------------------------------------


@external
@view
def gate_state() -> (uint256, bool, uint256):
    """
    @notice Returns what new risk must pass.
    @return Unix second from which new risk is open; 0 or a second that has passed: not
            paused.
    @return Whether the wind-down has begun.
    @return Unix second before which credentials were issued that take no new risk.
    """
    gate: uint256 = self.gate
    return gate & constants.BITS_32, (gate >> 32) & 1 == 1, (gate >> 33) & constants.BITS_32


@external
@view
def day_totals() -> (uint256, uint256):
    """
    @notice Returns what was listed and issued today over all loans (days of UTC).
    @return Principal listed today, in minor units of the token.
    @return Principal issued today, in minor units.
    """
    gate: uint256 = self._of_today(self.gate)
    return (gate >> 117) & constants.BITS_64, (gate >> 181) & constants.BITS_64


# ---- Internal functions ------------------------------------------


@internal
def _set_gate(paused_until: uint256, wind_down: bool, min_epoch: uint256):
    """
    @notice Writes what new risk must pass; what is counted beside it stays.
    @param paused_until Unix second from which new risk is open, 0 to 2^32 - 1.
    @param wind_down Whether the wind-down has begun.
    @param min_epoch Unix second, 0 to 2^32 - 1.
    """
    assert min_epoch <= constants.BITS_32 and paused_until <= constants.BITS_32, "REG:GATE:EPOCH"
    self.gate = (
        ((self.gate >> 65) << 65)
        | paused_until
        | (convert(wind_down, uint256) << 32)
        | (min_epoch << 33)
    )
    log GateSet(paused_until=paused_until, wind_down=wind_down, min_epoch=min_epoch)


@internal
@view
def _of_today(gate: uint256) -> uint256:
    """
    @notice Returns the gate's word with the counters of today: those of another day are 0.
    @param gate The gate's word.
    @return The word.
    """
    today: uint256 = block.timestamp // constants.SECONDS_A_DAY
    if (gate >> 97) & constants.BITS_20 == today:
        return gate
    return (gate & (2**97 - 1)) | (today << 97)


@internal
@view
def _is_closed() -> bool:
    """
    @notice Returns whether new risk is paused, or over.
    @return Whether it is.
    """
    gate: uint256 = self.gate
    return gate & constants.BITS_32 > block.timestamp or (gate >> 32) & 1 == 1


@internal
@view
def _attestors_are_silent() -> bool:
    """
    @notice Returns whether no credential was issued for 90 days.
    @return Whether none was.
    """
    return block.timestamp > ((self.gate >> 65) & constants.BITS_32) + ATTESTORS_SILENT


@internal
def _note_credential():
    """
    @notice Notes that attestors have issued a credential, once a week.
    """
    gate: uint256 = self.gate
    if block.timestamp > ((gate >> 65) & constants.BITS_32) + ENROLLED_STEP:
        self.gate = (gate & ~(constants.BITS_32 << 65)) | (block.timestamp << 65)


@internal
@view
def _min_epoch() -> uint256:
    """
    @notice Reads the least epoch of credentials for new risk.
    @return Unix second, 0 to 2^32 - 1.
    """
    return (self.gate >> 33) & constants.BITS_32


@internal
@view
def _check_gate() -> uint256:
    """
    @notice Refuses new risk while it is paused, and for ever once the wind-down has begun.
    @return The gate's word.
    """
    gate: uint256 = self.gate
    assert gate & constants.BITS_32 <= block.timestamp, "REG:GATE:PAUSED"
    assert (gate >> 32) & 1 == 0, "REG:GATE:WINDDOWN"
    ends_at: uint256 = sandbox_ends_at
    assert ends_at == 0 or block.timestamp <= ends_at, "REG:GATE:SANDBOX"
    return gate
