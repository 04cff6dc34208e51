"""Whatever stands in a list or in a file of names, there is a row, or a sentence: never a crash."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.batch import read_people
from tallystick_node.kyc.sanctions.lists import read_ofac, read_un

TODAY = date(2026, 3, 10)
END = b"\r\n\x1a"
NOTHING = b",".join([b"-0- "] * 8)
GOOD = b'1,"SOMEBODY, Any",individual,"X",' + NOTHING + END


def sdn(name: bytes = b"SOMEBODY, Any", number: bytes = b"1") -> bytes:
    return number + b',"' + name + b'",individual,"X",' + NOTHING + END


def un(inside: bytes, head: bytes = b"", dated: bytes = b"2026-03-01T00:00:00Z") -> bytes:
    opened = b'<CONSOLIDATED_LIST dateGenerated="' + dated + b'"><INDIVIDUALS>'
    return head + opened + inside + b"</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"


def person(name: bytes = b"Any Body", number: bytes = b"1") -> bytes:
    named = b"<DATAID>" + number + b"</DATAID><FIRST_NAME>" + name + b"</FIRST_NAME>"
    return b"<INDIVIDUAL>" + named + b"</INDIVIDUAL>"


def declared(encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>'.encode()


BAD_CSV = {
    "a lone CR": b"1,A\rB,individual,X,,,,,,,," + END,
    "a field of 200 kB": sdn(b"A" * 200_000),
    "U+0000": sdn(b"A\0B"),
    "a quotation mark left open": b'1,"A B,individual' + END,
    "UTF-16": sdn().decode().encode("utf-16"),
    "bytes of all kinds": bytes(range(256)) * 9 + END,
    "a number of 5,000 digits": sdn(number=b"9" * 5_000),
    "a raised digit": sdn(number="²".encode()),
}
BAD_XML = {
    "no such encoding": un(person(), declared("foo-99")),
    "an encoding of no text": un(person(), declared("hex")),
    "an encoding of several bytes": un(person(), declared("utf-7")),
    "a false encoding": un(person(), declared("utf-16")),
    "an entity": b'<!DOCTYPE a [<!ENTITY x "y">]>' + un(person(b"&x;")),
    "U+0000": un(person(b"A\0")),
    "U+0000 by its number": un(person(b"&#0;")),
    "half a character": un(person(b"&#xD800;")),
    "nothing": b"",
    "elements left open": b"<a>" * 100_000,
    "elements in elements": un(b"<a>" * 100_000 + b"</a>" * 100_000),
    "after the last moment": un(person(), dated=b"9999-12-31T23:59:59-23:00"),
    "before the first moment": un(person(), dated=b"0001-01-01T00:00:00+14:00"),
    "no moment": un(person(), dated="²²²²-01-01".encode()),
    "an individual among the entities": un(person()).replace(
        b"<ENTITIES/>", b"<ENTITIES>" + person(number=b"2") + b"</ENTITIES>"
    ),
    "a section twice": un(person()).replace(b"<ENTITIES/>", b"<ENTITIES/>" * 2),
    "a section that nobody knows": un(person()).replace(b"<ENTITIES/>", b"<ENTITIES/><MORE/>"),
    "a person outside of every section": un(person()).replace(
        b"<ENTITIES/>", b"<ENTITIES/>" + person(number=b"2")
    ),
    "a number of 200 kB": un(person(number=b"1" * 200_000)),
}
BAD_NAMES = {
    "a field of 200 kB": b"id,name\n1," + b"A" * 200_000 + b"\n",
    "a quotation mark left open": b'id,name\n1,"Any Body\n2,Some Body\n',
    "UTF-16": "id,name\n1,Any Body\n".encode("utf-16"),
    "no header": b"1,Any Body\n",
    "a column twice": b"id,id,name\n1,2,Any Body\n",
}


@pytest.mark.parametrize("name", BAD_CSV)
def test_a_malformed_csv_is_refused(name: str) -> None:
    for files in ((BAD_CSV[name], b"\x1a", b""), (GOOD, BAD_CSV[name], b""),
                  (GOOD, b"\x1a", BAD_CSV[name])):  # fmt: skip
        with pytest.raises(InputError, match="^LIST:"):
            read_ofac(files[0], files[1], TODAY, files[2])
    assert len(read_ofac(GOOD, b"\x1a", TODAY).entries) == 1


@pytest.mark.parametrize("name", BAD_XML)
def test_a_malformed_xml_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="^LIST:"):
        read_un(BAD_XML[name], TODAY)
    assert len(read_un(un(person(), declared("utf-8")), TODAY).entries) == 1


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_malformed_file_of_names_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="^NAMES:"):
        list(read_people(BAD_NAMES[name], TODAY))


def test_a_line_without_its_id_is_told_as_such() -> None:
    (row,) = read_people(b"name,id\nAny Body\n", TODAY)
    assert (row.subject, row.reason) == (None, "has no id")
    (row,) = read_people(b"name,id\nAny Body,7\n", TODAY)
    assert row.subject is not None


ODD = st.sampled_from(
    [b"\r", b"\n", b'"', b",", b"\0", b"\x1a", b"<", b">", b"&#", b"\xff", b"\xef\xbb\xbf", b"-0-"]
)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), ODD), min_size=1, max_size=6))
def test_whatever_is_put_in_it_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    lists = [GOOD, un(person(), declared("utf-8")), b"id,name,born\n1,Any Body,1970\n"]
    for place, odd in changes:
        lists = [content[:place] + odd + content[place:] for content in lists]
    for act in (
        lambda: read_ofac(lists[0], b"\x1a", TODAY),
        lambda: read_un(lists[1], TODAY),
        lambda: list(read_people(lists[2], TODAY)),
    ):
        try:
            act()
        except InputError as refused:
            assert refused.code.startswith(("LIST:", "NAMES:"))  # noqa: PT017 - either may be
