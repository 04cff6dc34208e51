# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Impairment: a servicer's warning, which ends by itself
@license MIT
@notice A servicer flags an active loan before it defaults. No money moves; orders
        for it are void, mandates pass it over, and reports show it. The flag
        ends after 90 days, or with the next full payment of what is due.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IGovernor
from ..interfaces import IServicing

# @dev We import where they are, the shapes of a loan's words, and the roles' bits.
from . import peers
from . import loan_progress
from . import roles
from . import statuses

uses: peers


# Seconds after which anyone may take the flag off, and until the same loan may be flagged
# again: 90 days, 30 days.
LAPSE: constant(uint256) = 90 * 86_400
REST: constant(uint256) = 30 * 86_400

# A loan's number, from 1 -> the Unix second of its last flag; 0: never.
impaired_at: public(HashMap[uint256, uint256])


event Impaired:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # the SERVICER key
    reason: bytes32  # a hash that says why


event ImpairmentLifted:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call


# ---- Entry points ------------------------------------------------


@external
def impair(loan: uint256, reason: bytes32):
    """
    @notice Flags an active loan as impaired: not again within 120 days, so that no flag
            outlives its time by renewal.
    @param loan The loan's number, from 1.
    @param reason A hash that says why; not zero.
    @custom:error WORKOUT:IMPAIR:REASON when reason is zero.
                  WORKOUT:IMPAIR:REST when the last flag is less than 120 days old.
                  WORKOUT:IMPAIR:ROLE when the caller is not a SERVICER key.
                  WORKOUT:IMPAIR:STATUS when the loan is not active, or flagged already.
    """
    assert staticcall IGovernor(peers.governor).has_role(
        msg.sender, roles.SERVICER
    ), "WORKOUT:IMPAIR:ROLE"
    assert reason != empty(bytes32), "WORKOUT:IMPAIR:REASON"
    last: uint256 = self.impaired_at[loan]
    assert last == 0 or block.timestamp >= last + LAPSE + REST, "WORKOUT:IMPAIR:REST"
    self.impaired_at[loan] = block.timestamp
    self._flag(loan, True)
    log Impaired(loan=loan, by=msg.sender, reason=reason)


@external
def lift_impairment(loan: uint256):
    """
    @notice Takes the flag off: a servicer at any time, anyone after 90 days.
    @param loan The loan's number, from 1.
    @custom:error WORKOUT:IMPAIR:EARLY when 90 days have not passed and the caller is no SERVICER.
                  WORKOUT:IMPAIR:STATUS when the loan is not active or not flagged.
    """
    assert block.timestamp >= self.impaired_at[loan] + LAPSE or staticcall IGovernor(
        peers.governor
    ).has_role(msg.sender, roles.SERVICER), "WORKOUT:IMPAIR:EARLY"
    self._flag(loan, False)
    log ImpairmentLifted(loan=loan, by=msg.sender)


# ---- Internal functions ------------------------------------------


@internal
def _flag(loan: uint256, impaired: bool):
    """
    @dev The flag is in the loan's progress, whose order version rises.
    """
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    state: loan_progress.Progress = loan_progress._unpack_progress(words[2])
    assert (
        state.status == statuses.ACTIVE and state.impaired != impaired
    ), "WORKOUT:IMPAIR:STATUS"
    state.impaired = impaired
    state.version += 1
    extcall IServicing(peers.servicing).rewrite(
        loan, words[0], loan_progress._pack_progress(state), words[4]
    )
