# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Registry: who may take which risk
@license MIT
@notice Credentials signed by M of N attestors and by the wallet itself; one
        person has one set of caps over all his wallets; related parties share
        a group; a freeze ends by itself.
@dev Trust: attestors vouch for people, and no personal datum comes here, only
     keyed commitments. They cannot move money. COMPLIANCE freezes for 72 hours
     at most; longer needs M attestors and a lawful order. A freeze never stops
     repaying, claiming to the own balance, or a refund.
     Wind-down: no new risk is admitted; everything that lowers risk goes on.
@custom:kill The gate closes for new risk only.
"""


# @dev We import the interfaces of the contracts we call.
from interfaces import IEscrow
from interfaces import IGovernor

# @dev We import what attestors sign, who they are, and what is kept of people.
from modules import credentials
from modules import freezes
from modules import persons
from modules import roles
from modules import seats
from modules import signatures

initializes: persons
initializes: seats

exports: (
    # People
    persons.head_of,
    persons.person_of,
    persons.borrower_record,
    persons.group_record,
    persons.gate_state,
    # Attestors
    seats.seat_of,
    seats.threshold,
    seats.active_seats,
)


WALLETS_MAX: constant(uint256) = 7

GOVERNOR: immutable(address)
BOOK: immutable(address)
SERVICING: immutable(address)
RESERVE: immutable(address)
ESCROW: immutable(address)

heads: HashMap[bytes32, address]
further_wallets: HashMap[address, DynArray[address, WALLETS_MAX]]
short_frozen_at: HashMap[address, uint256]


event Enrolled:
    person: indexed(bytes32)
    wallet: indexed(address)
    head: indexed(address)
    risk_class: uint256
    group: uint256
    lend_limit: uint256
    borrow_limit: uint256
    issued_at: uint256
    expiry: uint256


event Frozen:
    head: indexed(address)
    by: indexed(address)
    until: uint256
    order: bytes32


@deploy
def __init__(
    governor: address,
    book: address,
    servicing: address,
    reserve: address,
    escrow: address,
    attestors: DynArray[address, seats.SEATS_MAX],
    threshold: uint256,
):
    GOVERNOR = governor
    BOOK = book
    SERVICING = servicing
    RESERVE = reserve
    ESCROW = escrow
    seats.__init__(attestors, threshold)


@external
@view
def peers() -> (address, address, address, address, address):
    """
    @notice Governor, Book, Servicing, Reserve, Escrow, fixed at deployment.
    """
    return GOVERNOR, BOOK, SERVICING, RESERVE, ESCROW


@external
@view
def head_of_person(person: bytes32) -> address:
    """
    @notice The head of a person's commitment; the zero address: not enrolled.
    """
    return self.heads[person]


@external
@view
def wallets_of(head: address) -> DynArray[address, WALLETS_MAX]:
    """
    @notice The person's wallets besides the head.
    """
    return self.further_wallets[head]


@external
def enrol(
    credential: credentials.Credential,
    attestations: DynArray[signatures.Signature, seats.SEATS_MAX],
    consent: signatures.Signature,
):
    """
    @notice Takes in a person, a further wallet of his, or a newer credential.
    @dev Anyone may send it. Attestations in ascending order of the signers'
         addresses; the wallet signs the same digest, or sends it itself.
    """
    credentials._check(credential, persons._min_epoch())
    digest: bytes32 = credentials._digest(credential)
    seats._check_attestations(digest, attestations)
    if msg.sender != credential.wallet:
        assert signatures._signer(digest, consent) == credential.wallet, "REG:ENROL:CONSENT"
    head: address = self.heads[credential.person]
    known: uint256 = persons.wallets[credential.wallet]
    if head == empty(address):
        assert known == 0, "REG:ENROL:TAKEN"
        head = credential.wallet
        self.heads[credential.person] = head
    elif head != credential.wallet:
        self._link(head, credential.wallet, known)
    word: uint256 = persons.wallets[head]
    assert credential.issued_at > credentials._issued_at(word), "REG:ENROL:STALE"
    persons.wallets[head] = credentials._renew(word, credential)
    if word != 0 or credential.borrow_limit != 0:
        persons._set_limit(head, credential.borrow_limit)
    log Enrolled(
        person=credential.person,
        wallet=credential.wallet,
        head=head,
        risk_class=credential.risk_class,
        group=credential.group,
        lend_limit=credential.lend_limit,
        borrow_limit=credential.borrow_limit,
        issued_at=credential.issued_at,
        expiry=credential.expiry,
    )


@external
def mark_staff(key: address):
    """
    @notice Marks the person of a role's key as staff, for ever: staff may not
            borrow. Anyone may call; only a key that holds a role is marked.
    """
    assert staticcall IGovernor(GOVERNOR).roles_of(key) != 0, "REG:STAFF:ROLE"
    head: address = persons._head(key)
    assert head != empty(address), "REG:STAFF:UNKNOWN"
    persons._mark_staff(head, key)


@external
def freeze(wallet: address, until: uint256, order: bytes32):
    """
    @notice Freezes a person for 72 hours at most, once in 30 days; one
            COMPLIANCE key.
    """
    assert staticcall IGovernor(GOVERNOR).has_role(
        msg.sender, roles.COMPLIANCE
    ), "REG:FREEZE:ROLE"
    freezes._check_short(until)
    head: address = self._known_head(wallet)
    last: uint256 = self.short_frozen_at[head]
    assert last == 0 or block.timestamp >= last + freezes.SHORT_REST, "REG:FREEZE:AGAIN"
    self.short_frozen_at[head] = block.timestamp
    self._freeze(head, until, order)


@external
def freeze_by_order(
    order: freezes.Order, attestations: DynArray[signatures.Signature, seats.SEATS_MAX]
):
    """
    @notice Freezes a person for 30 days at most, renewable, each an event: M
            attestors sign the hash of a lawful order.
    """
    freezes._check_long(order)
    seats._check_attestations(freezes._digest(order), attestations)
    head: address = self._known_head(order.wallet)
    assert order.until > credentials._frozen_until(persons.wallets[head]), "REG:FREEZE:STALE"
    self._freeze(head, order.until, order.order)


# New risk and its end, for Book, Servicing and Reserve


@external
def admit(
    investor: address,
    amount: uint256,
    returned: uint256,
    borrower: address,
    group: uint256,
    level: uint256,
):
    """
    @notice Lets an investor's funding wallet take on an amount of one loan.
    """
    assert msg.sender == BOOK, "REG:ADMIT:CALLER"
    persons._check_gate()
    word: uint256 = persons.wallets[investor]
    assert not credentials._is_pointer(word), "REG:LEND:WALLET"
    persons._check_epoch(word)
    persons._check_lender(word, investor, borrower, group, level)
    persons.wallets[investor] = persons._raised(word, amount, returned)


@external
def accept(
    receiver: address,
    amount: uint256,
    returned: uint256,
    borrower: address,
    group: uint256,
    level: uint256,
) -> (address, bool):
    """
    @notice Lets a person take over a note's outstanding principal.
    @dev An exit for the note's sender, not new risk: no gate, no min epoch; the
         receiver's credential must be valid. The sender's exposure falls like
         that of principal returned.
    @return The receiver's head, and whether he is staff.
    """
    assert msg.sender == BOOK, "REG:ACCEPT:CALLER"
    head: address = empty(address)
    word: uint256 = 0
    head, word = persons._standing(receiver)
    persons._check_lender(word, head, borrower, group, level)
    persons.wallets[head] = persons._raised(word, amount, returned)
    return head, credentials._is_staff(word)


@external
def signer_head(key: address) -> address:
    """
    @notice The person behind an underwriter's key, marked as staff from his
            first listing on; the zero address when the key is not enrolled.
    """
    assert msg.sender == BOOK, "REG:SIGNER:CALLER"
    head: address = persons._head(key)
    if head != empty(address):
        persons._mark_staff(head, key)
    return head


@external
def reduce(investor: address, amount: uint256):
    """
    @notice Lowers a person's exposure: a retraction, or principal returned.
    """
    assert msg.sender == BOOK, "REG:REDUCE:CALLER"
    head: address = persons._head(investor)
    persons.wallets[head] = persons._lowered(persons.wallets[head], amount)


@external
def borrow(borrower: address, amount: uint256) -> uint256:
    """
    @notice Counts a listing against the borrower's and the group's caps.
    @return The borrower's group.
    """
    assert msg.sender == BOOK, "REG:BORROW:CALLER"
    assert staticcall IGovernor(GOVERNOR).roles_of(borrower) == 0, "REG:BORROW:STAFF"
    return persons._borrow(borrower, amount)


@external
def draw(borrower: address, group: uint256, contribution: uint256):
    """
    @notice Checks the borrower once more at issue and records what the loan
            contributes to the reserve for its group.
    """
    assert msg.sender == BOOK, "REG:DRAW:CALLER"
    persons._check_borrower(borrower)
    persons.groups[group] += contribution << 64


@external
def release(borrower: address, group: uint256, amount: uint256):
    """
    @notice Takes principal off the borrower's and the group's caps.
    """
    assert msg.sender == BOOK or msg.sender == SERVICING, "REG:RELEASE:CALLER"
    persons.borrowers[borrower] -= amount
    persons.groups[group] -= amount


@external
def record_cover(group: uint256, amount: uint256):
    """
    @notice Counts a cover against the group's lifetime allowance.
    """
    assert msg.sender == RESERVE, "REG:COVER:CALLER"
    persons.groups[group] += amount << 128


# Governance


@external
def set_gate(paused: bool, wind_down: bool, min_epoch: uint256):
    """
    @notice Opens or closes the platform for new risk; retires old credentials.
    """
    assert msg.sender == GOVERNOR, "REG:GATE:CALLER"
    persons._set_gate(paused, wind_down, min_epoch)


@external
def replace_attestor(seat: address, successor: address):
    """
    @notice Gives one seat to another key (or back to a suspended one).
    """
    assert msg.sender == GOVERNOR, "REG:SEAT:CALLER"
    seats._replace(seat, successor)


@external
def suspend_attestor(seat: address):
    """
    @notice Suspends a seat at once; the threshold must stay reachable. One
            GUARDIAN key; the council gives the seat back.
    """
    assert staticcall IGovernor(GOVERNOR).has_role(msg.sender, roles.GUARDIAN), "REG:SEAT:ROLE"
    seats._suspend(seat)


# Internal


@internal
def _link(head: address, wallet: address, known: uint256):
    """
    @dev wallet -> person is write-once.
    """
    if known == 0:
        persons.wallets[wallet] = credentials._pointer_to(head)
        assert len(self.further_wallets[head]) < WALLETS_MAX, "REG:ENROL:WALLETS"
        self.further_wallets[head].append(wallet)
        until: uint256 = credentials._frozen_until(persons.wallets[head])
        if until > block.timestamp:
            extcall IEscrow(ESCROW).hold(wallet, until)
    else:
        assert known == credentials._pointer_to(head), "REG:ENROL:TAKEN"


@internal
def _freeze(head: address, until: uint256, order: bytes32):
    # A later freeze never shortens an earlier one.
    word: uint256 = persons.wallets[head]
    last: uint256 = max(until, credentials._frozen_until(word))
    persons.wallets[head] = credentials._freeze(word, last)
    extcall IEscrow(ESCROW).hold(head, last)
    for wallet: address in self.further_wallets[head]:
        extcall IEscrow(ESCROW).hold(wallet, last)
    log Frozen(head=head, by=msg.sender, until=last, order=order)


@internal
@view
def _known_head(wallet: address) -> address:
    head: address = persons._head(wallet)
    assert head != empty(address), "REG:FREEZE:UNKNOWN"
    return head
