"""Refusals of the watch over money laundering."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["AmlRefused", "NoAml"]


class AmlRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of an alert, case, rule or report cannot be done as things stand."""


class NoAml(AmlRefused):
    """There is no such alert, case or report."""
