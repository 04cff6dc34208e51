"""The settings of the node's own certificate."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["TlsSettings"]


class TlsSettings(BaseModel):
    """How the node serves TLS itself; without a certificate a proxy in front of it has to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    certificate: Path | None = Field(
        default=None, description="PEM file of the certificate and its chain; serves TLS 1.3 alone."
    )
    key: Path | None = Field(default=None, description="PEM file of the certificate's key.")

    @model_validator(mode="after")
    def _together(self) -> TlsSettings:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key belong together")
        return self
