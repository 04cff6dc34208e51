# pragma version 0.4.3
"""
@title Credentials: what attestors sign about a person, and how it is kept
@license MIT
@notice A person is known by the wallet enrolled first, the head; further
        wallets point to it. Caps, class, expiry, group and freeze are the
        person's, in the head's one word.
@dev Layout of a head's word, from the low bit: exposure 50, lend limit 50,
     class 3, group 28, expiry 32, issued at 32, frozen until 32, staff 1.
     A further wallet's word: the head's address, and bit 255; of a wallet whose
     key was lost, bit 254 as well.
"""


# @dev We import the signature check and its domain.
from . import constants
from . import signatures


struct Credential:
    person: bytes32  # keyed commitment to the identity number
    wallet: address  # the wallet to enrol or renew
    risk_class: uint256  # 1 (cautious) to 5
    group: uint256  # related parties share a group, 1 to 2^28 - 1
    lend_limit: uint256  # principal outstanding over all loans, minor units, 0 to 10^15
    borrow_limit: uint256  # principal owed, minor units, 0 to 10^15
    issued_at: uint256  # Unix second
    expiry: uint256  # the last Unix second on which it holds, to 2^32 - 1


struct Person:
    exposure: uint256  # principal lent and not yet returned, minor units
    lend_limit: uint256  # minor units, 0 to 10^15
    risk_class: uint256  # 1 (cautious) to 5; 0: unknown
    group: uint256  # 1 to 2^28 - 1
    expiry: uint256  # the last Unix second on which the credential holds
    issued_at: uint256  # Unix second
    frozen_until: uint256  # Unix second
    staff: bool  # whether they may not borrow


CREDENTIAL_TYPEHASH: constant(bytes32) = keccak256(
    "Credential(bytes32 person,address wallet,uint256 risk_class,uint256 group,uint256 lend_limit,uint256 borrow_limit,uint256 issued_at,uint256 expiry)"
)
# Where the fields of a person's word begin.
LIMIT_AT: constant(uint256) = 50
CLASS_AT: constant(uint256) = 100
GROUP_AT: constant(uint256) = 103
EXPIRY_AT: constant(uint256) = 131
ISSUED_AT: constant(uint256) = 163
FROZEN_AT: constant(uint256) = 195
STAFF_AT: constant(uint256) = 227
# The mark of a further wallet's word, and of one whose key was lost.
POINTER: constant(uint256) = 2 ** 255
LOST: constant(uint256) = 2 ** 254


@internal
@view
def _digest(credential: Credential) -> bytes32:
    """
    @notice Returns the EIP-712 digest that attestors and the wallet sign.
    @param credential What the attestors say of the person.
    @return The digest, for this chain and this contract.
    """
    return signatures._digest(keccak256(abi_encode(CREDENTIAL_TYPEHASH, credential)))


@internal
@view
def _check(credential: Credential, min_epoch: uint256):
    """
    @notice Refuses a credential out of bounds, before any signature is looked at.
    @param credential What the attestors say of the person.
    @param min_epoch Unix second before which credentials are retired.
    """
    assert credential.person != empty(bytes32), "REG:ENROL:PERSON"
    assert credential.wallet != empty(address), "REG:ENROL:WALLET"
    assert credential.risk_class >= 1 and credential.risk_class <= 5, "REG:ENROL:CLASS"
    assert credential.group >= 1 and credential.group <= constants.BITS_28, "REG:ENROL:GROUP"
    assert (
        max(credential.lend_limit, credential.borrow_limit) <= constants.AMOUNT_MAX
    ), "REG:ENROL:LIMIT"
    assert credential.issued_at <= block.timestamp, "REG:ENROL:FUTURE"
    assert credential.issued_at >= min_epoch, "REG:ENROL:RETIRED"
    assert credential.expiry <= constants.BITS_32, "REG:ENROL:EXPIRED"


@internal
@pure
def _raises(word: uint256, credential: Credential) -> bool:
    """
    @notice Returns whether a credential gives a person more than they have: a higher class,
            a higher lending limit or a later expiry.
    @param word The person's word; 0 for a new person.
    @param credential The credential, within its bounds.
    @return Whether it does.
    """
    return (
        credential.risk_class > (word >> CLASS_AT) & constants.BITS_3
        or credential.lend_limit > (word >> LIMIT_AT) & constants.BITS_50
        or credential.expiry > (word >> EXPIRY_AT) & constants.BITS_32
    )


@internal
@pure
def _renew(word: uint256, credential: Credential) -> uint256:
    """
    @notice Returns a person's word under a new credential; exposure, freeze and the staff
            mark stay.
    @param word The person's word; 0 for a new person.
    @param credential The credential, within its bounds.
    @return The person's word.
    """
    return (
        (word & (constants.BITS_50 | (constants.BITS_32 << FROZEN_AT) | (1 << STAFF_AT)))
        | (credential.lend_limit << LIMIT_AT)
        | (credential.risk_class << CLASS_AT)
        | (credential.group << GROUP_AT)
        | (credential.expiry << EXPIRY_AT)
        | (credential.issued_at << ISSUED_AT)
    )


@internal
@pure
def _person(word: uint256) -> Person:
    """
    @notice Unpacks a person's word.
    @param word The packed word, as in this module's header.
    @return The person.
    """
    return Person(
        exposure=word & constants.BITS_50,
        lend_limit=(word >> LIMIT_AT) & constants.BITS_50,
        risk_class=(word >> CLASS_AT) & constants.BITS_3,
        group=(word >> GROUP_AT) & constants.BITS_28,
        expiry=(word >> EXPIRY_AT) & constants.BITS_32,
        issued_at=(word >> ISSUED_AT) & constants.BITS_32,
        frozen_until=(word >> FROZEN_AT) & constants.BITS_32,
        staff=(word >> STAFF_AT) & 1 == 1,
    )


@internal
@pure
def _is_staff(word: uint256) -> bool:
    """
    @notice Returns whether a person is staff.
    @param word The packed word, as in this module's header.
    @return Whether the mark is set.
    """
    return (word >> STAFF_AT) & 1 == 1


@internal
@pure
def _group(word: uint256) -> uint256:
    """
    @notice Reads the group of a person's word.
    @param word The packed word, as in this module's header.
    @return 1 to 2^28 - 1; 0: unknown.
    """
    return (word >> GROUP_AT) & constants.BITS_28


@internal
@pure
def _issued_at(word: uint256) -> uint256:
    """
    @notice Reads when a person's credential was issued.
    @param word The packed word, as in this module's header.
    @return Unix second, 0 to 2^32 - 1.
    """
    return (word >> ISSUED_AT) & constants.BITS_32


@internal
@pure
def _frozen_until(word: uint256) -> uint256:
    """
    @notice Reads until when a person is frozen.
    @param word The packed word, as in this module's header.
    @return Unix second, 0 to 2^32 - 1; a second that has passed: free.
    """
    return (word >> FROZEN_AT) & constants.BITS_32


@internal
@pure
def _freeze(word: uint256, until: uint256) -> uint256:
    """
    @notice Returns a person's word, frozen until a second.
    @param word The packed word, as in this module's header.
    @param until Unix second, 0 to 2^32 - 1.
    @return The person's word.
    """
    return (word & ~(constants.BITS_32 << FROZEN_AT)) | (until << FROZEN_AT)


@internal
@pure
def _mark_staff(word: uint256) -> uint256:
    """
    @notice Returns a person's word with the staff mark.
    @param word The packed word, as in this module's header.
    @return The person's word.
    """
    return word | (1 << STAFF_AT)


@internal
@pure
def _pointer_to(head: address) -> uint256:
    """
    @notice Returns the word of a further wallet.
    @param head The person's first wallet.
    @return The wallet's word: the first wallet's address, and bit 255.
    """
    return convert(head, uint256) | POINTER


@internal
@pure
def _is_pointer(word: uint256) -> bool:
    """
    @notice Returns whether a word is a further wallet's.
    @param word The packed word, as in this module's header.
    @return Whether bit 255 is set.
    """
    return word & POINTER != 0


@internal
@pure
def _target(word: uint256) -> address:
    """
    @notice Reads the first wallet out of a further wallet's word.
    @param word The packed word, as in this module's header.
    @return The person's first wallet.
    """
    return convert(word & constants.BITS_160, address)


@internal
@pure
def _lost_to(head: address) -> uint256:
    """
    @notice Returns the word of a wallet whose key was lost.
    @param head The person's first wallet now.
    @return The wallet's word: the first wallet's address, and bits 254 and 255.
    """
    return convert(head, uint256) | POINTER | LOST


@internal
@pure
def _is_lost(word: uint256) -> bool:
    """
    @notice Returns whether a wallet's key was lost and another wallet has its place.
    @param word The packed word, as in this module's header.
    @return Whether bits 254 and 255 are set.
    """
    return word & (POINTER | LOST) == POINTER | LOST
