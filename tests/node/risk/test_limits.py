"""Limits of the policy packs, and where a figure stands."""

from __future__ import annotations

from datetime import date

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.figure_keys import RISK_METRICS
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names
from tallystick_node.risk.limits import RiskLevel, RiskLimit, limits_of

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_has_a_sound_limit_for_every_metric(name: str) -> None:
    limits = limits_of(load_pack(name), TODAY)
    assert set(limits) == set(RISK_METRICS)
    assert limits["liquidity.mismatch"].breach == 0


@pytest.mark.parametrize(
    ("value", "level"),
    [(None, "unknown"), (0, "within"), (10, "within"), (11, "warning"), (20, "warning"),
     (21, "breach")],
)  # fmt: skip
def test_a_figure_stands_where_its_limits_say(value: int | None, level: str) -> None:
    assert RiskLimit("credit.late", "ppm", 10, 20).level(value) is RiskLevel(level)


def test_a_warning_above_its_breach_is_refused() -> None:
    pack = load_pack("generic").model_copy(deep=True)
    figure = pack.figures["risk.credit.late.warning"][0]
    pack.figures["risk.credit.late.warning"] = [figure.model_copy(update={"value": 900_000})]
    with pytest.raises(ConfigError, match="RISK:LIMIT"):
        limits_of(pack, TODAY)
