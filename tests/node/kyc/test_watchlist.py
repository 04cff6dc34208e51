"""Lists are versions; everybody is looked for in each; two pairs of eyes decide."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import account, id_number
from tallystick.errors import InputError
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.kyc.fields import Field
from tallystick_node.kyc.jobs import PeopleDays
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.kyc.sanctions.lists import ListEntry, SanctionsList, read_ofac, read_un
from tallystick_node.storage.tables import (
    jobs,
    journal,
    sanctions_entries,
    sanctions_lists,
    screenings,
)

if TYPE_CHECKING:
    from node.kyc.builders import Room

SDN = (
    b'36,"LISTED, Wei Jun",individual,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b'"DOB 12 Mar 1985; nationality China; Digital Currency Address - ETH 0x%b;"\n'
    b'37,"SOMETHING ELSE CO",-0- ,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n'
)
ALT = b'36,1,"aka","ALIAS, Ordinary",-0- \n'
UN = b"""<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>9</DATAID>
<FIRST_NAME>Ordinary</FIRST_NAME>
<SECOND_NAME>Alias</SECOND_NAME></INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"""
DAY = date(2026, 3, 1)


def ofac(wallet: str = "00" * 20, read_on: date = DAY) -> SanctionsList:
    return read_ofac(SDN % wallet.removeprefix("0x").encode(), ALT, read_on)


def empty(read_on: date) -> SanctionsList:
    return SanctionsList(
        "OFAC", read_on, "ab" * 32, (ListEntry("99", "NOBODY HERE", "entity", "X"),)
    )


def work(room: Room) -> int:
    """Do every job that waits, and return how many that was."""
    context = room.people.context
    worker = JobWorker(
        room.people.watchlist.queue, PeopleDays(context.database, room.people).kinds, "w"
    )
    done = 0
    while worker.work():
        done += 1
    return done


def held(room: Room, person: str) -> bool:
    with room.people.context.database.reading() as connection:
        return room.people.watchlist.standing(connection, person).held


def open_hits(room: Room) -> list[int]:
    with room.people.context.database.reading() as connection:
        return [hit["id"] for hit in room.people.watchlist.open_hits(connection)]


def listed_person(room: Room) -> str:
    return room.real(name="Ordinary Alias")


def test_without_any_list_nobody_is_clear(room: Room) -> None:
    with room.people.context.database.writing() as connection:
        connection.execute(sanctions_entries.delete())
        connection.execute(sanctions_lists.delete())
    person = room.named()
    room.people.checks.identity(person, room.agree(person))
    standing = room.people.watchlist.screen(person)
    assert (standing.clear, standing.held, standing.lists) == (False, False, ())
    assert room.level(person) == 0


def test_an_import_screens_everybody_anew_through_jobs(room: Room) -> None:
    person, other = listed_person(room), room.real(id_number("125"))
    assert room.level(person) == room.level(other) == 1
    version = room.people.watchlist.bring_in(ofac(), actor="staff-1")
    assert (version.publisher, version.entries) == ("OFAC", 2)
    assert room.level(person) == room.level(other) == 0
    assert work(room) == 2
    assert held(room, person)
    assert not held(room, other)
    assert room.level(other) == 1


def test_the_same_version_again_changes_nothing(room: Room) -> None:
    listed_person(room)
    first = room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    acts = len(room.acts())
    assert room.people.watchlist.bring_in(ofac(), actor="b") == first
    assert len(room.acts()) == acts
    assert work(room) == 0


def test_an_older_version_is_refused_and_a_newer_one_leaves_hits_to_staff(room: Room) -> None:
    person = listed_person(room)
    room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    with pytest.raises(InputError, match="LIST:OLDER"):
        room.people.watchlist.bring_in(empty(date(2026, 2, 1)), actor="a")
    room.people.watchlist.bring_in(empty(date(2026, 3, 5)), actor="a")
    assert held(room, person)
    work(room)
    assert held(room, person), "that a list names them no more, two of staff have to see"
    cleared_by_two(room)
    assert not held(room, person)


def test_the_un_list_counts_beside_the_others(room: Room) -> None:
    person = listed_person(room)
    room.people.watchlist.bring_in(read_un(UN, DAY), actor="a")
    work(room)
    assert held(room, person)


def test_a_wallet_on_a_list_blocks_its_person(room: Room) -> None:
    person = room.real()
    room.bind(person, "investor 1")
    room.people.watchlist.bring_in(ofac(account("investor 1").address), actor="a")
    work(room)
    assert held(room, person)


def test_two_of_staff_clear_a_hit_and_one_does_not(room: Room) -> None:
    person = listed_person(room)
    room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    (hit,) = open_hits(room)
    assert room.people.watchlist.decide(hit, staff="one", same_person=False) is None
    assert held(room, person)
    with pytest.raises(PersonRefused, match="SCREEN:VOTED"):
        room.people.watchlist.decide(hit, staff="one", same_person=False)
    assert room.people.watchlist.decide(hit, staff="two", same_person=False) == "cleared"
    assert not held(room, person)
    assert open_hits(room) == []
    with pytest.raises(PersonRefused, match="SCREEN:DONE"):
        room.people.watchlist.decide(hit, staff="three", same_person=True)


def test_two_who_disagree_need_a_third(room: Room) -> None:
    person = listed_person(room)
    room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    (hit,) = open_hits(room)
    assert room.people.watchlist.decide(hit, staff="one", same_person=False) is None
    assert room.people.watchlist.decide(hit, staff="two", same_person=True) is None
    assert room.people.watchlist.decide(hit, staff="three", same_person=True) == "confirmed"
    assert held(room, person)


def test_a_decision_keeps_its_version_and_goes_on_while_the_hits_stay(room: Room) -> None:
    person = listed_person(room)
    first = room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    (hit,) = open_hits(room)
    for staff in ("one", "two"):
        room.people.watchlist.decide(hit, staff=staff, same_person=False)
    room.people.watchlist.bring_in(ofac("11" * 20, date(2026, 3, 2)), actor="a")
    work(room)
    assert held(room, person), "the entry has changed, so it is looked at again"
    with room.people.context.database.reading() as connection:
        rows = connection.execute(
            select(screenings).where(screenings.c.person == person, screenings.c.hits > 0)
        ).all()
    assert (rows[0].list, rows[0].decision) == (first.number, "cleared")
    assert rows[1].decision is None


def test_a_cleared_hit_stays_cleared_in_a_version_that_adds_others(room: Room) -> None:
    person = listed_person(room)
    listed = ofac()
    room.people.watchlist.bring_in(listed, actor="a")
    work(room)
    (hit,) = open_hits(room)
    for staff in ("one", "two"):
        room.people.watchlist.decide(hit, staff=staff, same_person=False)
    more = SanctionsList(
        "OFAC", date(2026, 3, 2), "cd" * 32,
        (*listed.entries, ListEntry("500", "QQQ ZZZ", "entity", "X")),
    )  # fmt: skip
    room.people.watchlist.bring_in(more, actor="a")
    work(room)
    assert not held(room, person)


def test_a_name_stated_after_the_screening_is_looked_for_at_the_next(room: Room) -> None:
    person = room.real()
    room.people.evidence.state(person, Field.NAME, "SANDBOX LISTED PERSON")
    room.people.watchlist.screen(person)
    assert held(room, person)


def test_the_names_of_hits_do_not_stand_in_clear_beside_the_person(room: Room) -> None:
    person = listed_person(room)
    room.people.watchlist.bring_in(ofac(), actor="a")
    work(room)
    with room.people.context.database.reading() as connection:
        rows = connection.execute(select(screenings).where(screenings.c.person == person)).all()
        hits = room.people.watchlist.open_hits(connection)
        states = set(connection.scalars(select(jobs.c.state)))
    assert "Ordinary" not in repr(rows)
    assert hits[0]["hits"][0]["name"] == "ALIAS, Ordinary"
    assert states == {"done"}


def namesakes(count: int, day: date = DAY, *more: ListEntry) -> SanctionsList:
    """A list of so many entries with the very same name."""
    entries = [ListEntry(str(1000 + n), "LISTED, Wei Jun", "individual", "X") for n in range(count)]
    return SanctionsList("OFAC", day, f"{day.day:02}{count:02}" * 16, (*entries, *more))


def cleared_by_two(room: Room) -> None:
    for hit in open_hits(room):
        room.people.watchlist.decide(hit, staff="one", same_person=False)
        room.people.watchlist.decide(hit, staff="two", same_person=False)


def test_one_namesake_more_than_are_shown_holds_again(room: Room) -> None:
    person = room.real(name="Wei Jun Listed")
    room.people.watchlist.bring_in(namesakes(20), actor="a")
    work(room)
    cleared_by_two(room)
    assert not held(room, person)
    more = ListEntry("9999", "LISTED, Wei Jun", "individual", "X")
    room.people.watchlist.bring_in(namesakes(20, date(2026, 3, 2), more), actor="a")
    work(room)
    assert held(room, person)
    cleared_by_two(room)
    # The very same hits in a later version stay decided, however many there are.
    other = ListEntry("500", "QQQ ZZZ", "entity", "X")
    room.people.watchlist.bring_in(namesakes(20, date(2026, 3, 3), more, other), actor="a")
    work(room)
    assert not held(room, person)


def test_staff_see_how_many_hits_are_not_shown(room: Room) -> None:
    room.real(name="Wei Jun Listed")
    room.people.watchlist.bring_in(namesakes(23), actor="a")
    work(room)
    with room.people.context.database.reading() as connection:
        (waiting,) = room.people.watchlist.open_hits(connection)
    assert (len(waiting["hits"]), waiting["more"]) == (20, 3)
    room.people.watchlist.decide(waiting["id"], staff="one", same_person=False)
    with room.people.context.database.reading() as connection:
        details = connection.scalars(
            select(journal.c.details).where(journal.c.act == "screening.voted")
        ).one()
    # The vote names them all, by a mark that only the vault can make.
    assert len(json.loads(details)["hits"]) >= 32
    assert "LISTED" not in details


def test_an_older_list_read_later_does_not_replace_a_newer_one(room: Room) -> None:
    newer = UN.replace(b"LIST>", b'LIST dateGenerated="2026-02-27T00:00:09Z">', 1)
    older = newer.replace(b"2026-02", b"2024-02").replace(b"Ordinary", b"Other")
    room.people.watchlist.bring_in(read_un(newer, DAY), actor="a")
    with pytest.raises(InputError, match="LIST:OLDER"):
        room.people.watchlist.bring_in(read_un(older, date(2026, 3, 9)), actor="a")


def test_a_list_that_shrank_is_taken_once_it_is_confirmed(room: Room) -> None:
    room.people.watchlist.bring_in(namesakes(40), actor="a")
    fewer = namesakes(9, date(2026, 3, 2))
    with pytest.raises(InputError, match="LIST:SHRUNK"):
        room.people.watchlist.bring_in(fewer, actor="a")
    assert room.people.watchlist.bring_in(fewer, actor="a", confirmed=True).entries == 9


def test_a_stated_birth_counts_where_the_number_has_none(room: Room) -> None:
    person = room.register()
    with pytest.raises(PersonRefused, match="EVIDENCE:MISSING"):
        room.people.evidence.state(person, Field.ID_NUMBER, "PL:44051401458")
    room.people.evidence.state(person, Field.BIRTH_DATE, "2015-01-01")
    with pytest.raises(InputError, match="ID:AGE"):
        room.people.evidence.state(person, Field.ID_NUMBER, "PL:44051401458")
    room.people.evidence.state(person, Field.BIRTH_DATE, "1944-05-14")
    room.people.evidence.state(person, Field.ID_NUMBER, "PL:44051401458")
    with pytest.raises(InputError, match="ID:AGE"):
        room.people.evidence.state(person, Field.BIRTH_DATE, "2015-01-01")
    with room.people.context.database.reading() as connection:
        assert room.people.evidence.born(connection, person) == date(1944, 5, 14)
