"""A day's dataset on the chain: under which subject its root is anchored, and whether it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.report import subject_hash

if TYPE_CHECKING:
    from datetime import date

    from tallystick.platform._sync.platform import Platform

__all__ = ["ANCHOR_VERSION", "anchored_root", "dataset_subject"]

# A day has one dataset: its first version is the only one.
ANCHOR_VERSION = 1


def dataset_subject(day: date) -> str:
    """Return the subject of a day's dataset in Disclosures.

    Args:
        day: The day.

    Returns:
        Such as `dataset:2026-11-29`.
    """
    return f"dataset:{day.isoformat()}"


def anchored_root(platform: Platform, day: date) -> str | None:
    """Return the root that the chain has of a day's dataset.

    Args:
        platform: The platform.
        day: The day.

    Returns:
        The root in hex; None where none is anchored.

    Raises:
        TransportError: When the node does not answer.
    """
    subject = subject_hash(dataset_subject(day))
    if not platform.read(Disclosures.versions(subject)):
        return None
    root: bytes = platform.read(Disclosures.anchor_of(subject, ANCHOR_VERSION))["root"]
    return "0x" + root.hex()
