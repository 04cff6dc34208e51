"""The matrix gives L, M or H; H waits for a file by one of staff and the yes of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.kyc.builders import PDF
from tallystick.errors import InputError
from tallystick_node.kyc.evidence import later_by_months
from tallystick_node.kyc.rating_rules import Factors, RiskRating, level_of
from tallystick_node.kyc.refusals import PersonRefused

if TYPE_CHECKING:
    from node.kyc.builders import Room

FILE = "Source of funds: sale of a flat, deed of 2025 seen, sums agree with the bank's statement."
NOTHING = {
    "legal": False, "foreign": False, "exposed": False, "cash_business": False, "list_hit": False,
    "thin": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "stake", "level"),
    [
        ({}, 0, "L"), ({}, 100, "L"), ({}, 499, "L"), ({}, 500, "M"),
        ({"foreign": True}, 99, "L"), ({"foreign": True}, 100, "M"), ({"foreign": True}, 500, "H"),
        ({"legal": True}, 500, "M"), ({"legal": True, "thin": True}, 500, "H"),
        ({"foreign": True, "list_hit": True}, 0, "M"),
        ({"foreign": True, "list_hit": True}, 100, "H"),
        ({"exposed": True}, 0, "H"),
    ],
)  # fmt: skip
def test_the_matrix_decides(kind: dict[str, bool], stake: int, level: str) -> None:
    assert level_of(Factors(**{**NOTHING, **kind}, stake=stake, limit_max=1_000)) == level


def high(room: Room) -> tuple[str, int]:
    person = room.real()
    room.people.ratings.rate(person, staff="s", exposed=True, cash_business=False, stake=0)
    return person, room.people.documents.upload(person, "source_of_funds", PDF).number


def reviewed(room: Room, person: str) -> bool:
    with room.people.context.database.reading() as connection:
        return room.people.ratings.reviewed(connection, person)


def test_a_file_is_approved_by_another_than_who_wrote_it(room: Room) -> None:
    person, document = high(room)
    review = room.people.ratings.write_file(person, staff="one", text=FILE, documents=[document])
    assert not reviewed(room, person)
    with pytest.raises(PersonRefused, match="REVIEW:SELF"):
        room.people.ratings.decide(review, staff="one", approved=True)
    room.people.ratings.decide(review, staff="two", approved=True)
    assert reviewed(room, person)
    with pytest.raises(PersonRefused, match="REVIEW:DONE"):
        room.people.ratings.decide(review, staff="three", approved=False)
    assert room.people.ratings.file(review, staff="three") == FILE
    assert room.acts()[-1] == "review.opened"


def test_a_file_that_was_not_approved_counts_for_nothing(room: Room) -> None:
    person, document = high(room)
    review = room.people.ratings.write_file(person, staff="one", text=FILE, documents=[document])
    room.people.ratings.decide(review, staff="two", approved=False)
    assert not reviewed(room, person)


def test_an_approval_ends(room: Room) -> None:
    person, document = high(room)
    review = room.people.ratings.write_file(person, staff="one", text=FILE, documents=[document])
    room.people.ratings.decide(review, staff="two", approved=True)
    today = room.time.now.date()
    room.time.pass_by(days=(later_by_months(today, 24) - today).days)
    assert reviewed(room, person)
    room.time.pass_by(days=1)
    assert not reviewed(room, person)


def test_a_file_says_something_and_rests_on_a_document_of_the_person(room: Room) -> None:
    person, document = high(room)
    other = room.register()
    with pytest.raises(InputError, match="REVIEW:TEXT"):
        room.people.ratings.write_file(person, staff="a", text="fine", documents=[document])
    with pytest.raises(InputError, match="REVIEW:DOCUMENTS"):
        room.people.ratings.write_file(person, staff="a", text=FILE, documents=[])
    with pytest.raises(PersonRefused, match="DOCUMENT:NONE"):
        room.people.ratings.write_file(other, staff="a", text=FILE, documents=[document])
    with pytest.raises(PersonRefused, match="REVIEW:NONE"):
        room.people.ratings.decide(99, staff="b", approved=True)


def test_a_lower_stake_alone_does_not_undo_what_staff_has_judged(room: Room) -> None:
    person, _ = high(room)
    calm = room.register()
    with room.people.context.database.reading() as connection:
        assert room.people.ratings.of_stake(connection, person, 0) is RiskRating.HIGH
        assert room.people.ratings.of_stake(connection, calm, 0) is RiskRating.LOW
