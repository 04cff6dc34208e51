"""The settings of the chain: how it is read, and how transactions are sent."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

__all__ = ["IndexerSettings", "SenderSettings"]

_STRICT = ConfigDict(frozen=True, extra="forbid")


class IndexerSettings(BaseModel):
    """How the chain is read."""

    model_config = _STRICT

    poll_seconds: int = Field(default=1, ge=1, le=3_600, description="Seconds between two looks.")
    confirmations: int = Field(
        default=0,
        ge=0,
        le=1_000,
        description="Blocks that must lie on top of a block before it is read.",
    )
    lag_blocks_max: int = Field(
        default=20,
        ge=1,
        le=100_000,
        description="Blocks the tables may lie behind before not ready.",
    )


class SenderSettings(BaseModel):
    """How the node sends transactions."""

    model_config = _STRICT

    key_file: Path | None = Field(
        default=None,
        description="Key file of the account that pays; without one nothing is sent.",
    )
    password: SecretStr | None = Field(default=None, description="Password of the keystore.")
    cap_wei_per_day: int = Field(
        default=10**17, ge=0, description="Wei that transactions may cost in one day (UTC)."
    )
    stuck_seconds: int = Field(
        default=60, ge=1, le=86_400, description="Seconds after which a transaction is replaced."
    )
    confirmations: int | None = Field(
        default=None,
        ge=0,
        le=1_000,
        description="Blocks on top of a transaction before it is settled; 0 on the local chain"
        " inside, 2 elsewhere.",
    )
