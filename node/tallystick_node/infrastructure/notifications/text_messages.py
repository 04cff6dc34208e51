"""Text messages through a contracted carrier: one-time codes first of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.providers.failure import ProviderFailed
from tallystick_node.infrastructure.providers.field_map import Exchange

if TYPE_CHECKING:
    from tallystick_node.infrastructure.notifications.messages import Message
    from tallystick_node.infrastructure.providers.adapter import SignedProvider

__all__ = ["SMS", "ContractedSms"]

SMS = Exchange(
    "carrier of text messages", ("to", "text"), "SENT", frozenset({"NUMBER", "REFUSED"}),
    ("key", "template", "code", "minutes"),
)  # fmt: skip
# What has no wording of its own where it is written: the outbox holds no personal data.
_WORDINGS = {
    "one-time code": "{code} is your code. It is good for {minutes} minutes; tell it to nobody.",
    "application.approved": "Your application was approved. Sign in to read the terms; they hold"
    " for a limited time.",
    "application.refused": "Your application was refused. Sign in to read why, and what would have"
    " passed.",
    "wallet bound": "The wallet {wallet} was bound to your account. If it was not you, call us.",
}


@dataclass(frozen=True, slots=True)
class ContractedSms:
    """Hands a message to the carrier, under its own key each time, by which it is sent once."""

    provider: SignedProvider

    def deliver(self, message: Message) -> None:
        """Hand a text message over.

        Args:
            message: The leased message, its recipient a telephone number.

        Raises:
            Undelivered: SMS:NUMBER or SMS:REFUSED as the carrier says, else the failure's code.
        """
        content = message.content
        try:
            answer = self.provider.ask({
                "to": message.recipient, "text": wording(message), "key": message.key,
                "template": content.get("template"), "code": content.get("code"),
                "minutes": content.get("minutes"),
            })  # fmt: skip
        except ProviderFailed as failed:
            raise Undelivered(failed.code, failed.sentence) from failed
        if answer.codes:
            raise Undelivered(f"SMS:{answer.codes[0]}", "the carrier does not send this message")


def wording(message: Message) -> str:
    """Return a message's words.

    Args:
        message: With a `text`, or with a template that is known here.

    Returns:
        One sentence or two.
    """
    content = message.content
    if "text" in content:
        return str(content["text"])
    template = str(content.get("template") or content.get("kind", "notice"))
    known = _WORDINGS.get(template)
    if known is not None:
        return known.format_map(content)
    if "days" in content:
        return f"{template.capitalize()} in {content['days']} days. Sign in to see what to do."
    return "There is news about your account. Sign in to read it."
