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
     Storage: the gate with the counts of the day (modules/risk_gate), a word per
     wallet, borrower and group (modules/persons), the wallets of a person
     (modules/enrolments), the short freezes of 30 days (modules/freezes), the
     seats (modules/attestor_seats).
     Roles: COMPLIANCE freezes for 72 hours at most, longer needs M attestors
     and a lawful order; GUARDIAN suspends a seat; the Governor sets the gate.
     Wind-down: no new risk is admitted; everything that lowers risk goes on.
@custom:kill The gate closes for new risk only.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IGovernor
from interfaces import IRegistry

# @dev We import what attestors sign, who they are, and what is kept of people.
from modules import admissions
from modules import constants
from modules import credentials
from modules import enrolments
from modules import persons
from modules import peers
from modules import risk_gate
from modules import roles
from modules import attestor_seats
from modules import signatures

implements: IRegistry

initializes: risk_gate
initializes: persons[risk_gate := risk_gate]
initializes: attestor_seats
initializes: peers
initializes: admissions[persons := persons, peers := peers, risk_gate := risk_gate]
initializes: enrolments[
    persons := persons, peers := peers, risk_gate := risk_gate, attestor_seats := attestor_seats
]
exports: (
    # People
    persons.head_of,
    persons.person_of,
    persons.borrower_record,
    persons.group_record,
    # New risk
    risk_gate.gate_state,
    risk_gate.day_totals,
    risk_gate.sandbox_ends_at,
    admissions.admit,
    admissions.admit_many,
    admissions.accept,
    # Attestors
    attestor_seats.seat_of,
    attestor_seats.threshold,
    attestor_seats.active_seats,
    attestor_seats.seat_changed_at,
    # Neighbours
    peers.platform,
    # Enrolment
    enrolments.head_of_person,
    enrolments.wallets_of,
    enrolments.enrol,
    enrolments.mark_staff,
    enrolments.sandbox_persons_max,
    enrolments.sandbox_amount_max,
    enrolments.sandbox_persons,
    # Freezes and lost keys
    enrolments.set_frozen,
    enrolments.take_over,
    enrolments.successor_of,
)


@deploy
def __init__(
    peers_: peers.Peers,
    attestors: DynArray[address, attestor_seats.SEATS_MAX],
    threshold: uint256,
    sandbox: enrolments.Sandbox,
):
    """
    @notice Fixes the contracts that the Registry deals with, seats the attestors, and bounds
            a sandbox.
    @param peers_ The platform's contracts.
    @param attestors The attestors' keys: 3 to 8, each once, none zero.
    @param threshold How many attestors must sign, 2 to the number of attestors less 1.
    @param sandbox Its caps and its end; all zero: no sandbox.
    @custom:error REG:INIT:SEAT when an attestor is zero or named twice.
                  REG:INIT:SEATS when there are not more attestors than the threshold.
                  REG:INIT:THRESHOLD when threshold is below 2.
    """
    peers.__init__(peers_)
    attestor_seats.__init__(attestors, threshold)
    risk_gate.__init__(sandbox.ends_at)
    enrolments.__init__(sandbox)


# ---- Views for the other contracts -------------------------------


@external
@view
def check_attestations(
    digest: bytes32, attestations: DynArray[signatures.Signature, attestor_seats.SEATS_MAX]
) -> bool:
    """
    @notice Refuses a digest that not enough attestors have signed.
    @param digest The EIP-712 digest that was signed.
    @param attestations Signatures of at least M attestors, ascending by address, at most 8.
    @return Always true.
    @custom:error REG:ATTEST:FEW when there are fewer signatures than the threshold.
                  REG:ATTEST:ORDER when the signers are not in ascending order.
                  REG:ATTEST:SEAT when a signer has no active seat.
    """
    attestor_seats._check_attestations(digest, attestations)
    return True


@external
@view
def is_person_of(wallet: address, other: address) -> bool:
    """
    @notice Returns whether two wallets are one person's.
    @param wallet A wallet.
    @param other Another wallet.
    @return Whether they are; false when either is unknown.
    """
    head: address = persons._head(wallet)
    return head != empty(address) and head == persons._head(other)


@external
@view
def is_related(wallet: address, other: address) -> bool:
    """
    @notice Returns whether two wallets' persons are one, or share a group now.
    @param wallet A wallet.
    @param other Another wallet.
    @return Whether they do; false when either is unknown.
    """
    # Groups count from 1: that of an unknown wallet is no other's.
    group: uint256 = persons._group_of(wallet)
    return group != 0 and group == persons._group_of(other)


@external
@view
def group_debt(wallet: address) -> (uint256, uint256):
    """
    @notice Returns a wallet's group of now, and what counts against its caps.
    @param wallet Any wallet.
    @return The group, 1 to 2^28 - 1; 0 of an unknown wallet.
    @return Principal counted against the group now, in minor units of the token.
    """
    group: uint256 = persons._group_of(wallet)
    return group, persons.groups[group] & constants.BITS_64


@external
@view
def is_payer_of(wallet: address, borrower: address) -> bool:
    """
    @notice Returns whether a payer is the borrower, and refuses a third party who may not
            pay: one who is not enrolled, whose credential has expired, or who is frozen.
    @param wallet The payer's wallet.
    @param borrower The borrower's wallet.
    @return Whether they are one person.
    @custom:error REG:PAY:UNKNOWN when the payer is not enrolled.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
    """
    head: address = empty(address)
    word: uint256 = 0
    head, word = persons._standing(wallet)
    assert word != 0, "REG:PAY:UNKNOWN"
    if head == persons._head(borrower):
        return True
    persons._check_standing(word)
    return False


@external
@view
def may_leave(borrower: address) -> bool:
    """
    @notice Returns whether lenders may leave: new risk is closed, or the borrower is frozen.
    @param borrower The borrower's wallet.
    @return Whether they may.
    """
    return persons._may_leave(borrower)


# ---- New risk and its end, for the other contracts ---------------


@external
@reentrant
def signer_of(key: address) -> (address, uint256):
    """
    @notice Returns the enrolled person behind an underwriter's key, and marks them as staff
            from their first listing on.
    @dev Only Offers calls, and nobody is called from here: it needs no lock.
    @param key The underwriter's key.
    @return The person's first wallet.
    @return Their group, 1 to 2^28 - 1, which staff keep.
    @custom:error REG:SIGNER:CALLER when the caller is not Offers.
                  REG:SIGNER:UNKNOWN when the key is not enrolled.
    """
    assert msg.sender == peers.offers, "REG:SIGNER:CALLER"
    head: address = empty(address)
    word: uint256 = 0
    head, word = persons._standing(key)
    assert word != 0, "REG:SIGNER:UNKNOWN"
    if not credentials._is_staff(word):
        persons._mark_staff(head, key)
    return head, credentials._group(word)


@external
@reentrant
def reduce(investor: address, amount: uint256):
    """
    @notice Lowers a person's exposure: a retraction, principal returned, or a loss.
    @dev Only the Book calls, and nobody is called from here: it needs no lock.
    @param investor A wallet of the person.
    @param amount In minor units of the token; the exposure stops at 0.
    @custom:error REG:REDUCE:CALLER when the caller is not the Book.
    """
    assert msg.sender == peers.book, "REG:REDUCE:CALLER"
    head: address = empty(address)
    word: uint256 = 0
    head, word = persons._standing(investor)
    persons.wallets[head] = persons._lowered(word, amount)


@external
@reentrant
def borrow(borrower: address, amount: uint256, per_day: uint256) -> uint256:
    """
    @notice Counts a listing against the borrower's and the group's caps, and against what
            may be listed in a day.
    @dev Only Offers calls, and only the Governor is asked from here: it needs no lock.
    @param borrower The borrower's first wallet.
    @param amount Principal, in minor units of the token, 1 to 10^15.
    @param per_day The most that all listings of a day of UTC may seek, in minor units.
    @return The borrower's group, 1 to 2^28 - 1.
    @custom:error REG:BORROW:CALLER when the caller is not Offers.
                  REG:BORROW:DAY when the listings of this day would seek more than allowed.
                  REG:BORROW:GROUP when the group would owe more than the limit.
                  REG:BORROW:LIMIT when the borrower would owe more than the limit.
                  REG:BORROW:STAFF when the borrower is staff or holds a role.
                  REG:BORROW:UNKNOWN when the borrower is not enrolled.
                  REG:BORROW:WALLET when the wallet is not the person's first.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:SANDBOX when a sandbox has ended.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
    """
    assert msg.sender == peers.offers, "REG:BORROW:CALLER"
    assert staticcall IGovernor(peers.governor).roles_of(borrower) == 0, "REG:BORROW:STAFF"
    return persons._borrow(borrower, amount, per_day)


@external
@reentrant
def draw(
    borrower: address,
    group: uint256,
    amount: uint256,
    contribution: uint256,
    per_day: uint256,
    signers: uint256,
):
    """
    @notice Checks the borrower once more at issue, counts what may be issued in a day, and
            records what the loan contributes to the reserve for its group.
    @dev Only the Book calls, and nobody is called from here: it needs no lock.
    @param borrower The borrower's first wallet.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param amount Principal issued, in minor units of the token.
    @param contribution In minor units, from 0.
    @param per_day The most that may be issued in a day of UTC, in minor units.
    @param signers The groups of the offer's signers, 28 bits each.
    @custom:error REG:BORROW:STAFF when the borrower is staff or holds a role.
                  REG:BORROW:UNKNOWN when the borrower is not enrolled.
                  REG:BORROW:WALLET when the wallet is not the person's first.
                  REG:DRAW:CALLER when the caller is not the Book.
                  REG:DRAW:DAY when more would be issued on this day than allowed.
                  REG:DRAW:SIGNER when the borrower shares a group with a signer now.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:SANDBOX when a sandbox has ended.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
    """
    assert msg.sender == peers.book, "REG:DRAW:CALLER"
    persons._draw(borrower, group, amount, contribution, per_day, signers)


@external
@reentrant
def release(borrower: address, amount: uint256):
    """
    @notice Takes principal off the caps of the borrower and of the group they are in now.
    @dev Only the Book and Servicing call, and nobody is called from here: it needs no lock.
    @param borrower The borrower's wallet.
    @param amount In minor units of the token, from 1.
    @custom:error REG:RELEASE:CALLER when the caller is neither the Book nor Servicing.
    """
    assert msg.sender == peers.book or msg.sender == peers.servicing, "REG:RELEASE:CALLER"
    persons._release(borrower, amount)


@external
@reentrant
def record_cover(group: uint256, amount: uint256):
    """
    @notice Counts a cover against the group's lifetime allowance.
    @dev Only the Reserve calls, and nobody is called from here: it needs no lock.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param amount In minor units of the token, from 1.
    @custom:error REG:COVER:CALLER when the caller is not the Reserve.
    """
    assert msg.sender == peers.reserve, "REG:COVER:CALLER"
    persons.groups[group] += amount << 128


# ---- Governance --------------------------------------------------


@external
def set_gate(paused_until: uint256, wind_down: bool, min_epoch: uint256):
    """
    @notice Opens or closes the platform for new risk, and retires old credentials.
    @param paused_until Unix second from which new risk is open, 0 to 2^32 - 1; 0: not paused.
    @param wind_down Whether the wind-down has begun.
    @param min_epoch Unix second before which credentials were issued that take no new risk,
            0 to 2^32 - 1.
    @custom:error REG:GATE:CALLER when the caller is not the Governor.
                  REG:GATE:EPOCH when a second is above 2^32 - 1.
    """
    assert msg.sender == peers.governor, "REG:GATE:CALLER"
    risk_gate._set_gate(paused_until, wind_down, min_epoch)


@external
def replace_attestor(seat: address, successor: address):
    """
    @notice Gives one attestor's seat to another key, or back to a suspended one.
    @param seat The key that holds the seat.
    @param successor The key that gets it; not zero, without a seat unless it is the same.
    @custom:error REG:SEAT:CALLER when the caller is not the Governor.
                  REG:SEAT:REST when another seat changed less than seven days ago.
                  REG:SEAT:TAKEN when the successor has a seat already.
                  REG:SEAT:UNKNOWN when the address has no such seat.
                  REG:SEAT:ZERO when the successor is the zero address.
    """
    assert msg.sender == peers.governor, "REG:SEAT:CALLER"
    attestor_seats._replace(seat, successor)


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
    assert staticcall IGovernor(peers.governor).has_role(
        msg.sender, roles.GUARDIAN
    ), "REG:SEAT:ROLE"
    attestor_seats._suspend(seat)
