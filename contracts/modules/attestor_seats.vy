# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Attestors' seats
@license MIT
@notice N seats, of which M must sign; M >= 2 and N >= M + 1. One seat at a time
        changes, by the council and its timelock, seven days after the last; a
        guardian suspends one at once as long as M remain.
"""


# @dev We import the signature check.
from . import signatures


# The most seats.
SEATS_MAX: constant(uint256) = 8
# States of a seat; 0: none.
ACTIVE: constant(uint256) = 1
SUSPENDED: constant(uint256) = 2
# Seconds from one change of a seat's key to the next: 7 days.
CHANGE_REST: constant(uint256) = 7 * 86_400

# M: how many attestors must sign, fixed at deployment.
threshold: public(immutable(uint256))
# How many seats are not suspended.
active_seats: public(uint256)
# Unix second of the last change of a seat's key; 0: never.
seat_changed_at: public(uint256)
# An attestor's key -> the state of its seat.
seats: HashMap[address, uint256]


event SeatChanged:
    seat: indexed(address)  # the attestor's key
    state: uint256  # 0 none, 1 active, 2 suspended


@deploy
def __init__(attestors: DynArray[address, SEATS_MAX], threshold_: uint256):
    assert threshold_ >= 2, "REG:INIT:THRESHOLD"
    assert len(attestors) >= threshold_ + 1, "REG:INIT:SEATS"
    threshold = threshold_
    for seat: address in attestors:
        assert seat != empty(address) and self.seats[seat] == 0, "REG:INIT:SEAT"
        self.seats[seat] = ACTIVE
        log SeatChanged(seat=seat, state=ACTIVE)
    self.active_seats = len(attestors)


# ---- Views -------------------------------------------------------


@external
@view
def seat_of(attestor: address) -> uint256:
    """
    @notice Returns the state of a key's attestor seat.
    @param attestor The key asked about.
    @return 0 none, 1 active, 2 suspended.
    """
    return self.seats[attestor]


# ---- Internal functions ------------------------------------------


@internal
def _replace(seat: address, successor: address):
    """
    @notice Gives a seat to a successor, active; another key only seven days after the last
            such change, so that a council never takes M seats at once.
    @param seat The key that holds the seat.
    @param successor The key that gets it; not zero, without a seat unless it is the same.
    """
    state: uint256 = self.seats[seat]
    assert state != 0, "REG:SEAT:UNKNOWN"
    assert successor != empty(address), "REG:SEAT:ZERO"
    assert successor == seat or self.seats[successor] == 0, "REG:SEAT:TAKEN"
    if successor != seat:
        last: uint256 = self.seat_changed_at
        assert last == 0 or block.timestamp >= last + CHANGE_REST, "REG:SEAT:REST"
        self.seat_changed_at = block.timestamp
    self.seats[seat] = 0
    self.seats[successor] = ACTIVE
    if state == SUSPENDED:
        self.active_seats += 1
    log SeatChanged(seat=seat, state=0)
    log SeatChanged(seat=successor, state=ACTIVE)


@internal
def _suspend(seat: address):
    """
    @notice Suspends an active seat as long as the threshold stays reachable.
    @param seat The key that holds the seat.
    """
    assert self.seats[seat] == ACTIVE, "REG:SEAT:UNKNOWN"
    assert self.active_seats > threshold, "REG:SEAT:THRESHOLD"
    self.seats[seat] = SUSPENDED
    self.active_seats -= 1
    log SeatChanged(seat=seat, state=SUSPENDED)


@internal
@view
def _check_attestations(
    digest: bytes32, attestations: DynArray[signatures.Signature, SEATS_MAX]
):
    """
    @notice Demands at least M signatures of active seats, in ascending order of address, so
            that no seat counts twice.
    @param digest The EIP-712 digest that was signed.
    @param attestations The signatures, at most 8.
    """
    assert len(attestations) >= threshold, "REG:ATTEST:FEW"
    last: uint256 = 0
    for attestation: signatures.Signature in attestations:
        signer: address = signatures._signer(digest, attestation)
        assert self.seats[signer] == ACTIVE, "REG:ATTEST:SEAT"
        assert convert(signer, uint256) > last, "REG:ATTEST:ORDER"
        last = convert(signer, uint256)
