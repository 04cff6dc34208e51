"""What a person states is held against what anybody can be."""

from __future__ import annotations

from datetime import date

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.fields import Field, read_field

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (Field.COUNTRY, "ZZ", "FIELD:COUNTRY"),
        (Field.COUNTRY, "CHN", "FIELD:COUNTRY"),
        (Field.BIRTH_DATE, "0001-01-01", "FIELD:BIRTH_DATE"),
        (Field.BIRTH_DATE, "1849-12-31", "FIELD:BIRTH_DATE"),
        (Field.BIRTH_DATE, "2026-01-02", "FIELD:BIRTH_DATE"),
        (Field.CARD, "0000000000000000", "CARD:FORM"),
    ],
)
def test_what_nobody_can_be_is_refused(field: Field, text: str, code: str) -> None:
    with pytest.raises(InputError, match=f"^{code}"):
        read_field(field, text, TODAY)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field.BIRTH_DATE, "1850-01-01", "1850-01-01"),
        (Field.BIRTH_DATE, "2026-01-01", "2026-01-01"),
        (Field.COUNTRY, "tw", "TW"),
    ],
)
def test_what_somebody_can_be_is_read(field: Field, text: str, value: str) -> None:
    assert read_field(field, text, TODAY) == value
