"""A list of complaints has one root, counts itself, and a later one contradicts it or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tallystick.disclosure.complaint_list import (
    ComplaintEntry,
    ComplaintList,
    commitment_of,
    complaints_subject,
)
from tallystick.errors import InputError

DAY = date(2026, 3, 10)
ENTRY = ComplaintEntry(
    complaint=1, turn=1, commitment="0x" + "11" * 32, recorded_at="2026-03-10T09:00:00Z",
    received_on="2026-03-10", acknowledge_by="2026-03-11T17:00:00Z",
    settle_by="2026-03-13T17:00:00Z", final_by="2026-05-06T00:00:00Z", limit_by="",
    pack="generic", pack_version=1,
)  # fmt: skip
LIST = ComplaintList(DAY, (ENTRY, replace(ENTRY, complaint=2), replace(ENTRY, turn=2)))


def test_a_list_is_read_as_it_was_written() -> None:
    assert ComplaintList.of(LIST.document()) == LIST
    assert (LIST.complaints, LIST.document()["count"]) == (2, "3")
    assert ComplaintList.of(ComplaintList(DAY, ()).document()).tree.root
    assert complaints_subject(DAY) == "complaints:2026-03-10"


@pytest.mark.parametrize(
    "changed",
    [
        {"complaints": "3"}, {"count": "2"}, {"day": "2026-3-10"}, {"entries": None},
        {"entries": [{"complaint": "1"}]}, {"entries": [ENTRY.document() | {"turn": 1}]},
        {"entries": [ENTRY.document() | {"turn": "one"}]}, {"note": "x"},
    ],
)  # fmt: skip
def test_what_is_not_a_list_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="COMPLAINT:(LIST|ENTRY)"):
        ComplaintList.of(LIST.document() | changed)


def test_an_entry_stands_in_a_list_once() -> None:
    doubled = ComplaintList(DAY, (ENTRY, ENTRY))
    with pytest.raises(InputError, match="COMPLAINT:LIST.*twice"):
        ComplaintList.of(doubled.document())


@pytest.mark.parametrize(
    "later",
    [
        LIST.entries[1:],
        (replace(ENTRY, received_on="2026-03-09"), *LIST.entries[1:]),
        (replace(ENTRY, final_by="2027-01-01T00:00:00Z"), *LIST.entries[1:]),
        (replace(ENTRY, commitment="0x" + "22" * 32), *LIST.entries[1:]),
    ],
)
def test_what_is_lost_or_changed_later_contradicts(later: tuple[ComplaintEntry, ...]) -> None:
    changed = ComplaintList(date(2026, 3, 11), later)
    assert LIST.contradictions(changed) == ["complaint 1.1"]
    assert changed.tree.root != LIST.tree.root


def test_what_is_added_later_contradicts_nothing() -> None:
    more = ComplaintList(date(2026, 3, 11), (*LIST.entries, replace(ENTRY, complaint=3)))
    assert LIST.contradictions(more) == []
    assert more.gaps() == []
    assert ComplaintList(DAY, (replace(ENTRY, complaint=3),)).gaps() == [1, 2]


def test_words_are_hashed_with_a_salt() -> None:
    words = {"happened": "a fee", "loan": None}
    first = commitment_of(b"\x01" * 32, words)
    assert first == commitment_of(b"\x01" * 32, dict(words))
    assert first != commitment_of(b"\x02" * 32, words)
    assert first != commitment_of(b"\x01" * 32, words | {"happened": "a fine"})
    with pytest.raises(InputError, match="COMPLAINT:SALT"):
        commitment_of(b"", words)
