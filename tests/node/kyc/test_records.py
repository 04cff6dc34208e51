"""What the database holds about a person is told to them and forgotten with them, or says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Date, insert, select, update

from node.kyc.builders import Room, id_number
from tallystick_node.kyc.impersonal_tables import ELSEWHERE
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.kyc.records import RECORDS, whose
from tallystick_node.storage.schema import BigNumber, Json, Moment, Octets, metadata
from tallystick_node.storage.tables import applications, confirmed_matches, loans, screenings

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

LOAN, APPLICATION = 7, "a" * 32
NAMED = {record.table.name for record in RECORDS}


def test_every_table_is_told_of_or_has_a_reason() -> None:
    assert NAMED | set(ELSEWHERE) == set(metadata.tables)
    assert NAMED & set(ELSEWHERE) == set()
    assert all(len(reason) > 10 for reason in ELSEWHERE.values())


def test_no_table_that_names_a_person_is_thought_to_be_about_nobody() -> None:
    person = {
        table.name
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "persons" for key in column.foreign_keys)
    }
    assert len(person) > 10
    assert person <= NAMED
    by_loan = {
        table.name
        for table in metadata.tables.values()
        if "loan" in table.columns
        and table.name
        not in {"events", "loans", "credit_offers", "mandate_allocations", "order_log"}
    }
    assert by_loan <= NAMED


MOMENT, DAY = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)


def filled(column: Column[Any], known: dict[str, Any]) -> Any:
    if column.name in known:
        return known[column.name]
    kinds: list[tuple[type[Any], Any]] = [
        (Json, {}), (Moment, MOMENT), (Date, DAY), (BigNumber, 1), (Octets, b"x"),
    ]  # fmt: skip
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    return {int: 1, bool: True}.get(column.type.python_type, "x")


def row_of(table: Table, known: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: filled(column, known)
        for column in table.columns
        if not column.nullable
        and (column.name != "id" or column.type.python_type is str or column.autoincrement is False)
    }


def fill(room: Room, person: str, wallet: str) -> None:
    """Put a row of a person into every table that was named."""
    known: dict[str, Any] = {
        "person": person, "wallet": wallet, "seller": wallet, "buyer": wallet, "caller": wallet,
        "borrower": wallet, "owner": wallet,
        "loan": LOAN, "application": APPLICATION, "recipient": PERSON_HOLDER + person,
        "complaint": 1, "holder": person,
    }  # fmt: skip
    with room.people.context.database.writing() as connection:
        listed = connection.scalar(select(metadata.tables["sanctions_lists"].c.id))
        connection.execute(insert(loans).values(row_of(loans, known | {"status": "expired"})))
        connection.execute(
            insert(applications).values(row_of(applications, known | {"id": APPLICATION}))
        )
        for record in reversed(RECORDS):
            table = record.table
            if table.name in {"applications", "person_wallets"}:
                continue
            mine = known | {"list": listed, "key": f"{record.name} key", "verdict": "clear"}
            if record.name == "findings of screening":
                mine |= {"stage": "screen", "number": 9}
            if record.name == "complaint_work":
                mine["shown"] = False
            if table.name == "screening_votes":
                mine["screening"] = connection.scalar(
                    select(screenings.c.id).where(screenings.c.person == person).limit(1)
                )
            if table.name == "match_lifts":
                mine["match"] = connection.scalar(select(confirmed_matches.c.id))
            # Some complain without being registered; this one is.
            own = {"person": person} if "person" in table.columns else {}
            connection.execute(insert(table).values(row_of(table, mine) | own))
        # One that stands holds: nothing is forgotten of such a person.
        connection.execute(update(confirmed_matches).values(lifted_at=MOMENT))


@pytest.fixture
def person(room: Room) -> str:
    someone = room.real()
    fill(room, someone, room.bind(someone, "newcomer"))
    return someone


def test_an_export_has_a_row_of_every_table_and_of_none_that_is_withheld(
    room: Room, person: str
) -> None:
    export = room.people.erasure.export(person)
    names = {record.name for record in RECORDS if not record.withheld}
    assert [name for name in names if not export[name]] == []
    assert not {record.name for record in RECORDS if record.withheld} & set(export)
    assert [finding["stage"] for finding in export["findings"]] == ["x"]
    assert "token_hash" not in export["sessions"][0]


def test_an_export_has_nothing_of_anybody_else(room: Room, person: str) -> None:
    other = room.real(id_number("125"))
    export = room.people.erasure.export(other)
    assert person not in repr(export)
    for name in ("reminders", "contacts", "promises", "letters", "applications", "messages"):
        assert export[name] == []


def test_erasure_leaves_nothing_but_what_has_a_reason_to_stay(room: Room, person: str) -> None:
    database = room.people.context.database
    with database.reading() as connection:
        who = whose(connection, person)
    room.people.erasure.erase(person)
    with database.reading() as connection:
        left = {
            record.name
            for record in RECORDS
            if connection.execute(select(record.table).where(record.rows(who))).first() is not None
        }
    assert left == {record.name for record in RECORDS if record.kept}
    assert left == {
        "payment_orders", "complaints", "complaint_acts", "complaint_work", "complaint_letters",
        "complaint_redress", "surveys", "rewards",
    }  # fmt: skip
