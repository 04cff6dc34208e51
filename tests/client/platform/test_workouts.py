"""What stands beside a loan, made of what the contracts keep."""

from __future__ import annotations

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tallystick.errors import InputError
from tallystick.loans.votes import Votes
from tallystick.platform.workouts import Ballot, BallotKind, LoanCollateral, collateral_hash

DEEDS = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
QUESTION = {
    "kind": 2, "ends_at": 9, "version": 3, "rate_ppm": 0, "n": 0, "period": 0, "lead": 0,
    "floor_price": 8,
}  # fmt: skip
COUNT = {"votes_for": 4, "votes_against": 5, "excluded": 6, "number": 1, "quorum_ppm": 250_000}


def test_an_offer_names_collateral_by_the_hash_of_its_words() -> None:
    words = encode(["address", "uint256", "uint256"], [DEEDS, 2**255, 10**9])
    assert collateral_hash(DEEDS, 2**255, 10**9) == keccak(words)
    with pytest.raises(InputError, match="INPUT:RANGE"):
        collateral_hash(DEEDS, -1, 1)
    with pytest.raises(InputError, match="INPUT:ADDRESS"):
        collateral_hash("0x", 1, 1)


@pytest.mark.parametrize("number", [1.0, True, "1"])
def test_a_number_that_is_no_int_is_a_type_error(number: Any) -> None:
    with pytest.raises(TypeError, match="floor_price must be an int"):
        collateral_hash(DEEDS, 1, number)


def test_a_ballot_is_its_question_and_its_votes() -> None:
    ballot = Ballot.of(7, QUESTION, COUNT)
    assert ballot is not None
    assert (ballot.kind, ballot.votes) == (BallotKind.FLOOR, Votes(4, 5, 6))
    assert (ballot.loan, ballot.floor_price, ballot.number) == (7, 8, 1)
    assert Ballot.of(7, QUESTION | {"kind": 0}, COUNT | {"number": 0}) is None


def test_collateral_costs_what_its_auction_says() -> None:
    kept: dict[str, Any] = {
        "collection": DEEDS, "token_id": 1, "floor_price": 100, "lowered": False,
        "started_at": 0, "start_price": 0,
    }  # fmt: skip
    assert LoanCollateral(**kept).price(5) is None
    assert LoanCollateral(**kept).floor_at == 0
    started = LoanCollateral(**(kept | {"started_at": 1_000, "start_price": 1_500}))
    assert (started.price(1_000), started.price(started.floor_at)) == (1_500, 100)
