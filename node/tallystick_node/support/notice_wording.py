"""The words of support's notices: numbers alone, and nothing about a person."""

from __future__ import annotations

from typing import Any

__all__ = ["outage_notice", "survey_notice", "ticket_notice"]


def outage_notice(number: int, *, over: bool) -> dict[str, Any]:
    """Return what somebody is told whose payment an outage holds up.

    Args:
        number: The outage.
        over: Whether it is over.

    Returns:
        The notice's content.
    """
    if over:
        subject = f"Outage {number} is over"
        text = (
            f"Outage {number} is over; your payment goes on."
            " Where it cost you something, complain, and we make it good."
        )
    else:
        subject = f"Outage {number} holds your payment up"
        text = (
            f"Outage {number} holds your payment up."
            " Nothing of it is lost; the status page says how it stands."
        )
    return {"template": "outage", "outage": number, "over": over, "subject": subject, "text": text}


def ticket_notice(number: int) -> dict[str, Any]:
    """Return what a client is told whose ticket was answered.

    Args:
        number: The ticket.

    Returns:
        The notice's content; the answer itself stands on the page of the ticket.
    """
    text = f"Your ticket {number} was answered; read the answer on its page."
    return {"template": "ticket", "ticket": number, "subject": text, "text": text}


def survey_notice(number: int) -> dict[str, Any]:
    """Return what a client is told who is asked for their opinion.

    Args:
        number: The invitation.

    Returns:
        The notice's content.
    """
    text = "Tell us how we have done: one number, and a few words if you like."
    return {"template": "survey", "survey": number, "subject": text, "text": text}
