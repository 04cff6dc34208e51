"""How the node judges who may borrow, and with which key it signs offers."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

__all__ = ["UnderwritingSettings"]


class UnderwritingSettings(BaseModel):
    """How the node judges who may borrow, and with which key it signs offers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key_file: Path | None = Field(
        default=None,
        description="Key file of the underwriter who signs offers.",
    )
    password: SecretStr | None = Field(default=None, description="Password of that keystore.")
    card_file: Path | None = Field(
        default=None, description="The score card that judges; the one that ships without it."
    )
    rules_file: Path | None = Field(
        default=None, description="Lending rules (TOML); those that ship without it."
    )
    products_file: Path | None = Field(
        default=None, description="Templates of products (TOML); those that ship without it."
    )
