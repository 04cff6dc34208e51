"""The language of messages is the person's own, kept with them and forgotten with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallystick.errors import InputError
from tallystick_node.storage.tables import journal, persons

if TYPE_CHECKING:
    from node.kyc.builders import Room


def test_it_is_chosen_changed_and_forgotten(room: Room) -> None:
    person, message_languages = room.register(), room.people.message_languages
    database = room.people.context.database
    with database.writing() as connection:
        assert message_languages.of(connection, person) is None
        for language in ("zh-CN", "en"):
            message_languages.choose(connection, person, language)
            assert message_languages.of(connection, person) == language
        acts = connection.execute(journal.select().where(journal.c.subject == person)).all()
        assert [row.act for row in acts].count("person.language") == 2
    room.people.erasure.erase(person)
    with database.reading() as connection:
        row = connection.execute(persons.select().where(persons.c.id == person)).one()
    assert (row.state, row.language) == ("erased", None)


def test_another_language_is_refused(room: Room) -> None:
    person = room.register()
    with (
        room.people.context.database.writing() as connection,
        pytest.raises(InputError, match="PEOPLE:LANGUAGE"),
    ):
        room.people.message_languages.choose(connection, person, "de")
