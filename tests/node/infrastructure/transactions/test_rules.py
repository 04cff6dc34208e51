"""What a transaction may cost."""

from __future__ import annotations

from tallystick_node.infrastructure.transactions.rules import cost_max, may_spend

BODY = {"gas": 100, "value": 7, "maxFeePerGas": 10, "maxPriorityFeePerGas": 1, "nonce": 3}


def test_the_cost_is_all_gas_at_the_highest_price() -> None:
    assert cost_max(BODY) == 1_007
    assert cost_max({"gas": 100, "value": 0, "gasPrice": 3}) == 300


def test_the_cap_may_be_reached_and_not_passed() -> None:
    assert may_spend(90, 10, 100)
    assert not may_spend(90, 11, 100)
