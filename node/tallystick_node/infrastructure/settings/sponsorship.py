"""The settings of sponsorship: what the node gives for the gas of a person's first transactions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["SponsorshipSettings"]

_WEI_MAX = 10**18 - 1
# A development chain's coin is worth nothing, but the sender's cap counts there too.
_DEV_PERSON, _DEV_DAY = 10**15, 2 * 10**16


class SponsorshipSettings(BaseModel):
    """How much of the chain's coin a person gets, once, and all of them in a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wei_per_person: int | None = Field(
        default=None,
        ge=0,
        le=_WEI_MAX,
        description="Wei that a person's wallet gets once; 0 is off, and so is nothing without"
        " dev.",
    )
    wei_per_day: int | None = Field(
        default=None,
        ge=0,
        le=_WEI_MAX,
        description="Wei that all wallets together get in one day (UTC); it counts for"
        " `sender.cap_wei_per_day` too.",
    )

    def person(self, *, dev: bool) -> int:
        """Return what a person gets.

        Args:
            dev: Whether it is a development node.

        Returns:
            Wei; without a setting something with dev and nothing else.
        """
        return self._or(self.wei_per_person, _DEV_PERSON if dev else 0)

    def day(self, *, dev: bool) -> int:
        """Return what all persons together get in a day.

        Args:
            dev: Whether it is a development node.

        Returns:
            Wei; without a setting something with dev and nothing else.
        """
        return self._or(self.wei_per_day, _DEV_DAY if dev else 0)

    @staticmethod
    def _or(configured: int | None, usual: int) -> int:
        return usual if configured is None else configured
