"""The notice of risk above every page on which somebody can invest, in the policy pack's words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.packs import load_pack
from tallystick_node.web.languages import DEFAULT

if TYPE_CHECKING:
    from datetime import date

__all__ = ["risk_notice"]

KEY = "wording.risk_notice"
_MARK = ": "


@lru_cache(maxsize=64)
def risk_notice(policy: str, day: date, language: str) -> tuple[str, bool]:
    """Return the notice.

    Args:
        policy: The name of the policy pack.
        day: The business date.
        language: The reader's.

    Returns:
        The sentence, and whether it is in the default language because the pack has no other.

    Raises:
        ConfigError: POLICY:DAY when the pack does not cover the day; POLICY:FORM when it has no
            sentence in the default language.
    """
    lines = dict(
        line.split(_MARK, 1) for line in load_pack(policy).words(KEY, day) if _MARK in line
    )
    if DEFAULT not in lines:
        raise ConfigError("POLICY:FORM", f"{KEY} of {policy} has no sentence in {DEFAULT}")
    sentence = lines.get(language)
    return (lines[DEFAULT], True) if sentence is None else (sentence, False)
