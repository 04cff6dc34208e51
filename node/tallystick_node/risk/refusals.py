"""Refusals of the risk room."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoRisk", "RiskRefused"]


class RiskRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of an incident or a halt cannot be done as things stand."""


class NoRisk(RiskRefused):
    """There is no such incident or halt, or nothing was measured yet."""
