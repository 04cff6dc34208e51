"""Products, put together: one object that underwriting, routes, pages and jobs ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick_node.products.artefacts import Artefacts
from tallystick_node.products.catalogue import load_catalogue
from tallystick_node.products.enterprises import Enterprises
from tallystick_node.products.guarantees import Guarantees, Vouches
from tallystick_node.products.institutions import Institutions
from tallystick_node.products.invoices import InvoiceBook
from tallystick_node.products.onsite import OnsiteReports
from tallystick_node.products.rules import check_order, check_product
from tallystick_node.products.segments import ClientSegments

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.kyc.service import Kyc
    from tallystick_node.products.catalogue import Catalogue, ProductTemplate
    from tallystick_node.products.rules import OrderFacts

__all__ = ["Products", "make_products"]


@dataclass(frozen=True, slots=True)
class Products:
    """Every part of products, by its noun."""

    people: Kyc
    catalogue: Catalogue
    artefacts: Artefacts
    onsite: OnsiteReports
    enterprises: Enterprises
    invoices: InvoiceBook
    guarantees: Guarantees
    vouches: Vouches
    institutions: Institutions
    segments: ClientSegments

    def check(self, name: str, order: OrderFacts) -> ProductTemplate:
        """Refuse an application that a product does not allow today.

        Args:
            name: The product's name.
            order: What is asked for.

        Returns:
            The product's template.

        Raises:
            InputError: PRODUCT:NONE, or the rule that is broken, with its values.
            ProductRefused: PRODUCT:PACK, PRODUCT:OFF or PRODUCT:SIDE.
        """
        template = self.catalogue.template(name)
        context = self.people.context
        check_product(name, template, context.pack.name)
        check_order(name, template, order, context.today)
        return template


def make_products(
    people: Kyc, *, platform: Platform, unit: int, catalogue_file: Path | None = None
) -> Products:
    """Put products together; from then on credentials are bound by the limits of institutions.

    Args:
        people: The people service.
        platform: The deployed platform.
        unit: Minor units of one unit of the currency.
        catalogue_file: The templates; the packaged ones without it.

    Returns:
        The service.

    Raises:
        ConfigError: PRODUCT:CATALOGUE when the templates are not sound.
    """
    catalogue = load_catalogue(catalogue_file)
    onsite, enterprises, guarantees = OnsiteReports(people), Enterprises(people), Guarantees(people)
    invoices = InvoiceBook(people, platform, enterprises)
    institutions = Institutions(people, catalogue, platform)
    people.cases.bounds.append(institutions.lend_max)
    return Products(
        people=people,
        catalogue=catalogue,
        artefacts=Artefacts(people, onsite, invoices, guarantees),
        onsite=onsite,
        enterprises=enterprises,
        invoices=invoices,
        guarantees=guarantees,
        vouches=Vouches(people),
        institutions=institutions,
        segments=ClientSegments(people, unit),
    )
