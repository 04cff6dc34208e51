"""The settings of publication: who signs reports, and what only people can say in them."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

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
        description="JSON of attested figures and of related persons (docs/disclosure.md).",
    )
