"""The language in which somebody gets messages by telephone, mail and push."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from tallystick.errors import InputError
from tallystick_node.kyc.notices import PERSON_HOLDER
from tallystick_node.storage.tables import persons

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tallystick_node.infrastructure.notifications.courier import Channel
    from tallystick_node.infrastructure.notifications.messages import Message
    from tallystick_node.kyc.context import Context
    from tallystick_node.storage import Database

__all__ = ["LANGUAGE", "MESSAGE_LANGUAGES", "ChosenLanguageNotices", "MessageLanguages"]

MESSAGE_LANGUAGES = ("en", "zh-CN")
# The key under which a channel is told the language; it goes no further.
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class MessageLanguages:
    """Keeps them."""

    context: Context

    def of(self, connection: Connection, person: str) -> str | None:
        """Return what somebody has chosen.

        Args:
            connection: An open database transaction.
            person: Their identifier.

        Returns:
            The language; None where they have not chosen, and get the node's.
        """
        chosen = connection.scalar(select(persons.c.language).where(persons.c.id == person))
        return None if chosen is None else str(chosen)

    def choose(self, connection: Connection, person: str, language: str) -> None:
        """Let somebody be told in a language from now on, also what waits already.

        Args:
            connection: An open database transaction.
            person: Their identifier.
            language: One of `MESSAGE_LANGUAGES`.

        Raises:
            InputError: PEOPLE:LANGUAGE for another one.
        """
        if language not in MESSAGE_LANGUAGES:
            raise InputError("PEOPLE:LANGUAGE", f"messages are in {' or '.join(MESSAGE_LANGUAGES)}")
        connection.execute(update(persons).where(persons.c.id == person).values(language=language))
        self.context.note(connection, "person.language", person, details={"language": language})


@dataclass(frozen=True, slots=True)
class ChosenLanguageNotices:
    """Tells the channel behind in which language the recipient wants to be told."""

    database: Database
    inner: Channel

    def deliver(self, message: Message) -> None:
        """Deliver a message.

        Args:
            message: The message, its recipient still a reference.

        Raises:
            Undelivered: As the channel behind raises it.
        """
        if not message.recipient.startswith(PERSON_HOLDER):
            self.inner.deliver(message)
            return
        with self.database.reading() as connection:
            language = connection.scalar(
                select(persons.c.language).where(
                    persons.c.id == message.recipient.removeprefix(PERSON_HOLDER)
                )
            )
        content = message.content if language is None else {**message.content, LANGUAGE: language}
        self.inner.deliver(replace(message, content=content))
