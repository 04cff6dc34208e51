"""Migration 0013: what staff had confirmed stands, and one entry of staff stands on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from tallystick_node.storage import upgrade
from tallystick_node.storage.tables import blacklist, confirmed_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.storage import Database

PERSON, OTHER, ERASED = "a" * 32, "b" * 32, "c" * 32


def before(database: Database) -> None:
    """A database of 0012: two decisions that were confirmed, two entries that should be one."""
    upgrade(database, "0012")
    statements = [
        f"INSERT INTO persons (id, kind, state, registered_at) VALUES ('{person}', 'natural',"
        f" '{state}', 1)"
        for person, state in ((PERSON, "open"), (OTHER, "open"), (ERASED, "erased"))
    ]
    statements.append(
        "INSERT INTO sanctions_lists (id, publisher, sha256, read_on, entries, imported_at,"
        " imported_by) VALUES (1, 'OFAC', 'x', '2026-01-01', 1, 1, 'x')"
    )
    for number, person, decision in (
        (1, PERSON, "'confirmed'"), (2, PERSON, "NULL"), (3, OTHER, "'cleared'"),
        (4, ERASED, "'confirmed'"), (5, PERSON, "'confirmed'"),
    ):  # fmt: skip
        statements.append(
            "INSERT INTO screenings (id, person, list, verdict, hits, decision, at, decided_at)"
            f" VALUES ({number}, '{person}', 1, 'block', 1, {decision}, {number}, {number})"
        )
    statements += [
        "INSERT INTO blacklist (id, person, reason, loan, by, since) VALUES"
        f" ({number}, '{person}', '{reason}', {loan}, 'x', 1)"
        for number, person, reason, loan in (
            (1, PERSON, "fraud", "NULL"), (2, PERSON, "fraud", "NULL"),
            (3, PERSON, "default", "7"), (4, OTHER, "fraud", "NULL"),
        )
    ]  # fmt: skip
    with database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_was_confirmed_stands_and_second_entries_are_lifted(
    database_url: str, opened: Callable[[str], Database]
) -> None:
    database = opened(database_url)
    before(database)
    upgrade(database)
    with database.reading() as connection:
        matches = connection.execute(select(confirmed_matches)).all()
        lifted = connection.execute(
            select(blacklist.c.id, blacklist.c.lifted).order_by(blacklist.c.id)
        ).all()
    assert [(match.person, match.publisher, match.standing) for match in matches] == [
        (PERSON, "OFAC", f"{PERSON}:OFAC")
    ]
    assert [tuple(row) for row in lifted] == [(1, None), (2, True), (3, None), (4, None)]
