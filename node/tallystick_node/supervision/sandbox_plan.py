"""The test plan of a supervisor's sandbox: what is to be shown, how it is measured, when it ends.

The plan is a file in the node's directory, agreed with the authority before the platform is
deployed. Its caps are those that the contracts hold; a plan with others is refused.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tallystick.errors import InputError
from tallystick.loans.dates import date_from_day, local_day

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.platform.deployment import SandboxLimits

__all__ = ["PLAN_FILE", "KeptPlan", "PlanMetric", "SandboxMeasure", "TestPlan", "load_plan"]

PLAN_FILE = "sandbox-plan.toml"
_BYTES_MAX = 65_536
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_Id = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,15}$")]
_Text = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]
_Amount = Annotated[int, Field(ge=0, le=10**15)]


class SandboxMeasure(StrEnum):
    """What the closing report can count; BY_PEOPLE is what no machine can."""

    PERSONS = "persons"
    LENDERS = "lenders"
    BORROWERS = "borrowers"
    HIGHEST_LIMIT = "highest_limit"
    LOANS = "loans"
    LENT = "lent"
    OUTSTANDING = "outstanding"
    DEFAULTED = "defaulted"
    DEFAULTED_PPM = "defaulted_ppm"
    LOSSES = "losses"
    COMPLAINTS = "complaints"
    COMPLAINTS_UPHELD = "complaints_upheld"
    COMPLAINTS_OPEN = "complaints_open"
    REDRESS = "redress"
    INCIDENTS = "incidents"
    MAJOR_EVENTS = "major_events"
    OUTAGES = "outages"
    BY_PEOPLE = "by_people"


class PlanMetric(BaseModel):
    """One figure with its limit: at_most, at_least or both; amounts in minor units."""

    model_config = _STRICT

    id: _Id
    text: _Text
    measure: SandboxMeasure = Field(strict=False)
    at_most: _Amount | None = None
    at_least: _Amount | None = None

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise ValueError("a metric has at_most, at_least or both")
        return self


class PlanClaim(BaseModel):
    """A hypothesis, or a criterion of the end: it holds when all of its metrics are met."""

    model_config = _STRICT

    id: _Id
    text: _Text
    metrics: Annotated[tuple[_Id, ...], Field(min_length=1, max_length=50)]


class TestPlan(BaseModel):
    """The whole plan; protection: what keeps clients from harm, in sentences."""

    __test__ = False  # pytest takes a class of this name for tests

    model_config = _STRICT

    title: _Text
    authority: _Text
    starts_on: date
    ends_on: date
    persons_max: Annotated[int, Field(ge=1, lt=2**63)]
    amount_max: Annotated[int, Field(ge=1, le=10**15)]
    protection: Annotated[tuple[_Text, ...], Field(min_length=1, max_length=50)]
    hypotheses: Annotated[tuple[PlanClaim, ...], Field(min_length=1, max_length=50)]
    metrics: Annotated[tuple[PlanMetric, ...], Field(min_length=1, max_length=100)]
    exit: Annotated[tuple[PlanClaim, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("it ends before it starts")
        ids = [claim.id for claim in (*self.hypotheses, *self.exit)]
        ids += [metric.id for metric in self.metrics]
        if len(set(ids)) != len(ids):
            raise ValueError("an id stands twice")
        known = {metric.id for metric in self.metrics}
        named = {name for claim in (*self.hypotheses, *self.exit) for name in claim.metrics}
        if named - known:
            raise ValueError(f"there is no metric {min(named - known)}")
        return self


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """The plan with the SHA-256 of its file."""

    plan: TestPlan
    sha256: str


def load_plan(folder: Path, limits: SandboxLimits | None, offset: int) -> KeptPlan:
    """Read a node's test plan and compare it with what the contracts hold.

    Args:
        folder: The node's directory.
        limits: The deployment's caps; None outside of a sandbox.
        offset: What the platform's date is ahead of UTC, in seconds.

    Returns:
        The plan.

    Raises:
        InputError: SANDBOX:NONE outside of a sandbox, SANDBOX:PLAN without a valid plan, or
            SANDBOX:CAPS when the plan has other caps than the contracts.
    """
    if limits is None:
        raise InputError("SANDBOX:NONE", "this platform was not deployed as a sandbox")
    file = folder / PLAN_FILE
    try:
        with file.open("rb") as stream:
            data = stream.read(_BYTES_MAX + 1)
    except OSError as missing:
        raise InputError("SANDBOX:PLAN", f"the test plan {PLAN_FILE} is not here") from missing
    plan = _read(data)
    last = date_from_day(local_day(limits.ends_at, offset))
    held = (limits.persons_max, limits.amount_max, last)
    if (plan.persons_max, plan.amount_max, plan.ends_on) != held:
        raise InputError(
            "SANDBOX:CAPS",
            f"the contracts hold {held[0]} persons, {held[1]} minor units and the last day"
            f" {last}; the plan says {plan.persons_max}, {plan.amount_max} and {plan.ends_on}",
        )
    return KeptPlan(plan, hashlib.sha256(data).hexdigest())


def _read(data: bytes) -> TestPlan:
    if len(data) > _BYTES_MAX:
        raise InputError("SANDBOX:PLAN", f"a test plan has at most {_BYTES_MAX} bytes")
    try:
        document = tomllib.loads(data.decode("utf-8"))
        return TestPlan.model_validate(_tuples(document))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError("SANDBOX:PLAN", f"the test plan: {place}: {first['msg']}") from wrong
    except ValueError as wrong:
        raise InputError("SANDBOX:PLAN", f"the test plan is no TOML in UTF-8: {wrong}") from wrong


def _tuples(value: object) -> object:
    """Arrays as tuples, as strict fields take them."""
    if isinstance(value, list):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return value
