"""Which live loans the rules of a day would refuse: what a change of the law would mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain.contracts import Lens
from tallystick.errors import InputError
from tallystick.loans.rounding import TermsError, div_ceil
from tallystick.loans.schedule import schedule
from tallystick.platform._sync.loans import listing
from tallystick_node.supervision.ground import CheckGround, live_loans

if TYPE_CHECKING:
    from tallystick.platform.listing import Listing
    from tallystick_node.infrastructure.policy.judgement import Policy

__all__ = ["RefusedLoan", "refused_loans"]

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class RefusedLoan:
    """A live loan that a rule would not let in. why: the rule with its values."""

    loan: int
    rule: str
    why: str

    def document(self) -> dict[str, Any]:
        """Return it for JSON.

        Returns:
            Its fields.
        """
        return {"loan": self.loan, "rule": self.rule, "why": self.why}


def refused_loans(ground: CheckGround, policy: Policy) -> list[RefusedLoan]:
    """Judge every live loan by a policy, as a new offer of today would be.

    Args:
        ground: Where the loans are.
        policy: The policy pack and the day of it.

    Returns:
        A finding for each rule that a loan breaks, by loan.

    Raises:
        ConfigError: POLICY:DAY when the pack does not cover the day.
        TransportError: When the chain's node does not answer.
    """
    rows = live_loans(ground)
    owed: Counter[str] = Counter()
    for row in rows:
        owed[row.borrower] += row.principal if row.status != "active" else row.balance
    refused = []
    for row in rows:
        listed = listing(ground.platform, row.loan)
        fees = ground.platform.read(Lens.state_of(row.loan))["parties"]
        for judge in (_rate, _security):
            try:
                judge(policy, listed, (fees["origination_ppm"], fees["reserve_ppm"]))
            except InputError as wrong:
                refused.append(RefusedLoan(row.loan, wrong.code, wrong.sentence))
        try:
            policy.check_borrower(natural=True, more=0, on_platform=owed[row.borrower], elsewhere=0)
        except InputError as wrong:
            refused.append(RefusedLoan(row.loan, wrong.code, wrong.sentence))
    return refused


def _rate(policy: Policy, listed: Listing, withheld: tuple[int, int]) -> None:
    terms = listed.terms
    received = terms.principal - sum(div_ceil(terms.principal * ppm, PPM) for ppm in withheld)
    try:
        policy.check_rate(received, schedule(terms).payments, terms.period, terms.unit)
    except TermsError as wrong:
        raise InputError("POLICY:RATE", f"the loan has no rate a year: {wrong.sentence}") from wrong


def _security(policy: Policy, listed: Listing, withheld: tuple[int, int]) -> None:
    del listed
    policy.check_security(reserve_ppm=withheld[1], guarantor=False, guarantor_is_platform=False)
