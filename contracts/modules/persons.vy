# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Persons: wallets, caps and groups
@license MIT
@notice What the Registry remembers about people and checks before it lets
        anyone take on risk.
"""


# @dev We import the gate, and the layout of a head's word.
from . import constants
from . import credentials
from . import risk_gate

uses: risk_gate


# A wallet -> its person's word or its pointer, as in modules/credentials.
wallets: HashMap[address, uint256]
# A person's first wallet -> minor units, from the low bit: borrowed 64, limit 64.
borrowers: HashMap[address, uint256]
# A group -> minor units, from the low bit: borrowed 64, contributed 64, covered 64.
groups: HashMap[uint256, uint256]


event StaffMarked:
    head: indexed(address)  # the person's first wallet
    key: indexed(address)  # the key whose role makes them staff


event DebtRegrouped:
    head: indexed(address)  # the person's first wallet
    group: uint256  # the group they left, 1 to 2^28 - 1
    into: uint256  # the group they entered, 1 to 2^28 - 1
    owed: uint256  # principal counted against them, in minor units of the token


# ---- Views -------------------------------------------------------


@external
@view
def head_of(wallet: address) -> address:
    """
    @notice Returns the wallet that stands for a wallet's person: the one enrolled first.
    @param wallet Any wallet.
    @return The person's first wallet; zero: unknown.
    """
    return self._head(wallet)


@external
@view
def person_of(wallet: address) -> credentials.Person:
    """
    @notice Returns class, limits, exposure, expiry and freeze of a wallet's person.
    @param wallet Any wallet.
    @return The person; all zero for an unknown wallet.
    """
    return credentials._person(self.wallets[self._head(wallet)])


@external
@view
def borrower_record(head: address) -> (uint256, uint256):
    """
    @notice Returns what is counted against a borrower.
    @param head The person's first wallet.
    @return Principal counted against the borrower, in minor units of the token.
    @return The borrower's limit, in minor units, 0 to 10^15.
    """
    word: uint256 = self.borrowers[head]
    return word & constants.BITS_64, word >> 64


@external
@view
def group_record(group: uint256) -> (uint256, uint256, uint256):
    """
    @notice Returns what a group of related parties owes and has had from the reserve.
    @param group The group, 1 to 2^28 - 1.
    @return Principal counted against the group now, in minor units of the token.
    @return What the group's loans contributed to the reserve over a lifetime, in minor
            units.
    @return What the group's loans were covered with over a lifetime, in minor units.
    """
    word: uint256 = self.groups[group]
    return word & constants.BITS_64, (word >> 64) & constants.BITS_64, word >> 128


# ---- Internal functions ------------------------------------------


@internal
@view
def _may_leave(borrower: address) -> bool:
    """
    @notice Returns whether lenders may leave: new risk is closed, or the borrower is frozen.
    @param borrower The borrower's first wallet.
    @return Whether they may.
    """
    if risk_gate._is_closed():
        return True
    head: address = empty(address)
    word: uint256 = 0
    head, word = self._standing(borrower)
    return credentials._frozen_until(word) > block.timestamp


@internal
@view
def _head(wallet: address) -> address:
    """
    @notice Returns the first wallet of a wallet's person.
    @param wallet Any wallet.
    @return The person's first wallet; zero: unknown.
    """
    word: uint256 = self.wallets[wallet]
    if word & credentials.POINTER != 0:
        return convert(word & constants.BITS_160, address)
    return wallet if word != 0 else empty(address)


@internal
@view
def _standing(wallet: address) -> (address, uint256):
    """
    @notice Returns a wallet's person, with the word that is kept of them.
    @param wallet Any wallet.
    @return The person's first wallet; the wallet itself when it is unknown.
    @return The person's word; 0 when the wallet is unknown.
    """
    word: uint256 = self.wallets[wallet]
    if word & credentials.POINTER != 0:
        head: address = convert(word & constants.BITS_160, address)
        return head, self.wallets[head]
    return wallet, word


@internal
@view
def _group_of(wallet: address) -> uint256:
    """
    @notice Returns the group that a wallet's person is in now.
    @param wallet Any wallet.
    @return 1 to 2^28 - 1; 0 of an unknown wallet.
    """
    head: address = empty(address)
    word: uint256 = 0
    head, word = self._standing(wallet)
    return credentials._group(word)


@internal
def _set_limit(head: address, borrow_limit: uint256):
    """
    @notice Writes how much a borrower may owe.
    @param head The person's first wallet.
    @param borrow_limit In minor units of the token, 0 to 10^15.
    """
    record: uint256 = self.borrowers[head]
    renewed: uint256 = (record & constants.BITS_64) | (borrow_limit << 64)
    if renewed != record:
        self.borrowers[head] = renewed


@internal
@view
def _check_standing(word: uint256):
    """
    @notice Refuses a person whose credential has expired, or who is frozen.
    @param word The person's word.
    """
    assert (
        (word >> credentials.EXPIRY_AT) & constants.BITS_32 >= block.timestamp
    ), "REG:PERSON:EXPIRED"
    assert (
        (word >> credentials.FROZEN_AT) & constants.BITS_32 <= block.timestamp
    ), "REG:PERSON:FROZEN"


@internal
@view
def _check_receiving(word: uint256):
    """
    @notice Refuses a receiver of notes who is frozen or whose credential has expired; when
            no credential was issued for 90 days, an expired one still receives.
    @param word The person's word.
    """
    if (word >> credentials.EXPIRY_AT) & constants.BITS_32 < block.timestamp:
        assert risk_gate._attestors_are_silent(), "REG:PERSON:EXPIRED"
    assert (
        (word >> credentials.FROZEN_AT) & constants.BITS_32 <= block.timestamp
    ), "REG:PERSON:FROZEN"


@internal
@view
def _is_admissible(word: uint256, gate: uint256, level: uint256) -> bool:
    """
    @notice Returns whether a person may take on new risk of a level.
    @param word The person's word; not 0.
    @param gate The gate's word.
    @param level The least class, 1 to 6; 6 admits nobody.
    @return Whether the credential holds, they are not frozen, and their class suffices.
    """
    return (
        (word >> credentials.ISSUED_AT) & constants.BITS_32 >= (gate >> 33) & constants.BITS_32
        and (word >> credentials.EXPIRY_AT) & constants.BITS_32 >= block.timestamp
        and (word >> credentials.FROZEN_AT) & constants.BITS_32 <= block.timestamp
        and (word >> credentials.CLASS_AT) & constants.BITS_3 >= level
    )


@internal
@view
def _check_lender(word: uint256, head: address, borrower: address, level: uint256, signers: uint256):
    """
    @notice Refuses a lender whose class is below the loan's risk level, and anyone who is,
            or is related to, the borrower or a signer of the loan: by the groups of now.
    @param word The lender's word; not 0.
    @param head The lender's first wallet.
    @param borrower The borrower's wallet.
    @param level The least class, 1 to 6; 6 admits nobody.
    @param signers The groups of the loan's signers, 28 bits each.
    """
    assert level <= (word >> credentials.CLASS_AT) & constants.BITS_3, "REG:LEND:CLASS"
    owing: address = borrower
    owing_word: uint256 = self.wallets[borrower]
    if owing_word & credentials.POINTER != 0:
        owing = convert(owing_word & constants.BITS_160, address)
        owing_word = self.wallets[owing]
    assert head != owing, "REG:LEND:SELF"
    group: uint256 = (word >> credentials.GROUP_AT) & constants.BITS_28
    assert (
        group != (owing_word >> credentials.GROUP_AT) & constants.BITS_28
    ), "REG:LEND:RELATED"
    assert group != signers & constants.BITS_28 and group != signers >> 28, "REG:LEND:SIGNER"


@internal
@view
def _check_new_risk(word: uint256, gate: uint256):
    """
    @notice Refuses a person who may take on no new risk: their credential is retired or has
            expired, or they are frozen.
    @param word The person's word; not 0.
    @param gate The gate's word.
    """
    assert (
        (word >> credentials.ISSUED_AT) & constants.BITS_32 >= (gate >> 33) & constants.BITS_32
    ), "REG:PERSON:RETIRED"
    self._check_standing(word)


@internal
@view
def _check_borrower(borrower: address, gate: uint256) -> uint256:
    """
    @notice Refuses a borrower who is not valid.
    @param borrower The borrower's first wallet.
    @param gate The gate's word.
    @return The borrower's word.
    """
    word: uint256 = self.wallets[borrower]
    assert word != 0, "REG:BORROW:UNKNOWN"
    assert not credentials._is_pointer(word), "REG:BORROW:WALLET"
    self._check_new_risk(word, gate)
    assert not credentials._is_staff(word), "REG:BORROW:STAFF"
    return word


@internal
def _borrow(borrower: address, amount: uint256, per_day: uint256) -> uint256:
    """
    @notice Counts principal against the borrower's and the group's caps, and against what
            may be listed in a day.
    @param borrower The borrower's first wallet.
    @param amount In minor units of the token, 1 to 10^15.
    @param per_day The most that all listings of a day may seek, in minor units.
    @return The borrower's group, 1 to 2^28 - 1.
    """
    gate: uint256 = risk_gate._of_today(risk_gate._check_gate())
    group: uint256 = credentials._group(self._check_borrower(borrower, gate))
    record: uint256 = self.borrowers[borrower]
    together: uint256 = self.groups[group]
    limit: uint256 = record >> 64
    assert (record & constants.BITS_64) + amount <= limit, "REG:BORROW:LIMIT"
    assert (together & constants.BITS_64) + amount <= limit, "REG:BORROW:GROUP"
    assert ((gate >> 117) & constants.BITS_64) + amount <= per_day, "REG:BORROW:DAY"
    risk_gate.gate = gate + (amount << 117)
    self.borrowers[borrower] = record + amount
    self.groups[group] = together + amount
    return group


@internal
def _draw(
    borrower: address,
    group: uint256,
    amount: uint256,
    contribution: uint256,
    per_day: uint256,
    signers: uint256,
):
    """
    @notice Checks a borrower once more at issue, counts what may be issued in a day, and
            records what the loan contributes to the reserve.
    @param borrower The borrower's first wallet.
    @param group The borrower's group at listing, 1 to 2^28 - 1.
    @param amount Principal issued, in minor units of the token.
    @param contribution In minor units, from 0.
    @param per_day The most that may be issued in a day, in minor units.
    @param signers The groups of the offer's signers, 28 bits each.
    """
    gate: uint256 = risk_gate._of_today(risk_gate._check_gate())
    now_in: uint256 = credentials._group(self._check_borrower(borrower, gate))
    assert now_in != signers & constants.BITS_28 and now_in != signers >> 28, "REG:DRAW:SIGNER"
    assert ((gate >> 181) & constants.BITS_64) + amount <= per_day, "REG:DRAW:DAY"
    risk_gate.gate = gate + (amount << 181)
    self.groups[group] += contribution << 64


@internal
def _release(borrower: address, amount: uint256):
    """
    @notice Takes principal off the caps of a borrower and of the group they are in now.
    @param borrower The borrower's wallet.
    @param amount In minor units of the token, from 1.
    """
    head: address = empty(address)
    word: uint256 = 0
    head, word = self._standing(borrower)
    self.borrowers[head] -= amount
    self.groups[credentials._group(word)] -= amount


@internal
def _regroup(head: address, word: uint256, group: uint256):
    """
    @notice Moves what a person owes from the group they leave into the one they enter.
    @dev Staff who sign loans keep their group, against which the lenders of those loans are
         checked: whoever is found related to them is put into theirs.
    @param head The person's first wallet.
    @param word The person's word before.
    @param group The group they enter, 1 to 2^28 - 1.
    """
    before: uint256 = credentials._group(word)
    if before == group:
        return
    assert not credentials._is_staff(word), "REG:ENROL:STAFF"
    owed: uint256 = self.borrowers[head] & constants.BITS_64
    if owed != 0:
        self.groups[before] -= owed
        self.groups[group] += owed
        log DebtRegrouped(head=head, group=before, into=group, owed=owed)


@internal
@pure
def _raised(word: uint256, amount: uint256, returned: uint256) -> uint256:
    """
    @notice Returns a person's word with more exposure, within their limit.
    @param word The person's word.
    @param amount Exposure taken on, in minor units of the token.
    @param returned Principal returned before, in minor units.
    @return The person's word with the new exposure.
    """
    # The exposure stands in the low bits.
    exposure: uint256 = word & constants.BITS_50
    after: uint256 = exposure - min(exposure, returned) + amount
    assert after <= (word >> credentials.LIMIT_AT) & constants.BITS_50, "REG:LEND:LIMIT"
    return word - exposure + after


@internal
@pure
def _lowered(word: uint256, amount: uint256) -> uint256:
    """
    @notice Returns a person's word with less exposure, from 0 on.
    @param word The person's word.
    @param amount In minor units of the token.
    @return The person's word with the new exposure.
    """
    # Fractions of a unit may make the parts a few units more than the whole.
    return word - min(word & constants.BITS_50, amount)


@internal
def _mark_staff(head: address, key: address):
    """
    @notice Marks a person as staff, once and for ever.
    @param head The person's first wallet.
    @param key The key whose role makes them staff.
    """
    word: uint256 = self.wallets[head]
    if not credentials._is_staff(word):
        self.wallets[head] = credentials._mark_staff(word)
        log StaffMarked(head=head, key=key)
