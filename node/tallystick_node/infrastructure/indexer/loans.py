"""What the events of a loan come to, without a database: where it stands and what was paid.

The contracts state new totals in their events, so the newest of each decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["STATUSES", "LoanFacts", "step"]

# By the number that the contracts give them.
STATUSES = (
    "none", "listed", "funded", "active", "repaid", "defaulted", "recovered", "written_off",
    "expired", "cancelled",
)  # fmt: skip

_OF_TOTALS = {"Book", "Servicing", "Workouts"}
_FLAGS = {
    ("Workouts", "Impaired"): True,
    ("Workouts", "ImpairmentLifted"): False,
    ("Servicing", "ImpairmentEnded"): False,
}
# A stake pays once, and what is over goes back at the same moment.
_STAKES = {"Pledged", "GuaranteePaid", "StakeReleased"}


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A loan as its events describe it; amounts in minor units, `balance` as scheduled.

    instalments: of the schedule that runs now. impaired: a servicer has flagged it, and nothing has
    ended that yet. restructured_day: from which the newest terms run, None for those of the offer.
    guaranteed: what a guarantor has locked for it and is locked still.
    """

    loan: int
    borrower: str
    status: str
    principal: int
    funded: int
    risk_level: int
    rate_ppm: int
    instalments: int
    settled: int
    balance: int
    total_principal: int
    total_interest: int
    issue_day: int | None
    restructured_day: int | None
    impaired: bool
    guaranteed: int
    listed_block: int
    changed_block: int


def step(
    facts: LoanFacts | None, block: int, contract: str, name: str, fields: Mapping[str, Any]
) -> LoanFacts | None:
    """Return a loan after an event of it.

    Args:
        facts: The loan before, None before its first event.
        block: The event's block.
        contract: The contract that logged it.
        name: The event's name.
        fields: Its values, by the names of the ABI.

    Returns:
        The loan after; None before it is listed.
    """
    if (contract, name) == ("Offers", "Listed"):
        return _listed(block, fields)
    if facts is None:
        return None
    changed = _changed(facts, contract, name, fields)
    return replace(facts, changed_block=block, **changed) if changed else facts


def _listed(block: int, fields: Mapping[str, Any]) -> LoanFacts:
    return LoanFacts(
        loan=int(fields["loan"]),
        borrower=str(fields["borrower"]),
        status="listed",
        principal=int(fields["offer.principal"]),
        funded=0,
        risk_level=int(fields["offer.risk_level"]),
        rate_ppm=int(fields["offer.rate_ppm"]),
        instalments=int(fields["offer.n"]),
        settled=0,
        balance=0,
        total_principal=0,
        total_interest=0,
        issue_day=None,
        restructured_day=None,
        impaired=False,
        guaranteed=0,
        listed_block=block,
        changed_block=block,
    )


def _changed(
    facts: LoanFacts, contract: str, name: str, fields: Mapping[str, Any]
) -> dict[str, Any]:
    kept: dict[str, Any] = {
        column: int(fields[column])
        for column in ("funded", "settled", "balance", "total_principal", "total_interest")
        if column in fields and contract in _OF_TOTALS
    }
    if name == "StatusChanged":
        status = STATUSES[int(fields["status"])]
        # Whatever ends an active loan's life ends its flag, too.
        kept |= {"status": status} if status == "active" else {"status": status, "impaired": False}
    if name == "Issued":
        kept |= {"issue_day": int(fields["issue_day"]), "balance": int(fields["principal"])}
    if name == "Reamortised":
        kept["instalments"] = int(fields["last"])
    if (contract, name) in _FLAGS:
        kept["impaired"] = _FLAGS[contract, name]
    if contract == "Ballots" and name == "Restructured":
        kept |= {
            "restructured_day": int(fields["day"]), "balance": int(fields["principal"]),
            "rate_ppm": int(fields["rate_ppm"]), "instalments": int(fields["n"]), "settled": 0,
        }  # fmt: skip
    if contract == "Reserve" and name in _STAKES:
        kept["guaranteed"] = int(fields["amount"]) if name == "Pledged" else 0
    if contract == "Reserve" and name == "Distributed":
        kept["total_interest"] = facts.total_interest + int(fields["amount"])
    return kept
