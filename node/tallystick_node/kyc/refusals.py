"""Refusals by the people service."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["PersonRefused"]


class PersonRefused(TallystickError):  # noqa: N818 - named by what happened, as all errors are
    """A request that cannot be met for this person now; the sentence says what is missing.

    It names fields and rules, never a value of the person.
    """
