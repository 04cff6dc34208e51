# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Freezes: how long, and on whose word
@license MIT
@notice A short freeze is one COMPLIANCE key's: 72 hours at most, once per
        person in 30 days. A long one is M attestors' on the hash of a lawful
        order: 30 days at most from the day it is set, renewable.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor

# @dev We import attestors and their signatures, and the people that freezes meet.
from . import credentials
from . import enrolments
from . import persons
from . import registry_peers
from . import roles
from . import seats
from . import signatures

uses: enrolments
uses: persons
uses: registry_peers
uses: seats


struct Order:
    wallet: address  # a wallet of the person
    until: uint256  # Unix second
    order: bytes32  # hash of the lawful order's text
    expiry: uint256  # the last Unix second on which the order may be brought


ORDER_TYPEHASH: constant(bytes32) = keccak256(
    "FreezeOrder(address wallet,uint256 until,bytes32 order,uint256 expiry)"
)
# The longest freeze by one key, in seconds: 72 hours.
SHORT_MAX: constant(uint256) = 72 * 3_600
# Seconds from one such freeze of a person to the next: 30 days.
SHORT_REST: constant(uint256) = 30 * 86_400
# The longest freeze by order, in seconds: 30 days.
LONG_MAX: constant(uint256) = 30 * 86_400

# A person's first wallet -> the Unix second of their last short freeze; 0: never.
short_frozen_at: HashMap[address, uint256]


event Frozen:
    head: indexed(address)  # the person's first wallet
    by: indexed(address)  # who sent the call
    until: uint256  # Unix second
    order: bytes32  # hash of the lawful order, or of the reason


# ---- Entry points ------------------------------------------------


@external
def freeze(wallet: address, until: uint256, order: bytes32):
    """
    @notice Freezes a person for 72 hours at most, once in 30 days, on the word of one
            COMPLIANCE key.
    @param wallet A wallet of the person.
    @param until Unix second, from now + 1 to now + 259,200.
    @param order A hash that says why; zero when there is none.
    @custom:error REG:FREEZE:AGAIN when the last short freeze is less than 30 days ago.
                  REG:FREEZE:LONG when until is above 72 hours ahead, or 30 days by order.
                  REG:FREEZE:PAST when until is not in the future.
                  REG:FREEZE:ROLE when the caller is not a COMPLIANCE key.
                  REG:FREEZE:UNKNOWN when the wallet is not enrolled.
    """
    assert staticcall IGovernor(registry_peers.governor).has_role(
        msg.sender, roles.COMPLIANCE
    ), "REG:FREEZE:ROLE"
    self._check_short(until)
    head: address = self._known_head(wallet)
    last: uint256 = self.short_frozen_at[head]
    assert last == 0 or block.timestamp >= last + SHORT_REST, "REG:FREEZE:AGAIN"
    self.short_frozen_at[head] = block.timestamp
    self._freeze(head, until, order)


@external
def freeze_by_order(
    order: Order, attestations: DynArray[signatures.Signature, seats.SEATS_MAX]
):
    """
    @notice Freezes a person for 30 days at most, renewable, when M attestors have signed
            the hash of a lawful order.
    @param order Whom, until when (at most now + 2,592,000) and why.
    @param attestations Signatures of at least M active attestors, in ascending order of
            address, at most 8.
    @custom:error REG:ATTEST:FEW when there are fewer signatures than the threshold.
                  REG:ATTEST:ORDER when the signers are not in ascending order.
                  REG:ATTEST:SEAT when a signer has no active seat.
                  REG:FREEZE:EXPIRED when the order has expired.
                  REG:FREEZE:LONG when until is above 72 hours ahead, or 30 days by order.
                  REG:FREEZE:ORDER when the order's hash is zero.
                  REG:FREEZE:PAST when until is not in the future.
                  REG:FREEZE:STALE when the person is frozen that long already.
                  REG:FREEZE:UNKNOWN when the wallet is not enrolled.
    """
    self._check_long(order)
    seats._check_attestations(self._digest(order), attestations)
    head: address = self._known_head(order.wallet)
    assert order.until > credentials._frozen_until(persons.wallets[head]), "REG:FREEZE:STALE"
    self._freeze(head, order.until, order.order)


# ---- Internal functions ------------------------------------------


@internal
@view
def _digest(order: Order) -> bytes32:
    """
    @dev The EIP-712 digest that attestors sign.
    """
    return signatures._digest(keccak256(abi_encode(ORDER_TYPEHASH, order)))


@internal
@view
def _check_short(until: uint256):
    """
    @dev The bounds of a freeze by one key.
    """
    assert until > block.timestamp, "REG:FREEZE:PAST"
    assert until <= block.timestamp + SHORT_MAX, "REG:FREEZE:LONG"


@internal
@view
def _check_long(order: Order):
    """
    @dev The bounds of a freeze by order.
    """
    assert order.order != empty(bytes32), "REG:FREEZE:ORDER"
    assert order.expiry >= block.timestamp, "REG:FREEZE:EXPIRED"
    assert order.until > block.timestamp, "REG:FREEZE:PAST"
    assert order.until <= block.timestamp + LONG_MAX, "REG:FREEZE:LONG"


@internal
def _freeze(head: address, until: uint256, order: bytes32):
    """
    @dev The person's word and a hold in the Escrow for each of their wallets.
    """
    # A later freeze never shortens an earlier one.
    word: uint256 = persons.wallets[head]
    last: uint256 = max(until, credentials._frozen_until(word))
    persons.wallets[head] = credentials._freeze(word, last)
    extcall IEscrow(registry_peers.escrow).hold(head, last)
    for wallet: address in enrolments.further_wallets[head]:
        extcall IEscrow(registry_peers.escrow).hold(wallet, last)
    log Frozen(head=head, by=msg.sender, until=last, order=order)


@internal
@view
def _known_head(wallet: address) -> address:
    """
    @dev The person's first wallet; an unknown wallet is refused.
    """
    head: address = persons._head(wallet)
    assert head != empty(address), "REG:FREEZE:UNKNOWN"
    return head
