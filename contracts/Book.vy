# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Book: listings, funding, and who holds which note
@custom:contract-name Book
@license MIT
@notice A loan is listed on an underwriter-signed offer, funded by investors who
        name the disclosure they have read, issued by its borrower, and its
        lenders claim from the pot what their units have earned. Units move at
        one choke point, which settles both sides first.
@dev Trust: underwriters sign offers within the Governor's ceilings; they move
     no money. The Book's own Escrow account holds what is funded and not yet
     issued.
     Invariants: a loan's units add up to what is funded, and to its principal
     once issued; no claim depends on how often one claims; a project is listed
     once; a signer whom the Registry knew at listing never takes the note.
     Storage: two words and a hash per listing (modules/listing_storage), a word
     per holder and loan (modules/notes).
     Roles: UNDERWRITER signs and revokes offers; the Market assigns.
     Wind-down: no listing, funding or issue; open listings are refunded at
     once; claiming and transferring notes go on.
@custom:kill New risk stops with the Registry's gate; nothing else can.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IEscrow
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import how loans are funded, and the notes that funding creates.
from modules import book_peers
from modules import claims
from modules import constants
from modules import listing_storage
from modules import listings
from modules import notes
from modules import positions
from modules import rounding
from modules import statuses

implements: IBook

initializes: book_peers
initializes: notes
initializes: claims[notes := notes, book_peers := book_peers]
initializes: listing_storage
initializes: listings[
    listing_storage := listing_storage, notes := notes, book_peers := book_peers
]

exports: (
    # Listing and funding
    listings.list_offer,
    listings.revoke_offer,
    listings.retract,
    listings.expire,
    listings.issue,
    listing_storage.listing_of,
    listings.offer_digest,
    listing_storage.loan_count,
    listing_storage.loan_of_project,
    # ERC-6909
    notes.balanceOf,
    notes.allowance,
    notes.isOperator,
    notes.approve,
    notes.setOperator,
    notes.supportsInterface,
    # Neighbours
    book_peers.peers,
)


event ExposureRefreshed:
    wallet: indexed(address)  # whose counter was taken
    returned: uint256  # principal taken off the exposure, in minor units of the token


@deploy
def __init__(
    escrow: address,
    registry: address,
    governor: address,
    servicing: address,
    reserve: address,
    market: address,
):
    """
    @notice Fixes the contracts that the Book deals with, for ever.
    @param escrow The Escrow's address.
    @param registry The Registry's address.
    @param governor The Governor's address.
    @param servicing Servicing's address.
    @param reserve The Reserve's address.
    @param market The Market's address.
    """
    book_peers.__init__(escrow, registry, governor, servicing, reserve, market)


# ---- Views -------------------------------------------------------


@external
@view
def claimable(loan: uint256, holder: address) -> (uint256, uint256):
    """
    @notice Returns what a claim would pay a holder now.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return Principal, in minor units of the token, rounded down.
    @return Interest and late charges, in minor units, rounded down.
    """
    word: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    word, principal, interest = claims._earned(loan, holder)
    return principal, interest


@external
@view
def position_of(loan: uint256, holder: address) -> (uint256, uint256, uint256, uint256, uint256):
    """
    @notice Returns what is kept of a holder's note; fractions are what a claim has rounded
            off.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return Units held: minor units of original principal, 0 to 10^15.
    @return The loan's principal total up to which the note is settled, in minor units.
    @return The loan's interest total up to which the note is settled, in minor units.
    @return Principal not yet a whole minor unit, in parts of 1 / the loan's principal.
    @return Interest not yet a whole minor unit, in parts of 1 / the loan's principal.
    """
    word: uint256 = notes.positions_of[holder][loan]
    return (
        word & constants.BITS_50,
        (word >> 50) & constants.BITS_50,
        (word >> 100) & constants.BITS_56,
        (word >> 156) & constants.BITS_50,
        word >> 206,
    )


# ---- Funding -----------------------------------------------------


@external
def fund(loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32) -> uint256:
    """
    @notice Lends to a listed loan out of the caller's balance.
    @param loan The loan's number, from 1.
    @param units The most to lend, in minor units of the token, from 1.
    @param units_min The least to accept when less than units is open, in minor units, 0 to
            units.
    @param disclosure_hash The hash of the disclosure that the investor has read.
    @return The units taken: min(units, what is open), in minor units.
    @custom:error BOOK:FUND:FILL when less than units_min is open, or nothing.
                  BOOK:FUND:LATE when the listing's deadline has passed.
                  BOOK:FUND:SIGNER when the caller signed this loan's offer.
                  BOOK:FUND:STALE when disclosure_hash is not the listing's.
                  BOOK:FUND:STATUS when the loan is not listed.
                  BOOK:FUND:TICKET when the units are below the ticket and do not fill the listing.
    """
    return listings._fund(loan, units, units_min, disclosure_hash)


@external
def deposit_and_fund(
    loan: uint256, units: uint256, units_min: uint256, disclosure_hash: bytes32
) -> uint256:
    """
    @notice Deposits tokens of the caller's and lends them to a listed loan; what the loan
            does not take stays in the caller's balance.
    @param loan The loan's number, from 1.
    @param units What to deposit and the most to lend, in minor units of the token, from 1.
    @param units_min The least to accept when less than units is open, in minor units, 0 to
            units.
    @param disclosure_hash The hash of the disclosure that the investor has read.
    @return The units taken: min(units, what is open), in minor units.
    @custom:error BOOK:FUND:FILL when less than units_min is open, or nothing.
                  BOOK:FUND:LATE when the listing's deadline has passed.
                  BOOK:FUND:SIGNER when the caller signed this loan's offer.
                  BOOK:FUND:STALE when disclosure_hash is not the listing's.
                  BOOK:FUND:STATUS when the loan is not listed.
                  BOOK:FUND:TICKET when the units are below the ticket and do not fill the listing.
    """
    extcall IEscrow(book_peers.escrow).deposit_for(msg.sender, units)
    return listings._fund(loan, units, units_min, disclosure_hash)


# ---- Notes -------------------------------------------------------


@external
def claim(loan: uint256) -> uint256:
    """
    @notice Pays the caller what their note of one loan has earned, into their balance.
    @param loan The loan's number, from 1.
    @return The amount paid, in minor units, rounded down; 0 when nothing is there, and then
            nothing changes.
    """
    return claims._claim(loan, msg.sender)


@external
def claim_many(loans: DynArray[uint256, constants.BATCH_MAX]) -> uint256:
    """
    @notice Pays the caller what their notes of many loans have earned, into their balance.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum paid, in minor units, each loan's part rounded down.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        amount += claims._claim(loan, msg.sender)
    return amount


@external
def claim_and_withdraw(loans: DynArray[uint256, constants.BATCH_MAX]) -> uint256:
    """
    @notice Pays the caller what their notes of many loans have earned and sends the sum out
            to them.
    @dev Reverts in the Escrow when the sum is 0 or the caller's withdrawals are frozen.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum sent, in minor units, each loan's part rounded down.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        amount += claims._claim(loan, msg.sender)
    extcall IEscrow(book_peers.escrow).withdraw_for(msg.sender, amount)
    return amount


@external
def transfer(receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Gives units of the caller's note to another person (ERC-6909).
    @param receiver Who gets the units: a wallet of an enrolled person.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal, from 1.
    @return Always true.
    @custom:error BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:SIGNER when the receiver signed this loan's offer.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    self._hand_over(msg.sender, receiver, id, amount, 0, 0)
    return True


@external
def transferFrom(sender: address, receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Gives units of a sender's note to another person, by an operator or within an
            allowance (ERC-6909).
    @param sender Whose units go.
    @param receiver Who gets the units: a wallet of an enrolled person.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal, from 1.
    @return Always true.
    @custom:error BOOK:MOVE:ALLOWANCE when the allowance is below the units.
                  BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:SIGNER when the receiver signed this loan's offer.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    notes._spend_allowance(sender, msg.sender, id, amount)
    self._hand_over(sender, receiver, id, amount, 0, 0)
    return True


@external
def assign(
    seller: address, buyer: address, loan: uint256, units: uint256, price: uint256, fee: uint256
):
    """
    @notice Moves sold units against their price: the Market's half of a sale.
    @param seller Who sells.
    @param buyer Who buys and pays.
    @param loan The loan's number, from 1.
    @param units Units sold, in minor units of original principal, from 1.
    @param price What the buyer pays, in minor units of the token, fee included; 0 is a
            gift.
    @param fee The market fee within the price, in minor units, 0 to price.
    @custom:error BOOK:ASSIGN:CALLER when the caller is not the Market.
                  BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:SIGNER when the receiver signed this loan's offer.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    assert msg.sender == book_peers.market, "BOOK:ASSIGN:CALLER"
    self._hand_over(seller, buyer, loan, units, price, fee)
    if fee != 0:
        extcall IServicing(book_peers.servicing).add_fee(loan, fee)


@external
def refresh_exposure(wallet: address):
    """
    @notice Lowers a person's exposure by the principal that claims have paid to a wallet;
            funding and buying from that wallet do it anyway.
    @param wallet The wallet whose counter is taken; any wallet of the person.
    """
    returned: uint256 = extcall IEscrow(book_peers.escrow).take_returned(wallet)
    log ExposureRefreshed(wallet=wallet, returned=returned)
    extcall IRegistry(book_peers.registry).reduce(wallet, returned)


# ---- Internal functions ------------------------------------------


@internal
def _hand_over(
    sender: address, receiver: address, loan: uint256, units: uint256, price: uint256, fee: uint256
):
    """
    @dev The choke point for moving units: gift, sale, operator alike. Settles both sides
         and checks the receiver as a lender.
    """
    side: listing_storage.Side = listing_storage._unpack_side(listing_storage.sides[loan])
    assert side.status == statuses.ACTIVE, "BOOK:MOVE:STATUS"
    assert units != 0, "BOOK:MOVE:ZERO"
    assert receiver != sender, "BOOK:MOVE:SELF"
    total: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    total, principal, interest = staticcall IServicing(book_peers.servicing).totals(loan)
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
    outstanding: uint256 = units
    if total != 0:
        outstanding -= rounding._div_floor(units * principal, total)
    returned: uint256 = extcall IEscrow(book_peers.escrow).settle(
        sender, receiver, sender_earned, receiver_earned, price, fee, outstanding, loan
    )
    head: address = empty(address)
    staff: bool = False
    head, staff = extcall IRegistry(book_peers.registry).accept(
        receiver, outstanding, returned, side.borrower, side.group, side.level
    )
    if staff:
        assert not listing_storage._signed_by(
            listing_storage._unpack_funding(listing_storage.fundings[loan]), head
        ), "BOOK:MOVE:SIGNER"
