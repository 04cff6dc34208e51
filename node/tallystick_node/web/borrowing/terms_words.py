"""What a loan costs its borrower, in rows: the same before asking, confirming, listing, drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.loans.schedule import Method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from tallystick.platform.quotes import Quote
    from tallystick_node.web.page import WebPage

__all__ = ["cost_rows"]


def cost_rows(
    page: WebPage, quote: Quote, late_rate_ppm: int, default_dpd: int
) -> Sequence[tuple[str, Markup | str]]:
    """Return a loan's cost as labels and values.

    Args:
        page: The reader's.
        quote: The loan's schedule, what is withheld, and the rate with it.
        late_rate_ppm: A year, on what is late.
        default_dpd: Days past due from which it is in default.

    Returns:
        The rows, from the amount to what being late costs.
    """
    say, wording = page.texts.gettext, page.wording
    ways = {
        Method.ANNUITY: say("equal instalments"),
        Method.LINEAR: say("equal principal, falling interest"),
        Method.INTEREST_ONLY: say("interest only, principal at the end"),
        Method.BULLET: say("all at the end"),
    }
    terms, payments = quote.schedule.terms, quote.schedule.payments
    return [
        (say("Amount"), wording.money(terms.principal)),
        (say("Origination fee, withheld"), wording.money(quote.origination)),
        (say("To the reserve, withheld"), wording.money(quote.contribution)),
        (say("Paid out to you"), wording.money(quote.received)),
        (say("Rate a year"), wording.share(terms.rate_ppm)),
        (
            say("Annual percentage rate, with what is withheld"),
            wording.share(quote.annual_percentage_rate_ppm),
        ),
        (say("How it is repaid"), ways[terms.method]),
        (say("Instalments"), wording.number(terms.n)),
        (say("First instalment"), wording.money(payments[0])),
        (say("Last instalment"), wording.money(payments[-1])),
        (say("Paid back in all"), wording.money(sum(payments))),
        (say("Rate a year on what is late"), wording.share(late_rate_ppm)),
        (say("In default after days late"), wording.number(default_dpd)),
    ]
