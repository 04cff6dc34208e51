# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Freezes: how long, and on whose word
@custom:contract-name Freezes
@license MIT
@notice A short freeze is one COMPLIANCE key's: 72 hours at most in any 30 days
        per person, in parts or at once, and of 20 persons a day at most. A long
        one is M attestors' on the hash of a lawful order: 30 days at most from
        the day it is set, renewable.
@dev Trust: a COMPLIANCE key within those bounds, attestors beyond them. A freeze
     never stops repaying the frozen person's loan, claiming to their balance,
     or a refund.
     Invariants: a freeze ends by itself; no key freezes a person for longer than
     the bounds.
     Storage: the short freezes of a person in 30 days, and the day's count; the
     freeze itself is in the Registry's word, and a hold in the Escrow.
     Roles: COMPLIANCE freezes for 72 hours at most.
     Wind-down: nothing changes.
@custom:kill Cannot be stopped; every freeze ends by itself.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IFreezes
from interfaces import IGovernor
from interfaces import IRegistry

# @dev We import the signatures of attestors, and where the other contracts are.
from modules import constants
from modules import freeze_orders
from modules import peers
from modules import roles
from modules import attestor_seats
from modules import signatures

implements: IFreezes

initializes: peers

exports: (
    # Neighbours
    peers.platform,
)


# The most seconds for which one key may freeze a person in any 30 days: 72 hours.
SHORT_MAX: constant(uint256) = 72 * 3_600
# The seconds over which they are summed: 30 days.
SHORT_SPAN: constant(uint256) = 30 * 86_400
# The most parts in such a span.
PARTS_MAX: constant(uint256) = 16
# The most persons whom such keys freeze in a day of UTC.
PERSONS_A_DAY: constant(uint256) = 20
# The longest freeze by order, in seconds: 30 days.
LONG_MAX: constant(uint256) = 30 * 86_400

# Whose word a freeze is.
BY_KEY: constant(uint256) = 1
BY_ORDER: constant(uint256) = 2

# A person's first wallet -> their short freezes of the last 30 days; from the low bit: seconds
# 32, until 40.
short_parts: HashMap[address, DynArray[uint256, PARTS_MAX]]
# The day of UTC in the low 20 bits, and how many persons were frozen by a key on it.
day_count: uint256


event Frozen:
    head: indexed(address)  # the person's first wallet
    by: indexed(address)  # who sent the call
    power: uint256  # 1 a COMPLIANCE key's, 2 attestors' on a lawful order
    until: uint256  # Unix second
    order: bytes32  # hash of the lawful order, or of the reason


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Freezes deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def order_digest(order: freeze_orders.Order) -> bytes32:
    """
    @notice Returns the EIP-712 digest that attestors sign.
    @param order Whom, until when and why.
    @return The digest, for this chain and this contract.
    """
    return freeze_orders._digest(order)


# ---- Entry points ------------------------------------------------


@external
def freeze(wallet: address, until: uint256, order: bytes32):
    """
    @notice Freezes a person on the word of one COMPLIANCE key: for 72 hours in any 30 days
            at most, in up to 16 parts, and of 20 persons a day at most.
    @param wallet A wallet of the person.
    @param until Unix second, from now + 1 to now + 259,200.
    @param order A hash that says why; zero when there is none.
    @custom:error FREEZE:PERSON:AGAIN when the person's 72 hours of these 30 days are used up.
                  FREEZE:PERSON:DAY when 20 other persons were frozen by a key today.
                  FREEZE:PERSON:LONG when until is above 72 hours ahead, or 30 days by order.
                  FREEZE:PERSON:PAST when until is not in the future, or the person is frozen that long.
                  FREEZE:PERSON:ROLE when the caller is not a COMPLIANCE key.
                  FREEZE:PERSON:UNKNOWN when the wallet is not enrolled.
    """
    assert staticcall IGovernor(peers.governor).has_role(
        msg.sender, roles.COMPLIANCE
    ), "FREEZE:PERSON:ROLE"
    self._check_short(until)
    head: address = self._known_head(wallet)
    self._count_short(head, until)
    self._freeze(head, until, BY_KEY, order)


@external
def freeze_by_order(
    order: freeze_orders.Order, attestations: DynArray[signatures.Signature, attestor_seats.SEATS_MAX]
):
    """
    @notice Freezes a person for 30 days at most, renewable, when M attestors have signed
            the hash of a lawful order.
    @dev The Registry refuses too few signatures, or such as are no attestors'.
    @param order Whom, until when (at most now + 2,592,000) and why.
    @param attestations Signatures of at least M active attestors, in ascending order of
            address, at most 8.
    @custom:error FREEZE:PERSON:EXPIRED when the order has expired.
                  FREEZE:PERSON:LONG when until is above 72 hours ahead, or 30 days by order.
                  FREEZE:PERSON:ORDER when the order's hash is zero.
                  FREEZE:PERSON:PAST when until is not in the future.
                  FREEZE:PERSON:STALE when the person is frozen that long already.
                  FREEZE:PERSON:UNKNOWN when the wallet is not enrolled.
    """
    self._check_long(order)
    attested: bool = staticcall IRegistry(peers.registry).check_attestations(
        freeze_orders._digest(order), attestations
    )
    head: address = self._known_head(order.wallet)
    assert order.until > (
        staticcall IRegistry(peers.registry).person_of(head)
    ).frozen_until, "FREEZE:PERSON:STALE"
    self._freeze(head, order.until, BY_ORDER, order.order)


# ---- Internal functions ------------------------------------------


@internal
@view
def _check_short(until: uint256):
    """
    @dev The bounds of a freeze by one key.
    """
    assert until <= block.timestamp + SHORT_MAX, "FREEZE:PERSON:LONG"


@internal
def _count_short(head: address, until: uint256):
    """
    @dev A part counts from where the last one ends, so that renewing early costs nothing
         twice; parts that ended 30 days ago no longer count.
    """
    kept: DynArray[uint256, PARTS_MAX] = []
    used: uint256 = 0
    start: uint256 = block.timestamp
    today: bool = False
    for part: uint256 in self.short_parts[head]:
        end: uint256 = part >> 32
        if end + SHORT_SPAN > block.timestamp:
            kept.append(part)
            used += part & constants.BITS_32
            start = max(start, end)
            begun: uint256 = end - (part & constants.BITS_32)
            if begun // constants.SECONDS_A_DAY == block.timestamp // constants.SECONDS_A_DAY:
                today = True
    assert until > start, "FREEZE:PERSON:PAST"
    assert used + until - start <= SHORT_MAX and len(kept) < PARTS_MAX, "FREEZE:PERSON:AGAIN"
    kept.append((until - start) | (until << 32))
    self.short_parts[head] = kept
    if not today:
        self._count_person()


@internal
def _count_person():
    """
    @dev One more person frozen by a key today.
    """
    day: uint256 = block.timestamp // constants.SECONDS_A_DAY
    count: uint256 = 0
    if self.day_count & constants.BITS_20 == day:
        count = self.day_count >> 20
    assert count < PERSONS_A_DAY, "FREEZE:PERSON:DAY"
    self.day_count = day | ((count + 1) << 20)


@internal
@view
def _check_long(order: freeze_orders.Order):
    """
    @dev The bounds of a freeze by order.
    """
    assert order.order != empty(bytes32), "FREEZE:PERSON:ORDER"
    assert order.expiry >= block.timestamp, "FREEZE:PERSON:EXPIRED"
    assert order.until > block.timestamp, "FREEZE:PERSON:PAST"
    assert order.until <= block.timestamp + LONG_MAX, "FREEZE:PERSON:LONG"


@internal
def _freeze(head: address, until: uint256, power: uint256, order: bytes32):
    """
    @dev The Registry keeps it and holds the person's withdrawals; a later freeze never
         shortens an earlier one.
    """
    last: uint256 = extcall IRegistry(peers.registry).set_frozen(head, until)
    log Frozen(head=head, by=msg.sender, power=power, until=last, order=order)


@internal
@view
def _known_head(wallet: address) -> address:
    """
    @dev The person's first wallet; an unknown wallet is refused.
    """
    head: address = staticcall IRegistry(peers.registry).head_of(wallet)
    assert head != empty(address), "FREEZE:PERSON:UNKNOWN"
    return head
