# pragma version 0.4.3
"""
@title Default, cover and recovery, in two words
@license MIT
@notice What is owed is frozen on the day of default; later payments are
        recoveries: principal, then interest, then charges. Who covered gets
        floor(R C / O) of the cumulative recovery until C is repaid (R after the
        platform's recovery share), the lenders the rest.
@dev Layouts, from the low bit.
     Debt: principal 50, interest 56, charges 56, principal at default 50,
     default day 20; 24 bits free.
     Cover: amount 50, returned 50, recovered 60, guaranteed 50; 46 bits free.
"""


# @dev We import the rounding functions: each division below names its own.
from . import constants
from . import rounding


struct Debt:
    principal: uint256  # still owed, minor units
    interest: uint256  # still owed, minor units
    charges: uint256  # late charges still owed, minor units
    principal_at_default: uint256  # owed on that day, minor units
    default_day: uint256  # local day, days since 1970-01-01


struct Cover:
    amount: uint256  # paid into the pot, minor units; 0: not covered
    returned: uint256  # given back to who covered, minor units
    recovered: uint256  # cumulative, after the platform's share, minor units
    guaranteed: uint256  # the guarantor's part of the amount, minor units


struct Recovery:
    principal: uint256  # paid of what is owed, minor units
    interest: uint256  # paid of what is owed, minor units
    charges: uint256  # paid of what is owed, minor units
    fee: uint256  # the platform's share, minor units, rounded down
    returned: uint256  # to who covered, minor units, rounded down
    lenders_principal: uint256  # what lenders get as principal, minor units
    lenders_interest: uint256  # what lenders get as interest, minor units


struct Receipt:
    payer: address  # whose balance pays
    principal: uint256  # what the lenders get as principal, minor units
    interest: uint256  # what they get as interest, minor units
    fee: uint256  # the platform's share, minor units
    to_reserve: uint256  # what returns to the reserve, minor units
    guarantor: address  # the guarantor's wallet; zero: none
    to_guarantor: uint256  # what returns to them, minor units
    surplus: uint256  # above what is owed, to the borrower, minor units
    recovered: bool  # whether nothing is owed any more


BITS_60: constant(uint256) = 2 ** 60 - 1


@internal
@pure
def _pack_debt(debt: Debt) -> uint256:
    """
    @notice Packs a debt into its word.
    @param debt The debt, each field within its bits.
    @return The word.
    """
    return (
        debt.principal
        | (debt.interest << 50)
        | (debt.charges << 106)
        | (debt.principal_at_default << 162)
        | (debt.default_day << 212)
    )


@internal
@pure
def _unpack_debt(word: uint256) -> Debt:
    """
    @notice Unpacks a debt's word.
    @param word The packed word, as in this module's header.
    @return The debt; all zero when there was no default.
    """
    return Debt(
        principal=word & constants.BITS_50,
        interest=(word >> 50) & constants.BITS_56,
        charges=(word >> 106) & constants.BITS_56,
        principal_at_default=(word >> 162) & constants.BITS_50,
        default_day=(word >> 212) & constants.BITS_20,
    )


@internal
@pure
def _pack_cover(cover: Cover) -> uint256:
    """
    @notice Packs a cover into its word.
    @param cover The cover, each field within its bits.
    @return The word.
    """
    return (
        cover.amount
        | (cover.returned << 50)
        | (cover.recovered << 100)
        | (cover.guaranteed << 160)
    )


@internal
@pure
def _unpack_cover(word: uint256) -> Cover:
    """
    @notice Unpacks a cover's word.
    @param word The packed word, as in this module's header.
    @return The cover; all zero when there was none.
    """
    return Cover(
        amount=word & constants.BITS_50,
        returned=(word >> 50) & constants.BITS_50,
        recovered=(word >> 100) & BITS_60,
        guaranteed=(word >> 160) & constants.BITS_50,
    )


@internal
@pure
def _amount(word: uint256) -> uint256:
    """
    @notice Reads what a cover has paid.
    @param word The packed word, as in this module's header.
    @return In minor units of the token; 0: not covered.
    """
    return word & constants.BITS_50


@internal
@pure
def _recover(
    debt: Debt, cover: Cover, payment: uint256, recovery_ppm: uint256
) -> (Debt, Cover, Recovery):
    """
    @notice Splits a payment of at most what is still owed between lenders, platform and
            reserve.
    @param debt What is still owed.
    @param cover What was covered and returned.
    @param payment In minor units of the token, 1 to what is owed.
    @param recovery_ppm The platform's share of a recovery, in ppm, 0 to 250,000.
    @return The debt after it.
    @return The cover after it.
    @return Who gets what, in minor units; the fee and what returns to the reserve are
            rounded down.
    """
    principal: uint256 = min(payment, debt.principal)
    interest: uint256 = min(payment - principal, debt.interest)
    charges: uint256 = payment - principal - interest
    fee: uint256 = rounding._div_floor(payment * recovery_ppm, constants.PPM)
    recovered: uint256 = cover.recovered + payment - fee
    owed_to_cover: uint256 = min(
        rounding._div_floor(recovered * cover.amount, debt.principal_at_default), cover.amount
    )
    # A recovery before the cover makes the share jump; a payment gives what it brings.
    returned: uint256 = min(owed_to_cover - cover.returned, payment - fee)
    lenders_principal: uint256 = principal - min(principal, fee + returned)
    return (
        Debt(
            principal=debt.principal - principal,
            interest=debt.interest - interest,
            charges=debt.charges - charges,
            principal_at_default=debt.principal_at_default,
            default_day=debt.default_day,
        ),
        Cover(
            amount=cover.amount,
            returned=cover.returned + returned,
            recovered=recovered,
            guaranteed=cover.guaranteed,
        ),
        Recovery(
            principal=principal,
            interest=interest,
            charges=charges,
            fee=fee,
            returned=returned,
            lenders_principal=lenders_principal,
            lenders_interest=payment - fee - returned - lenders_principal,
        ),
    )


@internal
@pure
def _to_guarantor(cover: Cover, so_far: uint256, returned: uint256) -> uint256:
    """
    @notice Returns the guarantor's part of what a recovery returns to who covered: by what
            each has paid, cumulative, rounded down. A cover that came after a recovery lowers
            the part, and what was returned before counts.
    @param cover The cover after the recovery, guaranteed in part.
    @param so_far What was returned to the guarantor before, in minor units of the token.
    @param returned What this recovery returns, in minor units.
    @return In minor units, 0 to returned.
    """
    due: uint256 = rounding._div_floor(cover.returned * cover.guaranteed, cover.amount)
    return min(due - min(due, so_far), returned)
