"""Refusals of support."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoSupport", "SupportRefused"]


class SupportRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of an outage or a ticket cannot be done as things stand."""


class NoSupport(SupportRefused):
    """There is no such outage or ticket, or not for whoever asks."""
