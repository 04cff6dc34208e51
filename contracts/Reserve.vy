# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Reserve: a fund with one exit
@custom:contract-name Reserve
@license MIT
@notice Contributions come in tagged by their source and leave only as cover
        for the lenders of a defaulted loan, within written limits. It is no
        guarantee: it pays as far as its means and limits go.
@dev Trust: nobody. Cover is anyone's to call and its amount is a formula. The
     council bounds the share of the free reserve and the lifetime multiple,
     within the Governor's hard bounds.
     Invariants: what leaves is cover; a loan is covered once; a group draws no
     more over its lifetime than the multiple of what its loans contributed.
     Storage: gifts by source, and the sum of covers; the money is in the Escrow.
     Roles: none.
     Wind-down: cover goes on; what no loss claims stays here, visible.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IReserve
from interfaces import IServicing

# @dev We import the shared constants, the reasons of moves and the rounding.
from modules import constants
from modules import reasons
from modules import rounding

implements: IReserve


# Sources of contributions; those withheld at issue carry their own reason.
PLATFORM: constant(uint256) = 1
GUARANTOR: constant(uint256) = 2

# The Escrow's address.
ESCROW: immutable(address)
# Servicing's address.
SERVICING: immutable(address)
# The Registry's address.
REGISTRY: immutable(address)
# The Governor's address.
GOVERNOR: immutable(address)

# What came in from a source over a lifetime, in minor units; withheld contributions not
# counted.
contributed: public(HashMap[uint256, uint256])
# What was ever paid as cover, in minor units.
covered: public(uint256)


event Contributed:
    contributor: indexed(address)  # who gave
    source: indexed(uint256)  # 1 platform's profit, 2 a third party's guarantee
    amount: uint256  # in minor units of the token
    total: uint256  # from this source over a lifetime, in minor units


event CoverPaid:
    loan: indexed(uint256)  # the loan's number, from 1
    by: indexed(address)  # who sent the call
    group: indexed(uint256)  # the borrower's group, 1 to 2^28 - 1
    amount: uint256  # paid into the loan's pot, in minor units of the token, rounded down
    total: uint256  # ever paid as cover, in minor units


@deploy
def __init__(escrow: address, servicing: address, registry: address, governor: address):
    """
    @notice Fixes the contracts that the Reserve deals with, for ever.
    @param escrow The Escrow's address.
    @param servicing Servicing's address.
    @param registry The Registry's address.
    @param governor The Governor's address.
    """
    ESCROW = escrow
    SERVICING = servicing
    REGISTRY = registry
    GOVERNOR = governor


# ---- Views -------------------------------------------------------


@external
@view
def peers() -> (address, address, address, address):
    """
    @notice Returns the contracts that the Reserve deals with, fixed at deployment.
    @return The Escrow's address.
    @return Servicing's address.
    @return The Registry's address.
    @return The Governor's address.
    """
    return ESCROW, SERVICING, REGISTRY, GOVERNOR


@external
@view
def free() -> uint256:
    """
    @notice Returns what the reserve has.
    @return In minor units of the token.
    """
    return self._free()


@external
@view
def coverage_ppm() -> uint256:
    """
    @notice Returns the reserve over the principal still counted against borrowers.
    @dev Never more than the coverage of what is unpaid, and equal to it once each loan's
         repaid principal has been released.
    @return In ppm, rounded down; 2^256 - 1 when no principal is counted.
    """
    outstanding: uint256 = staticcall IServicing(SERVICING).outstanding()
    if outstanding == 0:
        return max_value(uint256)
    return rounding._div_floor(self._free() * constants.PPM, outstanding)


@external
@view
def cover_quote(loan: uint256) -> uint256:
    """
    @notice Returns what cover would pay now, and reverts when the loan may not be covered.
    @param loan The loan's number, from 1.
    @return In minor units of the token, rounded down.
    """
    amount: uint256 = 0
    group: uint256 = 0
    amount, group = self._cover(loan)
    return amount


# ---- Entry points ------------------------------------------------


@external
def contribute(source: uint256, amount: uint256):
    """
    @notice Gives from the caller's balance to the reserve, for good.
    @param source Where it comes from: 1 platform's profit, 2 a third party's guarantee.
    @param amount In minor units of the token, 1 to the caller's balance.
    @custom:error RESERVE:GIVE:SOURCE when source is neither 1 nor 2.
                  RESERVE:GIVE:ZERO when amount is 0.
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
    @notice Pays a defaulted loan's lenders, once per loan and by anyone's call: the least
            of the loan's own bound, a share of the free reserve, and what the borrower's
            group may still draw.
    @param loan The loan's number, from 1.
    @return The amount paid into the loan's pot, in minor units, rounded down.
    @custom:error RESERVE:COVER:EMPTY when the formula gives 0.
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


# ---- Internal functions ------------------------------------------


@internal
@view
def _free() -> uint256:
    """
    @dev The reserve's balance in the Escrow, in minor units.
    """
    return staticcall IEscrow(ESCROW).balance_of(self)


@internal
@view
def _cover(loan: uint256) -> (uint256, uint256):
    """
    @dev (what a cover pays, the borrower's group). The group's allowance is its
         contributions times the council's multiple, less what it has drawn.
    """
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
