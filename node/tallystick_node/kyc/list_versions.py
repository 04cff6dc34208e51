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
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from tallystick_node.kyc.sanctions.lists import SanctionsList
    from tallystick_node.kyc.sanctions.screening import Hit

__all__ = ["ListVersion", "entry_of", "hit_document", "keep_version", "kept_tally"]
__all__ += ["last_published", "listed_wallets", "newest_versions", "require_dated"]
__all__ += ["require_may_follow", "require_not_older", "require_not_shrunk", "tally", "written"]

# A version that lost so many entries, names or wallets, and so much of them, may have been cut.
LOST_MIN, LEFT_PERCENT_MIN = 10, 75


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


def listed_wallets(connection: Connection) -> frozenset[str]:
    """Return the wallets that the newest version of any list names.

    Args:
        connection: An open database transaction.

    Returns:
        The wallets, lower case.
    """
    newest = [version.number for version in newest_versions(connection).values()]
    kept = connection.scalars(
        select(sanctions_entries.c.entry).where(sanctions_entries.c.list.in_(newest))
    )
    return frozenset(wallet for entry in kept for wallet in entry["wallets"])


def last_published(connection: Connection, publisher: str) -> datetime | None:
    """Return the newest date that any kept version of a publisher's list has.

    Args:
        connection: An open database transaction.
        publisher: Whose list.

    Returns:
        The publisher's own date; None where no version has one.
    """
    newest: datetime | None = connection.scalar(
        select(func.max(sanctions_lists.c.published_at)).where(
            sanctions_lists.c.publisher == publisher
        )
    )
    return newest


def require_not_older(
    listed: SanctionsList, newest: ListVersion, published: datetime | None
) -> None:
    """Refuse a version older than the newest: by its publisher's date, else by when it was read.

    A version without a date in between opens no way for older ones.

    Args:
        listed: The list as it was read.
        newest: The newest version of its publisher.
        published: The newest date that any version has, as `last_published` returns it.

    Raises:
        InputError: LIST:OLDER.
    """
    if listed.published_at is not None and published is not None:
        here, there = published.isoformat(), listed.published_at.isoformat()
        older = listed.published_at < published
    else:
        here, there = newest.read_on.isoformat(), listed.read_on.isoformat()
        older = listed.read_on < newest.read_on
    if older:
        raise InputError(
            "LIST:OLDER", f"a version of {here} is here already, this is older ({there})"
        )


def require_dated(listed: SanctionsList, published: datetime | None) -> None:
    """Refuse a version without a date where earlier ones have one, until somebody confirms it.

    Args:
        listed: The list as it was read.
        published: The newest date that any version has.

    Raises:
        InputError: LIST:UNDATED.
    """
    if listed.published_at is None and published is not None:
        raise InputError(
            "LIST:UNDATED",
            f"this version has no date, an earlier one is of {published.isoformat()}: say when it"
            " was published, or make sure that it is newer, then confirm it",
        )


def tally(entries: Iterable[ListEntry]) -> dict[str, int]:
    """Count what people are found by.

    Args:
        entries: Of one version of a list.

    Returns:
        Entries, other names, years of birth and wallets, by their names in a sentence.
    """
    counts = dict.fromkeys(("entries", "other names", "years of birth", "wallets"), 0)
    for entry in entries:
        counts["entries"] += 1
        counts["other names"] += len(entry.aliases)
        counts["years of birth"] += len(entry.birth_years)
        counts["wallets"] += len(entry.wallets)
    return counts


def kept_tally(connection: Connection, version: ListVersion) -> dict[str, int]:
    """Count what people are found by in a version that is kept.

    Args:
        connection: An open database transaction.
        version: The version.

    Returns:
        As `tally`.
    """
    rows = connection.scalars(
        select(sanctions_entries.c.entry).where(sanctions_entries.c.list == version.number)
    )
    return tally(map(entry_of, rows))


def require_not_shrunk(listed: SanctionsList, before: Mapping[str, int]) -> None:
    """Refuse a version that has far less to find people by, until somebody confirms it.

    Args:
        listed: The list as it was read.
        before: The last version's `tally`.

    Raises:
        InputError: LIST:SHRUNK when ten or more of a kind are gone, and over a quarter.
    """
    for kind, left in tally(listed.entries).items():
        had = before[kind]
        if had - left >= LOST_MIN and left * 100 < had * LEFT_PERCENT_MIN:
            raise InputError(
                "LIST:SHRUNK",
                f"this version has {left} {kind}, the last one had {had}: make sure that it is"
                " whole, then confirm it",
            )


def require_may_follow(
    connection: Connection, listed: SanctionsList, newest: ListVersion, *, confirmed: bool
) -> None:
    """Refuse a version that may not replace the newest.

    Args:
        connection: An open database transaction.
        listed: The list as it was read.
        newest: The newest version of its publisher.
        confirmed: Whether somebody has seen that it has no date or has far less.

    Raises:
        InputError: LIST:OLDER; LIST:UNDATED and LIST:SHRUNK unless that is confirmed.
    """
    published = last_published(connection, listed.publisher)
    require_not_older(listed, newest, published)
    if not confirmed:
        require_dated(listed, published)
        require_not_shrunk(listed, kept_tally(connection, newest))


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
