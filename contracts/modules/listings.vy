# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Fundings: from a signed offer to an issued loan
@license MIT
@notice Listing, funding, retracting, expiring and issuing. The funding's money
        is in the Book's own Escrow account until the loan is issued or its
        investors take it back.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor
from ..interfaces import IRegistry
from ..interfaces import IServicing

# @dev We import offers and listings, and the notes that funding creates.
from . import book_peers
from . import constants
from . import listing_storage
from . import notes
from . import offers
from . import parties
from . import positions
from . import reasons
from . import roles
from . import rounding
from . import signatures
from . import statuses
from . import terms

uses: listing_storage
uses: notes
uses: book_peers


event Listed:
    loan: indexed(uint256)  # the loan's number, from 1
    borrower: indexed(address)  # the borrower's first wallet
    project: indexed(bytes32)  # what is financed, a hash
    group: uint256  # the borrower's group, 1 to 2^28 - 1
    first_signer: address  # the underwriter's key
    second_signer: address  # another underwriter's key; zero: not needed
    offer: offers.Offer  # all terms, in the units of modules/offers


event OfferRevoked:
    project: indexed(bytes32)  # what would have been financed, a hash
    by: indexed(address)  # the UNDERWRITER key


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


# ---- Views -------------------------------------------------------


@external
@view
def offer_digest(offer: offers.Offer) -> bytes32:
    """
    @notice Returns the EIP-712 digest that underwriters sign.
    @param offer The loan's terms, fees and documents.
    @return The digest, for this chain and this contract.
    """
    return offers._digest(offer)


# ---- Entry points ------------------------------------------------


@external
def list_offer(
    offer: offers.Offer, first: signatures.Signature, second: signatures.Signature
) -> uint256:
    """
    @notice Lists the caller's offer, which one underwriter has signed, or two above the
            council's limit.
    @param offer The loan's terms, fees and documents; bounds as in modules/offers.
    @param first An underwriter's signature of the offer's digest.
    @param second Another underwriter's; looked at only above the council's limit.
    @return The loan's number, from 1.
    @custom:error BOOK:LIST:AGREEMENT when agreement_hash is zero.
                  BOOK:LIST:BORROWER when the caller is not the offer's borrower.
                  BOOK:LIST:CEILING when a rate or fee is above the council's ceiling.
                  BOOK:LIST:DISCLOSURE when disclosure_hash is zero.
                  BOOK:LIST:DPD when default_dpd is not 30 to 1,000 days.
                  BOOK:LIST:EXPIRED when the offer has expired.
                  BOOK:LIST:GRACE when grace_days is above 366.
                  BOOK:LIST:INTEREST when interest and late charges could exceed 2^56 - 1.
                  BOOK:LIST:ISSUE when issue_seconds is not 1 to 2,592,000.
                  BOOK:LIST:LEAD when lead is not below n, or the method takes none.
                  BOOK:LIST:LEVEL when risk_level is not 1 to 5.
                  BOOK:LIST:METHOD when method is above 3.
                  BOOK:LIST:PERIOD when period is not 1 to 12 months or 1 to 366 days.
                  BOOK:LIST:PRINCIPAL when principal is not 1 to 10^15.
                  BOOK:LIST:PROJECT when project is zero.
                  BOOK:LIST:PROJECT_USED when the project was listed or its offers were revoked.
                  BOOK:LIST:RAISE when raise_seconds is 0 or above the council's limit.
                  BOOK:LIST:RATE when rate_ppm is above 1,000,000.
                  BOOK:LIST:ROWS when n is not 1 to 480.
                  BOOK:LIST:SELF when a signer is the borrower.
                  BOOK:LIST:SIGNATURE when a needed signature is not an underwriter's.
                  BOOK:LIST:SIGNERS when both signatures are one underwriter's.
                  BOOK:LIST:TERM when n periods exceed 480 months or 14,640 days.
                  BOOK:LIST:TICKET when ticket_min is not 1 to the principal.
    """
    assert msg.sender == offer.borrower, "BOOK:LIST:BORROWER"
    ceilings: uint256 = 0
    limits: uint256 = 0
    ceilings, limits = staticcall IGovernor(book_peers.governor).offer_rules()
    offers._check_schedule(offer)
    offers._check_ceilings(offer, ceilings)
    offers._check_listing(offer, limits)
    assert listing_storage.loan_of_project[offer.project] == 0, "BOOK:LIST:PROJECT_USED"
    group: uint256 = extcall IRegistry(book_peers.registry).borrow(offer.borrower, offer.principal)
    digest: bytes32 = offers._digest(offer)
    signers: address[2] = [self._underwriter(digest, first), empty(address)]
    if offer.principal > limits & constants.BITS_50:
        signers[1] = self._underwriter(digest, second)
        assert signers[0] != signers[1], "BOOK:LIST:SIGNERS"
    loan: uint256 = listing_storage.loan_count + 1
    listing_storage.loan_count = loan
    listing_storage.loan_of_project[offer.project] = loan
    self._write_listing(loan, offer, group, signers)
    log Listed(
        loan=loan, borrower=offer.borrower, project=offer.project, group=group,
        first_signer=signers[0], second_signer=signers[1], offer=offer,
    )
    return loan


@external
def revoke_offer(project: bytes32):
    """
    @notice Takes back, by an underwriter and for ever, all offers for a project not yet
            listed.
    @param project The project's hash.
    @custom:error BOOK:REVOKE:LISTED when the project was listed or is revoked already.
                  BOOK:REVOKE:ROLE when the caller is not an UNDERWRITER key.
    """
    assert staticcall IGovernor(book_peers.governor).has_role(
        msg.sender, roles.UNDERWRITER
    ), "BOOK:REVOKE:ROLE"
    assert listing_storage.loan_of_project[project] == 0, "BOOK:REVOKE:LISTED"
    listing_storage.loan_of_project[project] = max_value(uint256)
    log OfferRevoked(project=project, by=msg.sender)


@external
def retract(loan: uint256, units: uint256):
    """
    @notice Takes the caller's funding back: free while listed, locked from fully funded
            until the issue window has passed, free again if not issued.
    @param loan The loan's number, from 1.
    @param units Units, in minor units of the token, from 1 to what the caller holds.
    @custom:error BOOK:RETRACT:ISSUED when the loan is issued.
                  BOOK:RETRACT:LOCKED when the loan is funded and its issue window is running.
                  BOOK:RETRACT:TICKET when what is left would be below the ticket.
                  BOOK:RETRACT:UNITS when units is 0 or more than the caller holds.
                  BOOK:RETRACT:UNKNOWN when there is no such loan.
    """
    side: listing_storage.Side = listing_storage._unpack_side(listing_storage.sides[loan])
    funding: listing_storage.Funding = listing_storage._unpack_funding(
        listing_storage.fundings[loan]
    )
    assert side.status != 0, "BOOK:RETRACT:UNKNOWN"
    assert side.status != statuses.ACTIVE, "BOOK:RETRACT:ISSUED"
    if side.status == statuses.FUNDED:
        assert self._lapsed(side, funding), "BOOK:RETRACT:LOCKED"
        self._close(loan, side, funding, statuses.CANCELLED)
    word: uint256 = notes.positions_of[msg.sender][loan]
    held: uint256 = positions._units(word)
    assert units != 0 and units <= held, "BOOK:RETRACT:UNITS"
    assert units == held or held - units >= side.ticket_min, "BOOK:RETRACT:TICKET"
    notes.positions_of[msg.sender][loan] = positions._with_units(word, held - units)
    funding.funded -= units
    listing_storage.fundings[loan] = listing_storage._pack_funding(funding)
    log Retracted(loan=loan, investor=msg.sender, units=units, funded=funding.funded)
    extcall IRegistry(book_peers.registry).reduce(msg.sender, units)
    extcall IEscrow(book_peers.escrow).move(self, msg.sender, units, reasons.RETRACT, loan)


@external
def expire(loan: uint256):
    """
    @notice Closes a listing whose time is over, or any in a wind-down, by anyone; its
            investors then retract in full.
    @param loan The loan's number, from 1.
    @custom:error BOOK:EXPIRE:EARLY when the deadline or the issue window is still running.
                  BOOK:EXPIRE:STATUS when the loan is neither listed nor funded.
    """
    side: listing_storage.Side = listing_storage._unpack_side(listing_storage.sides[loan])
    funding: listing_storage.Funding = listing_storage._unpack_funding(
        listing_storage.fundings[loan]
    )
    assert side.status == statuses.LISTED or side.status == statuses.FUNDED, "BOOK:EXPIRE:STATUS"
    assert self._lapsed(side, funding), "BOOK:EXPIRE:EARLY"
    status: uint256 = statuses.EXPIRED
    if side.status == statuses.FUNDED:
        status = statuses.CANCELLED
    self._close(loan, side, funding, status)


@external
def issue(loan: uint256):
    """
    @notice Draws a fully funded loan down, by its borrower; the local date of now is its
            issue date.
    @dev The origination fee and the reserve contribution are withheld, each rounded up.
    @param loan The loan's number, from 1.
    @custom:error BOOK:ISSUE:BORROWER when the caller is not the loan's borrower.
                  BOOK:ISSUE:LATE when the issue window has passed.
                  BOOK:ISSUE:STATUS when the loan is not fully funded.
    """
    side: listing_storage.Side = listing_storage._unpack_side(listing_storage.sides[loan])
    funding: listing_storage.Funding = listing_storage._unpack_funding(
        listing_storage.fundings[loan]
    )
    assert msg.sender == side.borrower, "BOOK:ISSUE:BORROWER"
    assert side.status == statuses.FUNDED, "BOOK:ISSUE:STATUS"
    assert block.timestamp <= funding.funded_at + funding.issue_seconds, "BOOK:ISSUE:LATE"
    side.status = statuses.ACTIVE
    listing_storage.sides[loan] = listing_storage._pack_side(side)
    bound: parties.Parties = staticcall IServicing(book_peers.servicing).parties_of(loan)
    principal: uint256 = funding.principal
    origination: uint256 = rounding._div_ceil(principal * bound.origination_ppm, constants.PPM)
    contribution: uint256 = rounding._div_ceil(principal * bound.reserve_ppm, constants.PPM)
    extcall IRegistry(book_peers.registry).draw(side.borrower, side.group, contribution)
    issue_day: uint256 = extcall IServicing(book_peers.servicing).start(loan)
    log StatusChanged(loan=loan, status=statuses.ACTIVE)
    log Issued(
        loan=loan, borrower=side.borrower, issue_day=issue_day,
        principal=principal, origination=origination, contribution=contribution,
    )
    treasury: address = staticcall IGovernor(book_peers.governor).treasury()
    extcall IEscrow(book_peers.escrow).split(
        self,
        [side.borrower, treasury, book_peers.reserve],
        [principal - origination - contribution, origination, contribution],
        [reasons.ISSUE, reasons.ORIGINATION, reasons.CONTRIBUTION],
        loan,
    )


# ---- Internal functions ------------------------------------------


@internal
@view
def _underwriter(digest: bytes32, signature: signatures.Signature) -> address:
    """
    @dev The signer, who must be an underwriter.
    """
    # No signer at all is the zero address, which holds no role.
    signer: address = signatures._signer(digest, signature)
    assert staticcall IGovernor(book_peers.governor).has_role(
        signer, roles.UNDERWRITER
    ), "BOOK:LIST:SIGNATURE"
    return signer


@internal
def _write_listing(loan: uint256, offer: offers.Offer, group: uint256, signers: address[2]):
    """
    @dev Everything that is kept of a listing, here and in Servicing.
    """
    tags: uint256[2] = [0, 0]
    for i: uint256 in range(2):
        if signers[i] != empty(address):
            head: address = extcall IRegistry(book_peers.registry).signer_head(signers[i])
            assert head != offer.borrower, "BOOK:LIST:SELF"
            tags[i] = listing_storage._tag(head)
    listing_storage.sides[loan] = listing_storage._pack_side(
        listing_storage.Side(
            borrower=offer.borrower,
            group=group,
            level=offer.risk_level,
            status=statuses.LISTED,
            ticket_min=offer.ticket_min,
        )
    )
    listing_storage.fundings[loan] = listing_storage._pack_funding(
        listing_storage.Funding(
            principal=offer.principal,
            funded=0,
            deadline=block.timestamp + offer.raise_seconds,
            funded_at=0,
            issue_seconds=offer.issue_seconds,
            first_signer=tags[0],
            second_signer=tags[1],
        )
    )
    listing_storage.disclosures[loan] = offer.disclosure_hash
    extcall IServicing(book_peers.servicing).register(
        loan,
        terms._pack(offers._terms(offer)),
        parties._pack(offers._parties(offer, group)),
    )


@internal
def _fund(loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @notice Takes an investor's money and gives them units of a listed loan; the last unit
            makes it funded.
    @param loan The loan's number, from 1.
    @param units The most to lend, in minor units of the token, from 1.
    @param units_min The least to accept when less than units is open, in minor units, 0 to
            units.
    @param disclosure_hash The hash of the disclosure that the investor has read.
    @return The units taken, in minor units.
    """
    side: listing_storage.Side = listing_storage._unpack_side(listing_storage.sides[loan])
    funding: listing_storage.Funding = listing_storage._unpack_funding(
        listing_storage.fundings[loan]
    )
    assert side.status == statuses.LISTED, "BOOK:FUND:STATUS"
    assert block.timestamp <= funding.deadline, "BOOK:FUND:LATE"
    assert disclosure_hash == listing_storage.disclosures[loan], "BOOK:FUND:STALE"
    assert not listing_storage._signed_by(funding, msg.sender), "BOOK:FUND:SIGNER"
    open_units: uint256 = funding.principal - funding.funded
    taken: uint256 = min(units, open_units)
    assert taken >= units_min and taken != 0, "BOOK:FUND:FILL"
    # The last units may be fewer than a ticket: nobody can block the rest.
    assert taken >= side.ticket_min or taken == open_units, "BOOK:FUND:TICKET"
    returned: uint256 = extcall IEscrow(book_peers.escrow).take(
        msg.sender, self, taken, reasons.FUND, loan
    )
    extcall IRegistry(book_peers.registry).admit(
        msg.sender, taken, returned, side.borrower, side.group, side.level
    )
    notes.positions_of[msg.sender][loan] += taken
    funding.funded += taken
    log Funded(loan=loan, investor=msg.sender, units=taken, funded=funding.funded)
    if taken == open_units:
        funding.funded_at = block.timestamp
        side.status = statuses.FUNDED
        listing_storage.sides[loan] = listing_storage._pack_side(side)
        log StatusChanged(loan=loan, status=statuses.FUNDED)
    listing_storage.fundings[loan] = listing_storage._pack_funding(funding)
    return taken


@internal
@view
def _lapsed(side: listing_storage.Side, funding: listing_storage.Funding) -> bool:
    """
    @dev Whether a listing's deadline or issue window has passed, or the platform winds
         down.
    """
    if staticcall IGovernor(book_peers.governor).wind_down():
        return True
    if side.status == statuses.FUNDED:
        return block.timestamp > funding.funded_at + funding.issue_seconds
    return block.timestamp > funding.deadline


@internal
def _close(
    loan: uint256, side: listing_storage.Side, funding: listing_storage.Funding, status: uint256
):
    """
    @dev Writes the final status and takes the principal off the borrower's caps.
    """
    closed: listing_storage.Side = side
    closed.status = status
    listing_storage.sides[loan] = listing_storage._pack_side(closed)
    log StatusChanged(loan=loan, status=status)
    extcall IRegistry(book_peers.registry).release(side.borrower, side.group, funding.principal)
