"""What a product's template decides of an application: pure, with the values that it compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from unicodedata import decimal, normalize

from eth_utils.crypto import keccak

from tallystick.errors import InputError
from tallystick.loans.dates import Unit, day_from_date, due_day
from tallystick.loans.rounding import div_ceil, div_floor
from tallystick_node.products.catalogue import Artefact, ProductSide, ProductState
from tallystick_node.products.refusals import ProductRefused

if TYPE_CHECKING:
    from tallystick_node.products.catalogue import ProductTemplate

__all__ = [
    "SMALL_MAX", "InvoiceTerms", "OrderFacts", "VisitFacts", "advance_max", "check_invoice_day",
    "check_order", "check_product", "coarse_segments", "guarantee_needed", "harvest_months",
    "invoice_hash", "visit_holds",
]  # fmt: skip

PPM = 10**6
MONTHS_PER_YEAR = 12
# A count below this could be a person whom somebody knows.
SMALL_MAX = 4


@dataclass(frozen=True, slots=True)
class InvoiceTerms:
    """What an invoice asks its debtor to pay. amount: minor units."""

    debtor: str
    number: str
    amount: int
    due: date


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a template is compared with. harvest_month: 1 to 12, None without one."""

    natural: bool
    amount: int
    months: int
    method: str
    purpose: str
    harvest_month: int | None = None
    invoice: InvoiceTerms | None = None
    secured: bool = False


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What counts of a report: when the visit was, and whether it confirms what was stated."""

    visited_on: date
    confirmed: bool


def check_product(name: str, template: ProductTemplate, pack: str) -> None:
    """Refuse a product that cannot be asked for as a loan under a pack.

    Args:
        name: The product's name.
        template: Its template.
        pack: The name of the policy pack.

    Raises:
        ProductRefused: PRODUCT:PACK when the pack refuses it; PRODUCT:OFF when nobody can ask for
            it; PRODUCT:SIDE when it is none for borrowers.
    """
    if pack in template.refused_by:
        raise ProductRefused(
            "PRODUCT:PACK", f"the policy {pack} refuses the product {name}; its page says why"
        )
    if template.state is not ProductState.OFFERED:
        raise ProductRefused("PRODUCT:OFF", f"the product {name} is not offered")
    if template.side is not ProductSide.BORROWER:
        raise ProductRefused("PRODUCT:SIDE", f"{name} is not a product for borrowers")


def check_order(name: str, template: ProductTemplate, order: OrderFacts, day: date) -> None:
    """Refuse an application that is not within a product's template.

    Args:
        name: The product's name.
        template: Its template.
        order: What is asked for.
        day: The business date.

    Raises:
        InputError: PRODUCT:PERSON, PRODUCT:PURPOSE, PRODUCT:AMOUNT, PRODUCT:MONTHS, PRODUCT:METHOD,
            PRODUCT:SEASON, PRODUCT:INVOICE, PRODUCT:ADVANCE, PRODUCT:INVOICE_DUE or
            PRODUCT:COLLATERAL, with what the template has.
    """
    kind = "natural" if order.natural else "legal"
    if kind not in template.persons:
        raise InputError("PRODUCT:PERSON", f"{name} is not for a {kind} person")
    if template.purposes and order.purpose not in template.purposes:
        raise InputError(
            "PRODUCT:PURPOSE", f"{name} is for {', '.join(template.purposes)}, not {order.purpose}"
        )
    _check_figures(name, template, order)
    _check_season(name, template, order, day)
    _check_invoice(name, template, order, day)
    if Artefact.COLLATERAL in template.artefacts and not order.secured:
        raise InputError("PRODUCT:COLLATERAL", f"{name} is secured by a token; name one")


def _check_figures(name: str, template: ProductTemplate, order: OrderFacts) -> None:
    if order.amount < template.amount_min:
        raise InputError(
            "PRODUCT:AMOUNT", f"{name} lends at least {template.amount_min}, not {order.amount}"
        )
    if template.amount_max and order.amount > template.amount_max:
        raise InputError(
            "PRODUCT:AMOUNT", f"{name} lends at most {template.amount_max}, not {order.amount}"
        )
    if template.months and order.months not in template.months:
        terms = ", ".join(str(term) for term in template.months)
        raise InputError("PRODUCT:MONTHS", f"{name} runs {terms} months, not {order.months}")
    if template.methods and order.method not in template.methods:
        raise InputError(
            "PRODUCT:METHOD",
            f"{name} is repaid by {', '.join(template.methods)}, not {order.method}",
        )


def _check_season(name: str, template: ProductTemplate, order: OrderFacts, day: date) -> None:
    if template.seasonal and order.harvest_month is None:
        raise InputError("PRODUCT:SEASON", f"{name} needs the month of the harvest")
    if order.harvest_month is not None:
        if not template.seasonal:
            raise InputError("PRODUCT:SEASON", f"{name} takes no month of a harvest")
        term = harvest_months(day, order.harvest_month)
        if order.months != term:
            raise InputError(
                "PRODUCT:SEASON",
                f"a harvest in month {order.harvest_month} makes a term of {term} months,"
                f" not {order.months}",
            )


def _check_invoice(name: str, template: ProductTemplate, order: OrderFacts, day: date) -> None:
    asked = Artefact.INVOICE in template.artefacts
    if asked and order.invoice is None:
        raise InputError("PRODUCT:INVOICE", f"{name} needs an invoice")
    if order.invoice is None:
        return
    if not asked:
        raise InputError("PRODUCT:INVOICE", f"{name} takes no invoice")
    most = advance_max(template, order.invoice.amount)
    if order.amount > most:
        raise InputError(
            "PRODUCT:ADVANCE", f"at most {most} is lent on this invoice, not {order.amount}"
        )
    check_invoice_day(template, order.invoice.due, order.months, day)


def check_invoice_day(template: ProductTemplate, due: date, months: int, day: date) -> None:
    """Refuse a loan that would end too long after the invoice is paid, or on one that is due.

    Args:
        template: The product's template.
        due: When the invoice is due.
        months: The loan's term.
        day: The business date, on which the loan would begin at the earliest.

    Raises:
        InputError: PRODUCT:INVOICE_DUE.
    """
    latest = day_from_date(due) + template.after_due_days
    if due <= day or due_day(day_from_date(day), months, 1, Unit.MONTHS) > latest:
        raise InputError(
            "PRODUCT:INVOICE_DUE",
            f"the invoice is due on {due}, and the loan ends at most {template.after_due_days}"
            f" days later; {months} months from {day} are too long",
        )


def advance_max(template: ProductTemplate, amount: int) -> int:
    """Return the most that is lent on an invoice.

    Args:
        template: The product's template.
        amount: The invoice's amount, in minor units.

    Returns:
        Its share, rounded down.
    """
    return div_floor(amount * template.advance_ppm, PPM)


def guarantee_needed(template: ProductTemplate, amount: int) -> int:
    """Return for how much of a loan others have to answer.

    Args:
        template: The product's template.
        amount: The principal, in minor units.

    Returns:
        Its share, rounded up.
    """
    return div_ceil(amount * template.guarantee_ppm, PPM)


def harvest_months(day: date, harvest_month: int) -> int:
    """Return after how many months a harvest loan is paid: the month after the harvest begins.

    Args:
        day: The business date.
        harvest_month: The next month of that number, 1 to 12; the present one counts.

    Returns:
        1 to 12.
    """
    return (harvest_month - day.month) % MONTHS_PER_YEAR + 1


def invoice_hash(debtor: str, number: str) -> str:
    """Return what tells an invoice from all others: who owes it, and its number.

    The number's case, spaces and marks do not count, nor the width and form of its signs, so that
    nobody brings one twice.

    Args:
        debtor: The checksummed wallet of the enterprise that owes it.
        number: The invoice's number, as it is written on it.

    Returns:
        0x and 64 hex digits (Keccak-256).
    """
    # Folding can make new signs that come apart, so they are taken apart before and after.
    folded = normalize("NFKD", normalize("NFKD", number).casefold())
    plain = "".join(
        str(decimal(character, character)) for character in folded if character.isalnum()
    )
    return "0x" + keccak(text=f"tallystick invoice {debtor.lower()} {plain}").hex()


def visit_holds(template: ProductTemplate, visit: VisitFacts, day: date) -> bool:
    """Return whether a visit confirms what was stated, and is not too old.

    Args:
        template: The product's template.
        visit: The newest one.
        day: The business date.

    Returns:
        True when it does.
    """
    return visit.confirmed and 0 <= (day - visit.visited_on).days <= template.artefact_days


def coarse_segments(
    ages: Sequence[int | None], incomes: Sequence[int | None], likings: Sequence[str], unit: int
) -> dict[tuple[str, str], int | None]:
    """Return how many clients are of each age, income and liking.

    Args:
        ages: In years, of each client; None where not known.
        incomes: In minor units a year, of each client; None where not stated.
        likings: A word for what each client has asked for or done.
        unit: Minor units of one unit of the currency.

    Returns:
        Counts by kind and segment; None for a count of 1 to 4, which could be somebody, and for
        the next smallest where it could be worked out from the total that another kind shows.
    """
    counts: dict[tuple[str, str], int] = {}
    for age in ages:
        key = ("age", _band(age, (18, 25, 35, 45, 55, 65), 1))
        counts[key] = counts.get(key, 0) + 1
    for income in incomes:
        key = ("income", _band(income, (0, 10_000, 25_000, 50_000, 100_000), unit))
        counts[key] = counts.get(key, 0) + 1
    for liking in likings:
        counts["preference", liking] = counts.get(("preference", liking), 0) + 1
    hidden = {key for kind in {kind for kind, _ in counts} for key in _hidden(counts, kind)}
    return {key: None if key in hidden else count for key, count in sorted(counts.items())}


def _hidden(counts: Mapping[tuple[str, str], int], kind: str) -> list[tuple[str, str]]:
    """Which counts of a kind are left out: either none, or two and more that are not few together.

    Every client is counted once in each kind, so one that is left out alone is a difference.
    """
    own = sorted((key for key in counts if key[0] == kind), key=lambda key: (counts[key], key))
    few = [key for key in own if counts[key] <= SMALL_MAX]
    for key in own[len(few) :]:
        if not few or (len(few) > 1 and sum(counts[each] for each in few) > SMALL_MAX):
            break
        few.append(key)
    return few


def _band(value: int | None, edges: Sequence[int], unit: int) -> str:
    """The band from an edge to the next, by its lower edge; below the first it is `under`."""
    if value is None:
        return "unknown"
    reached = [edge for edge in edges if value >= edge * unit]
    return f"from {reached[-1]}" if reached else f"under {edges[0]}"
