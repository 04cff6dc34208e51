"""ScoreReason codes: what a variable of a card is called on a notice of adverse action.

The wording follows the sample notice C-1 of US Regulation B (12 CFR 1002, appendix C); at most four
reasons are given. A variable is recognised by words in its name; one that is not keeps its own name
under the code `other`, so that nothing is ever explained by a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["REASONS", "REASONS_MAX", "ScoreReason", "reason_of"]

REASONS_MAX = 4
# Code, wording, and the words that a column's name begins a part with. The first match decides.
REASONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("bankruptcy", "Bankruptcy", ("bankrupt",)),
    ("judgment", "Collection action or judgment", ("pub", "collections", "lien", "judg", "record",
                                                   "chargeoff")),
    ("delinquent", "Delinquent past or present credit obligations with others",
     ("delinq", "late", "overdue", "past", "dpd", "dlq", "90g", "30dpd", "numberoftime", "arrear",
      "days")),
    ("inquiries", "Number of recent inquiries on credit bureau report", ("inq",)),
    ("income_unverified", "Unable to verify income", ("verif", "ver", "verification")),
    ("obligations", "Excessive obligations in relation to income",
     ("dti", "debt", "liab", "pti", "installment", "freecash", "refin", "dependents", "depen")),
    ("income", "Income insufficient for amount of credit requested",
     ("inc", "income", "annual_inc", "monthlyincome", "salary", "loan_amnt", "loan", "funded",
      "amount", "log", "term", "duration", "credit_amount")),
    ("utilisation", "Proportion of revolving balances to credit limits is too high",
     ("util", "revol", "revolving", "bc", "percent")),
    ("employment", "Length of employment", ("emp", "em", "employ", "employment", "job", "exper")),
    ("residence", "Length or kind of residence",
     ("home", "residence", "housing", "owner", "tenant", "mortgage", "mort", "real", "property",
      "homeless", "livingw", "council", "joint")),
    ("experience", "Limited credit experience",
     ("credit_history", "history", "mo", "mths", "months", "open", "total_acc", "acc", "num", "tot",
      "total", "checking", "savings", "existing", "earliest", "previous", "no", "new", "bal",
      "balance", "avg", "max")),
)  # fmt: skip
OTHER = "other"
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+[a-z]*")


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """Why points were lost. lost: half points. value: the bin, in words."""

    code: str
    text: str
    variable: str
    value: str
    lost: int


def reason_of(variable: str, value: str, lost: int) -> ScoreReason:
    """Return the reason for a variable of a card; a missing value has a code of its own.

    Args:
        variable: The variable's name.
        value: The bin, in words.
        lost: The half points lost.

    Returns:
        The reason.
    """
    if value == "missing":
        return ScoreReason(f"missing_{variable}", f"Not given: {variable}", variable, value, lost)
    name = variable.lower()
    words = [word.lower() for word in WORD.findall(variable)]
    for code, text, starts in REASONS:
        for start in starts:
            if name.startswith(start) if "_" in start else _begins(words, start):
                return ScoreReason(code, text, variable, value, lost)
    return ScoreReason(f"{OTHER}_{variable}", f"Other: {variable}", variable, value, lost)


def _begins(words: list[str], start: str) -> bool:
    """Whether a word is the start, or begins with it when the start is long enough to mean it."""
    return any(word == start or (len(start) > 3 and word.startswith(start)) for word in words)
