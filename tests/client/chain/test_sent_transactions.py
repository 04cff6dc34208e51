"""What a transaction offers for gas, and what its replacement does."""

from __future__ import annotations

from tallystick.chain.sent_transactions import fee_fields, raised
from tallystick.chain.types import Fees

BODY = {"gas": 100, "value": 7, "maxFeePerGas": 10, "maxPriorityFeePerGas": 1, "nonce": 3}


def test_a_replacement_offers_a_quarter_more_rounded_up_and_changes_nothing_else() -> None:
    replacement = raised(BODY, 0)
    assert replacement == {**BODY, "maxFeePerGas": 13, "maxPriorityFeePerGas": 2}
    assert raised({"gas": 1, "value": 0, "gasPrice": 100}, 0)["gasPrice"] == 125


def test_a_replacement_offers_at_least_the_price_of_now() -> None:
    assert raised(BODY, 50)["maxFeePerGas"] == 50
    assert raised(BODY, 50)["maxPriorityFeePerGas"] == 2
    assert raised({"gas": 1, "value": 0, "gasPrice": 1}, 9)["gasPrice"] == 9


def test_old_chains_are_offered_one_price() -> None:
    assert fee_fields(Fees(5, None)) == {"gasPrice": 5}
    assert fee_fields(Fees(5, 1)) == {"maxFeePerGas": 5, "maxPriorityFeePerGas": 1}
