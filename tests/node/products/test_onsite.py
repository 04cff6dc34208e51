"""Reports of visits are sealed, of staff alone, and of whom they are not about."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import PDF
from node.products.builders import VISITOR, borrower_wallet, today, visit
from node.underwriting.builders import STAFF
from tallystick.errors import InputError
from tallystick_node.auth.refusals import Forbidden
from tallystick_node.products.onsite import PHOTOS_MAX
from tallystick_node.products.refusals import NoProduct, ProductRefused
from tallystick_node.underwriting.applications import ApplicationRefused

if TYPE_CHECKING:
    from node.underwriting.builders import Desk

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of two machines" + b"IEND\xaeB`\x82"


@pytest.fixture
def number(desk: Desk) -> str:
    person = desk.borrower("borrower 0")
    return desk.apply(person, borrower_wallet(desk), product="onsite")


def add(desk: Desk, report: int, content: bytes = PNG, staff: str = VISITOR) -> int:
    with desk.database.writing() as connection:
        return desk.underwriting.products.onsite.add_photo(connection, report, staff, content)


def test_a_report_comes_back_with_its_pictures(desk: Desk, number: str) -> None:
    report = visit(desk, number)
    photo = add(desk, report)
    onsite = desk.underwriting.products.onsite
    with desk.database.reading() as connection:
        (kept,) = onsite.of(connection, number)
    assert (kept.number, kept.photos, kept.reported_by) == (report, (photo,), VISITOR)
    assert kept.visit.place == "The workshop in Baker Street 4"
    with desk.database.writing() as connection:
        assert onsite.photo(connection, report, photo, STAFF) == ("image/png", PNG)
    assert desk.room.acts()[-3:] == ["onsite.reported", "onsite.photo", "onsite.opened"]


def test_nothing_of_it_stands_in_clear(desk: Desk, number: str) -> None:
    add(desk, visit(desk, number))
    with desk.database.reading() as connection:
        for table in ("onsite_reports", "onsite_photos", "journal", "vault_fields"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            text = json.dumps([str(row) for row in rows])
            assert "Baker" not in text
            assert "machines" not in text


def test_a_picture_is_a_picture_and_of_its_report(desk: Desk, number: str) -> None:
    report = visit(desk, number)
    for content, code in ((PDF, "DOCUMENT:TYPE"), (b"", "DOCUMENT:SIZE"), (b"x", "DOCUMENT:TYPE")):
        with pytest.raises(InputError, match=code):
            add(desk, report, content)
    with pytest.raises(NoProduct, match="PRODUCT:REPORT"):
        add(desk, report + 1)
    with pytest.raises(ProductRefused, match="PRODUCT:REPORTER"):
        add(desk, report, staff=STAFF)
    photo = add(desk, report)
    other = visit(desk, number)
    with (
        pytest.raises(NoProduct, match="PRODUCT:REPORT"),
        desk.database.writing() as connection,
    ):
        desk.underwriting.products.onsite.photo(connection, other, photo, STAFF)


def test_a_report_has_at_most_twenty_pictures(desk: Desk, number: str) -> None:
    report = visit(desk, number)
    for place in range(PHOTOS_MAX):
        add(desk, report, PNG[:-4] + bytes([place]) + PNG[-4:])
    with pytest.raises(ProductRefused, match="PRODUCT:PHOTOS"):
        add(desk, report)


def test_a_visit_to_come_is_none(desk: Desk, number: str) -> None:
    with pytest.raises(InputError, match="PRODUCT:VISIT_DAY"):
        visit(desk, number, visited_on=today(desk) + timedelta(days=1))
    with desk.database.reading() as connection:
        assert desk.underwriting.products.onsite.of(connection, number) == []
        assert desk.underwriting.products.onsite.newest(connection, number) is None


def test_nobody_reports_on_themselves(desk: Desk, number: str) -> None:
    with pytest.raises(Forbidden, match="ACCESS:OWN"):
        visit(desk, number, staff=borrower_wallet(desk))


def test_a_decided_application_takes_no_report(desk: Desk, number: str) -> None:
    with desk.database.writing() as connection:
        person = desk.underwriting.applications.row(connection, number).person
        desk.underwriting.applications.withdraw(connection, person, number)
    with pytest.raises(ApplicationRefused, match="APPLICATION:DECIDED"):
        visit(desk, number)
