"""Refusals of what has to do with partners."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoPartner", "PartnerRefused"]


class PartnerRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a key, a referral or a consent cannot be done as things stand."""


class NoPartner(PartnerRefused):
    """There is no such key, referral, consent or client, or not for whoever asks."""
