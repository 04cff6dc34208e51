"""What a stress test assumes: how much worse things get, and how much they go wrong together."""

from __future__ import annotations

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.errors import InputError

__all__ = ["BASE", "MacroAssumptions", "RunAssumptions", "Scenario", "read_scenario"]

PPM = 1_000_000
Share = Annotated[int, Field(ge=0, le=PPM)]
_DAYS_MAX = 10**6
Days = Annotated[int, Field(ge=0, le=_DAYS_MAX)]
Times = Annotated[int, Field(ge=0, le=1_000)]


class RunAssumptions(BaseModel):
    """How clients ask for their money back, and what the bank can do; shares in ppm.

    days: how long the run lasts. asked_ppm: the share of the tokens that are left which is asked
    back on a day, on average. bank_day_limit: what the bank pays out in a day, in minor units, 0
    for no limit. custodian_down_days: so many days at first it pays nothing. bank_missing_ppm: how
    much of its money is gone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    days: Annotated[int, Field(ge=1, le=365)] = 30
    asked_ppm: Share = 100_000
    bank_day_limit: Annotated[int, Field(ge=0, le=10**15)] = 0
    custodian_down_days: Annotated[int, Field(ge=0, le=365)] = 0
    bank_missing_ppm: Share = 0


_POINT = 10_000
_MILLI = 1_000
_Change = Annotated[int, Field(ge=-PPM, le=PPM)]
_Sensitivity = Annotated[int, Field(ge=-10_000, le=10_000)]


class MacroAssumptions(BaseModel):
    """What happens outside, and what a platform has found it to do to its chances of default.

    Changes in ppm: of the gross domestic product, of the rate of unemployment, of the market's
    rate, of the currency in which borrowers earn. The others: by how many thousandths every chance
    grows for each percentage point of a change; 0 where nothing was estimated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    gdp_ppm: _Change = 0
    unemployment_ppm: _Change = 0
    rate_ppm: _Change = 0
    currency_ppm: _Change = 0
    gdp_pd_milli: _Sensitivity = 0
    unemployment_pd_milli: _Sensitivity = 0
    rate_pd_milli: _Sensitivity = 0
    currency_pd_milli: _Sensitivity = 0

    @property
    def pd_times_milli(self) -> int:
        """By how much every chance is multiplied, in thousandths, rounded down, at least 0."""
        grown = (
            self.gdp_ppm * self.gdp_pd_milli + self.unemployment_ppm * self.unemployment_pd_milli
            + self.rate_ppm * self.rate_pd_milli + self.currency_ppm * self.currency_pd_milli
        )  # fmt: skip
        return max(0, _MILLI + grown // _POINT)


class Scenario(BaseModel):
    """One scenario; shares in ppm.

    pd_times_milli: by how much every chance of default is multiplied, in thousandths.
    lgd_times_milli: the same for the share that is lost. correlation_ppm: how much of a borrower's
    fortune is everybody's (the factor of Vasicek's model, 0 to 999,999). largest_fail: so many of
    the largest groups fail in every path. reserve_ppm: how much of the reserve is there.
    pd_by_level_ppm, lgd_ppm: for loans without a risk statement. late_times: up to so many days
    past due, by so much the chance of default is multiplied; 0 takes it for certain. macro: what
    happens outside, on top of pd_times_milli. run: how clients withdraw.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=1, max_length=60)] = "base"
    pd_times_milli: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    lgd_times_milli: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    correlation_ppm: Annotated[int, Field(ge=0, lt=PPM)] = 120_000
    largest_fail: Annotated[int, Field(ge=0, le=1_000)] = 0
    reserve_ppm: Share = PPM
    pd_by_level_ppm: tuple[Share, Share, Share, Share, Share] = (
        20_000, 50_000, 90_000, 150_000, 250_000,
    )  # fmt: skip
    lgd_ppm: Share = 600_000
    late_times: tuple[tuple[Days, Times], ...] = (
        (0, 1), (30, 2), (90, 5), (_DAYS_MAX, 0),
    )  # fmt: skip
    macro: MacroAssumptions = MacroAssumptions()
    run: RunAssumptions = RunAssumptions()

    @property
    def whole_pd_milli(self) -> int:
        """By how much every chance is multiplied in all, in thousandths, rounded down."""
        return self.pd_times_milli * self.macro.pd_times_milli // _MILLI

    @model_validator(mode="after")
    def _ordered(self) -> Scenario:
        days = [until for until, _ in self.late_times]
        if not days or days != sorted(set(days)) or days[-1] != _DAYS_MAX:
            raise ValueError(f"late_times has rising days, the last of them {_DAYS_MAX}")
        return self


BASE = Scenario()
_BOUND = 65_536


def read_scenario(data: bytes) -> Scenario:
    """Read a scenario.

    Args:
        data: TOML, at most 64 KiB; what it leaves out is as in the base scenario.

    Returns:
        The scenario.

    Raises:
        InputError: RISK:SCENARIO with the field, the rule and the value.
    """
    if len(data) > _BOUND:
        raise InputError("RISK:SCENARIO", f"a scenario has at most {_BOUND} bytes")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except ValueError as wrong:
        raise InputError("RISK:SCENARIO", f"it is no TOML in UTF-8: {wrong}") from wrong
    try:
        return Scenario.model_validate(_tuples(document))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError("RISK:SCENARIO", f"{place}: {first['msg']}") from wrong


def _tuples(value: object) -> object:
    """Arrays as tuples, as strict fields take them."""
    if isinstance(value, list):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return value
