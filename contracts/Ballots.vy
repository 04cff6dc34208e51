# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Ballots: what a loan's lenders decide
@custom:contract-name Ballots
@license MIT
@notice New terms for a live loan that borrower, servicer and guarantor have
        signed, and a lower floor of a collateral that was not sold. Votes are
        weighed by units; silence is no vote.
@dev Trust: a servicer co-signs restructurings; nobody else has power here.
     Invariants: a loan is restructured only when borrower, servicer, guarantor
     and two thirds of the votes agree, with the quorum that its offer has
     named; units vote once in a ballot and do not move meanwhile; whatever
     changes the loan voids the ballot.
     Storage: two words per loan and one per voter (modules/lender_votes), and the day
     of the last restructuring.
     Roles: SERVICER signs.
     Wind-down: nothing changes.
@custom:kill Cannot be stopped.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBallots
from interfaces import IBook
from interfaces import ICollateral
from interfaces import IGovernor
from interfaces import IRegistry
from interfaces import IReserve
from interfaces import IServicing

# @dev We import votes and new terms, and where the other contracts are.
from modules import parties
from modules import peers
from modules import loan_progress
from modules import restructurings
from modules import roles
from modules import signatures
from modules import statuses
from modules import terms
from modules import lender_votes

implements: IBallots

initializes: peers
initializes: lender_votes

exports: (
    # Votes
    lender_votes.ballot_of,
    lender_votes.is_locked,
    # Neighbours
    peers.platform,
)


# A loan's number, from 1 -> local day of its last restructuring; 0: never.
restructured_on: public(HashMap[uint256, uint256])


event Restructured:
    loan: indexed(uint256)  # the loan's number, from 1
    day: uint256  # local day from which the new schedule runs, days since 1970-01-01
    principal: uint256  # unpaid, over the new rows, in minor units of the token
    interest: uint256  # arrears, in minor units
    charges: uint256  # arrears of late charges, in minor units
    rate_ppm: uint256  # ppm a year
    n: uint256  # instalments from now on
    period: uint256  # months or days
    lead: uint256  # first instalments without principal
    level: uint256  # payment or principal part from now on, in minor units


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Ballots deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def restructuring_digest(proposal: restructurings.Restructuring) -> bytes32:
    """
    @notice Returns the EIP-712 digest that borrower, servicer and guarantor sign.
    @param proposal The new terms.
    @return The digest, for this chain and this contract.
    """
    return restructurings._digest(proposal)


# ---- Ballots -----------------------------------------------------


@external
def propose(
    proposal: restructurings.Restructuring,
    servicer: address,
    by_borrower: Bytes[signatures.SIGNATURE_MAX],
    by_servicer: Bytes[signatures.SIGNATURE_MAX],
    by_guarantor: Bytes[signatures.SIGNATURE_MAX],
):
    """
    @notice Opens the lenders' ballot on a restructuring that the borrower and a servicer
            have signed, and the guarantor when a stake is locked for the loan.
    @param proposal The new terms; bounds as in modules/restructurings.
    @param servicer The SERVICER key that signed.
    @param by_borrower The borrower's signature of the proposal's digest, 64 or 65 bytes, or
            what their contract asks for (EIP-1271); not looked at when they send.
    @param by_servicer The servicer's; not looked at when they send.
    @param by_guarantor The guarantor's; not looked at when they send, or there is none.
    @custom:error BALLOT:OPEN:AGAIN when a ballot of the loan is open.
                  BALLOT:OPEN:REST when the last one ended less than 30 days ago.
                  BALLOT:OPEN:WINDOW when window_seconds is not 3 to 14 days.
                  BALLOT:PROPOSE:EXPIRED when the proposal has expired.
                  BALLOT:PROPOSE:INTEREST when interest could exceed 2^56 - 1.
                  BALLOT:PROPOSE:ROLE when servicer is not a SERVICER key.
                  BALLOT:PROPOSE:SIGNATURE when a signature is missing.
                  BALLOT:PROPOSE:STATUS when the loan is not active.
                  BALLOT:PROPOSE:TERMS when the new terms are out of bounds.
                  BALLOT:PROPOSE:VERSION when the loan has changed since it was signed.
    """
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(proposal.loan)
    assert loan_progress._status(words[2]) == statuses.ACTIVE, "BALLOT:PROPOSE:STATUS"
    assert loan_progress._version(words[2]) == proposal.version, "BALLOT:PROPOSE:VERSION"
    assert proposal.expiry >= block.timestamp, "BALLOT:PROPOSE:EXPIRED"
    before: terms.Terms = terms._unpack(words[0])
    restructurings._check(proposal, before)
    # What could not be carried out is not put to the vote.
    restart: restructurings.Restart = restructurings._restart(
        words, staticcall IServicing(peers.servicing).today(),
        proposal.rate_ppm, proposal.n, proposal.period, proposal.lead,
    )
    assert staticcall IGovernor(peers.governor).has_role(
        servicer, roles.SERVICER
    ), "BALLOT:PROPOSE:ROLE"
    digest: bytes32 = restructurings._digest(proposal)
    self._check_signed(parties._borrower(words[1]), digest, by_borrower)
    self._check_signed(servicer, digest, by_servicer)
    guarantor: address = staticcall IReserve(peers.reserve).guarantor_of(proposal.loan)
    if guarantor != empty(address):
        self._check_signed(guarantor, digest, by_guarantor)
    self._open(
        proposal.loan,
        proposal.window_seconds,
        lender_votes.Question(
            kind=lender_votes.RESTRUCTURING,
            ends_at=block.timestamp + proposal.window_seconds,
            version=proposal.version,
            rate_ppm=proposal.rate_ppm,
            n=proposal.n,
            period=proposal.period,
            lead=proposal.lead,
            floor_price=0,
        ),
        before.quorum_ppm,
    )


@external
def propose_floor(loan: uint256, floor_price: uint256, window_seconds: uint256):
    """
    @notice Opens the lenders' ballot on a lower floor of the collateral that its auction has
            not sold, by a holder of the loan's notes; it is lowered once.
    @param loan The loan's number, from 1.
    @param floor_price The lower floor, in minor units of the token, from 0.
    @param window_seconds How long votes are taken, 3 to 14 days.
    @custom:error BALLOT:OPEN:AGAIN when a ballot of the loan is open.
                  BALLOT:OPEN:REST when the last one ended less than 30 days ago.
                  BALLOT:OPEN:WINDOW when window_seconds is not 3 to 14 days.
                  BALLOT:PROPOSE:FLOOR when it was sold or lowered, is for sale, or is not lower.
                  BALLOT:PROPOSE:HOLDER when the caller holds no note of the loan.
    """
    assert (
        staticcall IBook(peers.book).balanceOf(msg.sender, loan) != 0
    ), "BALLOT:PROPOSE:HOLDER"
    assert staticcall ICollateral(peers.collateral).may_lower(loan, floor_price), "BALLOT:PROPOSE:FLOOR"
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    self._open(
        loan,
        window_seconds,
        lender_votes.Question(
            kind=lender_votes.FLOOR,
            ends_at=block.timestamp + window_seconds,
            version=loan_progress._version(words[2]),
            rate_ppm=0,
            n=0,
            period=0,
            lead=0,
            floor_price=floor_price,
        ),
        terms._unpack(words[0]).quorum_ppm,
    )


@external
def vote(loan: uint256, in_favour: bool):
    """
    @notice Votes with all units that the caller's wallet holds, once in a ballot; they
            cannot move until votes are no longer taken.
    @param loan The loan's number, from 1.
    @param in_favour Whether the vote is for the question.
    @custom:error BALLOT:VOTE:AGAIN when the wallet's units count already.
                  BALLOT:VOTE:CLOSED when no ballot takes votes.
                  BALLOT:VOTE:RELATED when the holder is, or is related to, the borrower.
                  BALLOT:VOTE:UNITS when the wallet holds none.
    """
    assert not self._is_related(loan, msg.sender), "BALLOT:VOTE:RELATED"
    lender_votes._take(
        loan,
        msg.sender,
        staticcall IBook(peers.book).balanceOf(msg.sender, loan),
        convert(in_favour, uint256),
    )


@external
def exclude(loan: uint256, holder: address):
    """
    @notice Takes the units of a holder related to the borrower out of those that may vote,
            by anyone.
    @param loan The loan's number, from 1.
    @param holder A wallet of the borrower's group.
    @custom:error BALLOT:VOTE:AGAIN when the wallet's units count already.
                  BALLOT:VOTE:CLOSED when no ballot takes votes.
                  BALLOT:VOTE:UNITS when the wallet holds none.
                  BALLOT:VOTE:UNRELATED when the holder is not related to the borrower.
    """
    assert self._is_related(loan, holder), "BALLOT:VOTE:UNRELATED"
    lender_votes._take(loan, holder, staticcall IBook(peers.book).balanceOf(holder, loan), 2)


@external
def close_ballot(loan: uint256) -> bool:
    """
    @notice Closes a ballot whose votes are in, by anyone, and carries out what it carries.
            A loan that has changed since voids it.
    @param loan The loan's number, from 1.
    @return Whether it was carried out.
    @custom:error BALLOT:CLOSE:EARLY when votes are still taken.
                  BALLOT:CLOSE:NONE when there is no ballot to close.
                  BALLOT:PROPOSE:INTEREST when interest could exceed 2^56 - 1.
    """
    question: lender_votes.Question = lender_votes._question(loan)
    assert question.kind != lender_votes.NO_QUESTION, "BALLOT:CLOSE:NONE"
    words: uint256[6] = staticcall IServicing(peers.servicing).words_of(loan)
    extcall IBook(peers.book).set_voting(loan, False)
    if loan_progress._version(words[2]) != question.version:
        lender_votes._end(loan, question, 2)
        return False
    assert block.timestamp > question.ends_at, "BALLOT:CLOSE:EARLY"
    carried: bool = lender_votes._carries(loan, terms._principal(words[0]))
    lender_votes._end(loan, question, convert(carried, uint256))
    if carried and question.kind == lender_votes.FLOOR:
        extcall ICollateral(peers.collateral).lower_floor(loan, question.floor_price)
    elif carried:
        self._restart(loan, words, question)
    return carried


# ---- Internal functions ------------------------------------------


@internal
def _open(loan: uint256, window: uint256, question: lender_votes.Question, quorum_ppm: uint256):
    """
    @dev The Book asks for locks of units only while a ballot is open.
    """
    assert (
        window >= lender_votes.WINDOW_MIN and window <= lender_votes.WINDOW_MAX
    ), "BALLOT:OPEN:WINDOW"
    lender_votes._open(loan, question, quorum_ppm)
    extcall IBook(peers.book).set_voting(loan, True)


@internal
@view
def _check_signed(
    signer: address, digest: bytes32, signature: Bytes[signatures.SIGNATURE_MAX]
):
    """
    @dev Who sends needs no signature.
    """
    assert msg.sender == signer or signatures._is_signed(
        signer, digest, signature
    ), "BALLOT:PROPOSE:SIGNATURE"


@internal
@view
def _is_related(loan: uint256, holder: address) -> bool:
    """
    @dev Whether a holder is of the borrower's group now.
    """
    borrower: address = parties._borrower(
        staticcall IServicing(peers.servicing).parties_word(loan)
    )
    return staticcall IRegistry(peers.registry).is_related(holder, borrower)


@internal
def _restart(loan: uint256, words: uint256[6], question: lender_votes.Question):
    """
    @dev The new schedule begins on the day on which it is carried out.
    """
    today: uint256 = staticcall IServicing(peers.servicing).today()
    after: restructurings.Restart = restructurings._restart(
        words, today, question.rate_ppm, question.n, question.period, question.lead
    )
    self.restructured_on[loan] = today
    extcall IServicing(peers.servicing).rewrite(
        loan, after.terms_word, after.progress_word, after.arrears_word
    )
    log Restructured(
        loan=loan, day=today, principal=after.principal, interest=after.interest,
        charges=after.charges, rate_ppm=question.rate_ppm, n=question.n,
        period=question.period, lead=question.lead, level=after.level,
    )
