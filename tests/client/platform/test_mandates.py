"""Mandates as documents, and as the contract keeps them."""

from __future__ import annotations

from typing import Any

import pytest

from tallystick.errors import InputError
from tallystick.platform.mandates import Mandate, MandateState, SignedMandate
from tallystick.platform.signable import NOBODY

OWNER = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def mandate(**limits: Any) -> Mandate:
    usual: dict[str, Any] = {
        "owner": OWNER, "level_max": 3, "statement": 4, "rate_min_ppm": 50_000, "days_max": 400,
        "ticket": 5, "person_max": 6, "group_max": 7, "day_max": 8, "exposure_max": 9,
        "lifetime_max": 10, "cash_floor": 11, "nonce": 12, "expiry": 13,
    }  # fmt: skip
    return Mandate(**(usual | limits))


def test_a_signed_mandate_survives_its_way_as_json() -> None:
    signed = SignedMandate(mandate(), b"\x01" * 64)
    document = signed.document()
    assert SignedMandate.parse(document) == signed
    assert document["mandate"]["executor"] == NOBODY
    with pytest.raises(InputError, match="INPUT:SIGNATURE"):
        SignedMandate.parse({**document, "signature": "0x1"})
    with pytest.raises(InputError, match="INPUT:FIELDS: Mandate has exactly"):
        SignedMandate.parse({**document, "mandate": {}})


@pytest.mark.parametrize("amount", [1.0, True, "5"])
def test_a_mandate_of_floats_is_a_type_error(amount: Any) -> None:
    with pytest.raises(TypeError, match="Mandate.day_max must be an int"):
        mandate(day_max=amount)


def test_what_was_never_brought_is_none_and_a_revoked_one_says_so() -> None:
    assert MandateState.of(bytes(32), (0, 0, 0, NOBODY)) is None
    state = MandateState.of(bytes(32), (1 << 255, 0, 1 << 220, NOBODY))
    assert state is not None
    assert state.revoked


def test_the_words_of_a_mandate_are_its_limits() -> None:
    rules = int(OWNER, 16) | 13 << 160 | 3 << 192 | 4 << 195 | 50_000 << 198 | 400 << 218
    amounts = 6 | 7 << 50 | 8 << 100 | 11 << 150 | 5 << 200
    sums = 9 | 10 << 50 | 2 << 100 | 20_000 << 150 | 1 << 170
    state = MandateState.of(bytes(32), (rules, amounts, sums, NOBODY))
    assert state is not None
    signed, kept = mandate(), state.limits
    assert all(getattr(kept, name) == getattr(signed, name) for name in kept.__slots__)
    assert (state.owner, state.lent, state.revoked) == (OWNER, 2, False)
    assert state.lent_today(20_000 * 86_400) == 1
    assert state.lent_today(20_001 * 86_400) == 0
