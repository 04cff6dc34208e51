# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Votes: what lenders vote on, and how
@license MIT
@notice One open ballot a loan, at most 14 days, 30 days from the end of one to
        the next. Votes are weighed by units, without the borrower's group; a
        ballot carries with votes of the quorum and two thirds of them for it.
        Silence is no vote.
@dev Layouts, from the low bit.
     Question: kind 2, ends at 40, version 16, rate 20, n 9, period 9, lead 9,
     floor 50; 101 bits free.
     Count: for 50, against 50, excluded 50, number 32, quorum 20; 54 bits free.
"""


# @dev We import the constants that modules share.
from . import constants


struct Question:
    kind: uint256  # 0 none, 1 a restructuring, 2 a lower floor of the collateral
    ends_at: uint256  # the last Unix second on which votes are taken
    version: uint256  # the loan's order version; another one voids the ballot
    rate_ppm: uint256  # of the new schedule, ppm a year
    n: uint256  # its instalments
    period: uint256  # its period, in months or days
    lead: uint256  # its first instalments without principal
    floor_price: uint256  # the lower floor, minor units


struct Count:
    votes_for: uint256  # units
    votes_against: uint256  # units
    excluded: uint256  # units of the borrower's group, which do not vote
    number: uint256  # of the loan's ballots, from 1
    quorum_ppm: uint256  # votes needed, ppm of the units that may vote


NO_QUESTION: constant(uint256) = 0
RESTRUCTURING: constant(uint256) = 1
FLOOR: constant(uint256) = 2
# How long votes are taken, in seconds: 3 to 14 days.
WINDOW_MIN: constant(uint256) = 3 * 86_400
WINDOW_MAX: constant(uint256) = 14 * 86_400
# Seconds from the end of a ballot to the next one of the loan: 30 days.
REST: constant(uint256) = 30 * 86_400
BITS_2: constant(uint256) = 2 ** 2 - 1
BITS_16: constant(uint256) = 2 ** 16 - 1

# A loan's number, from 1 -> its question's word, its count's word.
questions: HashMap[uint256, uint256]
counts: HashMap[uint256, uint256]
# A loan's number and a holder -> the number of the last ballot in which their units count.
voted_in: HashMap[uint256, HashMap[address, uint256]]


event BallotOpened:
    loan: indexed(uint256)  # the loan's number, from 1
    ballot: indexed(uint256)  # the ballot's number of this loan, from 1
    by: indexed(address)  # who sent the call
    question: Question  # what is asked, in the units of modules/lender_votes
    quorum_ppm: uint256  # votes needed, ppm of the units that may vote


event Voted:
    loan: indexed(uint256)  # the loan's number, from 1
    ballot: indexed(uint256)  # the ballot's number of this loan, from 1
    holder: indexed(address)  # whose units
    units: uint256  # in minor units of original principal
    vote: uint256  # 0 against, 1 for, 2 excluded: of the borrower's group


event BallotClosed:
    loan: indexed(uint256)  # the loan's number, from 1
    ballot: indexed(uint256)  # the ballot's number of this loan, from 1
    result: uint256  # 0 not carried, 1 carried, 2 void: the loan has changed


# ---- Views -------------------------------------------------------


@external
@view
def ballot_of(loan: uint256) -> (Question, Count):
    """
    @notice Returns a loan's last ballot.
    @param loan The loan's number, from 1.
    @return What is or was asked; kind 0 once it is closed.
    @return The votes so far, in units.
    """
    return self._question(loan), self._count(loan)


@external
@view
def is_locked(loan: uint256, holder: address) -> bool:
    """
    @notice Returns whether a holder's units cannot move: they have voted, and votes are
            still taken.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @return Whether they cannot.
    """
    question: Question = self._question(loan)
    return (
        question.kind != NO_QUESTION
        and block.timestamp <= question.ends_at
        and self.voted_in[loan][holder] == self._count(loan).number
    )


# ---- Internal functions ------------------------------------------


@internal
def _open(loan: uint256, question: Question, quorum_ppm: uint256):
    """
    @notice Opens a ballot.
    @param loan The loan's number, from 1.
    @param question What is asked, within its bounds.
    @param quorum_ppm Votes needed, ppm of the units that may vote.
    """
    last: Question = self._question(loan)
    assert last.kind == NO_QUESTION, "BALLOT:OPEN:AGAIN"
    assert last.ends_at == 0 or block.timestamp >= last.ends_at + REST, "BALLOT:OPEN:REST"
    number: uint256 = self._count(loan).number + 1
    self._write(loan, question)
    self.counts[loan] = (number << 150) | (quorum_ppm << 182)
    log BallotOpened(
        loan=loan, ballot=number, by=msg.sender, question=question, quorum_ppm=quorum_ppm
    )


@internal
def _take(loan: uint256, holder: address, units: uint256, vote: uint256):
    """
    @notice Counts a holder's units, once in a ballot.
    @param loan The loan's number, from 1.
    @param holder The address that holds the note.
    @param units In minor units of original principal.
    @param vote 0 against, 1 for, 2 excluded.
    """
    question: Question = self._question(loan)
    assert question.kind != NO_QUESTION and block.timestamp <= question.ends_at, "BALLOT:VOTE:CLOSED"
    assert units != 0, "BALLOT:VOTE:UNITS"
    word: uint256 = self.counts[loan]
    number: uint256 = (word >> 150) & constants.BITS_32
    assert self.voted_in[loan][holder] != number, "BALLOT:VOTE:AGAIN"
    self.voted_in[loan][holder] = number
    if vote == 1:
        word += units
    elif vote == 0:
        word += units << 50
    else:
        word += units << 100
    self.counts[loan] = word
    log Voted(loan=loan, ballot=number, holder=holder, units=units, vote=vote)


@internal
def _end(loan: uint256, question: Question, result: uint256):
    """
    @notice Closes a ballot.
    @param loan The loan's number, from 1.
    @param question What was asked.
    @param result 0 not carried, 1 carried, 2 void.
    """
    closed: Question = empty(Question)
    closed.ends_at = min(question.ends_at, block.timestamp)
    self._write(loan, closed)
    log BallotClosed(loan=loan, ballot=self._count(loan).number, result=result)


@internal
@view
def _carries(loan: uint256, units: uint256) -> bool:
    """
    @notice Returns whether a ballot's votes carry it.
    @param loan The loan's number, from 1.
    @param units All units of the loan.
    @return Whether the votes cast reach the quorum of the units that may vote, and two
            thirds of them are for it; each compared without division.
    """
    count: Count = self._count(loan)
    cast: uint256 = count.votes_for + count.votes_against
    return (
        cast != 0
        and cast * constants.PPM >= (units - count.excluded) * count.quorum_ppm
        and 3 * count.votes_for >= 2 * cast
    )


@internal
def _write(loan: uint256, question: Question):
    """
    @dev Packs a question into its word.
    """
    self.questions[loan] = (
        question.kind
        | (question.ends_at << 2)
        | (question.version << 42)
        | (question.rate_ppm << 58)
        | (question.n << 78)
        | (question.period << 87)
        | (question.lead << 96)
        | (question.floor_price << 105)
    )


@internal
@view
def _question(loan: uint256) -> Question:
    """
    @notice Unpacks a loan's question.
    @param loan The loan's number, from 1.
    @return The question.
    """
    word: uint256 = self.questions[loan]
    return Question(
        kind=word & BITS_2,
        ends_at=(word >> 2) & constants.BITS_40,
        version=(word >> 42) & BITS_16,
        rate_ppm=(word >> 58) & constants.BITS_20,
        n=(word >> 78) & constants.BITS_9,
        period=(word >> 87) & constants.BITS_9,
        lead=(word >> 96) & constants.BITS_9,
        floor_price=(word >> 105) & constants.BITS_50,
    )


@internal
@view
def _count(loan: uint256) -> Count:
    """
    @dev Unpacks a loan's count.
    """
    word: uint256 = self.counts[loan]
    return Count(
        votes_for=word & constants.BITS_50,
        votes_against=(word >> 50) & constants.BITS_50,
        excluded=(word >> 100) & constants.BITS_50,
        number=(word >> 150) & constants.BITS_32,
        quorum_ppm=(word >> 182) & constants.BITS_20,
    )
