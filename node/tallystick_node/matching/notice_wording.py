"""The words of the notices of a plan to leave: nothing about a person."""

from __future__ import annotations

from typing import Any

__all__ = ["exit_notice"]


def exit_notice(number: int, *, selling: bool) -> dict[str, Any]:
    """Return what a lender is told on a day of their plan.

    Args:
        number: The plan.
        selling: Whether it is the day from which they want to sell.

    Returns:
        The notice's content.
    """
    if selling:
        text = "Today is the day from which you want to sell your notes; sign the asks on the page."
    else:
        text = "From today nothing more is lent for you here; end your mandates on the chain."
    return {
        "template": "exit", "exit": number, "selling": selling, "subject": text, "text": text,
    }  # fmt: skip
