# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Registry: who may take which risk
@custom:contract-name Registry
@license MIT
@notice Credentials signed by M of N attestors and by the wallet itself; one
        person has one set of caps over all their wallets; related parties share
        a group; a freeze ends by itself.
@dev Trust: attestors vouch for people, and M of them together could admit a
     person who does not exist; they cannot move money. No personal datum comes
     here, only keyed commitments. A freeze never stops repaying, claiming to
     their own balance, or a refund.
     Invariants: a wallet belongs to one person for ever; no person's exposure
     and no borrower's or group's principal passes its limit when new risk is
     taken; no seat counts twice.
     Storage: a word per wallet, borrower and group (modules/persons), the
     wallets of a person (modules/enrolments), the last short freeze
     (modules/freezes), the seats (modules/seats).
     Roles: COMPLIANCE freezes for 72 hours at most, longer needs M attestors
     and a lawful order; GUARDIAN suspends a seat; the Governor sets the gate.
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
    # Neighbours
    registry_peers.peers,
    # Enrolment
    enrolments.head_of_person,
    enrolments.wallets_of,
    enrolments.enrol,
    enrolments.mark_staff,
    # Freezes
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
    """
    @notice Fixes the contracts that the Registry deals with, and seats the attestors.
    @param governor The Governor's address.
    @param book The Book's address.
    @param servicing Servicing's address.
    @param reserve The Reserve's address.
    @param escrow The Escrow's address.
    @param attestors The attestors' keys: 3 to 8, each once, none zero.
    @param threshold How many attestors must sign, 2 to the number of attestors less 1.
    @custom:error REG:INIT:SEAT when an attestor is zero or named twice.
                  REG:INIT:SEATS when there are not more attestors than the threshold.
                  REG:INIT:THRESHOLD when threshold is below 2.
    """
    registry_peers.__init__(governor, book, servicing, reserve, escrow)
    seats.__init__(attestors, threshold)


# ---- New risk and its end, for Book, Servicing and Reserve -------


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
    @notice Lets an investor's first wallet take on principal of one loan.
    @param investor The person's first wallet.
    @param amount Principal lent, in minor units of the token, from 1.
    @param returned Principal returned since the exposure was last brought up to date, in
            minor units.
    @param borrower The loan's borrower.
    @param group The borrower's group, 1 to 2^28 - 1.
    @param level The loan's risk level, 1 to 5.
    @custom:error REG:ADMIT:CALLER when the caller is not the Book.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:LEND:CLASS when the risk level is above the lender's class.
                  REG:LEND:LIMIT when the lender's exposure would pass the limit.
                  REG:LEND:RELATED when lender and borrower share a group.
                  REG:LEND:SELF when lender and borrower are one person.
                  REG:LEND:UNKNOWN when the lender is not enrolled.
                  REG:LEND:WALLET when the wallet is not the person's first.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
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
    @dev An exit for the note's sender, not new risk: no gate, no least epoch; the
         receiver's credential must be valid. The sender's exposure falls like that of
         principal returned.
    @param receiver The wallet that gets the note; any wallet of the person.
    @param amount Outstanding principal taken over, in minor units of the token, from 0.
    @param returned Principal returned since the exposure was last brought up to date, in
            minor units.
    @param borrower The loan's borrower.
    @param group The borrower's group, 1 to 2^28 - 1.
    @param level The loan's risk level, 1 to 5.
    @return The receiver's first wallet.
    @return Whether the receiver is staff.
    @custom:error REG:ACCEPT:CALLER when the caller is not the Book.
                  REG:LEND:CLASS when the risk level is above the lender's class.
                  REG:LEND:LIMIT when the lender's exposure would pass the limit.
                  REG:LEND:RELATED when lender and borrower share a group.
                  REG:LEND:SELF when lender and borrower are one person.
                  REG:LEND:UNKNOWN when the lender is not enrolled.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
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
    @notice Returns the person behind an underwriter's key, and marks them as staff from their
            first listing on.
    @param key The underwriter's key.
    @return The person's first wallet; zero when the key is not enrolled.
    @custom:error REG:SIGNER:CALLER when the caller is not the Book.
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
    @param investor A wallet of the person.
    @param amount In minor units of the token; the exposure stops at 0.
    @custom:error REG:REDUCE:CALLER when the caller is not the Book.
    """
    assert msg.sender == registry_peers.book, "REG:REDUCE:CALLER"
    head: address = persons._head(investor)
    persons.wallets[head] = persons._lowered(persons.wallets[head], amount)


@external
def borrow(borrower: address, amount: uint256) -> uint256:
    """
    @notice Counts a listing against the borrower's and the group's caps.
    @param borrower The borrower's first wallet.
    @param amount Principal, in minor units of the token, 1 to 10^15.
    @return The borrower's group, 1 to 2^28 - 1.
    @custom:error REG:BORROW:CALLER when the caller is not the Book.
                  REG:BORROW:GROUP when the group would owe more than the limit.
                  REG:BORROW:LIMIT when the borrower would owe more than the limit.
                  REG:BORROW:STAFF when the borrower is staff or holds a role.
                  REG:BORROW:UNKNOWN when the borrower is not enrolled.
                  REG:BORROW:WALLET when the wallet is not the person's first.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
    """
    assert msg.sender == registry_peers.book, "REG:BORROW:CALLER"
    assert staticcall IGovernor(registry_peers.governor).roles_of(borrower) == 0, "REG:BORROW:STAFF"
    return persons._borrow(borrower, amount)


@external
def draw(borrower: address, group: uint256, contribution: uint256):
    """
    @notice Checks the borrower once more at issue and records what the loan contributes to
            the reserve for its group.
    @param borrower The borrower's first wallet.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param contribution In minor units of the token, from 0.
    @custom:error REG:BORROW:STAFF when the borrower is staff or holds a role.
                  REG:BORROW:UNKNOWN when the borrower is not enrolled.
                  REG:BORROW:WALLET when the wallet is not the person's first.
                  REG:DRAW:CALLER when the caller is not the Book.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
    """
    assert msg.sender == registry_peers.book, "REG:DRAW:CALLER"
    persons._check_borrower(borrower)
    persons.groups[group] += contribution << 64


@external
def release(borrower: address, group: uint256, amount: uint256):
    """
    @notice Takes principal off the borrower's and the group's caps.
    @param borrower The borrower's first wallet.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param amount In minor units of the token, from 1.
    @custom:error REG:RELEASE:CALLER when the caller is neither the Book nor Servicing.
    """
    assert (
        msg.sender == registry_peers.book or msg.sender == registry_peers.servicing
    ), "REG:RELEASE:CALLER"
    persons.borrowers[borrower] -= amount
    persons.groups[group] -= amount


@external
def record_cover(group: uint256, amount: uint256):
    """
    @notice Counts a cover against the group's lifetime allowance.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param amount In minor units of the token, from 1.
    @custom:error REG:COVER:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == registry_peers.reserve, "REG:COVER:CALLER"
    persons.groups[group] += amount << 128


# ---- Governance --------------------------------------------------


@external
def set_gate(paused: bool, wind_down: bool, min_epoch: uint256):
    """
    @notice Opens or closes the platform for new risk, and retires old credentials.
    @param paused Whether new risk is paused.
    @param wind_down Whether the wind-down has begun.
    @param min_epoch Unix second before which credentials were issued that take no new risk,
            0 to 2^40 - 1.
    @custom:error REG:GATE:CALLER when the caller is not the Governor.
                  REG:GATE:EPOCH when min_epoch is above 2^40 - 1.
    """
    assert msg.sender == registry_peers.governor, "REG:GATE:CALLER"
    persons._set_gate(paused, wind_down, min_epoch)


@external
def replace_attestor(seat: address, successor: address):
    """
    @notice Gives one attestor's seat to another key, or back to a suspended one.
    @param seat The key that holds the seat.
    @param successor The key that gets it; not zero, without a seat unless it is the same.
    @custom:error REG:SEAT:CALLER when the caller is not the Governor.
                  REG:SEAT:TAKEN when the successor has a seat already.
                  REG:SEAT:UNKNOWN when the address has no such seat.
                  REG:SEAT:ZERO when the successor is the zero address.
    """
    assert msg.sender == registry_peers.governor, "REG:SEAT:CALLER"
    seats._replace(seat, successor)


@external
def suspend_attestor(seat: address):
    """
    @notice Suspends an attestor's seat at once, as long as the threshold stays reachable;
            the council gives it back.
    @param seat The key that holds the seat.
    @custom:error REG:SEAT:ROLE when the caller is not a GUARDIAN key.
                  REG:SEAT:THRESHOLD when no seat can be spared.
                  REG:SEAT:UNKNOWN when the address has no such seat.
    """
    assert staticcall IGovernor(registry_peers.governor).has_role(
        msg.sender, roles.GUARDIAN
    ), "REG:SEAT:ROLE"
    seats._suspend(seat)
