"""Who decides a dispute after the platform."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ComplaintsSettings"]


class ComplaintsSettings(BaseModel):
    """What the letters about complaints say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ombudsman: str = Field(
        default="",
        max_length=500,
        description="Name and address of the ombudsman, as letters say it; empty for the lines of"
        " the policy pack.",
    )
