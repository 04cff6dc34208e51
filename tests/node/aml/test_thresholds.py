"""RuleBounds and windows of the policy packs."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from node.aml.scenes import TODAY, thresholds
from tallystick.errors import ConfigError
from tallystick_node.aml.thresholds import PACK_KEYS, RuleBounds
from tallystick_node.infrastructure.policy.packs import Pack, load_pack, pack_names


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_has_every_threshold(name: str) -> None:
    bounds = RuleBounds.of(load_pack(name), TODAY)
    assert bounds.large(legal=False) == bounds.large_natural < bounds.large(legal=True)
    assert bounds.lookback_days == 188
    assert set(PACK_KEYS) == {field.name for field in fields(RuleBounds)}


@pytest.mark.parametrize("name", PACK_KEYS)
def test_a_window_or_threshold_of_0_is_refused(name: str) -> None:
    pack = load_pack("generic")
    key = PACK_KEYS[name]
    zero = [figure.model_copy(update={"value": 0}) for figure in pack.figures[key]]
    broken = pack.model_copy(update={"figures": {**pack.figures, key: zero}})
    with pytest.raises(ConfigError, match="AML:WINDOW.*is 0"):
        RuleBounds.of(broken, TODAY)


def _with_hole() -> Pack:
    pack = load_pack("generic")
    (figure,) = pack.figures["aml.fifo.hours"]
    parts = [
        figure.model_copy(update={"until": date(2026, 5, 1)}),
        figure.model_copy(update={"since": date(2026, 7, 1)}),
    ]
    return pack.model_copy(update={"figures": {**pack.figures, "aml.fifo.hours": parts}})


def test_a_day_in_a_hole_of_the_pack_is_refused() -> None:
    with pytest.raises(ConfigError, match="POLICY:DAY"):
        RuleBounds.of(_with_hole(), TODAY)
    assert RuleBounds.of(_with_hole(), date(2026, 7, 1)).fast_hours == thresholds().fast_hours
