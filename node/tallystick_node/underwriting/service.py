"""The underwriting service, put together: one object that routes and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick_node.credit.card import Card
from tallystick_node.credit.default import default_card
from tallystick_node.credit.term_risk import lost_by_class
from tallystick_node.infrastructure.policy.judgement import Policy
from tallystick_node.products.service import Products, make_products
from tallystick_node.underwriting.applications import Applications
from tallystick_node.underwriting.blacklist import Blacklist
from tallystick_node.underwriting.borrowers import Borrowers
from tallystick_node.underwriting.countersigning import Countersigning
from tallystick_node.underwriting.drafts import Drafts
from tallystick_node.underwriting.examination import Examination
from tallystick_node.underwriting.offers import Offers
from tallystick_node.underwriting.queue import ReviewQueue
from tallystick_node.underwriting.quotes import Quotes, TermPrices
from tallystick_node.underwriting.reexamination import Reexamination
from tallystick_node.underwriting.rescoring import Rescoring
from tallystick_node.underwriting.rules import load_rules

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.disclosure.agreements.service import Agreements
    from tallystick_node.infrastructure.jobs.queue import JobQueue
    from tallystick_node.kyc.service import Kyc

__all__ = ["Underwriting", "make_underwriting"]

PPM = 10**6


@dataclass(frozen=True, slots=True)
class Underwriting:
    """Every part of the underwriting service, by its noun."""

    applications: Applications
    examination: Examination
    reexamination: Reexamination
    queue: ReviewQueue
    offers: Offers
    countersigning: Countersigning
    blacklist: Blacklist
    rescoring: Rescoring
    quotes: Quotes
    drafts: Drafts

    @property
    def products(self) -> Products:
        """What can be asked for, and what it asks for."""
        return self.applications.products


def make_underwriting(
    people: Kyc,
    *,
    queue: JobQueue,
    platform: Platform,
    agreements: Agreements,
    signer: Signer | None,
    card_file: Path | None = None,
    rules_file: Path | None = None,
    products_file: Path | None = None,
) -> Underwriting:
    """Put the underwriting service together.

    Args:
        people: The people service.
        queue: The queue of jobs.
        platform: The deployed platform.
        agreements: The approved texts and the archive.
        signer: The underwriter's key; None where nothing is signed.
        card_file: The score card; the packaged one without it.
        rules_file: The lending rules; the packaged ones without it.
        products_file: The templates of products; the packaged ones without it.

    Returns:
        The service.

    Raises:
        ConfigError: UNDERWRITING:RULES when the rules are not sound, PRODUCT:CATALOGUE when the
            templates are not.
        CreditError: CREDIT:CARD or CREDIT:HASH when the card cannot be read or was changed.
        TransportError: When the chain's node does not answer.
    """
    card = default_card() if card_file is None else Card.load(card_file)
    rules = load_rules(rules_file)
    unit = 10 ** platform.token().decimals
    borrowers = Borrowers(people)
    products = make_products(people, platform=platform, unit=unit, catalogue_file=products_file)
    applications = Applications(people, borrowers, queue, rules, products)
    reviews = ReviewQueue(applications)
    prices = TermPrices(card, rules)
    examination = Examination(applications, reviews, card, rules, unit, prices)
    reexamination = Reexamination(examination)
    people.context.followers.append(reexamination.follow)
    # The share lost of who defaults: the worst class's, rounded to whole ppm.
    lgd_ppm = round(max(lost_by_class(card)) * PPM)
    offers = Offers(applications, agreements, platform, signer, rules, card, lgd_ppm)
    return Underwriting(
        applications=applications,
        examination=examination,
        reexamination=reexamination,
        queue=reviews,
        offers=offers,
        countersigning=Countersigning(offers),
        blacklist=Blacklist(people),
        rescoring=Rescoring(examination),
        quotes=Quotes(prices, lambda: Policy(people.context.pack, people.context.today)),
        drafts=Drafts(people.context),
    )
