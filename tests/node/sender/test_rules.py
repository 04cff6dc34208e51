"""What a transaction may cost, and what a replacement offers."""

from __future__ import annotations

from tallystick_node.sender.rules import cost_max, fee_fields, may_spend, raised

BODY = {"gas": 100, "value": 7, "maxFeePerGas": 10, "maxPriorityFeePerGas": 1, "nonce": 3}


def test_the_cost_is_all_gas_at_the_highest_price() -> None:
    assert cost_max(BODY) == 1_007
    assert cost_max({"gas": 100, "value": 0, "gasPrice": 3}) == 300


def test_the_cap_may_be_reached_and_not_passed() -> None:
    assert may_spend(90, 10, 100)
    assert not may_spend(90, 11, 100)


def test_a_replacement_offers_a_quarter_more_rounded_up_and_changes_nothing_else() -> None:
    found = raised(BODY, 0)
    assert found == {**BODY, "maxFeePerGas": 13, "maxPriorityFeePerGas": 2}
    assert raised({"gas": 1, "value": 0, "gasPrice": 100}, 0)["gasPrice"] == 125


def test_a_replacement_offers_at_least_the_price_of_now() -> None:
    assert raised(BODY, 50)["maxFeePerGas"] == 50
    assert raised(BODY, 50)["maxPriorityFeePerGas"] == 2
    assert raised({"gas": 1, "value": 0, "gasPrice": 1}, 9)["gasPrice"] == 9


def test_old_chains_are_offered_one_price() -> None:
    assert fee_fields(5, None) == {"gasPrice": 5}
    assert fee_fields(5, 1) == {"maxFeePerGas": 5, "maxPriorityFeePerGas": 1}
