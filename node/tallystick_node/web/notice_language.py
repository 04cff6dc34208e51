"""Messages to people in the language of the node: the words of the pages' catalogues."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.notifications.text_messages import wording
from tallystick_node.web.languages import locale_of, translations_of
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
    """Hands messages on with their words in one language; what it cannot say stays English."""

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
        if isinstance(content.get("subject"), str):
            content["subject"] = self._said(content["subject"])
        content["text"] = self._said(wording(message))
        self.inner.deliver(replace(message, content=content))

    def _said(self, text: str) -> str:
        # A notice states its figures itself; no currency of a page is needed.
        marks = Wording(locale_of(self.language), "", 0)
        sentences = Sentences(self.language, translations_of(self.language), marks)
        parts = [sentences.shown(NOTICE, part) for part in _BETWEEN_SENTENCES.split(text)]
        if any(part.foreign for part in parts):  # some are known as a whole alone
            return sentences.shown(NOTICE, text).text
        return "".join(part.text for part in parts)
