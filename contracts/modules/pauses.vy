# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Pauses of new risk, and its end
@license MIT
@notice A guardian stops new risk for 30 days, the council reopens it or confirms the
        pause once; a wind-down closes new risk for ever. The Registry keeps a copy,
        so that an admission reads one word.
"""


# @dev We import the interface of the contract we call, and where it is.
from ..interfaces import IRegistry
from . import peers

uses: peers


# Seconds that a pause lasts, and once more when the council confirms it: 30 days. So long
# must a guardian wait after a pause that ended by itself.
PAUSE: constant(uint256) = 30 * 86_400

# How many pauses there were; the last one's number.
pause_count: public(uint256)
# Unix second from which new risk is open again; 0: the council has reopened it.
paused_until: public(uint256)
# Whether the council has confirmed the last pause.
pause_confirmed: public(bool)
# Whether the wind-down has begun.
wind_down: public(bool)
# Credentials issued before this Unix second take no new risk.
min_epoch: public(uint256)


event Paused:
    by: indexed(address)  # the GUARDIAN key
    pause: uint256  # the pause's number, from 1
    until: uint256  # Unix second on which it ends by itself


event PauseEnded:
    pause: uint256  # the pause's number, from 1


event PauseConfirmed:
    pause: uint256  # the pause's number, from 1
    until: uint256  # Unix second on which it ends by itself


event WindDownBegun:
    by: indexed(address)  # who sent the call


# ---- Views -------------------------------------------------------


@external
@view
def paused() -> bool:
    """
    @notice Returns whether new risk is paused now.
    @return Whether it is.
    """
    return block.timestamp < self.paused_until


# ---- Internal functions ------------------------------------------


@internal
def _begin():
    """
    @notice Stops new risk for 30 days; after a pause that ended by itself, only 30 days
            later.
    """
    last: uint256 = self.paused_until
    assert block.timestamp >= last, "GOV:PAUSE:AGAIN"
    assert last == 0 or block.timestamp >= last + PAUSE, "GOV:PAUSE:REST"
    number: uint256 = self.pause_count + 1
    self.pause_count = number
    self.paused_until = block.timestamp + PAUSE
    self.pause_confirmed = False
    self._push_gate()
    log Paused(by=msg.sender, pause=number, until=block.timestamp + PAUSE)


@internal
def _end(number: uint256):
    """
    @notice Reopens new risk on the council's word.
    @param number The pause's number, from 1.
    """
    assert self._is_pause(number), "GOV:EXEC:PAUSE"
    self.paused_until = 0
    self._push_gate()
    log PauseEnded(pause=number)


@internal
def _confirm(number: uint256):
    """
    @notice Makes a pause last 30 days longer, once.
    @param number The pause's number, from 1.
    """
    assert self._is_pause(number) and not self.pause_confirmed, "GOV:EXEC:PAUSE"
    self.pause_confirmed = True
    self.paused_until += PAUSE
    self._push_gate()
    log PauseConfirmed(pause=number, until=self.paused_until)


@internal
@view
def _is_pause(number: uint256) -> bool:
    """
    @notice Returns whether new risk is paused now, and by that pause.
    @param number The pause's number, from 1.
    @return Whether it is.
    """
    return number == self.pause_count and block.timestamp < self.paused_until


@internal
def _retire(epoch: uint256):
    """
    @notice Retires old credentials for new risk.
    @param epoch Unix second before which they were issued; not in the future.
    """
    assert epoch <= block.timestamp, "GOV:EPOCH:FUTURE"
    self.min_epoch = epoch
    self._push_gate()


@internal
def _wind_down():
    """
    @notice Closes new risk for ever; there is no way back.
    """
    assert not self.wind_down, "GOV:WINDDOWN:AGAIN"
    self.wind_down = True
    self._push_gate()
    log WindDownBegun(by=msg.sender)


@internal
def _push_gate():
    """
    @dev Tells the Registry, which keeps a copy.
    """
    extcall IRegistry(peers.registry).set_gate(self.paused_until, self.wind_down, self.min_epoch)
