"""A loan's risk statement: what lenders have to know before they lend, whole or refused.

One canonical text (RFC 8785) whose Keccak-256 is the offer's `disclosure_hash`; a funding names
that hash, so it acknowledges these very words. Whole means every field is there: purpose, method,
source of repayment, risk level, term, the return expected before and after the expected loss, and
the worst case: all principal is lost and no reserve pays. The borrower stays unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tallystick.disclosure.canonical import canonical, read_canonical
from tallystick.errors import InputError
from tallystick.loans.apr import APR_PPM_MAX, effective_annual_rate_ppm
from tallystick.loans.rounding import div_floor, require_int
from tallystick.loans.schedule import Method, Terms, schedule

if TYPE_CHECKING:
    from tallystick.platform.messages import Offer

__all__ = [
    "Borrower",
    "Judgement",
    "RiskStatement",
    "expected_returns",
    "read_statement",
    "terms_of",
]

FORMAT = 1
PPM = 1_000_000
LEVELS = 5
TEXT_MAX = 2_000
KINDS = ("natural", "legal", "other")
WORST = "All principal is lost, and no reserve or guarantor pays anything."
_TEXTS = ("purpose", "source_of_repayment", "safeguards", "possible_results")
_BORROWER = ("kind", "industry", "income", "debts", "overdue_6_months", "loans_elsewhere")
_FIELDS = frozenset(
    {*_TEXTS, "format", "project", "terms", "borrower", "risk_level", "expected", "worst_case"}
)
# A number so long, or an address, says who somebody is.
_NAMING = re.compile(r"\d[\d -]{6,}\d|\S+@\S+")


@dataclass(frozen=True, slots=True)
class Borrower:
    """The borrower without a name: who they are, and what they owe elsewhere, in words."""

    kind: str
    industry: str
    income: str
    debts: str
    overdue_6_months: str
    loans_elsewhere: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was judged: lifetime probability of default, and the share lost then, in ppm."""

    pd_ppm: int
    lgd_ppm: int

    def __post_init__(self) -> None:
        require_int("pd_ppm", self.pd_ppm, 0, PPM, scope="STATEMENT")
        require_int("lgd_ppm", self.lgd_ppm, 0, PPM, scope="STATEMENT")

    @property
    def loss_ppm(self) -> int:
        """The expected loss, rounded up."""
        return -(-self.pd_ppm * self.lgd_ppm // PPM)


@dataclass(frozen=True, slots=True)
class RiskStatement:
    """A whole statement; `data` are its bytes and `hash` what the offer carries."""

    document: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        offer: Offer,
        borrower: Borrower,
        judgement: Judgement,
        *,
        purpose: str,
        source_of_repayment: str,
        safeguards: str,
        possible_results: str,
    ) -> RiskStatement:
        """Write the statement of an offer, whose disclosure_hash is not part of it.

        Args:
            offer: The offer.
            borrower: The borrower without a name.
            judgement: Probability of default and loss, in ppm.
            purpose: What the loan is for, in words, at most 2,000 characters.
            source_of_repayment: What it is repaid from; likewise.
            safeguards: What protects lenders; likewise.
            possible_results: What may become of it; likewise.

        Returns:
            The statement; its expected returns as `expected_returns` computes them.

        Raises:
            InputError: STATEMENT:FIELD when something is missing, too long, or names somebody.
            TermsError: When the offer's terms are out of bounds, or no rate exists.
        """
        before, after = expected_returns(offer.terms, offer.servicing_ppm, judgement)
        document = {
            "format": FORMAT,
            "project": "0x" + offer.project.hex(),
            "purpose": purpose,
            "source_of_repayment": source_of_repayment,
            "safeguards": safeguards,
            "possible_results": possible_results,
            "terms": terms_of(offer.values()),
            "borrower": {name: getattr(borrower, name) for name in _BORROWER},
            "risk_level": offer.risk_level,
            "expected": {
                "pd_ppm": judgement.pd_ppm,
                "lgd_ppm": judgement.lgd_ppm,
                "loss_ppm": judgement.loss_ppm,
                "return_before_loss_ppm": before,
                "return_after_loss_ppm": after,
                "label": "attested",
            },
            "worst_case": {
                "words": WORST,
                "principal_lost": str(offer.principal),
                "received_from_reserve": "0",
                "cash_lost": str(offer.principal),
            },
        }
        return cls(_whole(document))

    def require(self, offer: Offer) -> None:
        """Check that the statement is of an offer.

        Args:
            offer: The offer.

        Raises:
            InputError: STATEMENT:OFFER when it is of another offer.
        """
        stated = (self.document["project"], self.document["risk_level"], self.document["terms"])
        if stated != ("0x" + offer.project.hex(), offer.risk_level, terms_of(offer.values())):
            raise InputError("STATEMENT:OFFER", "the risk statement is of another offer")

    @property
    def data(self) -> bytes:
        """The one text."""
        return canonical(self.document)

    @property
    def hash(self) -> bytes:
        """Keccak-256 of the text: the offer's disclosure_hash."""
        return bytes(keccak(self.data))


def terms_of(offer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of an offer as a statement has them.

    Args:
        offer: The offer's fields by name.

    Returns:
        The terms for JSON, the principal in minor units as a string.

    Raises:
        ValueError: When the method's number is not known.
    """
    return {
        "principal": str(offer["principal"]),
        "rate_ppm": offer["rate_ppm"],
        "method": Method(offer["method"]).name.lower(),
        "instalments": offer["n"],
        "period": offer["period"],
        "unit": "days" if offer["in_days"] else "months",
        "interest_only_first": offer["lead"],
        "servicing_ppm": offer["servicing_ppm"],
    }


def read_statement(data: bytes) -> RiskStatement:
    """Read a statement.

    Args:
        data: The bytes of its text.

    Returns:
        The statement.

    Raises:
        InputError: DISCLOSURE:FORM when it is not a canonical text, STATEMENT:FIELD when it is not
            whole.
    """
    document = read_canonical(data)
    if not isinstance(document, dict):
        raise InputError("STATEMENT:FIELD", "a risk statement is one object")
    return RiskStatement(_whole(document))


def expected_returns(plan: Terms, servicing_ppm: int, judgement: Judgement) -> tuple[int, int]:
    """Return the effective annual rates before and after the expected loss.

    Payments are the scheduled ones less the servicing share of their interest, rounded down; after
    loss each is less by the expected loss, rounded down.

    Args:
        plan: The terms of the schedule.
        servicing_ppm: The platform's share of interest, 0 to 1,000,000 ppm.
        judgement: Probability of default and loss, in ppm.

    Returns:
        Both rates in ppm, rounded half up; the second is -1,000,000 when nothing is expected.

    Raises:
        TermsError: APR:PAYMENTS or APR:TOO_HIGH when the payments have no rate.
    """
    net = [row.payment - div_floor(row.interest * servicing_ppm, PPM) for row in schedule(plan)]
    left = PPM - judgement.loss_ppm
    expected = [div_floor(payment * left, PPM) for payment in net]
    before = effective_annual_rate_ppm(plan.principal, net, plan.period, plan.unit)
    if not any(expected):
        return before, -PPM
    return before, effective_annual_rate_ppm(plan.principal, expected, plan.period, plan.unit)


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document, or refuse it by the first field that is missing or cannot be."""
    for name in sorted(_FIELDS ^ set(document)):
        raise _refused(name, "is missing" if name in _FIELDS else "is not a field of a statement")
    try:
        _check_texts(document)
        _check_figures(document)
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused("statement", f"is not whole ({error!r})") from error
    return document


def _check_texts(document: Mapping[str, Any]) -> None:
    borrower = document["borrower"]
    if set(borrower) != set(_BORROWER):
        raise _refused("borrower", f"has exactly {', '.join(_BORROWER)}")
    if borrower["kind"] not in KINDS:
        raise _refused("borrower.kind", f"is one of {', '.join(KINDS)}")
    texts = {name: document[name] for name in _TEXTS}
    texts |= {f"borrower.{name}": value for name, value in borrower.items()}
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or len(text) > TEXT_MAX:
            raise _refused(name, f"is missing, or has more than {TEXT_MAX} characters")
        if _NAMING.search(text):
            raise _refused(name, "names somebody: a long number or an address stands in it")


def _check_figures(document: Mapping[str, Any]) -> None:
    worst, expected = document["worst_case"], document["expected"]
    principal = int(document["terms"]["principal"])
    if document["format"] != FORMAT:
        raise _refused("format", f"is {FORMAT}")
    require_int("risk_level", document["risk_level"], 1, LEVELS, scope="STATEMENT")
    for name in ("return_before_loss_ppm", "return_after_loss_ppm"):
        require_int(name, expected[name], -PPM, APR_PPM_MAX, scope="STATEMENT")
    judged = Judgement(expected["pd_ppm"], expected["lgd_ppm"])
    if expected["loss_ppm"] != judged.loss_ppm or expected["label"] != "attested":
        raise _refused("expected.loss_ppm", f"is {judged.loss_ppm}: pd x lgd, rounded up")
    if not expected["return_after_loss_ppm"] <= expected["return_before_loss_ppm"]:
        raise _refused("expected.return_after_loss_ppm", "is above that before loss")
    stated = (worst["words"], worst["principal_lost"], worst["received_from_reserve"],
            worst["cash_lost"])  # fmt: skip
    if stated != (WORST, str(principal), "0", str(principal)):
        raise _refused("worst_case", "is that all principal is lost and no reserve pays")


def _refused(name: str, what: str) -> InputError:
    return InputError("STATEMENT:FIELD", f"{name} {what}")
