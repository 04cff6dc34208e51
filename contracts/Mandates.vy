# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Mandates: lending by signed rules
@custom:contract-name Mandates
@license MIT
@notice An investor signs limits; once brought here, an executor lends their free
        balance to listed loans that fit, many investors in one call. What does
        not fit is passed over, and the others are not held up by it.
@dev Trust: the executor chooses only among loans and amounts that fit. Limits are
     checked here, caps and standing in the Registry; money moves in the Escrow.
     Invariants: no mandate lends above its sums, beyond its expiry, below its
     cash floor, or to a level that its owner's risk statement does not speak of;
     nothing is lent for a wallet that has not signed.
     Storage: three words per mandate (modules/mandate_packing), its executor when
     it names one, and a word of what they lend on a day (modules/mandate_days).
     Roles: none; a mandate may name its executor, the Governor bounds a day.
     Wind-down: no listing can be funded any more.
@custom:kill New risk stops with the Registry's gate.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IEscrow
from interfaces import IMandates
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import mandates and the shapes of a loan's words.
from modules import constants
from modules import listing_packing
from modules import mandate_days
from modules import mandate_packing
from modules import parties
from modules import peers
from modules import loan_progress
from modules import signatures
from modules import statuses
from modules import terms

implements: IMandates

initializes: peers
initializes: mandate_days[peers := peers]

exports: (
    # What mandates lend on a day
    mandate_days.day_totals,
    mandate_days.set_day_max,
    # Neighbours
    peers.platform,
)


struct Listing:
    loan: uint256  # the loan's number, from 1
    borrower: address  # the borrower's first wallet
    level: uint256  # risk level, 1 to 5
    rate_ppm: uint256  # ppm a year
    days: uint256  # the term, a month counted as 31
    principal: uint256  # sought, minor units; 0: it takes no money
    open_units: uint256  # not funded yet, minor units
    ticket_min: uint256  # the smallest note, minor units


# A mandate's digest -> its words, and its executor when it names one.
rules: HashMap[bytes32, uint256]
amounts: HashMap[bytes32, uint256]
sums: HashMap[bytes32, uint256]
executors: HashMap[bytes32, address]
# How many executions this transaction has begun, and in which of them a wallet lends.
executions: transient(uint256)
lending: transient(HashMap[address, uint256])


event MandateBrought:
    owner: indexed(address)  # whose balance lends
    digest: indexed(bytes32)  # the mandate's EIP-712 digest
    mandate: mandate_packing.Mandate  # its limits, in the units of modules/mandate_packing


event MandateRevoked:
    owner: indexed(address)  # whose mandate
    digest: indexed(bytes32)  # the mandate's EIP-712 digest


event MandateExecuted:
    digest: indexed(bytes32)  # the mandate's EIP-712 digest
    loan: indexed(uint256)  # the loan's number, from 1
    units: uint256  # lent now, in minor units of the token


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Mandates deals with, for ever.
    @param peers_ The platform's contracts; the Governor must be deployed already.
    """
    peers.__init__(peers_)
    mandate_days.__init__()


# ---- Views -------------------------------------------------------


@external
@view
def mandate_digest(mandate: mandate_packing.Mandate) -> bytes32:
    """
    @notice Returns the EIP-712 digest that an investor signs.
    @param mandate The limits.
    @return The digest, for this chain and this contract.
    """
    return mandate_packing._digest(mandate)


@external
@view
def words_of(digest: bytes32) -> (uint256, uint256, uint256, address):
    """
    @notice Returns what is kept of a mandate, laid out in modules/mandate_packing.
    @param digest The mandate's digest.
    @return Its rules; 0: never brought.
    @return Its amounts.
    @return Its sums.
    @return Its executor; zero: anyone.
    """
    return self.rules[digest], self.amounts[digest], self.sums[digest], self.executors[digest]


# ---- Entry points ------------------------------------------------


@external
def bring(
    mandate: mandate_packing.Mandate, signature: Bytes[signatures.SIGNATURE_MAX]
) -> bytes32:
    """
    @notice Brings a mandate that its owner has signed, by anyone, once.
    @param mandate The limits; bounds as in modules/mandate_packing.
    @param signature The owner's signature of its digest, 64 or 65 bytes, or what their
            contract asks for (EIP-1271); not looked at when the owner sends.
    @return The mandate's digest.
    @custom:error MANDATE:BRING:AGAIN when it was brought already.
                  MANDATE:BRING:AMOUNT when an amount is above 10^15, or the ticket 0.
                  MANDATE:BRING:DAYS when days_max is not 1 to 16,383.
                  MANDATE:BRING:EXPIRED when it has expired, or expires after 2^32 - 1.
                  MANDATE:BRING:LEVEL when level_max is not 1 to 5.
                  MANDATE:BRING:RATE when rate_min_ppm is above 1,000,000.
                  MANDATE:BRING:SIGNATURE when the owner neither signed nor sends.
                  MANDATE:BRING:STATEMENT when statement is not 1 to 5.
    """
    mandate_packing._check(mandate)
    digest: bytes32 = mandate_packing._digest(mandate)
    assert self.rules[digest] == 0, "MANDATE:BRING:AGAIN"
    assert msg.sender == mandate.owner or signatures._is_signed(
        mandate.owner, digest, signature
    ), "MANDATE:BRING:SIGNATURE"
    self.rules[digest] = mandate_packing._rules(mandate)
    self.amounts[digest] = mandate_packing._amounts(mandate)
    self.sums[digest] = mandate.exposure_max | (mandate.lifetime_max << 50)
    if mandate.executor != empty(address):
        self.executors[digest] = mandate.executor
    log MandateBrought(owner=mandate.owner, digest=digest, mandate=mandate)
    return digest


@external
def revoke(mandate: mandate_packing.Mandate):
    """
    @notice Ends a mandate of the caller's, brought or not, for ever.
    @param mandate The limits, as signed.
    @custom:error MANDATE:REVOKE:OWNER when the caller is not its owner.
    """
    assert msg.sender == mandate.owner, "MANDATE:REVOKE:OWNER"
    digest: bytes32 = mandate_packing._digest(mandate)
    # A word that is not 0 keeps it from being brought; the bit keeps it from executing.
    self.rules[digest] |= 1 << 255
    self.sums[digest] |= 1 << 220
    log MandateRevoked(owner=msg.sender, digest=digest)


@external
def execute(
    loan: uint256,
    others: DynArray[uint256, constants.OTHERS_MAX],
    digests: DynArray[bytes32, constants.EXECUTE_MAX],
    units: DynArray[uint256, constants.EXECUTE_MAX],
    disclosure_hash: bytes32,
) -> uint256:
    """
    @notice Lends to one listed loan for many mandates, each as far as it fits: those that do
            not are passed over.
    @dev What an owner has lent to the borrower and the borrower's group is summed over this
         loan and the others, which must be all that count against the group's caps now: so
         no sum has to be kept per borrower. Reverts in the Book when the loan takes no
         money or the hash is not its disclosure's, and in the Registry while new risk is
         closed.
    @param loan The loan's number, from 1.
    @param others The group's other loans that count against its caps, ascending; at most 20.
    @param digests The mandates' digests, at most 50.
    @param units The most to lend for each, in minor units of the token.
    @param disclosure_hash The hash of the loan's disclosure.
    @return What was lent in all, in minor units.
    @custom:error MANDATE:EXECUTE:DAY when mandates have lent what they may on this day.
                  MANDATE:EXECUTE:LENGTH when digests and units differ in length.
                  MANDATE:EXECUTE:OTHERS when others are not the group's other loans.
    """
    assert len(digests) == len(units), "MANDATE:EXECUTE:LENGTH"
    listing: Listing = self._listing(loan, disclosure_hash)
    # A loan that takes no money is refused in the Book.
    if listing.principal != 0:
        self._check_others(listing.borrower, loan, listing.principal, others)
    owners: DynArray[address, constants.EXECUTE_MAX] = []
    asked: DynArray[uint256, constants.EXECUTE_MAX] = []
    caps: DynArray[uint256, constants.EXECUTE_MAX] = []
    left: uint256 = listing.open_units
    execution: uint256 = self.executions + 1
    self.executions = execution
    for i: uint256 in range(len(digests), bound=constants.EXECUTE_MAX):
        owner: address = empty(address)
        amount: uint256 = 0
        cap: uint256 = 0
        owner, amount, cap = self._fitting(digests[i], min(units[i], left), listing, others)
        # Each was measured before the others: a second of the same owner would count twice.
        if amount == 0 or self.lending[owner] == execution:
            owner = empty(address)
            amount = 0
        else:
            self.lending[owner] = execution
        owners.append(owner)
        asked.append(amount)
        caps.append(cap)
        left -= amount
    granted: DynArray[uint256, constants.EXECUTE_MAX] = extcall IBook(peers.book).fund_many(
        loan, owners, asked, caps, disclosure_hash
    )
    total: uint256 = 0
    day: uint256 = block.timestamp // constants.SECONDS_A_DAY
    for i: uint256 in range(len(granted), bound=constants.EXECUTE_MAX):
        if granted[i] != 0:
            total += granted[i]
            self._count(digests[i], granted[i], day)
            log MandateExecuted(digest=digests[i], loan=loan, units=granted[i])
    mandate_days._count(total)
    return total


# ---- Internal functions ------------------------------------------


@internal
@view
def _listing(loan: uint256, disclosure_hash: bytes32) -> Listing:
    """
    @dev What mandates ask of a loan; nothing is open when it is not listed, or under another
         disclosure.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).words_under(loan, disclosure_hash)
    word: uint256 = staticcall IServicing(peers.servicing).terms_word(loan)
    days: uint256 = (
        ((word >> terms.N_AT) & constants.BITS_9) * ((word >> terms.PERIOD_AT) & constants.BITS_9)
    )
    if (word >> terms.IN_DAYS_AT) & 1 == 0:
        days *= 31
    principal: uint256 = 0
    open_units: uint256 = 0
    if listing_packing._status(side) == statuses.LISTED:
        principal = funding & constants.BITS_50
        open_units = principal - listing_packing._funded(funding)
    return Listing(
        loan=loan,
        borrower=listing_packing._borrower(side),
        level=listing_packing._level(side),
        rate_ppm=(word >> terms.RATE_AT) & constants.BITS_20,
        days=days,
        principal=principal,
        open_units=open_units,
        ticket_min=listing_packing._ticket_min(side),
    )


@internal
@view
def _check_others(
    borrower: address,
    loan: uint256,
    principal: uint256,
    others: DynArray[uint256, constants.OTHERS_MAX],
):
    """
    @dev The loan, of which all counts while it is listed, and the others make up all that
         counts against the caps of the borrower's group now.
    """
    group: uint256 = 0
    borrowed: uint256 = 0
    group, borrowed = staticcall IRegistry(peers.registry).group_debt(borrower)
    counted: uint256 = principal
    last: uint256 = 0
    for other: uint256 in others:
        assert other > last and other != loan, "MANDATE:EXECUTE:OTHERS"
        last = other
        owing: address = parties._borrower(
            staticcall IServicing(peers.servicing).parties_word(other)
        )
        assert (
            (staticcall IRegistry(peers.registry).person_of(owing)).group == group
        ), "MANDATE:EXECUTE:OTHERS"
        counted += self._counted(other)
    assert counted == borrowed, "MANDATE:EXECUTE:OTHERS"


@internal
@view
def _counted(loan: uint256) -> uint256:
    """
    @dev What a loan counts against its borrower's caps now, in minor units.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = staticcall IBook(peers.book).listing_word(loan)
    status: uint256 = listing_packing._status(side)
    principal: uint256 = listing_packing._principal(funding)
    if status == statuses.LISTED or status == statuses.FUNDED:
        return principal
    if status != statuses.ACTIVE:
        return 0
    word: uint256 = staticcall IServicing(peers.servicing).progress_word(loan)
    return principal - loan_progress._released(word)


@internal
@view
def _fitting(
    digest: bytes32, units: uint256, listing: Listing, others: DynArray[uint256, constants.OTHERS_MAX]
) -> (address, uint256, uint256):
    """
    @dev (owner, what fits, the owner's exposure at most): 0 units when the loan or the
         amount does not fit.
    """
    word: uint256 = self.rules[digest]
    owner: address = convert(word & constants.BITS_160, address)
    sums: uint256 = self.sums[digest]
    if (
        word == 0
        or word >> 255 == 1
        or (word >> 160) & constants.BITS_32 < block.timestamp
        or (word >> 192) & constants.BITS_3 < listing.level
        or (word >> 198) & constants.BITS_20 > listing.rate_ppm
        or (word >> 218) & mandate_packing.BITS_14 < listing.days
        or ((word >> 232) & 1 == 1 and self.executors[digest] != msg.sender)
    ):
        return owner, 0, 0
    limits: uint256 = self.amounts[digest]
    fits: uint256 = min(units, mandate_packing._below(limits >> 150, staticcall IEscrow(
        peers.escrow
    ).balance_of(owner)))
    lent: uint256 = (sums >> 100) & constants.BITS_50
    fits = min(fits, mandate_packing._room((sums >> 50) & constants.BITS_50, lent))
    today: uint256 = 0
    if (sums >> 150) & constants.BITS_20 == block.timestamp // constants.SECONDS_A_DAY:
        today = (sums >> 170) & constants.BITS_50
    fits = min(fits, mandate_packing._room((limits >> 100) & constants.BITS_50, today))
    held: uint256 = staticcall IBook(peers.book).balanceOf(owner, listing.loan)
    person: uint256 = held
    for other: uint256 in others:
        more: uint256 = staticcall IBook(peers.book).balanceOf(owner, other)
        held += more
        if more != 0 and staticcall IRegistry(peers.registry).is_person_of(
            listing.borrower,
            parties._borrower(staticcall IServicing(peers.servicing).parties_word(other)),
        ):
            person += more
    fits = min(fits, mandate_packing._room(limits & constants.BITS_50, person))
    fits = min(fits, mandate_packing._room((limits >> 50) & constants.BITS_50, held))
    if fits < (limits >> 200) or (fits < listing.ticket_min and fits != listing.open_units):
        return owner, 0, 0
    return owner, fits, sums & constants.BITS_50


@internal
def _count(digest: bytes32, units: uint256, day: uint256):
    """
    @dev Adds to a mandate's sums.
    """
    sums: uint256 = self.sums[digest] + (units << 100)
    today: uint256 = units
    if (sums >> 150) & constants.BITS_20 == day:
        today += (sums >> 170) & constants.BITS_50
    self.sums[digest] = (
        (sums & (2**150 - 1)) | (day << 150) | (today << 170) | ((sums >> 220) << 220)
    )
