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
from . import credentials
from . import persons
from . import registry_peers
from . import seats
from . import signatures

uses: persons
uses: registry_peers
uses: seats


WALLETS_MAX: constant(uint256) = 7

heads: HashMap[bytes32, address]
further_wallets: HashMap[address, DynArray[address, WALLETS_MAX]]


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
    assert staticcall IGovernor(registry_peers.governor).roles_of(key) != 0, "REG:STAFF:ROLE"
    head: address = persons._head(key)
    assert head != empty(address), "REG:STAFF:UNKNOWN"
    persons._mark_staff(head, key)


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
            extcall IEscrow(registry_peers.escrow).hold(wallet, until)
    else:
        assert known == credentials._pointer_to(head), "REG:ENROL:TAKEN"
