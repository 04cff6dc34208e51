# pragma version 0.4.3
"""
@title Offers: what underwriters sign
@license MIT
@notice All terms of a loan, its fees and the hashes of its documents, in one
        EIP-712 message. Checked against the bounds here and the Governor's
        ceilings when the loan is listed, then frozen.
"""


# @dev We import the shapes in which terms are kept, and the signature domain.
from . import constants
from . import parties
from . import rounding
from . import schedule
from . import signatures
from . import terms


struct Offer:
    borrower: address  # the borrower's first wallet
    project: bytes32  # what is financed, a hash; each can be listed once, for ever
    principal: uint256  # minor units of the token, 1 to 10^15
    rate_ppm: uint256  # ppm a year, 0 to 1,000,000
    n: uint256  # instalments, 1 to 480
    period: uint256  # months, 1 to 12, or days, 1 to 366
    in_days: bool  # whether the period is in days
    method: uint256  # 0 annuity, 1 linear, 2 interest only, 3 bullet
    lead: uint256  # first instalments without principal, 0 to n - 1
    grace_days: uint256  # days past due without late charge, 0 to 366
    late_rate_ppm: uint256  # late charge, ppm a year of what is overdue
    late_cap_ppm: uint256  # its cap, ppm of the instalment
    default_dpd: uint256  # days past due, 30 to 1,000
    origination_ppm: uint256  # fee withheld at issue, ppm of principal
    reserve_ppm: uint256  # contribution withheld at issue, ppm of principal
    servicing_ppm: uint256  # platform's share of interest, ppm
    late_share_ppm: uint256  # platform's share of late charges, ppm
    market_fee_ppm: uint256  # ppm of a sale's price
    recovery_ppm: uint256  # platform's share of a recovery, ppm
    cover_cap_ppm: uint256  # bound of a cover, ppm of unpaid principal
    quorum_ppm: uint256  # votes that a restructuring needs, ppm of units, in steps of 100
    risk_level: uint256  # 1 to 5
    ticket_min: uint256  # the smallest note, minor units, 1 to principal
    raise_seconds: uint256  # seconds to raise the money, from 1 to the council's limit
    issue_seconds: uint256  # the issue window, seconds, 1 to 2,592,000
    reflection_seconds: uint256  # time to reflect once fully funded, seconds, 0 to 2,592,000
    reflection_class: uint256  # the highest class that may reflect, 0 (none) to 5
    collateral: bytes32  # hash of collection, token and floor that secure it; zero: none
    disclosure_hash: bytes32  # what investors read
    agreement_hash: bytes32  # what the borrower signs
    expiry: uint256  # the last Unix second on which it may be listed


OFFER_TYPEHASH: constant(bytes32) = keccak256(
    "Offer(address borrower,bytes32 project,uint256 principal,uint256 rate_ppm,uint256 n,uint256 period,bool in_days,uint256 method,uint256 lead,uint256 grace_days,uint256 late_rate_ppm,uint256 late_cap_ppm,uint256 default_dpd,uint256 origination_ppm,uint256 reserve_ppm,uint256 servicing_ppm,uint256 late_share_ppm,uint256 market_fee_ppm,uint256 recovery_ppm,uint256 cover_cap_ppm,uint256 quorum_ppm,uint256 risk_level,uint256 ticket_min,uint256 raise_seconds,uint256 issue_seconds,uint256 reflection_seconds,uint256 reflection_class,bytes32 collateral,bytes32 disclosure_hash,bytes32 agreement_hash,uint256 expiry)"
)
# The highest rate, in ppm a year.
RATE_MAX: constant(uint256) = 10 ** 6
# The longest term, in months or in days.
MONTHS_MAX: constant(uint256) = 480
DAYS_MAX: constant(uint256) = 14_640
# The longest grace, in days.
GRACE_MAX: constant(uint256) = 366
# Days past due from which a default may be declared: the least and the most.
DPD_MIN: constant(uint256) = 30
DPD_MAX: constant(uint256) = 1_000
# The longest issue window and the longest time to reflect, in seconds: 30 days.
ISSUE_SECONDS_MAX: constant(uint256) = 30 * 86_400
# The quorum of a vote, in ppm of the units that may vote: the least and the most.
QUORUM_MIN: constant(uint256) = 200_000
QUORUM_MAX: constant(uint256) = 1_000_000


@internal
@view
def _digest(offer: Offer) -> bytes32:
    """
    @notice Returns the EIP-712 digest of an offer.
    @param offer The loan's terms, fees and documents.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(OFFER_TYPEHASH, offer)))


@internal
@pure
def _check_schedule(offer: Offer):
    """
    @notice Refuses amounts, rates and periods out of their bounds.
    @param offer The loan's terms, fees and documents.
    """
    assert offer.principal >= 1 and offer.principal <= constants.AMOUNT_MAX, "OFFER:LIST:PRINCIPAL"
    assert offer.rate_ppm <= RATE_MAX, "OFFER:LIST:RATE"
    assert offer.n >= 1 and offer.n <= constants.ROWS_MAX, "OFFER:LIST:ROWS"
    if offer.in_days:
        assert offer.period >= 1 and offer.period <= 366, "OFFER:LIST:PERIOD"
        assert offer.n * offer.period <= DAYS_MAX, "OFFER:LIST:TERM"
    else:
        assert offer.period >= 1 and offer.period <= 12, "OFFER:LIST:PERIOD"
        assert offer.n * offer.period <= MONTHS_MAX, "OFFER:LIST:TERM"
    assert offer.method <= schedule.BULLET, "OFFER:LIST:METHOD"
    assert offer.lead < offer.n, "OFFER:LIST:LEAD"
    assert offer.lead == 0 or offer.method <= schedule.LINEAR, "OFFER:LIST:LEAD"
    assert offer.grace_days <= GRACE_MAX, "OFFER:LIST:GRACE"
    assert offer.default_dpd >= DPD_MIN and offer.default_dpd <= DPD_MAX, "OFFER:LIST:DPD"
    # All interest and late charges a loan could ever earn fit a position.
    num: uint256 = 0
    den: uint256 = 0
    num, den = schedule._fraction(offer.rate_ppm, offer.period, offer.in_days)
    earned: uint256 = offer.principal * num * offer.n // den + offer.n
    charged: uint256 = (offer.principal + earned) * offer.late_cap_ppm // constants.PPM
    # What comes in after a write-off counts as interest: the principal, too.
    assert (
        offer.principal + earned + charged <= constants.INTEREST_MAX
    ), "OFFER:LIST:INTEREST"


@internal
@pure
def _check_ceilings(offer: Offer, ceilings: uint256):
    """
    @notice Refuses a rate or fee above the council's ceiling of today.
    @param offer The loan's terms, fees and documents.
    @param ceilings The ceilings, 20 bits each from the low bit, as in modules/parameters.
    """
    rates: uint256[10] = [
        offer.rate_ppm,
        offer.late_rate_ppm,
        offer.late_cap_ppm,
        offer.origination_ppm,
        offer.reserve_ppm,
        offer.servicing_ppm,
        offer.late_share_ppm,
        offer.market_fee_ppm,
        offer.recovery_ppm,
        offer.cover_cap_ppm,
    ]
    left: uint256 = ceilings
    for rate: uint256 in rates:
        assert rate <= left & constants.BITS_20, "OFFER:LIST:CEILING"
        left = left >> 20


@internal
@view
def _check_listing(offer: Offer, raise_max: uint256):
    """
    @notice Refuses times, tickets and levels out of their bounds, and missing documents.
    @param offer The loan's terms, fees and documents.
    @param raise_max The most seconds that a listing may seek money.
    """
    assert offer.expiry >= block.timestamp, "OFFER:LIST:EXPIRED"
    assert offer.risk_level >= 1 and offer.risk_level <= 5, "OFFER:LIST:LEVEL"
    assert offer.ticket_min >= 1 and offer.ticket_min <= offer.principal, "OFFER:LIST:TICKET"
    assert offer.raise_seconds >= 1 and offer.raise_seconds <= raise_max, "OFFER:LIST:RAISE"
    assert (
        offer.issue_seconds >= 1 and offer.issue_seconds <= ISSUE_SECONDS_MAX
    ), "OFFER:LIST:ISSUE"
    assert (
        offer.reflection_class <= 5
        and offer.reflection_seconds <= ISSUE_SECONDS_MAX
        and (offer.reflection_class == 0) == (offer.reflection_seconds == 0)
    ), "OFFER:LIST:REFLECTION"
    assert (
        offer.quorum_ppm >= QUORUM_MIN
        and offer.quorum_ppm <= QUORUM_MAX
        and offer.quorum_ppm % terms.QUORUM_STEP == 0
    ), "OFFER:LIST:QUORUM"
    # Something reaches the borrower: both fees round up, each by itself.
    assert (
        rounding._div_ceil(offer.principal * offer.origination_ppm, constants.PPM)
        + rounding._div_ceil(offer.principal * offer.reserve_ppm, constants.PPM)
        < offer.principal
    ), "OFFER:LIST:FEES"
    assert offer.project != empty(bytes32), "OFFER:LIST:PROJECT"
    assert offer.disclosure_hash != empty(bytes32), "OFFER:LIST:DISCLOSURE"
    assert offer.agreement_hash != empty(bytes32), "OFFER:LIST:AGREEMENT"


@internal
@pure
def _terms_word(offer: Offer) -> uint256:
    """
    @notice Returns the part of an offer that Servicing keeps as terms.
    @param offer The loan's terms, fees and documents.
    @return The terms, packed as in modules/terms.
    """
    return terms._pack(
        terms.Terms(
            principal=offer.principal,
            rate_ppm=offer.rate_ppm,
            n=offer.n,
            period=offer.period,
            in_days=offer.in_days,
            method=offer.method,
            lead=offer.lead,
            grace_days=offer.grace_days,
            late_rate_ppm=offer.late_rate_ppm,
            late_cap_ppm=offer.late_cap_ppm,
            default_dpd=offer.default_dpd,
            servicing_ppm=offer.servicing_ppm,
            late_share_ppm=offer.late_share_ppm,
            market_fee_ppm=offer.market_fee_ppm,
            recovery_ppm=offer.recovery_ppm,
            quorum_ppm=offer.quorum_ppm,
        )
    )


@internal
@pure
def _parties_word(offer: Offer, group: uint256) -> uint256:
    """
    @notice Returns the part of an offer that Servicing keeps as parties.
    @param offer The loan's terms, fees and documents.
    @param group The borrower's group, 1 to 2^28 - 1.
    @return The parties, packed as in modules/parties.
    """
    return parties._pack(
        parties.Parties(
            borrower=offer.borrower,
            group=group,
            origination_ppm=offer.origination_ppm,
            reserve_ppm=offer.reserve_ppm,
            cover_cap_ppm=offer.cover_cap_ppm,
        )
    )
