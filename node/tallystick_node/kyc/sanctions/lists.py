"""Lists of those with whom nobody may deal, as their publishers hand them out.

OFAC: SDN.CSV with ALT.CSV and SDN_COMMENTS.CSV, no headers, `-0-` for nothing, the character 1A at
the end. United Nations: the consolidated XML. A file that is cut, empty or of another kind is
refused: a list of nobody would clear everybody.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from tallystick.errors import InputError
from tallystick.loans.dates import iso_day
from tallystick_node.kyc.sanctions.births import all_years
from tallystick_node.kyc.sanctions.countries import listed_countries

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Alias", "ListEntry", "SanctionsList", "read_ofac", "read_un", "require_whole"]

LIST_BYTES_MAX = 200 * 2**20
# The sections of the United Nations' list, and what each one is made of.
_UN_SECTIONS = {"INDIVIDUALS": "INDIVIDUAL", "ENTITIES": "ENTITY"}
DAY_CHARACTERS = 10
NUMBER_DIGITS_MAX = 32
# Publishers' clocks are ahead of ours by hours at most.
AHEAD = timedelta(days=2)
_SDN_COLUMNS, _ALT_COLUMNS, _COMMENT_COLUMNS = 12, 5, 2
_NOTHING = "-0-"
_END_OF_FILE = "\x1a"
_BIRTH = re.compile(r"\bDOB ([^;]+)")
_NATIONALITY = re.compile(r"\b(?:nationality|citizen(?:ship)?(?: of)?) ([^;]+)", re.IGNORECASE)
_WALLET = re.compile(r"Digital Currency Address - [A-Z0-9]+ ([0-9A-Za-z:]+)")
_WEAK = re.compile(r"[afn]\.k\.a\. ['\"\u2018\u201c](.+?)['\"\u2019\u201d](?=\s*(?:[;.,(]|$))")
_NAME_PARTS = (
    "FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME",
)  # fmt: skip
# One cell may hold a list of names: "A; b) B", "(a) A", "original (A; B)".
_NUMBERED = re.compile(r"(?:^|(?<=[\s;,(]))\(?(?:[a-z]|[ivx]{2,4}|\d{1,2})\)\s*")
_SEVERAL = re.compile(r"[;\n\u061b\uff1b]")
# A bracket that is left over holds others.
_LEFT_OVER = re.compile(r"[()（）]")
_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_REMARKS = frozenset({"original script", "previously listed as", "formerly listed as", "na"})


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; a weak one alone never blocks anybody."""

    name: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class ListEntry:
    """Somebody on a list; wallets in lower case."""

    number: str
    name: str
    kind: str
    programme: str
    aliases: tuple[Alias, ...] = ()
    birth_years: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    wallets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """A version of a list: who published it, when it was read, and the hash of its files.

    published_at: What its publisher dates it by; None when the files do not say.
    """

    publisher: str
    read_on: date
    sha256: str
    entries: tuple[ListEntry, ...]
    published_at: datetime | None = None


def require_whole(name: str, data: bytes) -> None:
    """Refuse a file of OFAC's that is empty or was cut on its way.

    Args:
        name: The file's name, for the sentence.
        data: Its content.

    Raises:
        InputError: LIST:CUT when it does not end with the character 1A, which OFAC writes last.
    """
    if not data.rstrip().endswith(_END_OF_FILE.encode()):
        raise InputError(
            "LIST:CUT",
            f"{name} has {len(data)} bytes and does not end with the character 1A, which OFAC"
            " writes last: fetch it again",
        )


# So many entries are never without another name among them.
_NAMED_OTHERWISE_MIN = 100


def read_ofac(
    sdn: bytes,
    alt: bytes,
    read_on: date,
    comments: bytes = b"",
    *,
    published_on: date | None = None,
) -> SanctionsList:
    """Read OFAC's list from its three files.

    Args:
        sdn: The content of SDN.CSV, at most 200 MiB.
        alt: The content of ALT.CSV, at most 200 MiB.
        read_on: The day on which it was fetched.
        comments: The content of SDN_COMMENTS.CSV, in which long remarks go on; likewise.
        published_on: The day of publication, which the files do not hold.

    Returns:
        The list.

    Raises:
        InputError: LIST:FORM when a file is not as OFAC publishes it; LIST:CUT when a long list
            comes without any other name; LIST:EMPTY when it names nobody; LIST:DATE when it was
            published after it was read.
    """
    rows: dict[str, list[str]] = {}
    for row in _rows(sdn, _SDN_COLUMNS, "SDN.CSV"):
        if row[0] in rows:
            raise InputError("LIST:FORM", f"SDN.CSV names the entry {row[0]} twice")
        rows[row[0]] = row
    for number, text in _rows(comments, _COMMENT_COLUMNS, "SDN_COMMENTS.CSV"):
        if number not in rows:
            raise _orphan("SDN_COMMENTS.CSV", number)
        rows[number][11] += text
    entries = {number: _of_sdn(row) for number, row in rows.items()}
    for row in _rows(alt, _ALT_COLUMNS, "ALT.CSV"):
        known = entries.get(row[0])
        if known is None:
            raise _orphan("ALT.CSV", row[0])
        entries[row[0]] = replace(known, aliases=(*known.aliases, Alias(row[3].strip())))
    if len(entries) >= _NAMED_OTHERWISE_MIN and not any(e.aliases for e in entries.values()):
        raise InputError(
            "LIST:CUT",
            f"ALT.CSV has not one other name for {len(entries)} entries: fetch it again",
        )
    published = None
    if published_on is not None:
        published = datetime(published_on.year, published_on.month, published_on.day, tzinfo=UTC)
    files = (sdn, alt, comments) if comments else (sdn, alt)
    return _listed("OFAC", read_on, files, list(entries.values()), published)


def read_un(xml: bytes, read_on: date) -> SanctionsList:
    """Read the consolidated list of the United Nations Security Council.

    Args:
        xml: The content of the file, at most 200 MiB.
        read_on: The day on which it was fetched.

    Returns:
        The list.

    Raises:
        InputError: LIST:FORM when the file is not that list; LIST:CUT when one of its two sections
            is missing; LIST:EMPTY when it names nobody; LIST:DATE when its publisher dates it after
            it was read.
    """
    if len(xml) > LIST_BYTES_MAX:
        raise InputError("LIST:FORM", f"the list is over {LIST_BYTES_MAX} bytes")
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        # LookupError is of a declared encoding that nobody knows.
        raise InputError(
            "LIST:FORM", f"the list is not XML that can be trusted ({error})"
        ) from error
    if root.tag != "CONSOLIDATED_LIST":
        raise InputError("LIST:FORM", f"the list begins with {root.tag}, not CONSOLIDATED_LIST")
    _require_sections(root)
    people = [_of_un(element, "individual") for element in root.iterfind("INDIVIDUALS/INDIVIDUAL")]
    others = [_of_un(element, "entity") for element in root.iterfind("ENTITIES/ENTITY")]
    return _listed("UN", read_on, (xml,), people + others, _generated(root.get("dateGenerated")))


def _require_sections(root: Element) -> None:
    """Refuse a list that lacks a section, or has anybody where nobody would be read."""
    sections = [section.tag for section in root]
    missing = [tag for tag in _UN_SECTIONS if tag not in sections]
    if sections and missing:
        raise InputError(
            "LIST:CUT",
            f"the list has no section {missing[0]}, so a part is missing: fetch it again",
        )
    for section in root:
        row = _UN_SECTIONS.get(section.tag)
        if row is None or sections.count(section.tag) > 1:
            raise InputError(
                "LIST:FORM", f"the list has a section {section.tag} that is unknown or there twice"
            )
        strange = next((child.tag for child in section if child.tag != row), None)
        if strange is not None:
            raise InputError("LIST:FORM", f"the list has {strange} among its {section.tag}")


def _generated(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        iso_day(text[:DAY_CHARACTERS])
        generated = datetime.fromisoformat(text)
        if generated.tzinfo is None:
            return generated.replace(tzinfo=UTC)
        return generated.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at either end of the calendar
        raise InputError(
            "LIST:FORM", "dateGenerated of the list is not a moment in ISO 8601"
        ) from None


def _listed(
    publisher: str,
    read_on: date,
    files: tuple[bytes, ...],
    entries: list[ListEntry],
    published_at: datetime | None,
) -> SanctionsList:
    if not entries:
        raise InputError("LIST:EMPTY", f"{publisher}'s list names nobody; look at the file")
    if published_at is not None and published_at.date() > read_on + AHEAD:
        raise InputError(
            "LIST:DATE",
            f"{publisher}'s list is dated {published_at.date()}, after {read_on}, when it was read",
        )
    if len({entry.number for entry in entries}) < len(entries):
        raise InputError("LIST:FORM", f"{publisher}'s list gives one number to two entries")
    hashed = hashlib.sha256()
    for content in files:
        hashed.update(hashlib.sha256(content).digest())
    return SanctionsList(publisher, read_on, hashed.hexdigest(), tuple(entries), published_at)


def _orphan(file: str, number: str) -> InputError:
    return InputError("LIST:FORM", f"{file} names the entry {number}, which SDN.CSV lacks")


def _rows(data: bytes, columns: int, name: str) -> Iterator[list[str]]:
    if len(data) > LIST_BYTES_MAX:
        raise InputError("LIST:FORM", f"{name} is over {LIST_BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise InputError("LIST:FORM", f"{name} has the character U+0000, which is in no text")
    body = text.rstrip().rstrip(_END_OF_FILE)
    number = 0
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(body, newline=""), strict=True), start=1
        ):
            if row:
                yield _row(row, columns, f"line {number} of {name}")
    except csv.Error as error:
        raise InputError("LIST:FORM", f"line {number + 1} of {name}: {error}") from None


def _row(row: list[str], columns: int, where: str) -> list[str]:
    first = row[0].strip()
    numbered = first.isascii() and first.isdigit() and len(first) <= NUMBER_DIGITS_MAX
    if any(character.isalpha() for character in first) and where.startswith("line 1 "):
        raise InputError(
            "LIST:FORM",
            f"{where} is a row of headings, which OFAC's own file has not: fetch that one, or take"
            " the row off",
        )
    if len(row) != columns or not numbered:
        raise InputError(
            "LIST:FORM", f"{where} has {len(row)} columns, not {columns} and a number first"
        )
    # Remarks go on in another file, at the very letter: only the one blank of the form goes.
    cells = ["" if cell.strip() == _NOTHING else cell.removesuffix(" ") for cell in row]
    return [first, *cells[1:]]


def _of_sdn(row: list[str]) -> ListEntry:
    remarks = row[11]
    if not row[1].strip():
        raise InputError("LIST:FORM", f"SDN.CSV gives the entry {row[0]} no name")
    return ListEntry(
        number=row[0],
        name=row[1].strip(),
        kind=row[2].strip().lower() or "entity",
        programme=row[3].strip(),
        aliases=tuple(Alias(text, weak=True) for text in _WEAK.findall(remarks)),
        birth_years=all_years(_BIRTH.findall(remarks)),
        countries=listed_countries(_NATIONALITY.findall(remarks)),
        wallets=frozenset(text.lower() for text in _WALLET.findall(remarks)),
    )


def _of_un(element: Element, kind: str) -> ListEntry:
    name = " ".join(text for part in _NAME_PARTS for text in _texts(element, part))
    prefix = kind.upper()
    aliases = [
        Alias(text, weak=_text(child, "QUALITY").lower() == "low")
        for child in element.iterfind(f"{prefix}_ALIAS")
        for cell in _texts(child, "ALIAS_NAME")
        for text in _several(cell)
    ]
    scripts = _texts(element, "NAME_ORIGINAL_SCRIPT")
    aliases += [Alias(text) for cell in scripts for text in _several(cell)]
    aliases += [Alias(text) for text in _several(name) if text != name]
    number = _text(element, "DATAID")
    if not (number and name):
        raise InputError("LIST:FORM", f"an {kind} of the list has no DATAID or no name")
    if len(number) > NUMBER_DIGITS_MAX:
        raise InputError("LIST:FORM", f"a DATAID of the list is over {NUMBER_DIGITS_MAX} letters")
    countries = [child.text or "" for child in element.iterfind("NATIONALITY/VALUE")]
    return ListEntry(
        number=number,
        name=name,
        kind=kind,
        programme=_text(element, "UN_LIST_TYPE") or _text(element, "REFERENCE_NUMBER"),
        aliases=tuple(dict.fromkeys(aliases)),
        birth_years=_birth_years(element),
        countries=listed_countries([text for text in countries if text.strip().lower() != "na"]),
    )


def _several(text: str) -> list[str]:
    """Return the names in one cell; what stands in brackets is another name of the same."""
    bracketed = _IN_BRACKETS.findall(_NUMBERED.sub(";", text))
    outside = _LEFT_OVER.sub(";", _IN_BRACKETS.sub(" ", _NUMBERED.sub(";", text)))
    parts = [part for cell in (outside, *bracketed) for part in _SEVERAL.split(cell)]
    if bracketed and not _SEVERAL.search(text):
        parts.append(text)  # brackets round a part of the name itself
    names = [part.strip(" \t,.:()[]") for part in parts]
    return [name for name in dict.fromkeys(names) if name and name.lower() not in _REMARKS]


def _birth_years(element: Element) -> frozenset[int]:
    return all_years(map(_birth, element.iterfind("INDIVIDUAL_DATE_OF_BIRTH")))


def _birth(born: Element) -> str:
    """Return what an element says, in the words that `years_of` reads."""
    first, last = _text(born, "FROM_YEAR"), _text(born, "TO_YEAR")
    parts = [_text(born, "DATE"), _text(born, "YEAR"), _text(born, "NOTE")]
    if first or last:
        parts.append(f"{first} to {last}")  # one end alone is not understood, and says nothing
    circa = "circa " if _text(born, "TYPE_OF_DATE").upper().startswith("APPROX") else ""
    return circa + " ".join(part for part in parts if part)


def _text(element: Element, tag: str) -> str:
    return next(iter(_texts(element, tag)), "")


def _texts(element: Element, tag: str) -> list[str]:
    """Return what every element of a tag says, what stands behind an element inside included."""
    texts = [" ".join(child.itertext()) for child in element.iterfind(tag)]
    return [text.strip() for text in texts if text.strip()]
