"""Feeds are read whole or not at all, and what is wrong is said with its line."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tallystick.errors import InputError
from tallystick_node.support.feed_files import (
    ENTRIES_MAX,
    FEED_BYTES_MAX,
    FEED_TEXT_MAX,
    LINK_MAX,
    TITLE_MAX,
    FeedEntry,
    FeedForm,
    read_feed,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
JSON, CSV = FeedForm.JSONL, FeedForm.CSV


def refused(content: bytes, form: FeedForm) -> InputError:
    with pytest.raises(InputError) as wrong:
        read_feed(content, form)
    return wrong.value


def test_json_lines() -> None:
    lines = (
        '{"link": "https://f.example/1", "title": "One", "published": "2026-03-10T13:00:00+01:00"}'
        '\n\n{"text": "<p>Two &amp; <b>three</b></p><script>evil()</script>"}\n'
    )
    assert read_feed(lines.encode(), JSON) == [
        FeedEntry(1, "https://f.example/1", "One", "", NOON),
        FeedEntry(3, None, "", "Two & three", None),
    ]
    assert read_feed(b"", JSON) == []


def test_csv_with_lines_in_a_value() -> None:
    rows = '\ufefftitle,text,published\r\nOne,"a\r\nb",2026-03-10\r\n\r\n跑路,,\r\n'
    assert read_feed(rows.encode(), CSV) == [
        FeedEntry(2, None, "One", "a b", datetime(2026, 3, 10, tzinfo=UTC)),
        FeedEntry(5, None, "跑路", "", None),
    ]


@pytest.mark.parametrize(
    ("content", "form", "code", "line"),
    [
        (b'{"title": "a"}\n{"title": ', JSON, "FEED:FORM", 2),
        (b'{"title": "a"}\n["b"]', JSON, "FEED:FORM", 2),
        (b'{"title": 1}', JSON, "FEED:FORM", 1),
        (b'{"title": "a", "author": "b"}', JSON, "FEED:FORM", 1),
        (b'{"title": "a"}\n\xff', JSON, "FEED:FORM", 2),
        (b'{"title": "a"}\n\x00', JSON, "FEED:FORM", 2),
        (b'{"title": "a"}\n{"link": "https://f.example"}', JSON, "FEED:EMPTY", 2),
        (b'{"title": "a", "link": "javascript:alert(1)"}', JSON, "FEED:LINK", 1),
        (b'{"title": "a", "link": "http://[f"}', JSON, "FEED:LINK", 1),
        (b'{"title": "a", "published": "yesterday"}', JSON, "FEED:DATE", 1),
        (json.dumps({"title": "a" * (TITLE_MAX + 1)}).encode(), JSON, "FEED:LONG", 1),
        (json.dumps({"text": "a" * (FEED_TEXT_MAX + 1)}).encode(), JSON, "FEED:LONG", 1),
        (b'{"title": "a", "link": "http://f/' + b"a" * LINK_MAX + b'"}', JSON, "FEED:LONG", 1),
        (b"", CSV, "FEED:FORM", 1),
        (b"title,author\na,b", CSV, "FEED:FORM", 1),
        (b"title,title\na,b", CSV, "FEED:FORM", 1),
        (b"title,text\na,b\nc", CSV, "FEED:FORM", 3),
        (b'title\na\n"b"c', CSV, "FEED:FORM", 3),
        (b"title\n" + b"a\n" * (ENTRIES_MAX + 1), CSV, "FEED:ENTRIES", ENTRIES_MAX + 2),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(
    content: bytes, form: FeedForm, code: str, line: int
) -> None:
    wrong = refused(content, form)
    assert (wrong.code, wrong.sentence.partition(":")[0]) == (code, f"line {line}")


def test_bounds_are_taken_to_the_last() -> None:
    whole = json.dumps({"title": "a" * TITLE_MAX, "text": "b" * FEED_TEXT_MAX}).encode()
    assert len(read_feed(whole, JSON)) == 1
    assert len(read_feed(b"title\n" + b"a\n" * ENTRIES_MAX, CSV)) == ENTRIES_MAX
    assert read_feed(b" " * FEED_BYTES_MAX, JSON) == []
    assert refused(b" " * (FEED_BYTES_MAX + 1), JSON).code == "FEED:SIZE"
