"""Lists of those with whom nobody may deal, as their publishers hand them out.

OFAC: SDN.CSV with ALT.CSV, no headers, `-0-` for nothing. United Nations: the consolidated XML. A
file that is cut, empty or of another kind is refused: a list of nobody would clear everybody.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from tallystick.errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Alias", "ListEntry", "SanctionsList", "read_ofac", "read_un"]

LIST_BYTES_MAX = 200 * 2**20
_SDN_COLUMNS, _ALT_COLUMNS = 12, 5
_NOTHING = "-0-"
_END_OF_FILE = "\x1a"
_BIRTH = re.compile(r"\bDOB (?:circa )?(?:\d{1,2} )?(?:[A-Z][a-z]{2} )?(\d{4})")
_NATIONALITY = re.compile(r"\bnationality ([A-Z][A-Za-z .'-]+)")
_WALLET = re.compile(r"Digital Currency Address - [A-Z]+ ([0-9A-Za-z]+)")
_WEAK = re.compile(r"a\.k\.a\. '([^']+)'")


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
    """A version of a list: who published it, when it was read, and the hash of its files."""

    publisher: str
    read_on: date
    sha256: str
    entries: tuple[ListEntry, ...]


def read_ofac(sdn: bytes, alt: bytes, read_on: date) -> SanctionsList:
    """Read OFAC's list from its two files.

    Args:
        sdn: The content of SDN.CSV, at most 200 MiB.
        alt: The content of ALT.CSV, at most 200 MiB.
        read_on: The day on which it was fetched.

    Returns:
        The list.

    Raises:
        InputError: LIST:FORM when a file is not as OFAC publishes it; LIST:EMPTY when it names
            nobody.
    """
    entries = {}
    for row in _rows(sdn, _SDN_COLUMNS, "SDN.CSV"):
        entries[row[0]] = _of_sdn(row)
    for row in _rows(alt, _ALT_COLUMNS, "ALT.CSV"):
        known = entries.get(row[0])
        if known is None:
            raise InputError("LIST:FORM", f"ALT.CSV names the entry {row[0]}, which SDN.CSV lacks")
        entries[row[0]] = replace(known, aliases=(*known.aliases, Alias(row[3])))
    return _listed("OFAC", read_on, (sdn, alt), list(entries.values()))


def read_un(xml: bytes, read_on: date) -> SanctionsList:
    """Read the consolidated list of the United Nations Security Council.

    Args:
        xml: The content of the file, at most 200 MiB.
        read_on: The day on which it was fetched.

    Returns:
        The list.

    Raises:
        InputError: LIST:FORM when the file is not that list; LIST:EMPTY when it names nobody.
    """
    if len(xml) > LIST_BYTES_MAX:
        raise InputError("LIST:FORM", f"the list is over {LIST_BYTES_MAX} bytes")
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise InputError(
            "LIST:FORM", f"the list is not XML that can be trusted ({error})"
        ) from error
    if root.tag != "CONSOLIDATED_LIST":
        raise InputError("LIST:FORM", f"the list begins with {root.tag}, not CONSOLIDATED_LIST")
    people = [_of_un(element, "individual") for element in root.iterfind("INDIVIDUALS/INDIVIDUAL")]
    others = [_of_un(element, "entity") for element in root.iterfind("ENTITIES/ENTITY")]
    return _listed("UN", read_on, (xml,), people + others)


def _listed(
    publisher: str, read_on: date, files: tuple[bytes, ...], entries: list[ListEntry]
) -> SanctionsList:
    if not entries:
        raise InputError("LIST:EMPTY", f"{publisher}'s list names nobody; look at the file")
    hashed = hashlib.sha256()
    for content in files:
        hashed.update(hashlib.sha256(content).digest())
    return SanctionsList(publisher, read_on, hashed.hexdigest(), tuple(entries))


def _rows(data: bytes, columns: int, name: str) -> Iterator[list[str]]:
    if len(data) > LIST_BYTES_MAX:
        raise InputError("LIST:FORM", f"{name} is over {LIST_BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    for number, row in enumerate(csv.reader(io.StringIO(text.rstrip(_END_OF_FILE))), start=1):
        if not row:
            continue
        if len(row) != columns or not row[0].strip().isdigit():
            raise InputError(
                "LIST:FORM",
                f"line {number} of {name} has {len(row)} columns, not {columns} and a number first",
            )
        yield ["" if cell.strip() == _NOTHING else cell.strip() for cell in row]


def _of_sdn(row: list[str]) -> ListEntry:
    remarks = row[11]
    return ListEntry(
        number=row[0],
        name=row[1],
        kind=row[2].lower() or "entity",
        programme=row[3],
        aliases=tuple(Alias(text, weak=True) for text in _WEAK.findall(remarks)),
        birth_years=frozenset(int(text) for text in _BIRTH.findall(remarks)),
        countries=frozenset(text.strip().upper() for text in _NATIONALITY.findall(remarks)),
        wallets=frozenset(text.lower() for text in _WALLET.findall(remarks)),
    )


def _of_un(element: Element, kind: str) -> ListEntry:
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    name = " ".join(text for part in parts if (text := _text(element, part)))
    prefix = kind.upper()
    aliases = [
        Alias(text, weak=_text(child, "QUALITY").lower() == "low")
        for child in element.iterfind(f"{prefix}_ALIAS")
        if (text := _text(child, "ALIAS_NAME"))
    ]
    original = _text(element, "NAME_ORIGINAL_SCRIPT")
    if original:
        aliases.append(Alias(original))
    number = _text(element, "DATAID")
    if not (number and name):
        raise InputError("LIST:FORM", f"an {kind} of the list has no DATAID or no name")
    return ListEntry(
        number=number,
        name=name,
        kind=kind,
        programme=_text(element, "UN_LIST_TYPE") or _text(element, "REFERENCE_NUMBER"),
        aliases=tuple(aliases),
        birth_years=frozenset(_birth_years(element)),
        countries=frozenset(
            child.text.strip().upper()
            for child in element.iterfind("NATIONALITY/VALUE")
            if child.text
        ),
    )


def _birth_years(element: Element) -> Iterator[int]:
    for born in element.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        exact = (_text(born, "DATE") or _text(born, "YEAR"))[:4]
        if exact.isdigit():
            yield int(exact)
        first, last = _text(born, "FROM_YEAR"), _text(born, "TO_YEAR")
        if first.isdigit() and last.isdigit() and 0 <= int(last) - int(first) <= 30:
            yield from range(int(first), int(last) + 1)


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
