"""People from a file: who can be looked for, and why somebody cannot."""

from __future__ import annotations

import gzip
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.batch import PersonRow, read_file, read_people, result_of
from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList
from tallystick_node.kyc.sanctions.screening import Screen

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 24)
HEADER = "id,name,born,country\n"


def rows(text: str) -> list[PersonRow]:
    return list(read_people((HEADER + text).encode(), TODAY))


def screen(publisher: str, *names: str) -> Screen:
    entries = tuple(
        ListEntry(str(number), name, "individual", "X") for number, name in enumerate(names)
    )
    return Screen(SanctionsList(publisher, TODAY, "ab" * 32, entries))


def test_a_year_or_a_day_and_a_country_may_be_given() -> None:
    full, year, bare, short = rows("1,A Bcd,1985-03-12,cn\n2,A Bcd,1985,\n3,A Bcd,,\n\n4,A Bcd\n")
    assert full.subject is not None
    assert (full.subject.born, full.subject.country) == (date(1985, 3, 12), "cn")
    assert year.subject is not None
    assert year.subject.born == date(1985, 1, 1)
    assert bare.subject is not None
    assert (bare.subject.born, bare.subject.country) == (None, None)
    assert (short.number, short.reason) == ("4", None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",A Bcd,,", "has no id"),
        ("1,,,", "must contain letters"),
        ("1,123,,", "must contain letters"),
        ("1," + "A" * 301 + ",,", "over 300"),
        ("1," + "A B " * 16 + ",,", "over 30 words"),
        ("1,Q\u0416dir A,,", "several scripts"),
        ("1,A \ue000cd,,", "stands for no letter"),
        ("1,A Bcd,12.03.1985,", "neither a year nor a day"),
        ("1,A Bcd,2020-W01-1,", "neither a year nor a day"),
        ("1,A Bcd,1985-13-01,", "neither a year nor a day"),
        ("1,A Bcd,2027,", "outside 1850"),
        ("1,A Bcd,0001,", "outside 1850"),
        ("1,A Bcd,,China", "ISO 3166"),
        ("1,A Bcd,,QQ", "ISO 3166"),
        ("1,Bcd, A,1985,CN,x", "too many cells"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    (row,) = rows(line + "\n")
    result = result_of(row, [screen("OFAC", "A Bcd")])
    assert reason in result.pop("reason")
    assert result == {"id": row.number, "verdict": "refused", "hits": 0, "best": None}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("id,name,note\n1,Bcd, A\n", "a blank after the comma"),
        ("id,name,note,born\n1,Bcd, A,\n", "a blank after the comma"),
        ("id,name,note,more\n1,Bcd,A\n", "3 cells under 4 columns"),
        ("id,name,born,country,note,more\n1,Bcd, A,1985,CN\n", "5 cells under 6 columns"),
        ("id,name,,\n1,Bcd,A,\n", "a column without a name"),
        ("id,born,country,name,,\n1,1985,CN,Bcd,A,\n", "a column without a name"),
        ("id,name,note\n1,Bcd,A,\n", "too many cells"),
    ],
)
def test_a_comma_in_a_name_shifts_no_cells_into_columns_that_are_passed_over(
    content: str, reason: str
) -> None:
    (row,) = read_people(content.encode(), TODAY)
    assert row.subject is None
    assert reason in (row.reason or "")
    assert "quotation marks" in (row.reason or "")


@pytest.mark.parametrize(
    "content",
    [
        'id,name,note\n1,"Bcd, A",x\n',
        'id, name, note\n1, "Bcd A", x\n',
        "id,name,note\n1,Bcd A,\n",
        "id,name,note\n1,Bcd A\n",
        "id,name,,\n1,Bcd A,,\n",
        "id,note,name\n1, x,Bcd A\n",
        "id,name,note,more\n1, Bcd A, x, y\n",
    ],
)
def test_columns_that_are_passed_over_may_hold_anything(content: str) -> None:
    (row,) = read_people(content.encode(), TODAY)
    assert (row.number, row.reason) == ("1", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NAMES:COLUMNS"),
        (b"1,A Bcd,,\n", "NAMES:COLUMNS"),
        (b"id,name,name\n", "NAMES:COLUMNS"),
        ("id,name\n1,Müller\n".encode("latin-1"), "NAMES:ENCODING"),
        (b'id,name\n1,"' + b"A" * 200_000 + b'"\n', "NAMES:FORM"),
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputError, match=code):
        list(read_people(content, TODAY))


def test_the_gravest_verdict_of_all_lists_counts() -> None:
    screens = [
        screen("OFAC", "QADIROV, Temurbek Olim Ali"),
        screen("UN", "Temurbek Qadirov", "X Y"),
    ]
    (row,) = rows("7,Temurbek Qadirov,,\n")
    best = {"list": "UN", "number": "0", "score_ppm": 1_000_000}
    assert result_of(row, screens) == {"id": "7", "verdict": "block", "hits": 2, "best": best}
    (other,) = rows("8,Maria Gonzalez,,\n")
    assert result_of(other, screens) == {"id": "8", "verdict": "clear", "hits": 0, "best": None}


def test_a_file_may_be_packed_and_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "names.csv.gz"
    file.write_bytes(gzip.compress(b"A" * 5_000))
    assert read_file(file, 5_000) == b"A" * 5_000
    with pytest.raises(InputError, match="FILE:SIZE"):
        read_file(file, 4_999)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(InputError, match="FILE:GZIP"):
        read_file(file)
    with pytest.raises(InputError, match="FILE:MISSING"):
        read_file(tmp_path / "none.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="FILE:MISSING.*not a regular file"):
        read_file(tmp_path / "pipe.csv")
