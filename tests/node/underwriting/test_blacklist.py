"""The blacklist: on it by a default or by staff, off it by an appeal that another one decides."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from node.underwriting.builders import OTHER, STAFF, Desk
from tallystick_node.storage.tables import loans
from tallystick_node.underwriting.applications import ApplicationRefused, ApplicationState
from tallystick_node.underwriting.blacklist import Cause

REASON = "I have paid everything back since, and I can show it."


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.borrower("borrower 0")


def wallet(desk: Desk) -> str:
    return desk.network.session.actors.borrowers[0].address


def defaulted(desk: Desk) -> int:
    """A loan of the borrower that the index knows as defaulted."""
    with desk.database.writing() as connection:
        connection.execute(
            insert(loans).values(
                loan=77, borrower=wallet(desk), status="defaulted", principal=1, funded=1,
                risk_level=1, rate_ppm=1, instalments=1, settled=0, balance=1, total_principal=0,
                total_interest=0, issue_day=1, listed_block=1, changed_block=1,
            )
        )  # fmt: skip
        return desk.underwriting.blacklist.follow(connection)


def entry(desk: Desk, person: str) -> int:
    with desk.database.reading() as connection:
        (row,) = desk.underwriting.blacklist.standing(connection, person)
        return int(row.id)


def test_who_defaults_is_on_it_once_and_cannot_borrow(desk: Desk, person: str) -> None:
    assert defaulted(desk) == 1
    with desk.database.writing() as connection:
        assert desk.underwriting.blacklist.follow(connection) == 0
    number = desk.apply(person, wallet(desk))
    assert desk.examine(number) is ApplicationState.REFUSED
    assert desk.row(number).reasons == ["blacklisted"]


def test_an_appeal_is_decided_by_another_one_and_opens_the_door(desk: Desk, person: str) -> None:
    book = desk.underwriting.blacklist
    with desk.database.writing() as connection:
        book.add(connection, person, Cause.FALSE_DOCUMENTS, STAFF)
    with desk.database.writing() as connection:
        book.appeal(connection, person, REASON)
    number = entry(desk, person)
    with desk.database.reading() as connection:
        assert [row.id for row in book.appeals(connection)] == [number]
        assert book.read_appeal(connection, number) == REASON
    with (
        pytest.raises(ApplicationRefused, match="BLACKLIST:SAME"),
        desk.database.writing() as connection,
    ):
        book.decide(connection, number, STAFF, lifted=True)
    with desk.database.writing() as connection:
        book.decide(connection, number, OTHER, lifted=True)
    application = desk.apply(person, wallet(desk))
    assert desk.examine(application) is ApplicationState.APPROVED


def test_a_default_that_is_owed_still_is_not_lifted(desk: Desk, person: str) -> None:
    defaulted(desk)
    book = desk.underwriting.blacklist
    with desk.database.writing() as connection:
        book.appeal(connection, person, REASON)
    with (
        pytest.raises(ApplicationRefused, match="BLACKLIST:OWED"),
        desk.database.writing() as connection,
    ):
        book.decide(connection, entry(desk, person), OTHER, lifted=True)
    with desk.database.writing() as connection:
        connection.execute(update(loans).values(status="recovered"))
        book.decide(connection, entry(desk, person), OTHER, lifted=True)


def test_who_is_not_on_it_has_nothing_to_appeal(desk: Desk, person: str) -> None:
    book = desk.underwriting.blacklist
    for text, code in ((REASON, "BLACKLIST:NOT_THERE"), ("short", "BLACKLIST:APPEAL")):
        with (
            pytest.raises(ApplicationRefused, match=code),
            desk.database.writing() as connection,
        ):
            book.appeal(connection, person, text)


def test_an_appeal_stands_nowhere_in_clear(desk: Desk, person: str) -> None:
    with desk.database.writing() as connection:
        desk.underwriting.blacklist.add(connection, person, Cause.FRAUD, STAFF)
        desk.underwriting.blacklist.appeal(connection, person, REASON)
    with desk.database.reading() as connection:
        for table in ("blacklist", "journal", "vault_fields"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "paid everything" not in str(rows)
