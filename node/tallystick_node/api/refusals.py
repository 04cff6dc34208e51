"""Refusals that only an API has."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["Conflict", "NotHere"]


class NotHere(TallystickError):  # noqa: N818 - named by what happened
    """There is nothing of that name, or not for whoever asks."""


class Conflict(TallystickError):  # noqa: N818 - named by what happened
    """What is there already does not go with what is asked."""
