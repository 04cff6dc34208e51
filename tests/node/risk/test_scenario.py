"""A scenario is bounded, whole, and says which field is wrong."""

from __future__ import annotations

import pytest

from tallystick.errors import InputError
from tallystick_node.risk.scenario import BASE, read_scenario


def test_what_is_left_out_is_as_in_the_base() -> None:
    assert read_scenario(b"") == BASE
    worse = read_scenario(
        b'name = "three times"\npd_times_milli = 3000\nlate_times = [[1000000, 0]]'
    )
    assert (worse.name, worse.pd_times_milli, worse.lgd_ppm) == ("three times", 3_000, BASE.lgd_ppm)
    assert worse.late_times == ((10**6, 0),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("pd_times_milli = -1", "pd_times_milli"), ("pd_times_milli = 1.5", "pd_times_milli"),
        ("pd_times_milli = true", "pd_times_milli"), ("correlation_ppm = 1000000", "correlation"),
        ("largest_fail = 1001", "largest_fail"), ("other = 1", "other"),
        ("pd_by_level_ppm = [1, 2]", "pd_by_level_ppm"), ("late_times = []", "late_times"),
        ("late_times = [[30, 1], [10, 2], [1000000, 0]]", "late_times"), ("name = ''", "name"),
        ("late_times = [[30, 1]]", "late_times"), ("= 3", "TOML"), ("\xff", "TOML"),
    ],
)  # fmt: skip
def test_a_scenario_that_is_none_names_its_field(text: str, word: str) -> None:
    with pytest.raises(InputError, match="RISK:SCENARIO") as refused:
        read_scenario(text.encode("latin-1"))
    assert word in refused.value.sentence


def test_a_scenario_has_a_bound() -> None:
    fill = b"#" + b"x" * (65_536 - 1)
    assert read_scenario(fill) == BASE
    with pytest.raises(InputError, match="RISK:SCENARIO"):
        read_scenario(fill + b"x")
