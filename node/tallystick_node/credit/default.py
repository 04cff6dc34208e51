"""The card that ships: learned from US loans of 2007 to 2010, without any protected attribute."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tallystick_node.credit.card import Card

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["default_card", "opened"]

NAME = "default"
FILE = "default_card.json"


@cache
def default_card() -> Card:
    """Return the card that ships with the product; it is read once a process.

    Returns:
        The card.
    """
    text = resources.files("tallystick_node.credit").joinpath("data", FILE).read_text("utf-8")
    return Card.of(json.loads(text), "the default card")


def opened(path: Path) -> Card:
    """Return the card of a file, or the one that ships for the name `default`.

    Args:
        path: A card's file, or `default` where there is no such file.

    Returns:
        The card.

    Raises:
        CreditError: CREDIT:CARD when it is not a card; CREDIT:HASH when it was changed after it was
            made.
    """
    return default_card() if str(path) == NAME and not path.exists() else Card.load(path)
