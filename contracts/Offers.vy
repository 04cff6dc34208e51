# pragma version 0.4.3
# pragma evm-version prague
# pragma optimize gas
# pragma nonreentrancy on
"""
@title Offers: from an underwriter's signature to a listing
@custom:contract-name Offers
@license MIT
@notice A borrower lists the offer that one underwriter has signed, or two: above
        a bounded amount, and when one has signed more than a bounded total in
        30 days. What is listed is frozen.
@dev Trust: underwriters sign within the Governor's ceilings; they move no money.
     They are enrolled people, distinct by person, of other groups than the
     borrower, and neither they nor their groups may hold what they signed.
     Invariants: a project is listed once; only a signer revokes their offers;
     fees leave the borrower something.
     Storage: the loan of each project, revocations by project and signer, and a
     word for what a person has signed (modules/signed_totals).
     Roles: UNDERWRITER signs offers and revokes their own.
     Wind-down: nothing can be listed any more.
@custom:kill New risk stops with the Registry's gate; nothing else can.
"""


# @dev We import the interface we implement, and those of the contracts we call.
from interfaces import IBook
from interfaces import IGovernor
from interfaces import IOffers
from interfaces import IRegistry
from interfaces import IServicing

# @dev We import what underwriters sign, and the words in which it is kept.
from modules import constants
from modules import listing_packing
from modules import peers
from modules import roles
from modules import signatures
from modules import signed_offers
from modules import signed_totals
from modules import statuses

implements: IOffers

initializes: peers
initializes: signed_totals

exports: (
    # What a person has signed
    signed_totals.signed_total,
    # Neighbours
    peers.platform,
)


# A project's loan, from 1; 0: none; 2^256 - 1: a signer has revoked their offers for it.
loan_of_project: public(HashMap[bytes32, uint256])
# A loan's number, from 1 -> the hash of collection, token and floor; zero: no collateral.
collateral_of: public(HashMap[uint256, bytes32])
# Whether a signer has revoked their offers for a project.
is_revoked: public(HashMap[bytes32, HashMap[address, bool]])


event Listed:
    loan: indexed(uint256)  # the loan's number, from 1
    borrower: indexed(address)  # the borrower's first wallet
    project: indexed(bytes32)  # what is financed, a hash
    group: uint256  # the borrower's group, 1 to 2^28 - 1
    first_signer: address  # the underwriter's key
    second_signer: address  # another underwriter's key; zero: not needed
    offer: signed_offers.Offer  # all terms, in the units of modules/signed_offers


event OfferRevoked:
    project: indexed(bytes32)  # what would have been financed, a hash
    by: indexed(address)  # the UNDERWRITER key


@deploy
def __init__(peers_: peers.Peers):
    """
    @notice Fixes the contracts that Offers deals with, for ever.
    @param peers_ The platform's contracts.
    """
    peers.__init__(peers_)


# ---- Views -------------------------------------------------------


@external
@view
def offer_digest(offer: signed_offers.Offer) -> bytes32:
    """
    @notice Returns the EIP-712 digest that underwriters sign.
    @param offer The loan's terms, fees and documents.
    @return The digest, for this chain and this contract.
    """
    return signed_offers._digest(offer)


# ---- Entry points ------------------------------------------------


@external
def list_offer(
    offer: signed_offers.Offer,
    signers: address[2],
    first: Bytes[signatures.SIGNATURE_MAX],
    second: Bytes[signatures.SIGNATURE_MAX],
) -> uint256:
    """
    @notice Lists the caller's offer, which one underwriter has signed, or two: above the
            council's limits for one offer and for what one person signs in 30 days.
    @param offer The loan's terms, fees and documents; bounds as in modules/signed_offers.
    @param signers Who signed: UNDERWRITER keys of enrolled people, distinct persons; the
            second zero when one suffices.
    @param first The first one's signature of the offer's digest, 64 or 65 bytes, or what
            their contract asks for (EIP-1271), at most 1,024.
    @param second The second one's; not looked at when there is none.
    @return The loan's number, from 1.
    @custom:error OFFER:LIST:AGREEMENT when agreement_hash is zero.
                  OFFER:LIST:BORROWER when the caller is not the offer's borrower.
                  OFFER:LIST:CEILING when a rate or fee is above the council's ceiling.
                  OFFER:LIST:DISCLOSURE when disclosure_hash is zero.
                  OFFER:LIST:DPD when default_dpd is not 30 to 1,000 days.
                  OFFER:LIST:EXPIRED when the offer has expired.
                  OFFER:LIST:FEES when the fees withheld would leave the borrower nothing.
                  OFFER:LIST:GRACE when grace_days is above 366.
                  OFFER:LIST:INTEREST when interest and late charges could exceed 2^56 - 1.
                  OFFER:LIST:ISSUE when issue_seconds is not 1 to 2,592,000.
                  OFFER:LIST:LEAD when lead is not below n, or the method takes none.
                  OFFER:LIST:LEVEL when risk_level is not 1 to 5.
                  OFFER:LIST:METHOD when method is above 3.
                  OFFER:LIST:PERIOD when period is not 1 to 12 months or 1 to 366 days.
                  OFFER:LIST:PRINCIPAL when principal is not 1 to 10^15.
                  OFFER:LIST:PROJECT when project is zero.
                  OFFER:LIST:PROJECT_USED when the project was listed.
                  OFFER:LIST:QUORUM when quorum_ppm is not 200,000 to 1,000,000 in steps of 100.
                  OFFER:LIST:RAISE when raise_seconds is 0 or above the council's limit.
                  OFFER:LIST:RATE when rate_ppm is above 1,000,000.
                  OFFER:LIST:REFLECTION when it is above 30 days or class 5, or only one of them is 0.
                  OFFER:LIST:REVOKED when a signer has revoked their offers for the project.
                  OFFER:LIST:ROWS when n is not 1 to 480.
                  OFFER:LIST:SELF when a signer is, or is related to, the borrower.
                  OFFER:LIST:SIGNATURE when a needed signature is not an underwriter's.
                  OFFER:LIST:SIGNERS when both signers are one person.
                  OFFER:LIST:TERM when n periods exceed 480 months or 14,640 days.
                  OFFER:LIST:TICKET when ticket_min is not 1 to the principal.
    """
    assert msg.sender == offer.borrower, "OFFER:LIST:BORROWER"
    ceilings: uint256 = 0
    limits: uint256 = 0
    ceilings, limits = staticcall IGovernor(peers.governor).offer_rules()
    signed_offers._check_schedule(offer)
    signed_offers._check_ceilings(offer, ceilings)
    signed_offers._check_listing(offer, (limits >> 50) & constants.BITS_32)
    group: uint256 = extcall IRegistry(peers.registry).borrow(
        offer.borrower, offer.principal, (limits >> 146) & constants.BITS_64
    )
    groups: uint256[2] = self._check_signers(offer, group, signers, first, second, limits)
    self._check_project(offer.project, signers)
    loan: uint256 = self._open(offer, groups)
    self.loan_of_project[offer.project] = loan
    if offer.collateral != empty(bytes32):
        self.collateral_of[loan] = offer.collateral
    extcall IServicing(peers.servicing).register(
        loan,
        signed_offers._terms_word(offer),
        signed_offers._parties_word(offer, group),
        skip_contract_check=True,
    )
    log Listed(
        loan=loan, borrower=offer.borrower, project=offer.project, group=group,
        first_signer=signers[0], second_signer=signers[1], offer=offer,
    )
    return loan


@external
def revoke_offer(project: bytes32):
    """
    @notice Takes back, for ever, all offers that the caller has signed or will sign for a
            project not yet listed; others' offers stay.
    @param project The project's hash.
    @custom:error OFFER:REVOKE:AGAIN when the caller has revoked them already.
                  OFFER:REVOKE:LISTED when the project was listed.
                  OFFER:REVOKE:ROLE when the caller is not an UNDERWRITER key.
    """
    assert staticcall IGovernor(peers.governor).has_role(
        msg.sender, roles.UNDERWRITER
    ), "OFFER:REVOKE:ROLE"
    loan: uint256 = self.loan_of_project[project]
    assert loan == 0 or loan == max_value(uint256), "OFFER:REVOKE:LISTED"
    assert not self.is_revoked[project][msg.sender], "OFFER:REVOKE:AGAIN"
    self.loan_of_project[project] = max_value(uint256)
    self.is_revoked[project][msg.sender] = True
    log OfferRevoked(project=project, by=msg.sender)


# ---- Internal functions ------------------------------------------


@internal
def _check_signers(
    offer: signed_offers.Offer,
    group: uint256,
    signers: address[2],
    first: Bytes[signatures.SIGNATURE_MAX],
    second: Bytes[signatures.SIGNATURE_MAX],
    limits: uint256,
) -> uint256[2]:
    """
    @dev The groups of who signed; each is a person, another than the borrower's group, and
         two of them are two persons.
    """
    digest: bytes32 = signed_offers._digest(offer)
    groups: uint256[2] = [0, 0]
    head: address = empty(address)
    head, groups[0] = self._signer(digest, signers[0], first, group)
    word: uint256 = signed_totals._current(head)
    alone: uint256 = signed_totals._total(word) + offer.principal
    signed_totals._count(head, word, offer.principal)
    if (
        signers[1] == empty(address)
        and offer.principal <= limits & constants.BITS_50
        and alone <= (limits >> 82) & constants.BITS_64
    ):
        return groups
    other: address = empty(address)
    other, groups[1] = self._signer(digest, signers[1], second, group)
    assert other != head, "OFFER:LIST:SIGNERS"
    signed_totals._count(other, signed_totals._current(other), offer.principal)
    return groups


@internal
def _signer(
    digest: bytes32, signer: address, signature: Bytes[signatures.SIGNATURE_MAX], group: uint256
) -> (address, uint256):
    """
    @dev The person behind a signature, and their group.
    """
    assert staticcall IGovernor(peers.governor).has_role(
        signer, roles.UNDERWRITER
    ), "OFFER:LIST:SIGNATURE"
    assert signatures._is_signed(signer, digest, signature), "OFFER:LIST:SIGNATURE"
    head: address = empty(address)
    signer_group: uint256 = 0
    head, signer_group = extcall IRegistry(peers.registry).signer_of(signer)
    assert signer_group != group, "OFFER:LIST:SELF"
    return head, signer_group


@internal
@view
def _check_project(project: bytes32, signers: address[2]):
    """
    @dev A project is listed once; a revocation holds for who has revoked.
    """
    loan: uint256 = self.loan_of_project[project]
    if loan == 0:
        return
    assert loan == max_value(uint256), "OFFER:LIST:PROJECT_USED"
    for signer: address in signers:
        assert not self.is_revoked[project][signer], "OFFER:LIST:REVOKED"


@internal
def _open(offer: signed_offers.Offer, groups: uint256[2]) -> uint256:
    """
    @dev The listing's words go to the Book, which answers with the loan's number.
    """
    side: uint256 = 0
    funding: uint256 = 0
    side, funding = listing_packing._pack(
        listing_packing.Side(
            borrower=offer.borrower,
            level=offer.risk_level,
            status=statuses.LISTED,
            ticket_min=offer.ticket_min,
            reflection_seconds=offer.reflection_seconds,
            reflection_class=offer.reflection_class,
            collateral=offer.collateral != empty(bytes32),
            guaranteed=False,
            voting=False,
        ),
        listing_packing.Funding(
            principal=offer.principal,
            funded=0,
            deadline=block.timestamp + offer.raise_seconds,
            funded_at=0,
            issue_seconds=offer.issue_seconds,
            first_group=groups[0],
            second_group=groups[1],
        ),
    )
    return extcall IBook(peers.book).open_listing(side, funding, offer.disclosure_hash)
