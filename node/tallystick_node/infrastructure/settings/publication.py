"""The settings of publication: who signs reports, and what only people can state in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

__all__ = ["PublicationSettings"]


class PublicationSettings(BaseModel):
    """How reports are published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key_file: Path | None = Field(
        default=None,
        description="Keystore of the publisher, who signs and anchors; without one nothing is"
        " published.",
    )
    password: SecretStr | None = Field(default=None, description="Password of that keystore.")
    attested_file: Path | None = Field(
        default=None,
        description="JSON of attested figures and related persons (docs/reference/disclosure.md).",
    )
    audit_daily: bool = Field(
        default=False,
        description="Whether the node audits its platform each day, for /audits; other jobs wait"
        " meanwhile.",
    )
    holidays: frozenset[date] = Field(
        default=frozenset(),
        description="Public holidays, from Monday to Friday, that are not working days.",
    )
    workdays: frozenset[date] = Field(
        default=frozenset(),
        description="Saturdays and Sundays that are worked all the same, to make up for holidays.",
    )

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        both = sorted(self.holidays & self.workdays)
        if both:
            raise ValueError(f"{both[0]} is named as a holiday and as a working day")
        return self
