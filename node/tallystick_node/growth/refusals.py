"""Refusals of growth."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["GrowthRefused", "NoGrowth"]


class GrowthRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a reward, a coupon or a channel cannot be done as things stand."""


class NoGrowth(TallystickError):  # noqa: N818 - named by what happened
    """There is no such reward, coupon or channel."""
