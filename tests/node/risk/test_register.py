"""The register: every metric of the packs once, every kind of risk, each with an owner."""

from __future__ import annotations

from tallystick_node.infrastructure.policy.figure_keys import RISK_METRICS
from tallystick_node.risk.register import REGISTER, RiskKind


def test_every_metric_stands_in_the_register() -> None:
    assert set(REGISTER) == set(RISK_METRICS)


def test_every_kind_of_risk_has_a_metric_and_an_owner() -> None:
    assert {entry.kind for entry in REGISTER.values()} == set(RiskKind)
    assert all(entry.owner for entry in REGISTER.values())


def test_only_what_endangers_everybody_proposes_a_pause() -> None:
    proposing = {metric for metric, entry in REGISTER.items() if entry.proposes_pause}
    assert proposing == {"credit.bad", "liquidity.mismatch", "reserve.provision"}
