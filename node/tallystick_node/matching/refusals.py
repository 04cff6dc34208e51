"""Refusals of plans to leave."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["ExitRefused", "NoExit"]


class ExitRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a plan cannot be done as things stand."""


class NoExit(ExitRefused):
    """There is no such plan, or not of whoever asks."""
