"""What is asked for in one statement is never more than a database takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tallystick_node.storage.parts import VALUES_MAX, in_parts
from tallystick_node.storage.tables import loans

if TYPE_CHECKING:
    from tallystick_node.storage import Database

# More than SQLite takes (32,766), and than PostgreSQL does (65,535).
TOO_MANY = 70_000


@given(st.integers(0, 3 * VALUES_MAX + 1))
def test_parts_are_the_whole_in_order(count: int) -> None:
    parts = list(in_parts(range(count)))
    assert [value for part in parts for value in part] == list(range(count))
    assert all(1 <= len(part) <= VALUES_MAX for part in parts)


def test_a_database_takes_more_loans_than_fit_into_a_statement(database: Database) -> None:
    question = select(loans.c.loan)
    with database.reading() as connection:
        rows = [
            row
            for part in in_parts(range(TOO_MANY))
            for row in connection.execute(question.where(loans.c.loan.in_(part)))
        ]
    assert rows == []
