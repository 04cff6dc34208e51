"""The packs that this package carries, read and checked.

A pack is a TOML file with one table for each figure. A key may have several figures whose days do
not overlap. Every pack has every key, so nothing is decided by a figure that is missing.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.errors import ConfigError
from tallystick.platform.decisions import PARAMETERS
from tallystick.platform.deployment import defect_sentence

__all__ = ["GOVERNOR", "KEYS", "Certainty", "Figure", "Pack", "load_pack", "pack_names"]

GOVERNOR = "governor."
_PACKS = "packs"
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)

# Each key, with the type of its value and its unit.
KEYS: dict[str, tuple[type, str]] = {
    **{f"{GOVERNOR}{name}": (int, "as the Governor has it") for name in PARAMETERS},
    "borrower.cap.natural.platform": (int, "minor units, 0 for none"),
    "borrower.cap.natural.everywhere": (int, "minor units, 0 for none"),
    "borrower.cap.legal.platform": (int, "minor units, 0 for none"),
    "borrower.cap.legal.everywhere": (int, "minor units, 0 for none"),
    "rate.cap_ppm": (int, "ppm a year, all-in"),
    "reflection.seconds": (int, "seconds"),
    "reserve.allowed": (bool, "yes or no"),
    "guarantee.platform_allowed": (bool, "yes or no"),
    "guarantee.third_party_allowed": (bool, "yes or no"),
    "incentive.allowed": (bool, "yes or no"),
    "listing.raise_workdays": (int, "working days"),
    "disclosure.deadline_workdays": (int, "working days"),
    "adverse.notice_days": (int, "days"),
    "retention.years": (int, "years"),
    "entrytest.valid_months": (int, "months"),
    "entrytest.retake_hours": (int, "hours"),
    "evidence.valid_months": (int, "months"),
    "credential.valid_months": (int, "months"),
    "liveness.score_min_ppm": (int, "ppm of certainty"),
    "care.age_min": (int, "years"),
    "care.income_min": (int, "minor units a year"),
    "care.lend_cap": (int, "minor units"),
    **{f"investor.cap.{level}": (int, "minor units, 0 for none") for level in range(1, 6)},
    **{f"investor.worth_min.{level}": (int, "minor units") for level in range(1, 6)},
    **{
        f"reminder.plan.{segment}": (list, "days before due, then channels")
        for segment in ("first_time", "repeat", "legal", "vulnerable")
    },
    "collection.tier_2_from": (int, "days past due"),
    "collection.tier_3_from": (int, "days past due"),
    "collection.hour_from": (int, "hour of the platform's day"),
    "collection.hour_until": (int, "hour of the platform's day"),
    "collection.calls_day_max": (int, "calls of a day and loan"),
    "collection.contacts_week_max": (int, "contacts of 7 days and loan"),
    "collection.pause_days_max": (int, "days"),
    "promise.days_max": (int, "days"),
    "proceeds.evidence_days": (int, "days after issue"),
    "threshold.overdue_ppm": (int, "ppm of what is outstanding, 0 for none"),
    "threshold.coverage_ppm": (int, "ppm of what is outstanding, 0 for none"),
    "aml.large.cash": (int, "minor units a day"),
    "aml.large.natural": (int, "minor units a day"),
    "aml.large.legal": (int, "minor units a day"),
    "aml.large.xborder": (int, "minor units a day"),
    "aml.floor": (int, "minor units"),
    "aml.cluster.share_max": (int, "people"),
    "aml.struct.hours": (int, "hours"),
    "aml.struct.count": (int, "flows"),
    "aml.struct.near_ppm": (int, "ppm of what is large"),
    "aml.struct.small_hours": (int, "hours"),
    "aml.struct.small_count": (int, "flows"),
    "aml.struct.small_ppm": (int, "ppm of what is large"),
    "aml.fifo.hours": (int, "hours"),
    "aml.fifo.out_ppm": (int, "ppm of what came in"),
    "aml.fifo.invested_ppm": (int, "ppm of what came in"),
    "aml.related.days": (int, "days"),
    "aml.related.size": (int, "people"),
    "aml.round.days": (int, "days"),
    "aml.round.hops": (int, "flows"),
    "aml.round.value_ppm": (int, "ppm of what set out"),
    "aml.dormant.days": (int, "days"),
    "aml.dormant.burst_days": (int, "days"),
    "aml.income.days": (int, "days"),
    "aml.income.multiple": (int, "monthly incomes"),
    "aml.earlypay.term_ppm": (int, "ppm of the term"),
    "aml.smurf.hours": (int, "hours"),
    "aml.smurf.count": (int, "destinations"),
    "aml.large.report_workdays": (int, "working days"),
    "aml.str.report_workdays": (int, "working days"),
    "aml.alert.decide_workdays": (int, "working days"),
    "aml.snooze.days_max": (int, "days"),
    "aml.large.fields": (list, "fields of the report"),
    "aml.str.fields": (list, "fields of the report"),
    "aml.travel.enabled": (bool, "yes or no"),
    "aml.travel.amount_min": (int, "minor units"),
    "complaints.acknowledge_workdays": (int, "working days"),
    "complaints.summary_workdays": (int, "working days"),
    "complaints.final_days": (int, "days"),
    "complaints.payment_final_workdays": (int, "working days"),
    "complaints.payment_limit_workdays": (int, "working days"),
    "complaints.ombudsman_months": (int, "months"),
    "complaints.close_hour": (int, "hour of the platform's day"),
    "complaints.redress_own_max": (int, "minor units"),
    "complaints.ombudsman": (list, "lines of a letter"),
    "wording.forbidden": (list, "words"),
    "identity.issuers": (list, "countries whose identity numbers are taken, * for all"),
}


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
    """A named, versioned set of figures."""

    model_config = _STRICT

    name: str
    version: int = Field(ge=1)
    title: str
    figures: dict[str, list[Figure]]

    @model_validator(mode="after")
    def _whole(self) -> Pack:
        for key in sorted(set(KEYS) | set(self.figures)):
            if key not in KEYS:
                raise ValueError(f"{key} is not a key")
            _check(key, self.figures.get(key, []))
        return self

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


def load_pack(name: str) -> Pack:
    """Return a pack by its name.

    Args:
        name: One of `pack_names`.

    Returns:
        The pack.

    Raises:
        ConfigError: POLICY:NAME when there is no such pack; POLICY:FORM when it is not sound.
    """
    if name not in pack_names():
        raise ConfigError(
            "POLICY:NAME", f"there is no policy pack {name!r}; there are {', '.join(pack_names())}"
        )
    file = resources.files("tallystick_node.infrastructure.policy") / _PACKS / f"{name}.toml"
    return parse_pack(tomllib.loads(file.read_text("utf-8")))


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
        return Pack.model_validate(dict(document))
    except ValidationError as wrong:
        defects = "; ".join(defect_sentence(error) for error in wrong.errors())
        raise ConfigError("POLICY:FORM", defects) from wrong


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
