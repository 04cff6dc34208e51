"""The one error of the credit service."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["CreditError"]


class CreditError(TallystickError, ValueError):
    """Data that cannot be judged: `code` is stable, `sentence` tells what and why."""
