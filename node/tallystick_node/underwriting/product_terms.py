"""What a product makes of the lending rules: narrower in what it says, and never wider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tallystick_node.products.artefacts import ProductSubject
from tallystick_node.products.rules import OrderFacts

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tallystick_node.products.catalogue import ProductTemplate
    from tallystick_node.underwriting.loan_request import LoanApplication
    from tallystick_node.underwriting.rules import GradeRules, LendingRules

__all__ = ["facts_of", "narrowed", "subject_of"]


def facts_of(order: LoanApplication, *, natural: bool) -> OrderFacts:
    """Return what a template is compared with.

    Args:
        order: What is asked for.
        natural: Whether a natural person asks.

    Returns:
        The facts.
    """
    return OrderFacts(
        natural=natural, amount=order.amount, months=order.months,
        method=order.method.name.lower(), purpose=str(order.purpose),
        harvest_month=order.harvest_month,
        invoice=None if order.invoice is None else order.invoice.terms,
        secured=order.collateral is not None,
    )  # fmt: skip


def subject_of(row: Row[Any], order: LoanApplication) -> ProductSubject:
    """Return the application that artefacts belong to.

    Args:
        row: The application's row.
        order: What it asks for.

    Returns:
        What artefacts are looked for by.
    """
    return ProductSubject(
        row.id, row.person, order.amount, order.months, order.collateral is not None
    )


def narrowed(
    rules: LendingRules, template: ProductTemplate, order: LoanApplication
) -> LendingRules:
    """Return the lending rules as a product has them.

    Args:
        rules: The platform's.
        template: The product's.
        order: What is asked for: the term of a harvest loan is no other.

    Returns:
        The same rules where the template says nothing; the terms and papers are the template's own
        where it names some, and amounts and grades the lower of both.
    """
    changed: dict[str, Any] = {}
    if template.amount_min:
        changed["amount_min"] = max(rules.amount_min, template.amount_min)
    if template.amount_max:
        changed["amount_max"] = min(rules.amount_max, template.amount_max)
    if template.months:
        changed["months"] = [order.months] if template.seasonal else list(template.months)
    if template.documents is not None:
        changed["documents"] = list(template.documents)
    if template.grades or template.amount_max or template.income_months:
        changed["grades"] = {
            grade: _grade(known, template)
            for grade, known in rules.grades.items()
            if grade in (template.grades or grade)
        }
    return rules.model_copy(update=changed) if changed else rules


def _grade(known: GradeRules, template: ProductTemplate) -> GradeRules:
    return known.model_copy(
        update={
            "limit": min(known.limit, template.amount_max or known.limit),
            "income_months": min(
                known.income_months, template.income_months or known.income_months
            ),
        }
    )
