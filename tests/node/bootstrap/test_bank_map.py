"""A bank's field map is read from a file, and nothing in it is taken for what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallystick.errors import ConfigError
from tallystick_node.bootstrap.services import field_map
from tallystick_node.payments.custodian import PaymentKind

MAP = """
decimals = 2
[names]
reference = "bankRef"
key = "orderNo"
kind = "bizType"
account = "acct"
amount = "amt"
currency = "ccy"
status = "sts"
[kinds]
IN = "deposit"
OUT = "withdrawal"
[states]
"20" = "settled"
"""


def test_a_banks_names_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(MAP)
    result = field_map(file)
    assert (result.decimals, result.names["key"]) == (2, "orderNo")
    assert result.kinds["OUT"] is PaymentKind.WITHDRAWAL
    file.write_text(file.read_text().replace('"withdrawal"', '"gift"'))
    with pytest.raises(ConfigError, match="BANK:MAP"):
        field_map(file)
    with pytest.raises(ConfigError, match="BANK:MAP"):
        field_map(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("decimals = 2", "decimals = true"),
        ("decimals = 2", 'decimals = "2"'),
        ("decimals = 2", "decimals = 2.0"),
        ("decimals = 2", "decimals = -1"),
        ("decimals = 2", "decimal = 2"),
        ('"orderNo"', "5"),
        ('"orderNo"', "1979-05-27T07:32:00Z"),
    ],
)
def test_a_banks_map_takes_nothing_for_what_it_is_not(
    tmp_path: Path, written: str, wrong: str
) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(MAP)
    assert field_map(file).decimals == 2
    file.write_text(MAP.replace(written, wrong))
    with pytest.raises(ConfigError, match="BANK:MAP"):
        field_map(file)
