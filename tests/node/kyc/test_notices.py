"""A notice is opened at the door: the outbox knows references alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.kyc.notices import SealedNotices
from tallystick_node.storage.tables import messages, vault_fields

if TYPE_CHECKING:
    from node.kyc.builders import Room

PHONE = "13912345678"


class Kept:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def deliver(self, message: Message) -> None:
        self.messages.append(message)


def delivered(room: Room) -> list[Message]:
    """Deliver everything that waits, and return what reached the real channel."""
    context = room.people.context
    channel = Kept()
    notices = SealedNotices(context.database, context.vault, channel)
    with context.database.reading() as connection:
        rows = connection.execute(select(messages).order_by(messages.c.id)).all()
    for row in rows:
        notices.deliver(
            Message(row.id, row.key, row.channel, row.recipient, row.content, row.created_at, 1, 1)
        )
    return channel.messages


def test_a_code_reaches_the_number_that_asked_for_it(room: Room) -> None:
    room.people.registration.ask_code(PHONE)
    (notice,) = delivered(room)
    assert notice.recipient == f"+86{PHONE}"
    assert room.people.registration.register(PHONE, str(notice.content["code"]))


def test_who_binds_a_wallet_is_told_at_their_number(room: Room) -> None:
    person = room.register(PHONE)
    wallet = room.bind(person, "newcomer")
    (notice,) = delivered(room)
    assert notice.recipient == f"+86{PHONE}"
    assert notice.content == {"template": "wallet bound", "wallet": wallet}


def test_a_code_that_was_used_and_a_person_who_was_erased_get_nothing(room: Room) -> None:
    person = room.register(PHONE)
    room.bind(person, "newcomer")
    room.people.erasure.erase(person)
    assert delivered(room) == []


def test_a_recipient_that_cannot_be_opened_is_tried_again(room: Room) -> None:
    room.people.registration.ask_code(PHONE)
    with room.people.context.database.writing() as connection:
        connection.execute(vault_fields.update().values(sealed=b"damaged"))
    with pytest.raises(Undelivered, match="NOTICE:SEALED"):
        delivered(room)
