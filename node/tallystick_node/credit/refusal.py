"""The one error of the credit room."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["CreditError"]


class CreditError(TallystickError, ValueError):
    """What was given cannot be judged: `code` is stable, `sentence` says what and why."""
