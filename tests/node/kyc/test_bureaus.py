"""A report is pulled with a consent for just that; inquiries are journalled, reports sealed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import id_number
from tallystick_node.kyc.consents import ConsentPurpose
from tallystick_node.kyc.providers.protocols import ProviderFailed
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import checks, journal

if TYPE_CHECKING:
    from node.kyc.builders import Room


def inquiries(room: Room) -> list[dict[str, object]]:
    with room.people.context.database.reading() as connection:
        rows = connection.scalars(
            select(journal.c.details).where(journal.c.act == "bureau.inquired")
        )
        return [json.loads(row) for row in rows]


def test_a_report_is_pulled_with_its_consent_and_journalled(room: Room) -> None:
    person = room.named()
    consent = room.agree(person, ConsentPurpose.CREDIT_REPORT)
    report = room.people.bureaus.inquire(person, "sandbox", consent, actor="staff-1")
    assert (report.provider, report.found, report.score) == ("sandbox", True, 720)
    assert inquiries(room) == [{"bureau": "sandbox", "consent": consent}]
    with room.people.context.database.reading() as connection:
        assert room.people.bureaus.report(connection, person, "sandbox") == report
        kept = repr(connection.execute(select(checks)).all())
    assert "720" not in kept


@pytest.mark.parametrize("how", ["none", "withdrawn", "for something else", "another's"])
def test_without_the_consent_nothing_is_asked_and_nothing_journalled(room: Room, how: str) -> None:
    person = room.named()
    consent = 99
    if how == "withdrawn":
        consent = room.agree(person, ConsentPurpose.CREDIT_REPORT)
        room.people.consents.withdraw(person, consent)
    elif how == "for something else":
        consent = room.agree(person)
    elif how == "another's":
        consent = room.agree(room.register(), ConsentPurpose.CREDIT_REPORT)
    with pytest.raises(PersonRefused, match="CONSENT:NONE"):
        room.people.bureaus.inquire(person, "sandbox", consent, actor="s")
    assert inquiries(room) == []


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("914", "PROVIDER:TIMEOUT"),
        ("915", "PROVIDER:UNAVAILABLE"),
        ("916", "PROVIDER:ANSWER"),
    ],
)
def test_an_inquiry_that_failed_is_journalled_too(room: Room, mark: str, code: str) -> None:
    person = room.named(id_number(mark))
    consent = room.agree(person, ConsentPurpose.CREDIT_REPORT)
    with pytest.raises(ProviderFailed, match=code):
        room.people.bureaus.inquire(person, "sandbox", consent, actor="s")
    assert len(inquiries(room)) == 1
    assert room.acts()[-1] == "bureau.answered"
    with room.people.context.database.reading() as connection:
        assert room.people.bureaus.report(connection, person, "sandbox") is None


def test_no_record_is_an_answer(room: Room) -> None:
    person = room.named(id_number("911"))
    consent = room.agree(person, ConsentPurpose.CREDIT_REPORT)
    assert not room.people.bureaus.inquire(person, "sandbox", consent, actor="s").found
    late = room.named(id_number("912"))
    consent = room.agree(late, ConsentPurpose.CREDIT_REPORT)
    assert room.people.bureaus.inquire(late, "sandbox", consent, actor="s").dpd_max == 64


def test_a_bureau_that_is_not_set_up_is_refused_with_those_there_are(room: Room) -> None:
    person = room.named()
    with pytest.raises(PersonRefused, match="BUREAU:NONE.*sandbox"):
        room.people.bureaus.inquire(person, "elsewhere", 1, actor="s")
