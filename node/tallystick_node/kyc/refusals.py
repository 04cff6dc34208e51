"""Refusals by the people service."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["UNDER_REVIEW", "PersonRefused", "under_review"]

# All that anyone who is held ever learns, wherever they ask: the law forbids to say more.
UNDER_REVIEW = "your case is being looked at; you will hear from us"


class PersonRefused(TallystickError):  # noqa: N818 - named by what happened, as all errors are
    """A request that cannot be met for this person now; the sentence says what is missing.

    It names fields and rules, never a value of the person.
    """


def under_review() -> PersonRefused:
    """Return the one refusal of anyone who is held, whatever they asked for.

    Returns:
        CASE:REVIEW, which names no cause.
    """
    return PersonRefused("CASE:REVIEW", UNDER_REVIEW)
