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


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IGovernor
from interfaces import IRegistry

# @dev We import what attestors sign, who they are, and what is kept of people.
from modules import credentials
from modules import enrolments
from modules import freezes
from modules import persons
from modules import registry_peers
from modules import roles
from modules import seats

implements: IRegistry

initializes: persons
initializes: seats
initializes: registry_peers
initializes: enrolments[
    persons := persons, registry_peers := registry_peers, seats := seats
]
initializes: freezes[
    enrolments := enrolments,
    persons := persons,
    registry_peers := registry_peers,
    seats := seats,
]

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
    registry_peers.peers,
    enrolments.head_of_person,
    enrolments.wallets_of,
    enrolments.enrol,
    enrolments.mark_staff,
    freezes.freeze,
    freezes.freeze_by_order,
)


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
    registry_peers.__init__(governor, book, servicing, reserve, escrow)
    seats.__init__(attestors, threshold)


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
    assert msg.sender == registry_peers.book, "REG:ADMIT:CALLER"
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
    assert msg.sender == registry_peers.book, "REG:ACCEPT:CALLER"
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
    assert msg.sender == registry_peers.book, "REG:SIGNER:CALLER"
    head: address = persons._head(key)
    if head != empty(address):
        persons._mark_staff(head, key)
    return head


@external
def reduce(investor: address, amount: uint256):
    """
    @notice Lowers a person's exposure: a retraction, or principal returned.
    """
    assert msg.sender == registry_peers.book, "REG:REDUCE:CALLER"
    head: address = persons._head(investor)
    persons.wallets[head] = persons._lowered(persons.wallets[head], amount)


@external
def borrow(borrower: address, amount: uint256) -> uint256:
    """
    @notice Counts a listing against the borrower's and the group's caps.
    @return The borrower's group.
    """
    assert msg.sender == registry_peers.book, "REG:BORROW:CALLER"
    assert staticcall IGovernor(registry_peers.governor).roles_of(borrower) == 0, "REG:BORROW:STAFF"
    return persons._borrow(borrower, amount)


@external
def draw(borrower: address, group: uint256, contribution: uint256):
    """
    @notice Checks the borrower once more at issue and records what the loan
            contributes to the reserve for its group.
    """
    assert msg.sender == registry_peers.book, "REG:DRAW:CALLER"
    persons._check_borrower(borrower)
    persons.groups[group] += contribution << 64


@external
def release(borrower: address, group: uint256, amount: uint256):
    """
    @notice Takes principal off the borrower's and the group's caps.
    """
    assert msg.sender == registry_peers.book or msg.sender == registry_peers.servicing, "REG:RELEASE:CALLER"
    persons.borrowers[borrower] -= amount
    persons.groups[group] -= amount


@external
def record_cover(group: uint256, amount: uint256):
    """
    @notice Counts a cover against the group's lifetime allowance.
    """
    assert msg.sender == registry_peers.reserve, "REG:COVER:CALLER"
    persons.groups[group] += amount << 128


# Governance


@external
def set_gate(paused: bool, wind_down: bool, min_epoch: uint256):
    """
    @notice Opens or closes the platform for new risk; retires old credentials.
    """
    assert msg.sender == registry_peers.governor, "REG:GATE:CALLER"
    persons._set_gate(paused, wind_down, min_epoch)


@external
def replace_attestor(seat: address, successor: address):
    """
    @notice Gives one seat to another key (or back to a suspended one).
    """
    assert msg.sender == registry_peers.governor, "REG:SEAT:CALLER"
    seats._replace(seat, successor)


@external
def suspend_attestor(seat: address):
    """
    @notice Suspends a seat at once; the threshold must stay reachable. One
            GUARDIAN key; the council gives the seat back.
    """
    assert staticcall IGovernor(registry_peers.governor).has_role(msg.sender, roles.GUARDIAN), "REG:SEAT:ROLE"
    seats._suspend(seat)
