"""A portfolio comes from a table or from a published report; what cannot be read names its line."""

from __future__ import annotations

import pytest

from node.risk.loans import exposure
from tallystick.errors import InputError
from tallystick_node.risk.exposures import EXPOSURES_MAX, read_exposures

HEAD = "number,group,outstanding,pd_ppm,lgd_ppm,level,vintage,cover_cap"
LINE = "1,group 1,1000,100000,600000,3,2025-01,200"


def test_a_table_is_read_as_it_is() -> None:
    table = read_exposures(f"{HEAD}\n{LINE}\n2,,5,0,1000000,1,2020-12,0\n", 7)
    assert table.exposures[0] == exposure(1)
    assert (table.exposures[1].group, table.outstanding, table.reserve) == ("2", 1_005, 7)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (LINE.replace("1000,", "-1,"), "outstanding"),
        (LINE.replace("100000", "1000001"), "pd_ppm"),
        (LINE.replace(",3,", ",0,"), "level"), (LINE.replace(",3,", ",6,"), "level"),
        (LINE.replace("2025-01", "2025-13"), "month"), (LINE + ",9", "fields"),
        (LINE.rpartition(",")[0], "fields"), (LINE.replace("600000", "6e5"), "lgd_ppm"),
        (LINE.replace("1000,", "９,"), "outstanding"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(line: str, word: str) -> None:
    with pytest.raises(InputError, match="RISK:LINE: line 3") as refused:
        read_exposures(f"{HEAD}\n{LINE}\n{line}\n", 0)
    assert word in refused.value.sentence


def test_another_head_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(InputError, match="RISK:COLUMNS"):
        read_exposures(f"{HEAD},more\n{LINE},1\n", 0)
    with pytest.raises(InputError, match="RISK:COLUMNS"):
        read_exposures("", 0)
    with pytest.raises(InputError, match="RISK:EMPTY"):
        read_exposures(HEAD, 0)
    with pytest.raises(InputError, match="RISK:SIZE"):
        read_exposures("\n".join([HEAD, *[LINE] * (EXPOSURES_MAX + 1)]), 0)
    most = LINE.replace("1000,", f"{2**53 - 1},")
    assert read_exposures(f"{HEAD}\n{most}\n", 0).outstanding == 2**53 - 1
    with pytest.raises(InputError, match="RISK:SIZE"):
        read_exposures(f"{HEAD}\n{most}\n{LINE}\n", 0)
