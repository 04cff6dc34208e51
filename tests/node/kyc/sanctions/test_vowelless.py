"""What is left out, and how much has to be the same, where only consonants are known."""

from __future__ import annotations

import pytest

from tallystick_node.kyc.sanctions.vowelless import Vowelless

WAYS = [("SADDAM", "HUSSEIN", "AL", "TIKRITI"), ("TARIQ", "AZIZ"), ("HASAN", "NASRALLAH")]


@pytest.mark.parametrize(
    ("written", "places"),
    [
        (("SDM", "HSN", "TKRT"), [0]), (("TKRT", "SDM", "HSN"), [0]), (("SDM", "HSN"), [0]),
        (("SDM", "HSN", "TKRT", "MJD"), [0]), (("SDM",), []), (("SDM", "MJD"), []),
        (("TRK", "Z"), [1]), (("TRK", "Z", "MJD"), []), (("HSN", "NSRL"), [2]),
        (("HSN", "NSR", "L"), [2]), ((), []), (("L",), []),
    ],
)  # fmt: skip
def test_names_by_their_consonants(written: tuple[str, ...], places: list[int]) -> None:
    assert Vowelless(WAYS).of(written) == places
