"""Feeds as files: RSS and Atom, JSON lines, CSV. Nothing is fetched, and nothing half is taken.

Whatever is wrong is said with the line on which it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from tallystick.documents import read_json
from tallystick.errors import InputError
from tallystick_node.support.feed_xml import xml_entries

__all__ = [
    "ENTRIES_MAX", "FEED_BYTES_MAX", "FEED_TEXT_MAX", "LINK_MAX", "TITLE_MAX", "FeedEntry",
    "FeedForm", "read_feed",
]  # fmt: skip

FEED_BYTES_MAX = 2 * 2**20
ENTRIES_MAX = 2_000
TITLE_MAX, FEED_TEXT_MAX, LINK_MAX = 500, 20_000, 2_000
_FIELDS = frozenset({"link", "title", "text", "published"})
_INVISIBLE = frozenset({"script", "style"})


class FeedForm(StrEnum):
    """What a file is."""

    XML = "xml"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What somebody has published; line: where it begins in the file."""

    line: int
    link: str | None
    title: str
    text: str
    published_at: datetime | None


def read_feed(content: bytes, form: FeedForm) -> list[FeedEntry]:
    """Read a feed.

    Args:
        content: The file.
        form: What it is.

    Returns:
        Its entries, in the order of the file.

    Raises:
        InputError: FEED:SIZE, FEED:ENTRIES and FEED:LONG beyond the bounds; FEED:FORM for a file
            that is not of that form; FEED:LINK and FEED:DATE for values that are none; FEED:EMPTY
            for an entry that says nothing.
    """
    if len(content) > FEED_BYTES_MAX:
        raise InputError("FEED:SIZE", f"a feed has at most {FEED_BYTES_MAX} bytes")
    raw: Iterable[tuple[int, Mapping[str, str]]]
    if form is FeedForm.XML:
        raw = xml_entries(content)
    elif form is FeedForm.JSONL:
        raw = _json_lines(_text_of(content))
    else:
        raw = _csv_rows(_text_of(content))
    entries: list[FeedEntry] = []
    for line, fields in raw:
        if len(entries) >= ENTRIES_MAX:
            raise InputError(
                "FEED:ENTRIES", f"line {line}: a feed has at most {ENTRIES_MAX} entries"
            )
        entries.append(_entry(line, fields))
    return entries


def _entry(line: int, fields: Mapping[str, str]) -> FeedEntry:
    link, title, text = (fields.get(name, "").strip() for name in ("link", "title", "text"))
    title, text = _plain(title), _plain(text)
    for name, value, most in (
        ("link", link, LINK_MAX), ("title", title, TITLE_MAX), ("text", text, FEED_TEXT_MAX),
    ):  # fmt: skip
        if len(value) > most:
            raise InputError("FEED:LONG", f"line {line}: the {name} has over {most} characters")
    if not title and not text:
        raise InputError("FEED:EMPTY", f"line {line}: the entry has neither title nor text")
    if link and not _is_address(link):
        raise InputError("FEED:LINK", f"line {line}: a link begins with http:// or https://")
    return FeedEntry(line, link or None, title, text, _moment(line, fields.get("published", "")))


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return (
        parts.scheme.lower() in {"http", "https"} and bool(parts.netloc) and link.isprintable()
        and " " not in link
    )  # fmt: skip


def _moment(line: int, text: str) -> datetime | None:
    """ISO 8601 or, as RSS has it, RFC 5322; a time without its zone is of UTC."""
    plain = text.strip()
    if not plain:
        return None
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = reader(plain)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    raise InputError("FEED:DATE", f"line {line}: the moment of publication cannot be read")


def _text_of(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise InputError("FEED:FORM", f"line {line}: the file is not text in UTF-8") from wrong
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("FEED:FORM", f"line {line}: a text has no character NUL")
    return text


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, words in enumerate(text.split("\n"), 1):
        if not words.strip():
            continue
        try:
            document: Any = read_json(words)
        except ValueError as wrong:
            raise InputError("FEED:FORM", f"line {line}: this is not valid JSON") from wrong
        if (
            not isinstance(document, dict)
            or not set(document) <= _FIELDS
            or not all(value is None or isinstance(value, str) for value in document.values())
        ):
            raise InputError(
                "FEED:FORM",
                f"line {line}: an entry is an object of the texts link, title, text and published",
            )
        yield line, {name: value or "" for name, value in document.items()}


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] | None = None
    line = 1
    try:
        for row in reader:
            begins, line = line, reader.line_num + 1
            if names is None:
                names = [name.strip().lower() for name in row]
                if not set(names) <= _FIELDS or len(set(names)) < len(names) or not names:
                    raise InputError(
                        "FEED:FORM",
                        "line 1: the columns are link, title, text and published, each once",
                    )
            elif row:
                if len(row) != len(names):
                    raise InputError(
                        "FEED:FORM", f"line {begins}: {len(row)} values for {len(names)} columns"
                    )
                yield begins, dict(zip(names, row, strict=True))
    except csv.Error as wrong:
        raise InputError("FEED:FORM", f"line {reader.line_num}: this is no CSV") from wrong
    if names is None:
        raise InputError("FEED:FORM", "line 1: the file is empty")


class _Words(HTMLParser):
    """Gathers the text of HTML, without what nobody reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._invisible = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._invisible += tag in _INVISIBLE
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._invisible = max(0, self._invisible - (tag in _INVISIBLE))
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._invisible:
            self.words.append(data)


def _plain(text: str) -> str:
    """A text without its markup and control characters, blanks as one."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    visible = "".join(each if each.isprintable() else " " for each in "".join(reader.words))
    return " ".join(visible.split())
