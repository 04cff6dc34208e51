"""Refusals of products."""

from __future__ import annotations

from tallystick.errors import TallystickError

__all__ = ["NoProduct", "ProductRefused"]


class ProductRefused(TallystickError):  # noqa: N818 - named by what happened
    """What is asked of a product or an artefact cannot be done as things stand."""


class NoProduct(TallystickError):  # noqa: N818 - named by what happened
    """There is no such product, artefact or enterprise, or not for whoever asks."""
