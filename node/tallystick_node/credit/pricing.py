"""Prices: from the chance of each class and what is then lost to a rate per grade and term.

A loan of class k pays its instalments until the share `lost[k]` of its principal is still owed, and
nothing afterwards; a sound one may be repaid in full before its end. Chances, losses and early
repayment are those of the term (`term_risk`). The rate is the lowest at which what is expected to
come in, discounted at funding + cost + margin, is worth the principal. Rates are whole ppm a year,
rounded up; a worse grade and a longer term never pay less, whichever terms are asked for; where the
all-in cost breaks the cap there is no rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit
from tallystick.loans.schedule import Method, Terms
from tallystick_node.credit.card_form import MONTHS_MAX
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.term_risk import TermOutlook, outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallystick_node.credit.card import Card

__all__ = ["PricePolicy", "Quote", "expected_loss", "price_table"]

PPM = 10**6
RATE_PPM_MAX = 1_000_000
# The all-in rate is that of a loan of this size, large enough for rounding not to show.
PRINCIPAL = 10**12
# Terms that set the floor of longer ones even when nobody asks for them.
LADDER = (1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240, 360, 480)
RETURN_MIN = -0.999


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

    return_ppm: what lenders are expected to earn a year at the rate, after losses and before costs;
    never a promise. It is what is required, or more where a shorter term or a better grade sets the
    rate. All three are None when no rate under the cap is enough.
    """

    grade: str
    months: int
    loss: float
    rate_ppm: int | None
    all_in_ppm: int | None
    return_ppm: int | None = None


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
        if not 1 <= months <= MONTHS_MAX:
            raise CreditError("CREDIT:PRICE", f"a term is 1 to {MONTHS_MAX} months, not {months}")
    asked = set(terms)
    quotes = []
    floors: dict[str, int] = {}
    for months in sorted(asked | {step for step in LADDER if step < max(asked, default=0)}):
        before = 0
        for place, grade in enumerate(card.document["grades"]):
            expected = outlook(card, place, months)
            rate = _rate(expected, months, policy.required_ppm)
            if rate is not None:
                before = rate = max(rate, before, floors.get(grade["grade"], 0))
                floors[grade["grade"]] = rate
            if months in asked:
                quotes.append(_quote(grade["grade"], months, expected, rate, policy))
    return quotes


def _quote(
    grade: str, months: int, expected: TermOutlook, rate: int | None, policy: PricePolicy
) -> Quote:
    """Return the quote of a rate, which breaks the cap or does not."""
    loss = expected_loss(expected.chances, expected.lost)
    all_in = None if rate is None else _all_in(rate, months, policy)
    if rate is None or all_in is None or all_in > policy.cap_ppm:
        return Quote(grade, months, loss, None, None)
    return Quote(grade, months, loss, rate, all_in, _return(expected, months, rate))


def _rate(expected: TermOutlook, months: int, required_ppm: int) -> int | None:
    """Return the lowest whole ppm at which the expected payments are worth the principal."""
    low, high = 0, RATE_PPM_MAX
    if _worth(expected, months, high / PPM, required_ppm / PPM) < 1:
        return None
    while low < high:
        middle = (low + high) // 2
        if _worth(expected, months, middle / PPM, required_ppm / PPM) >= 1:
            high = middle
        else:
            low = middle + 1
    return low


def _return(expected: TermOutlook, months: int, rate_ppm: int) -> int:
    """Return the yearly return, in whole ppm rounded down, at which a rate is just worth it."""
    low, high = round(RETURN_MIN * PPM), RATE_PPM_MAX
    while low < high:
        middle = (low + high + 1) // 2
        if _worth(expected, months, rate_ppm / PPM, middle / PPM) >= 1:
            low = middle
        else:
            high = middle - 1
    return low


def _worth(expected: TermOutlook, months: int, rate: float, required: float) -> float:
    """Return the present value of what one unit of principal is expected to pay back."""
    monthly, discount = rate / 12, 1 / (1 + required / 12)
    payment = monthly / (1 - (1 + monthly) ** -months) if monthly else 1 / months
    balance, total, factor, left = 1.0, 0.0, 1.0, 1.0
    classes = list(zip(expected.chances, expected.lost, strict=True))
    sound = sum(chance for chance, share in classes if not share)
    losing = [(chance, share) for chance, share in classes if share]
    for early in expected.early:
        factor *= discount
        after = balance * (1 + monthly) - payment
        stay = 1 - early
        total += sound * factor * (left * payment + (left - stay) * after)
        left = stay
        for chance, share in losing:
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
