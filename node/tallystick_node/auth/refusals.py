"""Refusals of access: nobody known, or not for this."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["Forbidden", "NotSignedIn", "TooMany"]


class NotSignedIn(TallystickError):  # noqa: N818 - named by what happened
    """There is no session; signing in helps."""


class Forbidden(TallystickError):  # noqa: N818 - named by what happened
    """The caller is known and does not have the right, or has not shown the second factor."""


class TooMany(TallystickError):  # noqa: N818 - named by what happened
    """The caller is known and asks too often; waiting helps."""
