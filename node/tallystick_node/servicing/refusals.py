"""Refusals of servicing."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoServicing", "ServicingRefused"]


class ServicingRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a loan's servicing cannot be done as things stand."""


class NoServicing(ServicingRefused):
    """There is no such loan, task, contact or letter, or not for whoever asks."""
