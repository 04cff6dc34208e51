"""The risk register: each risk with who owns it, how it is measured, and what a breach asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tallystick_node.auth.rights import Role

__all__ = ["REGISTER", "RiskEntry", "RiskKind", "RiskResponse"]


class RiskKind(StrEnum):
    """The kinds of risk that a platform answers for."""

    CREDIT = "credit"
    LIQUIDITY = "liquidity"
    MARKET = "market"
    OPERATION = "operation"
    COMPLIANCE = "compliance"
    REPUTATION = "reputation"
    STRATEGY = "strategy"
    TECHNOLOGY = "technology"
    CORRELATION = "correlation"


class RiskResponse(StrEnum):
    """What a breach asks for; the runbook of each stands in docs/reference/risk.md."""

    PAUSE_LENDING = "pause_lending"
    TIGHTEN_UNDERWRITING = "tighten_underwriting"
    STOP_LARGEST = "stop_largest"
    RAISE_RESERVE = "raise_reserve"
    SLOW_GROWTH = "slow_growth"
    LOWER_RATES = "lower_rates"
    REPAIR_JOBS = "repair_jobs"
    REVIEW_HALTS = "review_halts"
    PUBLISH_REPORT = "publish_report"
    LIMIT_GUARANTORS = "limit_guarantors"


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """One risk. owner: the role that answers for it. metric: one of the policy pack's."""

    kind: RiskKind
    metric: str
    owner: Role
    response: RiskResponse

    @property
    def proposes_pause(self) -> bool:
        """Whether a breach proposes to the guardians that new risk is paused."""
        return self.response is RiskResponse.PAUSE_LENDING


_ROWS = (
    (RiskKind.CREDIT, "credit.late", Role.UNDERWRITER, RiskResponse.TIGHTEN_UNDERWRITING),
    (RiskKind.CREDIT, "credit.bad", Role.UNDERWRITER, RiskResponse.PAUSE_LENDING),
    (RiskKind.CREDIT, "concentration.largest", Role.UNDERWRITER, RiskResponse.STOP_LARGEST),
    (RiskKind.CREDIT, "concentration.top_ten", Role.UNDERWRITER, RiskResponse.STOP_LARGEST),
    (RiskKind.CREDIT, "concentration.herfindahl", Role.UNDERWRITER, RiskResponse.STOP_LARGEST),
    (RiskKind.CREDIT, "reserve.shortfall", Role.TREASURY, RiskResponse.RAISE_RESERVE),
    (RiskKind.CREDIT, "reserve.provision", Role.TREASURY, RiskResponse.PAUSE_LENDING),
    (RiskKind.LIQUIDITY, "liquidity.mismatch", Role.TREASURY, RiskResponse.PAUSE_LENDING),
    (RiskKind.MARKET, "market.over_cap", Role.COMPLIANCE, RiskResponse.LOWER_RATES),
    (RiskKind.OPERATION, "operation.dead_jobs", Role.SERVICER, RiskResponse.REPAIR_JOBS),
    (RiskKind.COMPLIANCE, "compliance.reports_late", Role.PUBLISHER, RiskResponse.PUBLISH_REPORT),
    (RiskKind.REPUTATION, "reputation.defaulted", Role.SERVICER, RiskResponse.TIGHTEN_UNDERWRITING),
    (RiskKind.STRATEGY, "strategy.growth", Role.COUNCIL, RiskResponse.SLOW_GROWTH),
    (RiskKind.TECHNOLOGY, "technology.halts", Role.GUARDIAN, RiskResponse.REVIEW_HALTS),
    (
        RiskKind.CORRELATION, "correlation.guaranteed", Role.UNDERWRITER,
        RiskResponse.LIMIT_GUARANTORS,
    ),
)  # fmt: skip
REGISTER = {metric: RiskEntry(kind, metric, owner, what) for kind, metric, owner, what in _ROWS}
