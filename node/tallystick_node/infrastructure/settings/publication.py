"""The settings of publication: who signs reports, and what only people can state in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from tallystick.chain.codec import address_of
from tallystick.errors import InputError

__all__ = ["PublicationSettings", "watcher_of"]

NAME_CHARACTERS_MAX = 60
WATCHERS_MAX = 50
DATASET_DAYS_MAX = 3_660


def watcher_of(entry: str) -> tuple[str, str]:
    """Read how a watcher is named.

    Args:
        entry: `0xADDRESS Name`.

    Returns:
        The checksummed address of the wallet, and the name.

    Raises:
        ValueError: When it is of another form.
    """
    wallet, _, name = entry.partition(" ")
    try:
        address = address_of("it", wallet)
    except InputError as wrong:
        raise ValueError(f"a watcher is written as 0xADDRESS Name: {wrong.sentence}") from None
    name = name.strip()
    if not 1 <= len(name) <= NAME_CHARACTERS_MAX or not name.isprintable():
        raise ValueError(f"a watcher's name has 1 to {NAME_CHARACTERS_MAX} printable characters")
    return address, name


def _watcher(entry: str) -> str:
    return " ".join(watcher_of(entry))


Watcher = Annotated[str, AfterValidator(_watcher)]


class PublicationSettings(BaseModel):
    """How reports are published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key_file: Path | None = Field(
        default=None,
        description="Key file of the publisher, who signs and anchors; without one nothing is"
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
    dataset_days: int = Field(
        default=0,
        ge=0,
        le=DATASET_DAYS_MAX,
        description="Of how many days the files of the public dataset are kept, for /data; 0"
        " publishes none. Other jobs wait while one is written.",
    )
    watchers: tuple[Watcher, ...] = Field(
        default=(),
        max_length=WATCHERS_MAX,
        description="Who audits the platform independently, each as `0xADDRESS Name`: the wallet"
        " that signs, and their public name.",
    )
    holidays: frozenset[date] = Field(
        default=frozenset(),
        description="Public holidays, from Monday to Friday, that are not working days.",
    )
    workdays: frozenset[date] = Field(
        default=frozenset(),
        description="Saturdays and Sundays that are worked all the same, to make up for holidays.",
    )

    @property
    def watcher_names(self) -> dict[str, str]:
        """The watchers' names by their wallets."""
        return dict(map(watcher_of, self.watchers))

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(self.watcher_names) < len(self.watchers):
            raise ValueError("a wallet is named as a watcher once")
        return self

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        both = sorted(self.holidays & self.workdays)
        if both:
            raise ValueError(f"{both[0]} is named as a holiday and as a working day")
        return self
