# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Listings: from a signed offer to an issued loan
@license MIT
@notice Funding, retracting, expiring and issuing. The funding's money is in the
        Book's own Escrow account until the loan is issued or its investors take
        it back.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import ICollateral
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IRegistry
from ..interfaces import IReserve
from ..interfaces import IServicing

# @dev We import listings, and the notes that funding creates.
from . import constants
from . import credentials
from . import listing_storage
from . import listing_packing
from . import notes
from . import parties
from . import peers
from . import positions
from . import reasons
from . import rounding
from . import statuses

uses: listing_storage
uses: notes
uses: peers


event Funded:
    loan: indexed(uint256)  # the loan's number, from 1
    investor: indexed(address)  # who lends
    units: uint256  # taken now, in minor units of the token
    funded: uint256  # in all afterwards, in minor units


event Retracted:
    loan: indexed(uint256)  # the loan's number, from 1
    investor: indexed(address)  # who takes funding back
    units: uint256  # taken back now, in minor units of the token
    funded: uint256  # in all afterwards, in minor units


event StatusChanged:
    loan: indexed(uint256)  # the loan's number, from 1
    status: uint256  # as in modules/statuses


event Issued:
    loan: indexed(uint256)  # the loan's number, from 1
    borrower: indexed(address)  # who draws the loan down
    issue_day: uint256  # local day, days since 1970-01-01
    principal: uint256  # in minor units of the token
    origination: uint256  # the fee withheld, in minor units, rounded up
    contribution: uint256  # withheld for the reserve, in minor units, rounded up


# ---- Entry points ------------------------------------------------


@external
def fund_many(
    loan: uint256,
    owners: DynArray[address, constants.EXECUTE_MAX],
    units: DynArray[uint256, constants.EXECUTE_MAX],
    caps: DynArray[uint256, constants.EXECUTE_MAX],
    disclosure_hash: bytes32,
) -> DynArray[uint256, constants.EXECUTE_MAX]:
    """
    @notice Lends to a listed loan out of many balances: Mandates' half of an execution. Who
            may not lend is passed over.
    @param loan The loan's number, from 1.
    @param owners Who lend: first wallets.
    @param units What each lends, in minor units of the token; 0: nothing. Together at most
            what is open.
    @param caps The most that each may have lent in all afterwards, in minor units.
    @param disclosure_hash The hash of the disclosure.
    @return What each has lent, in minor units: all of it, or 0.
    @custom:error BOOK:FUND:CALLER when the caller is not Mandates.
                  BOOK:FUND:LATE when the listing's deadline or issue window has passed.
                  BOOK:FUND:RETRACTED when a lender has retracted; they are passed over before.
                  BOOK:FUND:STALE when disclosure_hash is not the listing's.
                  BOOK:FUND:STATUS when the loan is not listed.
    """
    assert msg.sender == peers.mandates, "BOOK:FUND:CALLER"
    side: uint256 = listing_storage.sides[loan]
    funding: uint256 = self._open_funding(loan, side, disclosure_hash)
    level: uint256 = (side >> listing_packing.LEVEL_AT) & constants.BITS_3
    if listing_packing._funded_at(funding) != 0:
        level = self._level(side)
    asked: DynArray[uint256, constants.EXECUTE_MAX] = units
    for i: uint256 in range(len(owners), bound=constants.EXECUTE_MAX):
        if asked[i] != 0 and not self._may_mint(loan, side, owners[i]):
            asked[i] = 0
    granted: DynArray[uint256, constants.EXECUTE_MAX] = extcall IRegistry(
        peers.registry
    ).admit_many(
        owners, asked, caps, listing_packing._borrower(side), level,
        listing_packing._signers(side, funding),
    )
    funded: uint256 = listing_packing._funded(funding)
    taken: uint256 = 0
    for i: uint256 in range(len(owners), bound=constants.EXECUTE_MAX):
        if granted[i] != 0:
            taken += granted[i]
            notes._mint(owners[i], loan, granted[i])
            log Funded(
                loan=loan, investor=owners[i], units=granted[i], funded=funded + taken
            )
    if taken != 0:
        after: uint256 = funding + (taken << listing_packing.FUNDED_AT)
        if listing_packing._funded(after) == listing_packing._principal(after):
            after = self._filled(loan, side, after)
        listing_storage.fundings[loan][disclosure_hash] = after
        extcall IEscrow(peers.escrow).take_many(owners, granted, loan)
    return granted


@external
def retract(loan: uint256, units: uint256):
    """
    @notice Takes the caller's funding back: free while listed; once funded, for those who
            may reflect until their time ends, and for all whenever the borrower is frozen
            or new risk is closed; then locked until the issue window has passed.
    @dev Who retracts cannot fund this loan again.
    @param loan The loan's number, from 1.
    @param units Units, in minor units of the token, from 1 to what the caller holds.
    @custom:error BOOK:RETRACT:ISSUED when the loan is issued.
                  BOOK:RETRACT:LOCKED when the loan is funded and its issue window is running.
                  BOOK:RETRACT:TICKET when what is left would be below the ticket.
                  BOOK:RETRACT:UNITS when units is 0 or more than the caller holds.
                  BOOK:RETRACT:UNKNOWN when there is no such loan.
    """
    side: uint256 = listing_storage.sides[loan]
    disclosure: bytes32 = listing_storage.disclosures[loan]
    funding: uint256 = listing_storage.fundings[loan][disclosure]
    status: uint256 = listing_packing._status(side)
    assert status != 0, "BOOK:RETRACT:UNKNOWN"
    assert status != statuses.ACTIVE, "BOOK:RETRACT:ISSUED"
    if status == statuses.FUNDED:
        if self._lapsed(funding):
            self._close(loan, side, funding, statuses.CANCELLED)
        else:
            assert self._may_retract(side, funding), "BOOK:RETRACT:LOCKED"
            listing_storage.sides[loan] = listing_packing._with_status(side, statuses.LISTED)
            log StatusChanged(loan=loan, status=statuses.LISTED)
    held: uint256 = positions._units(notes.positions_of[msg.sender][loan])
    assert units != 0 and units <= held, "BOOK:RETRACT:UNITS"
    assert (
        units == held or held - units >= listing_packing._ticket_min(side)
    ), "BOOK:RETRACT:TICKET"
    notes._burn(msg.sender, loan, units, positions._retracted(held - units))
    listing_storage.fundings[loan][disclosure] = funding - (units << listing_packing.FUNDED_AT)
    log Retracted(
        loan=loan, investor=msg.sender, units=units, funded=listing_packing._funded(funding) - units
    )
    extcall IRegistry(peers.registry).reduce(msg.sender, units)
    extcall IEscrow(peers.escrow).move(self, msg.sender, units, reasons.RETRACT, loan)


@external
def expire(loan: uint256):
    """
    @notice Closes a listing whose time is over, or any in a wind-down, by anyone; its
            investors then retract in full.
    @param loan The loan's number, from 1.
    @custom:error BOOK:EXPIRE:EARLY when the deadline or the issue window is still running.
                  BOOK:EXPIRE:STATUS when the loan is neither listed nor funded.
    """
    side: uint256 = listing_storage.sides[loan]
    funding: uint256 = listing_storage._funding(loan)
    status: uint256 = listing_packing._status(side)
    assert status == statuses.LISTED or status == statuses.FUNDED, "BOOK:EXPIRE:STATUS"
    assert self._lapsed(funding), "BOOK:EXPIRE:EARLY"
    if status == statuses.LISTED:
        self._close(loan, side, funding, statuses.EXPIRED)
    else:
        self._close(loan, side, funding, statuses.CANCELLED)


@external
def issue(loan: uint256):
    """
    @notice Draws a fully funded loan down, by its borrower, once the time to reflect is
            over; the local date of now is its issue date.
    @dev The origination fee and the reserve contribution are withheld, each rounded up.
    @param loan The loan's number, from 1.
    @custom:error BOOK:ISSUE:BORROWER when the caller is not the loan's borrower.
                  BOOK:ISSUE:COLLATERAL when the offer's collateral is not locked.
                  BOOK:ISSUE:LATE when the issue window has passed.
                  BOOK:ISSUE:REFLECTION when lenders may still reflect.
                  BOOK:ISSUE:STATUS when the loan is not fully funded.
    """
    side: uint256 = listing_storage.sides[loan]
    funding: uint256 = listing_storage._funding(loan)
    borrower: address = convert(side & constants.BITS_160, address)
    assert msg.sender == borrower, "BOOK:ISSUE:BORROWER"
    assert (
        (side >> listing_packing.STATUS_AT) & constants.BITS_4 == statuses.FUNDED
    ), "BOOK:ISSUE:STATUS"
    assert (
        (side >> listing_packing.CLASS_AT) & constants.BITS_3 == 0
        or block.timestamp > listing_packing._reflection_end(funding)
    ), "BOOK:ISSUE:REFLECTION"
    assert block.timestamp <= listing_packing._last_second(funding), "BOOK:ISSUE:LATE"
    if (side >> listing_packing.COLLATERAL_AT) & 1 == 1:
        assert staticcall ICollateral(peers.collateral).is_locked(loan), "BOOK:ISSUE:COLLATERAL"
    listing_storage.sides[loan] = listing_packing._with_status(side, statuses.ACTIVE)
    issue_day: uint256 = 0
    bound: uint256 = 0
    issue_day, bound = extcall IServicing(peers.servicing).start(loan)
    principal: uint256 = funding & constants.BITS_50
    origination: uint256 = rounding._div_ceil(
        principal * parties._origination_ppm(bound), constants.PPM
    )
    contribution: uint256 = rounding._div_ceil(
        principal * parties._reserve_ppm(bound), constants.PPM
    )
    treasury: address = empty(address)
    per_day: uint256 = 0
    treasury, per_day = staticcall IGovernor(peers.governor).issue_rules()
    extcall IRegistry(peers.registry).draw(
        borrower, parties._group(bound), principal, contribution, per_day,
        listing_packing._signers(side, funding), skip_contract_check=True,
    )
    log StatusChanged(loan=loan, status=statuses.ACTIVE)
    log Issued(
        loan=loan, borrower=borrower, issue_day=issue_day,
        principal=principal, origination=origination, contribution=contribution,
    )
    extcall IEscrow(peers.escrow).split(
        self,
        [borrower, treasury, peers.reserve],
        [principal - origination - contribution, origination, contribution],
        [reasons.ISSUE, reasons.ORIGINATION, reasons.CONTRIBUTION],
        loan,
        skip_contract_check=True,
    )


# ---- Internal functions ------------------------------------------


@internal
def _fund(loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @notice Takes an investor's money and gives them units of a listed loan; the last unit
            makes it funded.
    @dev Once a loan was fully funded, a gap is filled by classes that may not reflect.
    @param loan The loan's number, from 1.
    @param units The most to lend, in minor units of the token, from 1.
    @param units_min The least to accept when less than units is open, in minor units, 0 to
            units.
    @param disclosure_hash The hash of the disclosure that the investor has read.
    @return The units taken, in minor units.
    """
    side: uint256 = listing_storage.sides[loan]
    funding: uint256 = self._open_funding(loan, side, disclosure_hash)
    funded: uint256 = (funding >> listing_packing.FUNDED_AT) & constants.BITS_50
    open_units: uint256 = (funding & constants.BITS_50) - funded
    taken: uint256 = min(units, open_units)
    assert taken >= units_min and taken != 0, "BOOK:FUND:FILL"
    # The last units may be fewer than a ticket: nobody can block the rest.
    assert (
        taken == open_units
        or taken >= (side >> listing_packing.TICKET_AT) & constants.BITS_50
    ), "BOOK:FUND:TICKET"
    if (side >> listing_packing.GUARANTEED_AT) & 1 == 1:
        self._check_guarantor(loan, msg.sender)
    level: uint256 = (side >> listing_packing.LEVEL_AT) & constants.BITS_3
    if (funding >> listing_packing.FILLED_AT) & constants.BITS_32 != 0:
        level = self._level(side)
    returned: uint256 = extcall IEscrow(peers.escrow).take(
        msg.sender, self, taken, reasons.FUND, loan
    )
    extcall IRegistry(peers.registry).admit(
        msg.sender, taken, returned, convert(side & constants.BITS_160, address),
        level, listing_packing._signers(side, funding), skip_contract_check=True,
    )
    notes._mint(msg.sender, loan, taken)
    log Funded(loan=loan, investor=msg.sender, units=taken, funded=funded + taken)
    funding += taken << listing_packing.FUNDED_AT
    if taken == open_units:
        funding = self._filled(loan, side, funding)
    listing_storage.fundings[loan][disclosure_hash] = funding
    return taken


@internal
@view
def _open_funding(loan: uint256, side: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @dev The funding's word of a loan that takes money now, from who has read its disclosure.
    """
    assert (
        (side >> listing_packing.STATUS_AT) & constants.BITS_4 == statuses.LISTED
    ), "BOOK:FUND:STATUS"
    funding: uint256 = listing_storage.fundings[loan][disclosure_hash]
    assert funding != 0, "BOOK:FUND:STALE"
    assert block.timestamp <= listing_packing._last_second(funding), "BOOK:FUND:LATE"
    return funding


@internal
@pure
def _level(side: uint256) -> uint256:
    """
    @dev The least class that may fill a gap of a loan that was fully funded once: those who
         may not reflect.
    """
    return max(listing_packing._level(side), listing_packing._reflection_class(side) + 1)


@internal
@view
def _may_mint(loan: uint256, side: uint256, owner: address) -> bool:
    """
    @dev Whether an owner has not retracted, and is not related to the guarantor.
    """
    if positions._has_retracted(notes.positions_of[owner][loan]):
        return False
    if (side >> listing_packing.GUARANTEED_AT) & 1 == 0:
        return True
    guarantor: address = staticcall IReserve(peers.reserve).guarantor_of(loan)
    return not staticcall IRegistry(peers.registry).is_related(owner, guarantor)


@internal
def _filled(loan: uint256, side: uint256, funding: uint256) -> uint256:
    """
    @dev The last unit makes a loan funded; the funding's word says since when, once.
    """
    listing_storage.sides[loan] = listing_packing._with_status(side, statuses.FUNDED)
    log StatusChanged(loan=loan, status=statuses.FUNDED)
    if listing_packing._funded_at(funding) == 0:
        return funding | (block.timestamp << listing_packing.FILLED_AT)
    return funding


@internal
@view
def _check_guarantor(loan: uint256, lender: address):
    """
    @notice Refuses a lender who is, or is related to, the guarantor of a guaranteed loan.
    @param loan The loan's number, from 1.
    @param lender A wallet of who would get units.
    """
    guarantor: address = staticcall IReserve(peers.reserve).guarantor_of(loan)
    assert not staticcall IRegistry(peers.registry).is_related(
        lender, guarantor
    ), "BOOK:LEND:GUARANTOR"


@internal
@view
def _may_retract(side: uint256, funding: uint256) -> bool:
    """
    @dev Of a funded loan whose issue window is not over: those who may reflect, in their
         time; everyone when the borrower is frozen or new risk is closed.
    """
    if block.timestamp <= listing_packing._reflection_end(funding):
        person: credentials.Person = staticcall IRegistry(peers.registry).person_of(msg.sender)
        if person.risk_class <= listing_packing._reflection_class(side):
            return True
    return staticcall IRegistry(peers.registry).may_leave(listing_packing._borrower(side))


@internal
@view
def _lapsed(funding: uint256) -> bool:
    """
    @dev Whether a listing's deadline or issue window has passed, or the platform winds
         down.
    """
    return (
        block.timestamp > listing_packing._last_second(funding)
        or staticcall IGovernor(peers.governor).wind_down()
    )


@internal
def _close(loan: uint256, side: uint256, funding: uint256, status: uint256):
    """
    @dev Writes the final status and takes the principal off the borrower's caps.
    """
    listing_storage.sides[loan] = listing_packing._with_status(side, status)
    log StatusChanged(loan=loan, status=status)
    extcall IRegistry(peers.registry).release(
        listing_packing._borrower(side), listing_packing._principal(funding)
    )
