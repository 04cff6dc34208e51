"""Versions of sanctions lists: the newest of each publisher, and what may not replace it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from tallystick.errors import InputError
from tallystick_node.kyc.sanctions.countries import listed_countries
from tallystick_node.kyc.sanctions.lists import Alias, ListEntry
from tallystick_node.storage.schema import canonical
from tallystick_node.storage.tables import sanctions_entries, sanctions_lists

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.kyc.sanctions.lists import SanctionsList
    from tallystick_node.kyc.sanctions.screening import Hit

__all__ = ["ListVersion", "entry_of", "hit_document", "keep_version", "newest_versions"]
__all__ += ["require_not_older", "require_not_shrunk", "written"]

# A version that lost so many entries, and so much of the last one, may have been cut.
LOST_ENTRIES_MIN, LEFT_PERCENT_MIN = 10, 75


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A version of a list as it was imported."""

    number: int
    publisher: str
    sha256: str
    read_on: date
    entries: int
    published_at: datetime | None = None


def newest_versions(connection: Connection) -> dict[str, ListVersion]:
    """Return the newest version of each list.

    Args:
        connection: An open database transaction.

    Returns:
        Versions by their publishers, in alphabetical order.
    """
    last = select(func.max(sanctions_lists.c.id)).group_by(sanctions_lists.c.publisher)
    rows = connection.execute(
        select(sanctions_lists)
        .where(sanctions_lists.c.id.in_(last))
        .order_by(sanctions_lists.c.publisher)
    ).all()
    return {
        row.publisher: ListVersion(
            row.id, row.publisher, row.sha256, row.read_on, row.entries, row.published_at
        )
        for row in rows
    }


def require_not_older(listed: SanctionsList, newest: ListVersion) -> None:
    """Refuse a version older than the newest: by its publisher's date, else by when it was read.

    Args:
        listed: The list as it was read.
        newest: The newest version of its publisher.

    Raises:
        InputError: LIST:OLDER.
    """
    if listed.published_at is not None and newest.published_at is not None:
        here, there = newest.published_at.isoformat(), listed.published_at.isoformat()
        older = listed.published_at < newest.published_at
    else:
        here, there = newest.read_on.isoformat(), listed.read_on.isoformat()
        older = listed.read_on < newest.read_on
    if older:
        raise InputError(
            "LIST:OLDER", f"a version of {here} is here already, this is older ({there})"
        )


def require_not_shrunk(listed: SanctionsList, newest: ListVersion) -> None:
    """Refuse a version that names far fewer than the newest, until somebody confirms it.

    Args:
        listed: The list as it was read.
        newest: The newest version of its publisher.

    Raises:
        InputError: LIST:SHRUNK when ten entries or more are gone, and over a quarter.
    """
    left, before = len(listed.entries), newest.entries
    if before - left >= LOST_ENTRIES_MIN and left * 100 < before * LEFT_PERCENT_MIN:
        raise InputError(
            "LIST:SHRUNK",
            f"this version names {left}, the last one named {before}: make sure that it is whole,"
            " then confirm it",
        )


def written(entry: ListEntry) -> dict[str, Any]:
    """Return an entry as it is kept.

    Args:
        entry: The entry.

    Returns:
        A JSON object; sets are sorted.
    """
    return {
        "number": entry.number, "name": entry.name, "kind": entry.kind,
        "programme": entry.programme,
        "aliases": [[alias.name, alias.weak] for alias in entry.aliases],
        "birth_years": sorted(entry.birth_years), "countries": sorted(entry.countries),
        "wallets": sorted(entry.wallets),
    }  # fmt: skip


def entry_of(kept: dict[str, Any]) -> ListEntry:
    """Return an entry that was kept; countries get their keys, which older versions had not.

    Args:
        kept: As `written` returns it.

    Returns:
        The entry.
    """
    return ListEntry(
        number=kept["number"], name=kept["name"], kind=kept["kind"], programme=kept["programme"],
        aliases=tuple(Alias(name, weak) for name, weak in kept["aliases"]),
        birth_years=frozenset(kept["birth_years"]), countries=listed_countries(kept["countries"]),
        wallets=frozenset(kept["wallets"]),
    )  # fmt: skip


def keep_version(
    connection: Connection, listed: SanctionsList, *, actor: str, now: datetime
) -> int:
    """Keep a version of a list with all its entries.

    Args:
        connection: An open database transaction.
        listed: The list as it was read.
        actor: Who imports it.
        now: The moment.

    Returns:
        The version's number.
    """
    number = connection.execute(
        insert(sanctions_lists)
        .values(
            publisher=listed.publisher, sha256=listed.sha256, read_on=listed.read_on,
            entries=len(listed.entries), imported_at=now, imported_by=actor,
            published_at=listed.published_at,
        )
        .returning(sanctions_lists.c.id)
    ).scalar_one()  # fmt: skip
    rows = [
        {"list": number, "number": entry.number, "entry": written(entry)}
        for entry in listed.entries
    ]
    connection.execute(insert(sanctions_entries), rows)
    return int(number)


def hit_document(hit: Hit) -> dict[str, Any]:
    """Return what is kept of a hit.

    Args:
        hit: An entry that looks like somebody.

    Returns:
        The entry's number, name and hash, and how alike it is.
    """
    entry = hashlib.sha256(canonical(written(hit.entry)).encode()).hexdigest()
    return {
        "entry": hit.entry.number, "sha256": entry, "name": hit.name,
        "score_ppm": hit.score_ppm, "weak": hit.weak,
    }  # fmt: skip
