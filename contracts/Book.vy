# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Book: listings, funding, and who holds which note
@custom:contract-name Book
@license MIT
@notice A loan that Offers has listed is funded by investors who name the
        disclosure they have read, issued by its borrower, and its lenders claim
        from the pot what their units have earned. Units move at one choke
        point, which settles both sides first: between wallets of one person, or
        by a sale that the receiver makes or has signed. Nobody receives a note
        unasked.
@dev Trust: nobody. The Book's own Escrow account holds what is funded and not
     yet issued.
     Invariants: a loan's units add up to what is funded, and to its principal
     once issued; no claim depends on how often one claims; borrower, signers
     and lenders of a loan differ by person and group whenever units are taken.
     Storage: two words and a hash per listing (modules/listing_storage), a word
     per holder and loan (modules/notes).
     Roles: none; Offers opens listings, the Market assigns.
     Wind-down: no listing, funding or issue; open listings are refunded at
     once; claiming and selling notes go on.
@custom:kill New risk stops with the Registry's gate; nothing else can.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBallots
from interfaces import IBook
from interfaces import IEscrow
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import how loans are funded, and the notes that funding creates.
from modules import claims
from modules import constants
from modules import listing_entrypoints
from modules import listing_storage
from modules import listing_packing
from modules import listings
from modules import notes
from modules import peers
from modules import positions
from modules import rounding
from modules import statuses
from modules import take_overs

implements: IBook

initializes: peers
initializes: notes
initializes: claims[notes := notes, peers := peers]
initializes: listing_storage
initializes: listing_entrypoints[listing_storage := listing_storage, peers := peers]
initializes: listings[listing_storage := listing_storage, notes := notes, peers := peers]
initializes: take_overs[listing_storage := listing_storage, notes := notes, peers := peers]

exports: (
    # Listing and funding
    listing_entrypoints.open_listing,
    listing_entrypoints.mark_guaranteed,
    listing_entrypoints.set_voting,
    listings.fund_many,
    take_overs.take_over,
    listings.retract,
    listings.expire,
    listings.issue,
    listing_storage.listing_of,
    listing_storage.listing_word,
    listing_storage.words_under,
    listing_storage.ticket_of,
    listing_storage.loan_count,
    # What notes have earned
    claims.claimable,
    claims.position_of,
    claims.refresh_exposure,
    # ERC-6909
    notes.balanceOf,
    notes.allowance,
    notes.isOperator,
    notes.approve,
    notes.setOperator,
    notes.supportsInterface,
    # Neighbours
    peers.platform,
)


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that the Book deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


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
                  BOOK:FUND:LATE when the listing's deadline or issue window has passed.
                  BOOK:FUND:RETRACTED when the caller has retracted funding of this loan.
                  BOOK:FUND:STALE when disclosure_hash is not the listing's.
                  BOOK:FUND:STATUS when the loan is not listed.
                  BOOK:FUND:TICKET when the units are below the ticket and do not fill the listing.
                  BOOK:LEND:GUARANTOR when the lender is, or is related to, the guarantor.
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
                  BOOK:FUND:LATE when the listing's deadline or issue window has passed.
                  BOOK:FUND:RETRACTED when the caller has retracted funding of this loan.
                  BOOK:FUND:STALE when disclosure_hash is not the listing's.
                  BOOK:FUND:STATUS when the loan is not listed.
                  BOOK:FUND:TICKET when the units are below the ticket and do not fill the listing.
                  BOOK:LEND:GUARANTOR when the lender is, or is related to, the guarantor.
    """
    extcall IEscrow(peers.escrow).deposit_for(msg.sender, units)
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
            to them; when that is 0 nothing is sent.
    @dev Reverts in the Escrow when the caller's withdrawals are frozen.
    @param loans The loans' numbers, from 1; at most 100.
    @return The sum sent, in minor units, each loan's part rounded down.
    """
    amount: uint256 = 0
    for loan: uint256 in loans:
        amount += claims._claim(loan, msg.sender)
    if amount != 0:
        extcall IEscrow(peers.escrow).withdraw_for(msg.sender, amount)
    return amount


@external
def transfer(receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Moves units of the caller's note to another wallet of the same person
            (ERC-6909). Other people get notes by a sale only.
    @param receiver Who gets the units: another wallet of the caller's person.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal, from 1.
    @return Always true.
    @custom:error BOOK:MOVE:ENDED when the loan has ended.
                  BOOK:MOVE:LOCKED when the sender's units have voted in an open ballot.
                  BOOK:MOVE:PERSON when sender and receiver are not one person.
                  BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    self._move_within(msg.sender, receiver, id, amount)
    return True


@external
def transferFrom(sender: address, receiver: address, id: uint256, amount: uint256) -> bool:
    """
    @notice Moves units of a sender's note to another wallet of the same person, by an
            operator or within an allowance (ERC-6909).
    @param sender Whose units go.
    @param receiver Who gets the units: another wallet of the sender's person.
    @param id The loan's number, from 1.
    @param amount Units, in minor units of original principal, from 1.
    @return Always true.
    @custom:error BOOK:MOVE:ALLOWANCE when the allowance is below the units.
                  BOOK:MOVE:ENDED when the loan has ended.
                  BOOK:MOVE:LOCKED when the sender's units have voted in an open ballot.
                  BOOK:MOVE:PERSON when sender and receiver are not one person.
                  BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    notes._spend_allowance(sender, msg.sender, id, amount)
    self._move_within(sender, receiver, id, amount)
    return True


@external
def assign(
    seller: address, buyer: address, loan: uint256, units: uint256, price: uint256, fee: uint256
):
    """
    @notice Moves sold units against their price: the Market's half of a sale, which the
            buyer makes or has signed.
    @param seller Who sells.
    @param buyer Who buys and pays; checked as a lender.
    @param loan The loan's number, from 1.
    @param units Units sold, in minor units of original principal, from 1.
    @param price What the buyer pays, in minor units of the token, fee included; may be 0.
    @param fee The market fee within the price, in minor units, 0 to price.
    @custom:error BOOK:ASSIGN:CALLER when the caller is not the Market.
                  BOOK:LEND:GUARANTOR when the buyer is, or is related to, the guarantor.
                  BOOK:MOVE:ENDED when the loan has ended.
                  BOOK:MOVE:LOCKED when the sender's units have voted in an open ballot.
                  BOOK:MOVE:SELF when sender and receiver are one address.
                  BOOK:MOVE:STATUS when the loan is not issued.
                  BOOK:MOVE:TICKET when a part moved or left would be below the ticket.
                  BOOK:MOVE:UNITS when the sender holds fewer units.
                  BOOK:MOVE:ZERO when no unit is moved.
    """
    assert msg.sender == peers.market, "BOOK:ASSIGN:CALLER"
    side: uint256 = listing_storage.sides[loan]
    outstanding: uint256 = 0
    returned: uint256 = 0
    signers: uint256 = side >> listing_packing.SIGNER_AT
    if (side >> listing_packing.TWO_SIGNERS_AT) & 1 == 1:
        signers = listing_packing._signers(side, listing_storage._funding(loan))
    if (side >> listing_packing.GUARANTEED_AT) & 1 == 1:
        listings._check_guarantor(loan, buyer)
    outstanding, returned = self._hand_over(seller, buyer, loan, units, price, fee, side, True)
    extcall IRegistry(peers.registry).accept(
        buyer, outstanding, returned, convert(side & constants.BITS_160, address),
        (side >> listing_packing.LEVEL_AT) & constants.BITS_3,
        signers, skip_contract_check=True,
    )


# ---- Internal functions ------------------------------------------


@internal
def _move_within(sender: address, receiver: address, loan: uint256, units: uint256):
    """
    @dev Between wallets of one person: no limit is touched, and no class is asked for.
    """
    assert staticcall IRegistry(peers.registry).is_person_of(sender, receiver), "BOOK:MOVE:PERSON"
    side: uint256 = listing_storage.sides[loan]
    outstanding: uint256 = 0
    returned: uint256 = 0
    outstanding, returned = self._hand_over(sender, receiver, loan, units, 0, 0, side, False)
    if returned != 0:
        extcall IRegistry(peers.registry).reduce(receiver, returned, skip_contract_check=True)


@internal
def _hand_over(
    sender: address,
    receiver: address,
    loan: uint256,
    units: uint256,
    price: uint256,
    fee: uint256,
    side: uint256,
    sold: bool,
) -> (uint256, uint256):
    """
    @dev The choke point for moving units. Settles both sides; of a sale the outstanding
         principal leaves the sender's exposure. Returns that principal, and what was
         returned to the receiver since their counter was last taken.
    """
    assert (
        (side >> listing_packing.STATUS_AT) & constants.BITS_4 == statuses.ACTIVE
    ), "BOOK:MOVE:STATUS"
    assert units != 0, "BOOK:MOVE:ZERO"
    assert receiver != sender, "BOOK:MOVE:SELF"
    if (side >> listing_packing.VOTING_AT) & 1 == 1:
        assert not staticcall IBallots(peers.ballots).is_locked(loan, sender), "BOOK:MOVE:LOCKED"
    total: uint256 = 0
    principal: uint256 = 0
    interest: uint256 = 0
    ended: bool = False
    if fee == 0:
        total, principal, interest, ended = staticcall IServicing(peers.servicing).totals(loan)
    else:
        total, principal, interest, ended = extcall IServicing(peers.servicing).add_fee(loan, fee)
    assert not ended, "BOOK:MOVE:ENDED"
    lost: uint256 = 0
    sender_word: uint256 = 0
    sender_earned: uint256[2] = [0, 0]
    sender_word, sender_earned[0], sender_earned[1], lost = positions._settle(
        notes.positions_of[sender][loan], total, principal, interest, False
    )
    receiver_word: uint256 = notes.positions_of[receiver][loan]
    receiver_earned: uint256[2] = [0, 0]
    if receiver_word == 0:
        receiver_word = positions._begun(principal, interest)
    else:
        receiver_word, receiver_earned[0], receiver_earned[1], lost = positions._settle(
            receiver_word, total, principal, interest, False
        )
    # No position is left below the smallest note, but a whole one may always go.
    held: uint256 = sender_word & constants.BITS_50
    ticket_min: uint256 = (side >> listing_packing.TICKET_AT) & constants.BITS_50
    assert units <= held, "BOOK:MOVE:UNITS"
    assert units == held or (
        units >= ticket_min and held - units >= ticket_min
    ), "BOOK:MOVE:TICKET"
    notes._hand(sender, receiver, loan, units, sender_word - units, receiver_word + units)
    outstanding: uint256 = 0
    if sold:
        outstanding = units
        if total != 0:
            outstanding -= rounding._div_floor(units * principal, total)
    returned: uint256 = extcall IEscrow(peers.escrow).settle(
        sender, receiver, sender_earned, receiver_earned, price, fee, outstanding, loan
    )
    return outstanding, returned
