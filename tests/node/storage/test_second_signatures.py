"""Migration 0014: what was signed before needs no second signature, and no loan has a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from tallystick_node.storage import upgrade
from tallystick_node.storage.tables import loans

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.storage import Database


def test_loans_of_before_have_no_flag_no_stake_and_the_terms_of_their_offer(
    database_url: str, opened: Callable[[str], Database]
) -> None:
    database = opened(database_url)
    upgrade(database, "0013")
    columns = (
        "loan, borrower, status, principal, funded, risk_level, rate_ppm, instalments, settled,"
        " balance, total_principal, total_interest, listed_block, changed_block"
    )
    with database.writing() as connection:
        connection.execute(
            text(
                f"INSERT INTO loans ({columns})"
                " VALUES (7, 'x', 'active', 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1)"
            )
        )
    upgrade(database)
    with database.reading() as connection:
        (loan,) = connection.execute(select(loans)).all()
        defaults = {
            column["name"]: column["default"]
            for table in ("credit_offers", "loans")
            for column in inspect(connection).get_columns(table)
        }
    assert (loan.impaired, loan.guaranteed, loan.restructured_day) == (False, 0, None)
    assert [defaults[name] for name in ("needs_second", "impaired", "guaranteed")] == [None] * 3
