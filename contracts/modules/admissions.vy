# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Admissions: who takes on principal of a loan
@license MIT
@notice Lenders are checked by person, class, group, limit and freeze of that moment,
        and their exposure rises.
@dev Only the Book calls, and nobody is called from here: these need no lock.
"""


# @dev We import who people are, and the gate.
from . import constants
from . import credentials
from . import peers
from . import persons
from . import risk_gate

uses: peers
uses: persons
uses: risk_gate


# ---- Entry points ------------------------------------------------


@external
@reentrant
def admit(
    investor: address,
    amount: uint256,
    returned: uint256,
    borrower: address,
    level: uint256,
    signers: uint256,
):
    """
    @notice Lets an investor's first wallet take on principal of one loan.
    @param investor The person's first wallet.
    @param amount Principal lent, in minor units of the token, from 1.
    @param returned Principal returned since the exposure was last brought up to date, in
            minor units.
    @param borrower The loan's borrower.
    @param level The least class that may lend, 1 to 6; 6 admits nobody.
    @param signers The groups of the offer's signers, 28 bits each.
    @custom:error REG:ADMIT:CALLER when the caller is not the Book.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:SANDBOX when a sandbox has ended.
                  REG:GATE:WINDDOWN when the platform winds down.
                  REG:LEND:CLASS when the risk level is above the lender's class.
                  REG:LEND:LIMIT when the lender's exposure would pass the limit.
                  REG:LEND:RELATED when lender and borrower share a group.
                  REG:LEND:SELF when lender and borrower are one person.
                  REG:LEND:SIGNER when the lender shares a group with a signer of the offer.
                  REG:LEND:UNKNOWN when the lender is not enrolled.
                  REG:LEND:WALLET when the wallet is not the person's first.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
                  REG:PERSON:RETIRED when the credential is older than the least epoch.
    """
    assert msg.sender == peers.book, "REG:ADMIT:CALLER"
    gate: uint256 = risk_gate._check_gate()
    word: uint256 = persons.wallets[investor]
    assert word != 0, "REG:LEND:UNKNOWN"
    assert word & credentials.POINTER == 0, "REG:LEND:WALLET"
    persons._check_new_risk(word, gate)
    persons._check_lender(word, investor, borrower, level, signers)
    persons.wallets[investor] = persons._raised(word, amount, returned)


@external
@reentrant
def admit_many(
    investors: DynArray[address, constants.EXECUTE_MAX],
    amounts: DynArray[uint256, constants.EXECUTE_MAX],
    caps: DynArray[uint256, constants.EXECUTE_MAX],
    borrower: address,
    level: uint256,
    signers: uint256,
) -> DynArray[uint256, constants.EXECUTE_MAX]:
    """
    @notice Lets many investors' first wallets take on principal of one loan; who may not is
            passed over.
    @param investors The persons' first wallets.
    @param amounts Principal that each would lend, in minor units of the token; 0: nothing.
    @param caps The most that each may have lent in all afterwards, in minor units.
    @param borrower The loan's borrower.
    @param level The least class that may lend, 1 to 6.
    @param signers The groups of the offer's signers, 28 bits each.
    @return What each may lend: all of it, or 0.
    @custom:error REG:ADMIT:CALLER when the caller is not the Book.
                  REG:GATE:PAUSED when new risk is paused.
                  REG:GATE:SANDBOX when a sandbox has ended.
                  REG:GATE:WINDDOWN when the platform winds down.
    """
    assert msg.sender == peers.book, "REG:ADMIT:CALLER"
    gate: uint256 = risk_gate._check_gate()
    owing: address = empty(address)
    owing_word: uint256 = 0
    owing, owing_word = persons._standing(borrower)
    borrowing: uint256 = (owing_word >> credentials.GROUP_AT) & constants.BITS_28
    granted: DynArray[uint256, constants.EXECUTE_MAX] = amounts
    for i: uint256 in range(len(investors), bound=constants.EXECUTE_MAX):
        amount: uint256 = amounts[i]
        if amount == 0:
            continue
        word: uint256 = persons.wallets[investors[i]]
        group: uint256 = (word >> credentials.GROUP_AT) & constants.BITS_28
        # An unknown wallet's word says that its credential has expired.
        if (
            word & credentials.POINTER != 0
            or not persons._is_admissible(word, gate, level)
            or group == borrowing
            or group == signers & constants.BITS_28
            or group == signers >> 28
            or (word & constants.BITS_50) + amount
            > min(caps[i], (word >> credentials.LIMIT_AT) & constants.BITS_50)
        ):
            granted[i] = 0
        else:
            # The exposure stands in the low bits.
            persons.wallets[investors[i]] = word + amount
    return granted


@external
@reentrant
def accept(
    receiver: address,
    amount: uint256,
    returned: uint256,
    borrower: address,
    level: uint256,
    signers: uint256,
):
    """
    @notice Lets a person take over a note's outstanding principal.
    @dev An exit for the note's sender, not new risk: no gate, no least epoch; the
         receiver's credential must be valid, unless no credential was issued for 90 days.
         The sender's exposure falls like that of principal returned.
    @param receiver The wallet that gets the note; any wallet of the person.
    @param amount Outstanding principal taken over, in minor units of the token, from 0.
    @param returned Principal returned since the exposure was last brought up to date, in
            minor units.
    @param borrower The loan's borrower.
    @param level The loan's risk level, 1 to 5.
    @param signers The groups of the offer's signers, 28 bits each.
    @custom:error REG:ACCEPT:CALLER when the caller is not the Book.
                  REG:LEND:CLASS when the risk level is above the lender's class.
                  REG:LEND:LIMIT when the lender's exposure would pass the limit.
                  REG:LEND:RELATED when lender and borrower share a group.
                  REG:LEND:SELF when lender and borrower are one person.
                  REG:LEND:SIGNER when the lender shares a group with a signer of the offer.
                  REG:LEND:UNKNOWN when the lender is not enrolled.
                  REG:PERSON:EXPIRED when the person's credential has expired.
                  REG:PERSON:FROZEN when the person is frozen.
    """
    assert msg.sender == peers.book, "REG:ACCEPT:CALLER"
    head: address = empty(address)
    word: uint256 = 0
    head, word = persons._standing(receiver)
    assert word != 0, "REG:LEND:UNKNOWN"
    persons._check_receiving(word)
    persons._check_lender(word, head, borrower, level, signers)
    persons.wallets[head] = persons._raised(word, amount, returned)
