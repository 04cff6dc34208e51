# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Reserve: a fund with one exit
@license MIT
@notice Contributions come in tagged by their source and leave only as cover
        for the lenders of a defaulted loan, within written limits. It is no
        guarantee: it pays as far as its means and limits go.
@dev Trust: none. There is no role here; cover is anyone's to call and its
     amount is a formula. The council bounds the share of the free reserve and
     the lifetime multiple, within the Governor's hard bounds.
     Wind-down: cover goes on; what no loss claims stays here, visible.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IReserve
from interfaces import IServicing

# @dev We import the reasons of moves and the rounding functions.
from modules import constants
from modules import reasons
from modules import rounding

implements: IReserve


# Sources of contributions; those withheld at issue carry their own reason.
PLATFORM: constant(uint256) = 1
GUARANTOR: constant(uint256) = 2

ESCROW: immutable(address)
SERVICING: immutable(address)
REGISTRY: immutable(address)
GOVERNOR: immutable(address)

contributed: public(HashMap[uint256, uint256])
covered: public(uint256)


event Contributed:
    contributor: indexed(address)
    source: indexed(uint256)
    amount: uint256
    total: uint256


event CoverPaid:
    loan: indexed(uint256)
    by: indexed(address)
    group: indexed(uint256)
    amount: uint256
    total: uint256


@deploy
def __init__(escrow: address, servicing: address, registry: address, governor: address):
    ESCROW = escrow
    SERVICING = servicing
    REGISTRY = registry
    GOVERNOR = governor


@external
@view
def peers() -> (address, address, address, address):
    """
    @notice Escrow, Servicing, Registry, Governor, fixed at deployment.
    """
    return ESCROW, SERVICING, REGISTRY, GOVERNOR


@external
@view
def free() -> uint256:
    """
    @notice What the reserve has, in minor units.
    """
    return self._free()


@external
@view
def coverage_ppm() -> uint256:
    """
    @notice The reserve over the principal still counted against borrowers, in
            ppm, rounded down; 2^256 - 1 when there is none. Never more than
            the coverage of what is unpaid, and equal to it once each loan's
            repaid principal has been released.
    """
    outstanding: uint256 = staticcall IServicing(SERVICING).outstanding()
    if outstanding == 0:
        return max_value(uint256)
    return rounding._div_floor(self._free() * constants.PPM, outstanding)


@external
@view
def cover_quote(loan: uint256) -> uint256:
    """
    @notice What cover would pay now; reverts when the loan may not be covered.
    """
    amount: uint256 = 0
    group: uint256 = 0
    amount, group = self._cover(loan)
    return amount


@external
def contribute(source: uint256, amount: uint256):
    """
    @notice Gives from the caller's balance, for good: 1 platform's profit,
            2 a third party's guarantee.
    """
    assert source == PLATFORM or source == GUARANTOR, "RESERVE:GIVE:SOURCE"
    assert amount != 0, "RESERVE:GIVE:ZERO"
    self.contributed[source] += amount
    log Contributed(
        contributor=msg.sender, source=source, amount=amount, total=self.contributed[source]
    )
    extcall IEscrow(ESCROW).give(msg.sender, amount, source)


@external
def cover(loan: uint256) -> uint256:
    """
    @notice Pays a defaulted loan's lenders: the least of the loan's own bound,
            a share of the free reserve, and what the borrower's group may
            still draw. Once per loan; anyone may call.
    @return The amount paid into the loan's pot.
    """
    amount: uint256 = 0
    group: uint256 = 0
    amount, group = self._cover(loan)
    assert amount != 0, "RESERVE:COVER:EMPTY"
    self.covered += amount
    log CoverPaid(loan=loan, by=msg.sender, group=group, amount=amount, total=self.covered)
    extcall IRegistry(REGISTRY).record_cover(group, amount)
    extcall IServicing(SERVICING).record_cover(loan, amount)
    extcall IEscrow(ESCROW).move(self, SERVICING, amount, reasons.COVER, loan)
    return amount


@internal
@view
def _free() -> uint256:
    return staticcall IEscrow(ESCROW).balance_of(self)


@internal
@view
def _cover(loan: uint256) -> (uint256, uint256):
    bound: uint256 = 0
    group: uint256 = 0
    bound, group = staticcall IServicing(SERVICING).cover_terms(loan)
    share_ppm: uint256 = 0
    multiple: uint256 = 0
    share_ppm, multiple = staticcall IGovernor(GOVERNOR).cover_rules()
    borrowed: uint256 = 0
    given: uint256 = 0
    drawn: uint256 = 0
    borrowed, given, drawn = staticcall IRegistry(REGISTRY).group_record(group)
    allowance: uint256 = given * multiple
    allowance -= min(allowance, drawn)
    share: uint256 = rounding._div_floor(self._free() * share_ppm, constants.PPM)
    return min(bound, min(share, allowance)), group
