# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Enrolments: which wallets are one person's
@license MIT
@notice Takes in persons, their further wallets and their newer credentials.
"""


# @dev We import the interfaces of the contracts we call.
from ..interfaces import IEscrow
from ..interfaces import IGovernor

# @dev We import what attestors sign, who they are, and what is kept of people.
from . import constants
from . import credentials
from . import persons
from . import peers
from . import risk_gate
from . import attestor_seats
from . import signatures

uses: persons
uses: peers
uses: risk_gate
uses: attestor_seats


struct Sandbox:
    persons_max: uint256  # how many may enrol; 0: no sandbox
    amount_max: uint256  # the highest limit of a person, minor units; 0: no sandbox
    ends_at: uint256  # the last Unix second of new risk; 0: no sandbox


# The most wallets of a person besides the first.
WALLETS_MAX: constant(uint256) = 7

# How many persons a sandbox enrols at most; 0: no sandbox.
sandbox_persons_max: public(immutable(uint256))
# The highest limit of a person in a sandbox, in minor units; 0: no sandbox.
sandbox_amount_max: public(immutable(uint256))
# How many persons a sandbox has enrolled; not counted elsewhere.
sandbox_persons: public(uint256)
# A person's commitment -> their first wallet.
heads: HashMap[bytes32, address]
# A person's first wallet -> their further ones, in the order of enrolment.
further_wallets: HashMap[address, DynArray[address, WALLETS_MAX]]


event Enrolled:
    person: indexed(bytes32)  # the keyed commitment to the person's identity
    wallet: indexed(address)  # the wallet enrolled
    head: indexed(address)  # the person's first wallet
    risk_class: uint256  # 1 (cautious) to 5
    group: uint256  # related parties share it, 1 to 2^28 - 1
    lend_limit: uint256  # in minor units of the token, 0 to 10^15
    borrow_limit: uint256  # in minor units, 0 to 10^15
    issued_at: uint256  # Unix second
    expiry: uint256  # the last Unix second on which it holds


event TakenOver:
    wallet: indexed(address)  # whose key was lost: the person's first wallet until now
    successor: indexed(address)  # the first wallet from now on
    person: indexed(bytes32)  # the keyed commitment to the person's identity


@deploy
def __init__(sandbox: Sandbox):
    sandbox_persons_max = sandbox.persons_max
    sandbox_amount_max = sandbox.amount_max


# ---- Views -------------------------------------------------------


@external
@view
def head_of_person(person: bytes32) -> address:
    """
    @notice Returns the wallet that a person enrolled first.
    @param person The keyed commitment to the person's identity.
    @return The person's first wallet; zero: not enrolled.
    """
    return self.heads[person]


@external
@view
def wallets_of(head: address) -> DynArray[address, WALLETS_MAX]:
    """
    @notice Returns a person's wallets besides the first.
    @param head The person's first wallet.
    @return The further wallets, in the order of their enrolment, at most 7.
    """
    return self.further_wallets[head]


# ---- Entry points ------------------------------------------------


@external
def enrol(
    credential: credentials.Credential,
    attestations: DynArray[signatures.Signature, attestor_seats.SEATS_MAX],
    consent: Bytes[signatures.SIGNATURE_MAX],
):
    """
    @notice Enrols a person, a further wallet of theirs, or a newer credential.
    @dev Anyone may send it. Attestations in ascending order of the signers' addresses. A new
         wallet, a higher class or limit and a later expiry need the wallet's consent: it
         signs the same digest, or sends it itself. Lowering, regrouping and ending a
         credential need nobody's. What a person owes moves with them into another group.
    @param credential What the attestors say of the person; bounds as in
            modules/credentials.
    @param attestations Signatures of at least M active attestors, in ascending order of
            address, at most 8.
    @param consent The wallet's signature of the same digest, 64 or 65 bytes, or what its
            contract asks for (EIP-1271), at most 1,024; not looked at when the wallet sends
            or nothing is raised.
    @custom:error REG:ATTEST:FEW when there are fewer signatures than the threshold.
                  REG:ATTEST:ORDER when the signers are not in ascending order.
                  REG:ATTEST:SEAT when a signer has no active seat.
                  REG:ENROL:CLASS when risk_class is not 1 to 5.
                  REG:ENROL:CONSENT when something is raised and the wallet neither signed nor sends.
                  REG:ENROL:EXPIRED when expiry is above 2^32 - 1, or past although something is raised.
                  REG:ENROL:FUTURE when issued_at is in the future.
                  REG:ENROL:GROUP when group is not 1 to 2^28 - 1.
                  REG:ENROL:LIMIT when a limit is above 10^15.
                  REG:ENROL:PERSON when person is zero.
                  REG:ENROL:RETIRED when issued_at is before the least epoch.
                  REG:ENROL:SANDBOX when a sandbox is full, or a limit is above its cap.
                  REG:ENROL:STAFF when a staff person would change their group.
                  REG:ENROL:STALE when issued_at is not later than the one known.
                  REG:ENROL:TAKEN when the wallet is another person's.
                  REG:ENROL:WALLET when wallet is zero.
                  REG:ENROL:WALLETS when the person has 8 wallets.
    """
    credentials._check(credential, risk_gate._min_epoch())
    if sandbox_amount_max != 0:
        assert (
            max(credential.lend_limit, credential.borrow_limit) <= sandbox_amount_max
        ), "REG:ENROL:SANDBOX"
    digest: bytes32 = credentials._digest(credential)
    attestor_seats._check_attestations(digest, attestations)
    head: address = self.heads[credential.person]
    known: uint256 = persons.wallets[credential.wallet]
    if head == empty(address):
        assert known == 0, "REG:ENROL:TAKEN"
        if sandbox_persons_max != 0:
            assert self.sandbox_persons < sandbox_persons_max, "REG:ENROL:SANDBOX"
            self.sandbox_persons += 1
        head = credential.wallet
        self.heads[credential.person] = head
    elif head != credential.wallet:
        self._link(head, credential.wallet, known)
    word: uint256 = persons.wallets[head]
    assert credential.issued_at > credentials._issued_at(word), "REG:ENROL:STALE"
    if (
        known == 0
        or credentials._raises(word, credential)
        or credential.borrow_limit > persons.borrowers[head] >> 64
    ):
        assert credential.expiry >= block.timestamp, "REG:ENROL:EXPIRED"
        assert msg.sender == credential.wallet or signatures._is_signed(
            credential.wallet, digest, consent
        ), "REG:ENROL:CONSENT"
    if word != 0:
        persons._regroup(head, word, credential.group)
    persons.wallets[head] = credentials._renew(word, credential)
    if word != 0 or credential.borrow_limit != 0:
        persons._set_limit(head, credential.borrow_limit)
    risk_gate._note_credential()
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
    @notice Marks the person of a role's key as staff, for ever, by anyone: staff may not
            borrow.
    @param key A key that holds a role.
    @custom:error REG:STAFF:ROLE when the key holds no role.
                  REG:STAFF:UNKNOWN when the key is not enrolled.
    """
    assert staticcall IGovernor(peers.governor).roles_of(key) != 0, "REG:STAFF:ROLE"
    head: address = persons._head(key)
    assert head != empty(address), "REG:STAFF:UNKNOWN"
    persons._mark_staff(head, key)


@external
def set_frozen(head: address, until: uint256) -> uint256:
    """
    @notice Writes a freeze into a person's word, and holds their withdrawals.
    @param head The person's first wallet.
    @param until Unix second, 0 to 2^32 - 1; an earlier freeze is never shortened.
    @return Until when the person is frozen now, Unix second.
    @custom:error REG:FROZEN:CALLER when the caller is not Freezes.
    """
    assert msg.sender == peers.freezes, "REG:FROZEN:CALLER"
    word: uint256 = persons.wallets[head]
    last: uint256 = max(until, credentials._frozen_until(word))
    persons.wallets[head] = credentials._freeze(word, last)
    extcall IEscrow(peers.escrow).hold(head, last)
    for wallet: address in self.further_wallets[head]:
        # A lost wallet is held for ever.
        if not credentials._is_lost(persons.wallets[wallet]):
            extcall IEscrow(peers.escrow).hold(wallet, last)
    return last


@external
def take_over(wallet: address, successor: address, person: bytes32):
    """
    @notice Puts a recovery wallet in the place of a person's first wallet, whose key is lost:
            limits, exposure, debts, group and freeze go with it. The lost wallet stays the
            person's, and its withdrawals are held for ever.
    @param wallet The person's first wallet.
    @param successor The recovery wallet; not enrolled.
    @param person The keyed commitment to the person's identity.
    @custom:error REG:TAKEOVER:CALLER when the caller is not KeyRecovery.
                  REG:TAKEOVER:PERSON when the wallet is not that person's first.
                  REG:TAKEOVER:TAKEN when the successor is enrolled.
                  REG:TAKEOVER:WALLETS when the person has 8 wallets.
    """
    assert msg.sender == peers.key_recovery, "REG:TAKEOVER:CALLER"
    assert self.heads[person] == wallet, "REG:TAKEOVER:PERSON"
    assert persons.wallets[successor] == 0, "REG:TAKEOVER:TAKEN"
    further: DynArray[address, WALLETS_MAX] = self.further_wallets[wallet]
    assert len(further) < WALLETS_MAX, "REG:TAKEOVER:WALLETS"
    word: uint256 = persons.wallets[wallet]
    persons.wallets[successor] = word
    persons.wallets[wallet] = credentials._lost_to(successor)
    for other: address in further:
        if credentials._is_lost(persons.wallets[other]):
            persons.wallets[other] = credentials._lost_to(successor)
        else:
            persons.wallets[other] = credentials._pointer_to(successor)
    further.append(wallet)
    self.further_wallets[successor] = further
    self.further_wallets[wallet] = []
    self.heads[person] = successor
    persons.borrowers[successor] = persons.borrowers[wallet]
    persons.borrowers[wallet] = 0
    extcall IEscrow(peers.escrow).hold(wallet, constants.BITS_40)
    if credentials._frozen_until(word) > block.timestamp:
        extcall IEscrow(peers.escrow).hold(successor, credentials._frozen_until(word))
    log TakenOver(wallet=wallet, successor=successor, person=person)


@external
@view
def successor_of(wallet: address) -> address:
    """
    @notice Returns which wallet has taken a lost one's place.
    @param wallet The wallet whose key was lost.
    @return The person's first wallet now; zero: not lost.
    """
    word: uint256 = persons.wallets[wallet]
    if credentials._is_lost(word):
        return credentials._target(word)
    return empty(address)


# ---- Internal functions ------------------------------------------


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
            extcall IEscrow(peers.escrow).hold(wallet, until)
    else:
        assert known == credentials._pointer_to(head), "REG:ENROL:TAKEN"
