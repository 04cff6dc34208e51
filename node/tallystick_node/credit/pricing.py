"""Prices: from the chance of each class and what is then lost to a rate per grade and term.

A loan of class k pays its instalments until the share `lost[k]` of its principal is still owed, and
nothing afterwards. The rate is the lowest at which what is expected to come in, discounted at
funding + cost + margin, is worth the principal. Rates are whole ppm a year, rounded up; a worse
grade and a longer term never pay less; where the all-in cost breaks the cap there is no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms
from tallystick_node.credit.refusal import CreditError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.credit.card import Card

__all__ = ["PricePolicy", "Quote", "expected_loss", "lost_by_class", "price_table"]

# Measured on US loans of 2007 to 2010: classes clean, late, charged off late, charged off early.
LOST_DEFAULT = (0.0, 0.0, 0.27, 0.71)
LOST_BINARY = (0.0, 0.58)
PPM = 10**6
RATE_PPM_MAX = 1_000_000
# The all-in rate is that of a loan of this size, large enough for rounding not to show.
PRINCIPAL = 10**12


@dataclass(frozen=True, slots=True)
class PricePolicy:
    """What a platform asks beside the expected loss; everything in ppm a year but the fee.

    origination_ppm is withheld from the principal once. cap_ppm bounds the all-in effective rate.
    """

    funding_ppm: int = 50_000
    cost_ppm: int = 10_000
    margin_ppm: int = 10_000
    origination_ppm: int = 20_000
    cap_ppm: int = 360_000

    def __post_init__(self) -> None:
        for name in ("funding_ppm", "cost_ppm", "margin_ppm", "origination_ppm", "cap_ppm"):
            value = getattr(self, name)
            if not 0 <= value < RATE_PPM_MAX:
                raise CreditError(
                    "CREDIT:PRICE", f"{name} must be 0 to {RATE_PPM_MAX - 1}, not {value}"
                )

    @property
    def required_ppm(self) -> int:
        """The yearly return that lenders must be able to expect."""
        return self.funding_ppm + self.cost_ppm + self.margin_ppm


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a grade and a term. loss: expected share of principal lost.

    rate_ppm and all_in_ppm are None when no rate under the cap is enough.
    """

    grade: str
    months: int
    loss: float
    rate_ppm: int | None
    all_in_ppm: int | None


def expected_loss(chances: Sequence[float], lost: Sequence[float]) -> float:
    """Return the expected share of principal lost: PD by class times loss given the class.

    Args:
        chances: The chance of each class, best first.
        lost: The share of principal lost in each class.

    Returns:
        A share between 0 and 1.
    """
    return sum(chance * share for chance, share in zip(chances, lost, strict=True))


def price_table(card: Card, terms: Sequence[int], policy: PricePolicy) -> list[Quote]:
    """Return quotes for every grade and term.

    Args:
        card: The card.
        terms: Months, each 1 to 480.
        policy: What the platform asks beside the expected loss.

    Returns:
        The quotes, by term and then by grade, best first.

    Raises:
        CreditError: CREDIT:PRICE for a term out of bounds.
        TermsError: APR:TOO_HIGH when the all-in rate is beyond what can be stated.
    """
    for months in terms:
        if not 1 <= months <= 480:
            raise CreditError("CREDIT:PRICE", f"a term is 1 to 480 months, not {months}")
    lost = lost_by_class(card)
    quotes = []
    floors: dict[str, int] = {}
    for months in sorted(set(terms)):
        before = 0
        for grade in card.document["grades"]:
            chances = grade["p_classes"]
            loss = expected_loss(chances, lost)
            rate = _rate(chances, lost, months, policy.required_ppm)
            if rate is not None:
                before = rate = max(rate, before, floors.get(grade["grade"], 0))
                floors[grade["grade"]] = rate
            all_in = None if rate is None else _all_in(rate, months, policy)
            if all_in is None or all_in > policy.cap_ppm:
                rate = all_in = None
            quotes.append(Quote(grade["grade"], months, loss, rate, all_in))
    return quotes


def lost_by_class(card: Card) -> tuple[float, ...]:
    """Return the share of principal lost in each class: the card's own, else what is usual.

    Args:
        card: The card.

    Returns:
        Shares, best class first.
    """
    own = card.document.get("lost_by_class")
    if own is not None:
        return tuple(own)
    if card.classes == len(LOST_DEFAULT):
        return LOST_DEFAULT
    good = card.default_class
    return (*(LOST_BINARY[0],) * good, *(LOST_BINARY[1],) * (card.classes - good))


def _rate(
    chances: Sequence[float], lost: Sequence[float], months: int, required_ppm: int
) -> int | None:
    """Return the lowest whole ppm at which the expected payments are worth the principal."""
    low, high = 0, RATE_PPM_MAX
    if _worth(chances, lost, months, high / PPM, required_ppm / PPM) < 1:
        return None
    while low < high:
        middle = (low + high) // 2
        if _worth(chances, lost, months, middle / PPM, required_ppm / PPM) >= 1:
            high = middle
        else:
            low = middle + 1
    return low


def _worth(
    chances: Sequence[float], lost: Sequence[float], months: int, rate: float, required: float
) -> float:
    """Return the present value of what one unit of principal is expected to pay back."""
    monthly, discount = rate / 12, 1 / (1 + required / 12)
    payment = monthly / (1 - (1 + monthly) ** -months) if monthly else 1 / months
    balance, total, factor = 1.0, 0.0, 1.0
    for _ in range(months):
        factor *= discount
        after = balance * (1 + monthly) - payment
        for chance, share in zip(chances, lost, strict=True):
            # The instalment in which the balance passes the share lost is paid in part.
            part = (balance - share) / (balance - after) if balance > share else 0.0
            total += chance * min(part, 1.0) * payment * factor
        balance = after
    return total


def _all_in(rate_ppm: int, months: int, policy: PricePolicy) -> int:
    """Return the effective annual rate that the borrower pays, the fee included."""
    terms = Terms(PRINCIPAL, rate_ppm, months, 1, Unit.MONTHS, Method.ANNUITY, 0)
    # Rounded up: a fee is the borrower's.
    fee = -(-PRINCIPAL * policy.origination_ppm // PPM)
    return annual_percentage_rate_ppm(terms, fee)
