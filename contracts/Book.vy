# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Book: listings, funding, and who holds which note
@license MIT
@notice A loan is listed on an underwriter-signed offer, funded by investors who
        name the disclosure they have read, issued by its borrower, and its
        lenders claim from the pot what their units have earned. Units move at
        one choke point, which settles both sides first.
@dev Trust: underwriters sign offers within the Governor's ceilings; they move
     no money. The Book's own Escrow account holds what is funded and not yet
     issued.
     Wind-down: no listing, funding or issue; open listings are refunded at
     once; claiming and transferring notes go on.
@custom:kill New risk stops with the Registry's gate; nothing else can.
"""


# @dev We import the interfaces of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import offers and listings, and the notes that funding creates.
from modules import listings
from modules import notes
from modules import offers
from modules import parties
from modules import positions
from modules import reasons
from modules import roles
from modules import rounding
from modules import signatures
from modules import statuses
from modules import terms

initializes: notes

exports: (
    # ERC-6909
    notes.balanceOf,
    notes.allowance,
    notes.isOperator,
    notes.approve,
    notes.setOperator,
    notes.supportsInterface,
)


BATCH_MAX: constant(uint256) = 100
BITS_50: constant(uint256) = 2 ** 50 - 1
PPM: constant(uint256) = 10 ** 6

ESCROW: immutable(address)
REGISTRY: immutable(address)
GOVERNOR: immutable(address)
SERVICING: immutable(address)
RESERVE: immutable(address)
MARKET: immutable(address)

loan_count: public(uint256)
sides: HashMap[uint256, uint256]
fundings: HashMap[uint256, uint256]
disclosures: HashMap[uint256, bytes32]
# Project -> its loan; 2^256 - 1: revoked by an underwriter.
loan_of_project: public(HashMap[bytes32, uint256])


event Listed:
    loan: indexed(uint256)
    borrower: indexed(address)
    project: indexed(bytes32)
    group: uint256
    first_signer: address
    second_signer: address
    offer: offers.Offer


event OfferRevoked:
    project: indexed(bytes32)
    by: indexed(address)


event Funded:
    loan: indexed(uint256)
    investor: indexed(address)
    units: uint256
    funded: uint256


event Retracted:
    loan: indexed(uint256)
    investor: indexed(address)
    units: uint256
    funded: uint256


event StatusChanged:
    loan: indexed(uint256)
    status: uint256


event Issued:
    loan: indexed(uint256)
    borrower: indexed(address)
    issue_day: uint256
    principal: uint256
    origination: uint256
    contribution: uint256


@deploy
def __init__(
    escrow: address,
    registry: address,
    governor: address,
    servicing: address,
    reserve: address,
    market: address,
):
    ESCROW = escrow
    REGISTRY = registry
    GOVERNOR = governor
    SERVICING = servicing
    RESERVE = reserve
    MARKET = market


# Views


@external
@view
def peers() -> (address, address, address, address, address, address):
    """
    @notice Escrow, Registry, Governor, Servicing, Reserve, Market, fixed at
            deployment.
    """
    return ESCROW, REGISTRY, GOVERNOR, SERVICING, RESERVE, MARKET


@external
@view
def listing_of(loan: uint256) -> (listings.Side, listings.Funding, bytes32):
    """
    @notice Who borrows, how far the funding is, and the hash of the disclosure.
            The status is of the listing; Servicing knows an issued loan's.
    """
    return (
        listings._unpack_side(self.sides[loan]),
        listings._unpack_funding(self.fundings[loan]),
        self.disclosures[loan],
    )


@external
@view
def offer_digest(offer: offers.Offer) -> bytes32:
    """
    @notice The EIP-712 digest that underwriters sign.
    """
    return offers._digest(offer)


@external
@view
def claimable(loan: uint256, holder: address) -> (uint256, uint256):
    """
    @notice (principal, interest) that a claim would pay now.
    """
    word: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    word, principal, interest = self._earned(loan, holder)
    return principal, interest


@external
@view
def position_of(loan: uint256, holder: address) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice (units, principal seen, interest seen, principal fraction, interest
            fraction); fractions are in units of 1 / principal.
    """
    word: uint256 = notes.positions_of[holder][loan]
    return (
        word & BITS_50,
        (word >> 50) & BITS_50,
        (word >> 100) & (2**56 - 1),
        (word >> 156) & BITS_50,
        word >> 206,
    )


# Listing


@external
def list_offer(
    offer: offers.Offer, first: signatures.Signature, second: signatures.Signature
) -> uint256:
    """
    @notice The borrower lists an offer that one underwriter has signed, above
            the Governor's limit two.
    @return The loan's number, from 1.
    """
    assert msg.sender == offer.borrower, "BOOK:LIST:BORROWER"
    ceilings: uint256 = 0
    limits: uint256 = 0
    ceilings, limits = staticcall IGovernor(GOVERNOR).offer_rules()
    offers._check_schedule(offer)
    offers._check_ceilings(offer, ceilings)
    offers._check_listing(offer, limits)
    assert self.loan_of_project[offer.project] == 0, "BOOK:LIST:PROJECT_USED"
    group: uint256 = extcall IRegistry(REGISTRY).borrow(offer.borrower, offer.principal)
    digest: bytes32 = offers._digest(offer)
    signers: address[2] = [self._underwriter(digest, first), empty(address)]
    if offer.principal > limits & BITS_50:
        signers[1] = self._underwriter(digest, second)
        assert signers[0] != signers[1], "BOOK:LIST:SIGNERS"
    loan: uint256 = self.loan_count + 1
    self.loan_count = loan
    self.loan_of_project[offer.project] = loan
    self._write_listing(loan, offer, group, signers)
    log Listed(
        loan=loan,
        borrower=offer.borrower,
        project=offer.project,
        group=group,
        first_signer=signers[0],
        second_signer=signers[1],
        offer=offer,
    )
    return loan


@external
def revoke_offer(project: bytes32):
    """
    @notice An underwriter takes back offers for a project not yet listed.
    """
    assert staticcall IGovernor(GOVERNOR).has_role(
        msg.sender, roles.UNDERWRITER
    ), "BOOK:REVOKE:ROLE"
    assert self.loan_of_project[project] == 0, "BOOK:REVOKE:LISTED"
    self.loan_of_project[project] = max_value(uint256)
    log OfferRevoked(project=project, by=msg.sender)


# Funding


@external
def fund(loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @notice Lends to a listed loan out of the caller's balance.
    @param units_min The least to be accepted when less than units is open.
    @param disclosure_hash The disclosure the investor has read.
    @return The units taken: min(units, what is open).
    """
    return self._fund(loan, units, units_min, disclosure_hash)


@external
def deposit_and_fund(
    loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32
) -> uint256:
    """
    @notice As fund, with so many tokens deposited first; what the loan does not
            take stays in the caller's balance.
    """
    extcall IEscrow(ESCROW).deposit_for(msg.sender, units)
    return self._fund(loan, units, units_min, disclosure_hash)


@external
def retract(loan: uint256, units: uint256):
    """
    @notice Takes funding back: free while listed, locked from fully funded
            until the issue window has passed, free again if not issued.
    """
    side: listings.Side = listings._unpack_side(self.sides[loan])
    funding: listings.Funding = listings._unpack_funding(self.fundings[loan])
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
    self.fundings[loan] = listings._pack_funding(funding)
    log Retracted(loan=loan, investor=msg.sender, units=units, funded=funding.funded)
    extcall IRegistry(REGISTRY).reduce(msg.sender, units)
    extcall IEscrow(ESCROW).move(self, msg.sender, units, reasons.RETRACT, loan)


@external
def expire(loan: uint256):
    """
    @notice Closes a listing whose time is over, or any in a wind-down; anyone.
            Its investors retract in full.
    """
    side: listings.Side = listings._unpack_side(self.sides[loan])
    funding: listings.Funding = listings._unpack_funding(self.fundings[loan])
    assert side.status == statuses.LISTED or side.status == statuses.FUNDED, "BOOK:EXPIRE:STATUS"
    assert self._lapsed(side, funding), "BOOK:EXPIRE:EARLY"
    status: uint256 = statuses.EXPIRED
    if side.status == statuses.FUNDED:
        status = statuses.CANCELLED
    self._close(loan, side, funding, status)


@external
def issue(loan: uint256):
    """
    @notice The borrower draws a fully funded loan down; the local date of now
            is its issue date. Fees are withheld, rounded up.
    """
    side: listings.Side = listings._unpack_side(self.sides[loan])
    funding: listings.Funding = listings._unpack_funding(self.fundings[loan])
    assert msg.sender == side.borrower, "BOOK:ISSUE:BORROWER"
    assert side.status == statuses.FUNDED, "BOOK:ISSUE:STATUS"
    assert block.timestamp <= funding.funded_at + funding.issue_seconds, "BOOK:ISSUE:LATE"
    side.status = statuses.ACTIVE
    self.sides[loan] = listings._pack_side(side)
    bound: parties.Parties = staticcall IServicing(SERVICING).parties_of(loan)
    principal: uint256 = funding.principal
    origination: uint256 = rounding._div_ceil(principal * bound.origination_ppm, PPM)
    contribution: uint256 = rounding._div_ceil(principal * bound.reserve_ppm, PPM)
    extcall IRegistry(REGISTRY).draw(side.borrower, side.group, contribution)
    issue_day: uint256 = extcall IServicing(SERVICING).start(loan)
    log StatusChanged(loan=loan, status=statuses.ACTIVE)
    log Issued(
        loan=loan,
        borrower=side.borrower,
        issue_day=issue_day,
        principal=principal,
        origination=origination,
        contribution=contribution,
    )
    treasury: address = staticcall IGovernor(GOVERNOR).treasury()
    extcall IEscrow(ESCROW).split(
        self,
        [side.borrower, treasury, RESERVE],
        [principal - origination - contribution, origination, contribution],
        [reasons.ISSUE, reasons.ORIGINATION, reasons.CONTRIBUTION],
        loan,
    )


# Notes


@external
def claim(loan: uint256) -> uint256:
    """
    @notice Pays the caller's note what it has earned, into his balance.
    @return The amount; 0 when nothing is there, and then nothing changes.
    """
    return self._claim(loan, msg.sender)


@external
def claim_many(loans: DynArray[uint256, BATCH_MAX]) -> uint256:
    """
    @notice Claims from many loans.
    @return The sum.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        amount += self._claim(loan, msg.sender)
    return amount


@external
def claim_and_withdraw(loans: DynArray[uint256, BATCH_MAX]) -> uint256:
    """
    @notice Claims from many loans and sends the sum out to the caller.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        amount += self._claim(loan, msg.sender)
    extcall IEscrow(ESCROW).withdraw_for(msg.sender, amount)
    return amount


@external
def transfer(receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Gives units of the caller's note to another person (ERC-6909).
    """
    self._hand_over(msg.sender, receiver, id, amount, 0, 0)
    return True


@external
def transferFrom(sender: address, receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice As transfer, by an operator or within an allowance.
    """
    notes._spend_allowance(sender, msg.sender, id, amount)
    self._hand_over(sender, receiver, id, amount, 0, 0)
    return True


@external
def assign(
    seller: address, buyer: address, loan: uint256, units: uint256, price: uint256, fee: uint256
):
    """
    @notice The Market's half of a sale: units against their price.
    """
    assert msg.sender == MARKET, "BOOK:ASSIGN:CALLER"
    self._hand_over(seller, buyer, loan, units, price, fee)
    if fee != 0:
        extcall IServicing(SERVICING).add_fee(loan, fee)


@external
def refresh_exposure(wallet: address):
    """
    @notice Lowers a person's exposure by the principal that claims have paid
            to a wallet; funding and buying from that wallet do it anyway.
    """
    returned: uint256 = extcall IEscrow(ESCROW).take_returned(wallet)
    extcall IRegistry(REGISTRY).reduce(wallet, returned)


# Internal


@internal
@view
def _underwriter(digest: bytes32, signature: signatures.Signature) -> address:
    signer: address = signatures._signer(digest, signature)
    assert signer != empty(address), "BOOK:LIST:SIGNATURE"
    assert staticcall IGovernor(GOVERNOR).has_role(signer, roles.UNDERWRITER), "BOOK:LIST:SIGNATURE"
    return signer


@internal
def _write_listing(loan: uint256, offer: offers.Offer, group: uint256, signers: address[2]):
    tags: uint256[2] = [0, 0]
    for i: uint256 in range(2):
        if signers[i] != empty(address):
            head: address = extcall IRegistry(REGISTRY).signer_head(signers[i])
            assert head != offer.borrower, "BOOK:LIST:SELF"
            tags[i] = listings._tag(head)
    self.sides[loan] = listings._pack_side(
        listings.Side(
            borrower=offer.borrower,
            group=group,
            level=offer.risk_level,
            status=statuses.LISTED,
            ticket_min=offer.ticket_min,
        )
    )
    self.fundings[loan] = listings._pack_funding(
        listings.Funding(
            principal=offer.principal,
            funded=0,
            deadline=block.timestamp + offer.raise_seconds,
            funded_at=0,
            issue_seconds=offer.issue_seconds,
            first_signer=tags[0],
            second_signer=tags[1],
        )
    )
    self.disclosures[loan] = offer.disclosure_hash
    extcall IServicing(SERVICING).register(
        loan,
        terms._pack(offers._terms(offer)),
        parties._pack(offers._parties(offer, group)),
    )


@internal
def _fund(loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32) -> uint256:
    side: listings.Side = listings._unpack_side(self.sides[loan])
    funding: listings.Funding = listings._unpack_funding(self.fundings[loan])
    assert side.status == statuses.LISTED, "BOOK:FUND:STATUS"
    assert block.timestamp <= funding.deadline, "BOOK:FUND:LATE"
    assert disclosure_hash == self.disclosures[loan], "BOOK:FUND:STALE"
    assert not listings._signed_by(funding, msg.sender), "BOOK:FUND:SIGNER"
    open_units: uint256 = funding.principal - funding.funded
    taken: uint256 = min(units, open_units)
    assert taken >= units_min and taken != 0, "BOOK:FUND:FILL"
    # The last units may be fewer than a ticket: nobody can block the rest.
    assert taken >= side.ticket_min or taken == open_units, "BOOK:FUND:TICKET"
    returned: uint256 = extcall IEscrow(ESCROW).take(
        msg.sender, self, taken, reasons.FUND, loan
    )
    extcall IRegistry(REGISTRY).admit(
        msg.sender, taken, returned, side.borrower, side.group, side.level
    )
    notes.positions_of[msg.sender][loan] += taken
    funding.funded += taken
    log Funded(loan=loan, investor=msg.sender, units=taken, funded=funding.funded)
    if taken == open_units:
        funding.funded_at = block.timestamp
        side.status = statuses.FUNDED
        self.sides[loan] = listings._pack_side(side)
        log StatusChanged(loan=loan, status=statuses.FUNDED)
    self.fundings[loan] = listings._pack_funding(funding)
    return taken


@internal
@view
def _lapsed(side: listings.Side, funding: listings.Funding) -> bool:
    if staticcall IGovernor(GOVERNOR).wind_down():
        return True
    if side.status == statuses.FUNDED:
        return block.timestamp > funding.funded_at + funding.issue_seconds
    return block.timestamp > funding.deadline


@internal
def _close(loan: uint256, side: listings.Side, funding: listings.Funding, status: uint256):
    closed: listings.Side = side
    closed.status = status
    self.sides[loan] = listings._pack_side(closed)
    log StatusChanged(loan=loan, status=status)
    extcall IRegistry(REGISTRY).release(side.borrower, side.group, funding.principal)


@internal
@view
def _earned(loan: uint256, holder: address) -> (uint256, uint256, uint256):
    units_total: uint256 = 0
    principal_total: uint256 = 0
    interest_total: uint256 = 0
    units_total, principal_total, interest_total = staticcall IServicing(SERVICING).totals(loan)
    return positions._settle(
        notes.positions_of[holder][loan], units_total, principal_total, interest_total
    )


@internal
def _claim(loan: uint256, holder: address) -> uint256:
    """
    @dev Settles one position and pays it; the choke point for what notes earn.
    """
    word: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    word, principal, interest = self._earned(loan, holder)
    notes.positions_of[holder][loan] = word
    if principal + interest == 0:
        return 0
    extcall IEscrow(ESCROW).pay(holder, principal, interest, loan)
    return principal + interest


@internal
def _hand_over(
    sender: address, receiver: address, loan: uint256, units: uint256, price: uint256, fee: uint256
):
    """
    @dev The choke point for moving units: gift, sale, operator alike. Settles
         both sides, checks the receiver as a lender, moves exposure.
    """
    side: listings.Side = listings._unpack_side(self.sides[loan])
    assert side.status == statuses.ACTIVE, "BOOK:MOVE:STATUS"
    assert units != 0, "BOOK:MOVE:ZERO"
    assert receiver != sender, "BOOK:MOVE:SELF"
    total: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    total, principal, interest = staticcall IServicing(SERVICING).totals(loan)
    sender_word: uint256 = 0
    sender_earned: uint256[2] = [0, 0]
    sender_word, sender_earned[0], sender_earned[1] = positions._settle(
        notes.positions_of[sender][loan], total, principal, interest
    )
    receiver_word: uint256 = 0
    receiver_earned: uint256[2] = [0, 0]
    receiver_word, receiver_earned[0], receiver_earned[1] = positions._settle(
        notes.positions_of[receiver][loan], total, principal, interest
    )
    notes._move(sender, receiver, sender_word, receiver_word, loan, units, side.ticket_min)
    sender_returned: uint256 = 0
    receiver_returned: uint256 = 0
    sender_returned, receiver_returned = extcall IEscrow(ESCROW).settle(
        sender, receiver, sender_earned, receiver_earned, price, fee, loan
    )
    outstanding: uint256 = units
    if total != 0:
        outstanding -= rounding._div_floor(units * principal, total)
    head: address = empty(address)
    staff: bool = False
    head, staff = extcall IRegistry(REGISTRY).reassign(
        sender,
        receiver,
        outstanding,
        sender_returned,
        receiver_returned,
        side.borrower,
        side.group,
        side.level,
    )
    if staff:
        assert not listings._signed_by(
            listings._unpack_funding(self.fundings[loan]), head
        ), "BOOK:MOVE:SIGNER"
