"""Who may not: nobody known, or not for this."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["Forbidden", "NotSignedIn"]


class NotSignedIn(TallystickError):  # noqa: N818 - named by what happened
    """There is no session; signing in helps."""


class Forbidden(TallystickError):  # noqa: N818 - named by what happened
    """Whoever asks is known and has not the right, or has not shown the second factor."""
