"""Clients are counted once a month; who they are is kept nowhere, and few are not counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.kyc.fields import Field
from tallystick_node.products.jobs import SEGMENTS, kind_of_products
from tallystick_node.storage.tables import client_segments

if TYPE_CHECKING:
    from node.underwriting.builders import Desk

FIRST = date(2026, 4, 1)


def clients(desk: Desk, count: int) -> list[str]:
    people = []
    for place in range(count):
        person = desk.room.register()
        desk.room.people.evidence.state(person, Field.BIRTH_DATE, "1990-05-17")
        desk.room.people.evidence.state(person, Field.INCOME, "30000000000")
        desk.room.bind(person, f"client {place}")
        people.append(person)
    return people


def count(desk: Desk, liked: dict[str, str]) -> dict[tuple[str, str], int | None]:
    kind = kind_of_products(desk.underwriting.products, lambda _: liked)
    effect = kind.run(Job(1, JobKey(FIRST, SEGMENTS, "platform"), 1, 1))
    with desk.database.writing() as connection:
        effect(connection)
    with desk.database.reading() as connection:
        rows = desk.underwriting.products.segments.newest(connection)
    return {(row.kind, row.segment): row.clients for row in rows}


def test_five_are_counted_and_four_are_not(desk: Desk) -> None:
    people = clients(desk, 4)
    assert count(desk, {})["age", "from 35"] is None
    desk.room.time.pass_by(days=1)
    fifth = desk.room.register()
    desk.room.people.evidence.state(fifth, Field.BIRTH_DATE, "1990-05-17")
    desk.room.bind(fifth, "the fifth")
    counted = count(desk, dict.fromkeys(people, "seasonal"))
    assert counted["age", "from 35"] == 5
    assert counted["income", "from 25000"] is None
    assert counted["preference", "seasonal"] is None
    assert counted["preference", "none"] is None


def test_nobody_can_be_told_from_what_is_kept(desk: Desk) -> None:
    people = clients(desk, 5)
    count(desk, {})
    with desk.database.reading() as connection:
        text = repr(connection.execute(select(client_segments)).all())
    assert not any(person in text for person in people)
    assert "1990" not in text


def test_it_is_due_on_the_first_of_a_month_alone(desk: Desk) -> None:
    kind = kind_of_products(desk.underwriting.products, lambda _: {})
    assert list(kind.subjects(FIRST)) == ["platform"]
    assert list(kind.subjects(date(2026, 4, 2))) == []
    assert list(kind_of_products(None).subjects(FIRST)) == []
