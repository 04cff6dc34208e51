"""Messages to people in their language, or else the node's: the words of the pages' catalogues."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.notifications.text_messages import wording
from tallystick_node.kyc.message_languages import LANGUAGE
from tallystick_node.web.languages import DEFAULT, locale_of, translations_of
from tallystick_node.web.sentences import Sentences
from tallystick_node.web.wording import Wording

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.courier import Channel
    from tallystick_node.infrastructure.notifications.messages import Message

__all__ = ["TranslatedNotices"]

NOTICE = "NOTICE"
_BETWEEN_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class TranslatedNotices:
    """Hands messages on in the language that they name, or else in the node's.

    What it cannot say stays English.
    """

    inner: Channel
    language: str

    def deliver(self, message: Message) -> None:
        """Deliver a message.

        Args:
            message: The message, its recipient opened.

        Raises:
            Undelivered: As the channel behind raises it.
        """
        content = dict(message.content)
        language = content.pop(LANGUAGE, None) or self.language
        message = replace(message, content=content)
        if language != DEFAULT:
            if isinstance(content.get("subject"), str):
                content["subject"] = _translated(content["subject"], language)
            content["text"] = _translated(wording(message), language)
        self.inner.deliver(replace(message, content=content))


def _translated(text: str, language: str) -> str:
    # A notice states its figures itself; no currency of a page is needed.
    marks = Wording(locale_of(language), "", 0)
    sentences = Sentences(language, translations_of(language), marks)
    parts = [sentences.shown(NOTICE, part) for part in _BETWEEN_SENTENCES.split(text)]
    if any(part.foreign for part in parts):  # some are known as a whole alone
        return sentences.shown(NOTICE, text).text
    return "".join(part.text for part in parts)
