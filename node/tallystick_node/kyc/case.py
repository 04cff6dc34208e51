"""A person's case for a credential: all the facts of a day, and everything that is still missing.

Anyone held by a screening learns that it takes time, and nothing else: that is the law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tallystick_node.kyc.limits import LendingLimits
from tallystick_node.kyc.rating_rules import RiskRating
from tallystick_node.kyc.refusals import UNDER_REVIEW

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.assessments import Assessment, Assessments
    from tallystick_node.kyc.context import Context
    from tallystick_node.kyc.evidence import Evidence, EvidenceFinding
    from tallystick_node.kyc.levels import Levels, VerificationLevel
    from tallystick_node.kyc.list_versions import ListVersion
    from tallystick_node.kyc.ratings import Ratings
    from tallystick_node.kyc.vulnerability import Care
    from tallystick_node.kyc.watchlist import Watchlist

__all__ = ["Cases", "KycCase"]

# Lenders must be known by name, borrowers by card and face too.
LEVEL_TO_LEND, LEVEL_TO_BORROW = 1, 2
_STEPS = {"call": "one of us must speak with you first", "confirmation": "confirm once more"}


@dataclass(frozen=True, slots=True)
class KycCase:
    """The facts of a day. missing: what stands in the way, a sentence each.

    risk_class and limits are those of a credential as of now; 1 and 0 where one does not lend.
    until: the last day on which everything holds.
    """

    kind: str
    commitment: str
    group_of: str
    level: VerificationLevel
    rating: RiskRating
    reviewed: bool
    vulnerable: bool
    cared_for: bool
    assessment: Assessment | None
    findings: tuple[EvidenceFinding, ...]
    lists: tuple[ListVersion, ...]
    risk_class: int
    lend_limit: int
    borrow_limit: int
    until: date | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Puts a case together. bounds: of services above this one, on what somebody may have lent."""

    context: Context
    evidence: Evidence
    watchlist: Watchlist
    levels: Levels
    ratings: Ratings
    assessments: Assessments
    care: Care
    bounds: list[Callable[[Connection, str], int | None]] = field(
        default_factory=list, repr=False, compare=False
    )

    def of(self, connection: Connection, person: str, *, lend: bool, borrow: bool) -> KycCase:
        """Return the case of somebody who means to lend, to borrow, or both.

        Args:
            connection: An open database transaction.
            person: The person's identifier.
            lend: Whether the person means to lend.
            borrow: Whether the person means to borrow.

        Returns:
            The case; limits in minor units.

        Raises:
            PersonRefused: PEOPLE:UNKNOWN when nobody is registered under this identifier.
            ConfigError: POLICY:DAY when the policy pack does not cover today.
            VaultRefused: When the vault cannot open what it keeps of the person.
        """
        row = self.context.person(connection, person)
        standing = self.watchlist.standing(connection, person)
        level = self.levels.of(connection, person)
        assessment = self.assessments.current(connection, person) if lend else None
        vulnerable = bool(self.care.reasons(connection, person))
        steps = self.care.missing(connection, person)
        risk_class = 1 if assessment is None else assessment.risk_class
        limits = LendingLimits(self.context.pack, self.context.today)
        lend_limit = limits.lend(risk_class, vulnerable=vulnerable) if lend else 0
        if lend:
            bounds = (bound(connection, person) for bound in self.bounds)
            lend_limit = min([lend_limit, *(most for most in bounds if most is not None)])
        borrow_limit = limits.borrow(row.kind) if borrow else 0
        rating = self.ratings.of_stake(connection, person, max(lend_limit, borrow_limit))
        reviewed = self.ratings.reviewed(connection, person)
        missing = [
            *self._unknown(level, borrow=borrow),
            *(self._unfit(assessment) if lend else ()),
            *(_STEPS[step] for step in steps),
        ]
        if rating is RiskRating.HIGH and not reviewed:
            missing.append("staff must look into your case, and another one must approve")
        if row.commitment is None:
            missing.append("state your identity number or social credit code")
        findings = tuple(
            finding
            for finding in self.evidence.findings(connection, person).values()
            if finding.holds
        )
        return KycCase(
            kind=row.kind,
            commitment=row.commitment or "",
            group_of=row.related_to or row.commitment or "",
            level=level,
            rating=rating,
            reviewed=reviewed,
            vulnerable=vulnerable,
            cared_for=not steps,
            assessment=assessment,
            findings=findings,
            lists=standing.lists,
            risk_class=risk_class,
            lend_limit=lend_limit,
            borrow_limit=borrow_limit,
            until=_earliest(findings, assessment),
            missing=(UNDER_REVIEW,) if standing.held else tuple(missing),
        )

    def _unknown(self, level: VerificationLevel, *, borrow: bool) -> tuple[str, ...]:
        needed = LEVEL_TO_BORROW if borrow else LEVEL_TO_LEND
        return level.missing if level.number < needed else ()

    def _unfit(self, assessment: Assessment | None) -> tuple[str, ...]:
        if assessment is None:
            return ("answer the investor questionnaire and sign it",)
        if assessment.expires_on < self.context.today:
            return (f"the questionnaire held until {assessment.expires_on}; answer it again",)
        if assessment.warning is not None:
            return (f"acknowledge the warning: {assessment.warning}",)
        return ()


def _earliest(findings: tuple[EvidenceFinding, ...], assessment: Assessment | None) -> date | None:
    days = [finding.expires_on for finding in findings if finding.expires_on is not None]
    if assessment is not None:
        days.append(assessment.expires_on)
    return min(days, default=None)
