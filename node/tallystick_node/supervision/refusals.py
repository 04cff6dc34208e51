"""Refusals of what is kept for supervisors."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoSupervision", "SupervisionRefused"]


class SupervisionRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a key, event, question, request or file cannot be done as things stand."""


class NoSupervision(SupervisionRefused):
    """There is no such key, event, question, request or file, or not for whoever asks."""
