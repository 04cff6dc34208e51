"""The packs that this package carries, read and checked.

A pack is a TOML file with one table for each figure. A key may have several figures whose days do
not overlap. Every pack has every key, so nothing is decided by a figure that is missing: a pack
may be based on another, whose figures hold where it says nothing of its own. Amounts have as many
decimals as the pack says, and are brought to the token's when a platform is known.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.errors import ConfigError
from tallystick.platform.deployment import defect_sentence
from tallystick_node.infrastructure.policy.figure_keys import AMOUNT, GOVERNOR_AMOUNTS, KEYS

__all__ = ["Certainty", "Figure", "Pack", "load_pack", "pack_names", "parse_pack"]

DECIMALS_MAX = 18
_PACKS = "packs"
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class Certainty(StrEnum):
    """How sure a figure is."""

    VERIFIED = "verified"  # read in the binding text
    REPORTED = "reported"  # found in more than one description of it
    CHOSEN = "chosen"  # the platform's own judgement


class Figure(BaseModel):
    """One figure and the days that it holds for; `until` is the last of them."""

    model_config = _STRICT

    value: int | bool | list[str]
    unit: str = Field(min_length=1)
    since: date
    until: date | None = None
    source: str = Field(min_length=1)
    certainty: Certainty = Field(strict=False)

    @model_validator(mode="after")
    def _days(self) -> Figure:
        if self.until is not None and self.until < self.since:
            raise ValueError("until lies before since")
        return self

    def holds_on(self, day: date) -> bool:
        """Return whether a figure holds on a day.

        Args:
            day: A local date of the platform.

        Returns:
            True when it does.
        """
        return self.since <= day and (self.until is None or day <= self.until)


class Pack(BaseModel):
    """A named, versioned set of figures.

    decimals: how many its amounts have. based_on: the pack whose figures hold where it says nothing
    of its own; None for one that says everything itself.
    """

    model_config = _STRICT

    name: str
    version: int = Field(ge=1)
    title: str
    decimals: int = Field(ge=0, le=DECIMALS_MAX)
    based_on: str | None = None
    figures: dict[str, list[Figure]]

    @model_validator(mode="after")
    def _whole(self) -> Pack:
        for key in sorted(set(KEYS) | set(self.figures)):
            if key not in KEYS:
                raise ValueError(f"{key} is not a key")
            _check(key, self.figures.get(key, []))
        return self

    def scaled(self, decimals: int) -> Pack:
        """Return the pack with its amounts in the minor units of a token.

        Args:
            decimals: The token's, 0 to 18.

        Returns:
            The same figures; where the token has fewer decimals amounts are rounded down.
        """
        if decimals == self.decimals:
            return self
        figures = {
            key: [_rescaled(figure, decimals - self.decimals) for figure in known]
            if _is_amount(key)
            else known
            for key, known in self.figures.items()
        }
        return self.model_copy(update={"decimals": decimals, "figures": figures})

    def figure(self, key: str, day: date) -> Figure:
        """Return the figure of a key on a day.

        Args:
            key: The figure's key, one of `KEYS`.
            day: A local date of the platform.

        Returns:
            The figure.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        for figure in self.figures[key]:
            if figure.holds_on(day):
                return figure
        raise ConfigError("POLICY:DAY", f"the pack {self.name} says nothing of {key} on {day}")

    def number(self, key: str, day: date) -> int:
        """Return a number of a day.

        Args:
            key: The figure's key, one of `KEYS`.
            day: A local date of the platform.

        Returns:
            The number, in the key's unit.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        value = self.figure(key, day).value
        assert isinstance(value, int), "the loader has checked the type"
        return int(value)

    def allows(self, key: str, day: date) -> bool:
        """Return whether something is allowed on a day.

        Args:
            key: The figure's key, one of `KEYS`.
            day: A local date of the platform.

        Returns:
            True when it is.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        return self.figure(key, day).value is True

    def words(self, key: str, day: date) -> list[str]:
        """Return a list of words of a day.

        Args:
            key: The figure's key, one of `KEYS`.
            day: A local date of the platform.

        Returns:
            The words, in the pack's order.

        Raises:
            ConfigError: POLICY:DAY when the policy pack does not cover that day.
        """
        value = self.figure(key, day).value
        assert isinstance(value, list), "the loader has checked the type"
        return value


def pack_names() -> list[str]:
    """Return the names of the packs that there are.

    Returns:
        The names, sorted.
    """
    folder = resources.files("tallystick_node.infrastructure.policy") / _PACKS
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".toml"))


def load_pack(name: str, decimals: int | None = None) -> Pack:
    """Return a pack by its name.

    Args:
        name: One of `pack_names`.
        decimals: Of the platform's token; None where no platform is known.

    Returns:
        The pack, its amounts in minor units of the token, else in the pack's own.

    Raises:
        ConfigError: POLICY:NAME when there is no such pack; POLICY:FORM when it is not sound.
    """
    if name not in pack_names():
        raise ConfigError(
            "POLICY:NAME", f"there is no policy pack {name!r}; there are {', '.join(pack_names())}"
        )
    pack = _packaged(name)
    return pack if decimals is None else pack.scaled(decimals)


@cache
def _packaged(name: str) -> Pack:
    """Read each pack that ships once a process: every part of a node asks for its own."""
    return parse_pack(_document(name))


def _document(name: str) -> dict[str, Any]:
    file = resources.files("tallystick_node.infrastructure.policy") / _PACKS / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def parse_pack(document: Mapping[str, Any]) -> Pack:
    """Check a pack that was read already.

    Args:
        document: The TOML file's content.

    Returns:
        The pack.

    Raises:
        ConfigError: POLICY:FORM, listing every defect.
    """
    try:
        return Pack.model_validate(_whole(document))
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(error) for error in wrong.errors())
        raise ConfigError("POLICY:FORM", defects) from wrong


def _whole(document: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's content with the figures that it takes over."""
    below = document.get("based_on")
    if below is None:
        return dict(document)
    if below not in pack_names() or (base := _document(below)).get("based_on") is not None:
        raise ConfigError(
            "POLICY:FORM", f"based_on is no pack that says everything itself: {below}"
        )
    if base["decimals"] != document.get("decimals"):
        raise ConfigError("POLICY:FORM", f"decimals differ from those of {below}")
    return {**document, "figures": {**base["figures"], **document.get("figures", {})}}


def _is_amount(key: str) -> bool:
    return key in GOVERNOR_AMOUNTS or KEYS[key][1].startswith(AMOUNT)


def _rescaled(figure: Figure, places: int) -> Figure:
    assert isinstance(figure.value, int), "the loader has checked the type"
    value = figure.value * 10**places if places > 0 else figure.value // 10**-places  # rounded down
    return figure.model_copy(update={"value": value})


def _check(key: str, figures: list[Figure]) -> None:
    if not figures:
        raise ValueError(f"{key} is missing")
    kind, unit = KEYS[key]
    ordered = sorted(figures, key=lambda figure: figure.since)
    for figure in ordered:
        if type(figure.value) is not kind:
            raise ValueError(f"{key} must be of type {kind.__name__}")
        if kind is int and isinstance(figure.value, int) and figure.value < 0:
            raise ValueError(f"{key} is below 0")
        if figure.unit != unit:
            raise ValueError(f"{key} is counted in {unit}, not in {figure.unit}")
    for earlier, later in itertools.pairwise(ordered):
        if earlier.until is None or earlier.until >= later.since:
            raise ValueError(f"{key} has two figures for {later.since}")
        hole = earlier.until + timedelta(days=1)
        if hole < later.since:
            raise ValueError(f"{key} has no figure for {hole}")
