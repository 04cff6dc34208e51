"""Refusals of the complaints desk."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["ComplaintRefused", "NoComplaint"]


class ComplaintRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a complaint, ticket or incident cannot be done as things stand."""


class NoComplaint(ComplaintRefused):
    """There is no such complaint, ticket or incident, or not for whoever asks."""
