"""The mistakes that platforms died of, each tried on the whole: impossible, or there to be seen.

Hiding arrears and paying interest out of new deposits are tried in the suite of servicing, lies
about arrears in published reports in `tests/seams/test_audit_reports.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import PDF
from node.underwriting.builders import OTHER, STAFF, Desk
from tallystick.errors import InputError, NotEligible
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor
from tallystick.platform._sync.operator import Operator
from tallystick.platform.messages import Ask
from tallystick_node.underwriting.applications import ApplicationState
from tallystick_node.underwriting.queue import ReviewVerdict
from tallystick_node.underwriting.reasons import Override

if TYPE_CHECKING:
    from tallystick_node.underwriting.offers import Signed


def signed_offer(desk: Desk, person: str) -> Signed:
    number = desk.apply(person, desk.network.session.actors.borrowers[0].address)
    assert desk.examine(number) is ApplicationState.APPROVED
    with desk.database.writing() as connection:
        return desk.underwriting.offers.make(connection, person, number)


def test_the_platform_s_own_people_get_no_loan_by_the_node(desk: Desk) -> None:
    """Ezubao lent to itself: whoever is related to the platform is refused, and it is on record."""
    director = desk.borrower("borrower 1", "321")
    person = desk.borrower("borrower 0")
    desk.room.people.credentials.relate(person, director, staff=STAFF)
    number = desk.apply(person, desk.network.session.actors.borrowers[0].address)
    assert desk.examine(number) is ApplicationState.REFUSED
    assert "related_party" in desk.row(number).reasons
    assert "person.related" in desk.room.acts()


def test_nor_by_an_offer_that_an_underwriter_has_signed(desk: Desk) -> None:
    """The node may be fooled or bribed; the contract knows whose key has a role."""
    platform, actors = desk.network.platform, desk.network.session.actors
    clerk = actors.publisher
    actors.enrol(platform, clerk)
    Operator(platform, actors.outsider).act.mark_staff(clerk.address).send()
    signed = desk.network.loans.signed(desk.network.loans.offer(clerk))
    assert isinstance(Borrower(platform, clerk).act.list(signed).refusal, NotEligible)


def test_a_forged_document_that_was_shown_before_stops_the_loan_for_good(desk: Desk) -> None:
    """Jiedaibao and others lent on papers that several people brought: the second one is refused,

    and no colleague can wave it through, for what is refused comes into no queue.
    """
    forged = PDF + b"salary slip of nobody" + b"%%EOF"
    first = desk.borrower("borrower 0")
    desk.room.people.documents.upload(first, "bank_statement", forged)
    second = desk.borrower("borrower 1", "321")
    desk.room.people.documents.upload(second, "bank_statement", forged)
    number = desk.apply(second, desk.network.session.actors.borrowers[1].address)
    assert desk.examine(number) is ApplicationState.REFUSED
    with desk.database.writing() as connection:
        for act in (
            lambda: desk.underwriting.queue.claim(connection, number, OTHER),
            lambda: desk.underwriting.queue.decide(
                connection, number, OTHER, ReviewVerdict.APPROVE, Override.EXPLAINED
            ),
        ):
            with pytest.raises(Exception, match="REVIEW:NONE"):
                act()


def test_the_term_of_a_claim_is_the_term_of_the_loan(desk: Desk) -> None:
    """Term splitting sold long loans as short claims: here a claim has no term of its own.

    Neither a funding nor an ask can name one, and whoever buys a note waits as the seller did.
    """
    person = desk.borrower("borrower 0")
    signed = signed_offer(desk, person)
    platform, actors = desk.network.platform, desk.network.session.actors
    borrower = Borrower(platform, actors.borrowers[0])
    loan = borrower.act.list(signed.message).send().result
    lender = Investor(platform, actors.investors[0])
    lender.act.fund(
        loan, signed.offer.principal, disclosure_hash=signed.offer.disclosure_hash
    ).send()
    borrower.act.issue(loan).send()
    names = set(Ask.__dataclass_fields__)
    assert not names & {"term", "months", "maturity", "n", "period", "due"}
    with pytest.raises((InputError, TypeError)):
        Ask(
            seller=lender.view.address, loan=loan, units=1, price_ppm=10**6, dpd_max=0, version=0,
            nonce=0, expiry=2**40, maturity=1,  # type: ignore[call-arg]
        )  # fmt: skip
    note = lender.view.note(loan)
    assert (note.claimable_principal, note.claimable_interest) == (0, 0)
    assert note.outstanding == signed.offer.principal
