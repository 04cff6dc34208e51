# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Persons: wallets, caps and the gate for new risk
@license MIT
@notice What the Registry remembers about people and checks before it lets
        anyone take on risk.
"""


# @dev We import the layout of a head's word.
from . import constants
from . import credentials


# What new risk must pass, from the low bit: paused 1, wind-down 1, min epoch 40.
gate: uint256
# A wallet -> its person's word or its pointer, as in modules/credentials.
wallets: HashMap[address, uint256]
# A person's first wallet -> minor units, from the low bit: borrowed 64, limit 64.
borrowers: HashMap[address, uint256]
# A group -> minor units, from the low bit: borrowed 64, contributed 64, covered 64.
groups: HashMap[uint256, uint256]


event GateSet:
    paused: bool  # whether new risk is paused
    wind_down: bool  # whether the wind-down has begun
    min_epoch: uint256  # Unix second; older credentials take no new risk


event StaffMarked:
    head: indexed(address)  # the person's first wallet
    key: indexed(address)  # the key whose role makes them staff


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


@external
@view
def gate_state() -> (bool, bool, uint256):
    """
    @notice Returns what new risk must pass.
    @return Whether new risk is paused.
    @return Whether the wind-down has begun.
    @return Unix second before which credentials were issued that take no new risk.
    """
    return self.gate & 1 == 1, self.gate & 2 == 2, self._min_epoch()


# ---- Internal functions ------------------------------------------


@internal
def _set_gate(paused: bool, wind_down: bool, min_epoch: uint256):
    """
    @notice Writes what new risk must pass.
    @param paused Whether new risk is paused.
    @param wind_down Whether the wind-down has begun.
    @param min_epoch Unix second, 0 to 2^40 - 1.
    """
    assert min_epoch <= constants.BITS_40, "REG:GATE:EPOCH"
    self.gate = convert(paused, uint256) | (convert(wind_down, uint256) << 1) | (min_epoch << 2)
    log GateSet(paused=paused, wind_down=wind_down, min_epoch=min_epoch)


@internal
@view
def _min_epoch() -> uint256:
    """
    @notice Reads the least epoch of credentials for new risk.
    @return Unix second, 0 to 2^40 - 1.
    """
    return self.gate >> 2


@internal
@view
def _head(wallet: address) -> address:
    """
    @notice Returns the first wallet of a wallet's person.
    @param wallet Any wallet.
    @return The person's first wallet; zero: unknown.
    """
    word: uint256 = self.wallets[wallet]
    if credentials._is_pointer(word):
        return credentials._target(word)
    if word == 0:
        return empty(address)
    return wallet


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
    if credentials._is_pointer(word):
        head: address = credentials._target(word)
        return head, self.wallets[head]
    return wallet, word


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
def _check_gate():
    """
    @notice Refuses new risk while it is paused, and for ever once the wind-down has begun.
    """
    assert self.gate & 1 == 0, "REG:GATE:PAUSED"
    assert self.gate & 2 == 0, "REG:GATE:WINDDOWN"


@internal
@view
def _check_standing(word: uint256):
    """
    @dev The credential holds, and the person is not frozen.
    """
    assert credentials._expiry(word) >= block.timestamp, "REG:PERSON:EXPIRED"
    assert credentials._frozen_until(word) <= block.timestamp, "REG:PERSON:FROZEN"


@internal
@view
def _check_epoch(word: uint256):
    """
    @notice Refuses new risk to a credential older than the council's least epoch.
    @param word The person's word.
    """
    assert credentials._issued_at(word) >= self._min_epoch(), "REG:PERSON:RETIRED"


@internal
@view
def _check_lender(
    word: uint256, head: address, borrower: address, group: uint256, level: uint256
):
    """
    @notice Refuses a lender who is not valid, who is the borrower or related to them, or
            whose class is below the loan's risk level.
    @param word The lender's word; 0: unknown.
    @param head The lender's first wallet.
    @param borrower The borrower's first wallet.
    @param group The borrower's group, 1 to 2^28 - 1.
    @param level The loan's risk level, 1 to 5.
    """
    assert word != 0, "REG:LEND:UNKNOWN"
    self._check_standing(word)
    assert level <= credentials._risk_class(word), "REG:LEND:CLASS"
    assert head != borrower, "REG:LEND:SELF"
    assert credentials._group(word) != group, "REG:LEND:RELATED"


@internal
@view
def _check_borrower(borrower: address) -> uint256:
    """
    @notice Refuses a borrower who is not valid, and anyone while the gate is closed.
    @param borrower The borrower's first wallet.
    @return The borrower's word.
    """
    self._check_gate()
    word: uint256 = self.wallets[borrower]
    assert word != 0, "REG:BORROW:UNKNOWN"
    assert not credentials._is_pointer(word), "REG:BORROW:WALLET"
    self._check_epoch(word)
    self._check_standing(word)
    assert not credentials._is_staff(word), "REG:BORROW:STAFF"
    return word


@internal
def _borrow(borrower: address, amount: uint256) -> uint256:
    """
    @notice Counts principal against the borrower's and the group's caps.
    @param borrower The borrower's first wallet.
    @param amount In minor units of the token, 1 to 10^15.
    @return The borrower's group, 1 to 2^28 - 1.
    """
    group: uint256 = credentials._group(self._check_borrower(borrower))
    record: uint256 = self.borrowers[borrower]
    together: uint256 = self.groups[group]
    limit: uint256 = record >> 64
    assert (record & constants.BITS_64) + amount <= limit, "REG:BORROW:LIMIT"
    assert (together & constants.BITS_64) + amount <= limit, "REG:BORROW:GROUP"
    self.borrowers[borrower] = record + amount
    self.groups[group] = together + amount
    return group


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
    lowered: uint256 = self._lowered(word, returned)
    exposure: uint256 = credentials._exposure(lowered) + amount
    assert exposure <= credentials._lend_limit(word), "REG:LEND:LIMIT"
    return credentials._with_exposure(lowered, exposure)


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
    exposure: uint256 = credentials._exposure(word)
    return credentials._with_exposure(word, exposure - min(exposure, amount))


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
