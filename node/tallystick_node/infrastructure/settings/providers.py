"""Settings of contracted providers: who is asked about people, and who carries text messages."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from tallystick_node.infrastructure.settings.addresses import SafeUrl, on_this_machine

__all__ = ["SIGNED_HTTP", "ProviderSettings", "ProvidersSettings", "on_this_machine"]

SIGNED_HTTP = "signed-http"
_STRICT = ConfigDict(frozen=True, extra="forbid")


class ProviderSettings(BaseModel):
    """One provider; nobody is asked without `url`, or an adapter of your own."""

    model_config = _STRICT

    adapter: str = Field(
        default=SIGNED_HTTP,
        description="`signed-http`, or an adapter of your own by its name in the entry-point group"
        " `tallystick.providers`.",
    )
    name: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9-]{0,31}$",
        description="What evidence calls it; its kind without one.",
    )
    url: SafeUrl | None = Field(
        default=None,
        description="Its address: https, or http on this machine alone.",
    )
    client: str | None = Field(
        default=None, pattern=r"^[!-~]{1,128}$", description="Our name there."
    )
    secret: SecretStr | None = Field(
        default=None, min_length=32, description="Shared with it; signs questions and answers."
    )
    fields: Path | None = Field(
        default=None,
        description="TOML of how it names things (docs/reference/providers.md).",
    )
    signed_answers: bool = Field(
        default=True, description="Off where it does not sign: its answers then rest on TLS alone."
    )
    authority: Path | None = Field(
        default=None, description="PEM file of who vouches for it; else the usual."
    )
    certificate: Path | None = Field(
        default=None, description="PEM file that this node shows it (mutual TLS)."
    )
    key: Path | None = Field(
        default=None, description="PEM file of that certificate's key, without a password."
    )
    timeout_seconds: int = Field(
        default=10,
        ge=1,
        le=60,
        description="Seconds for one question with all its tries.",
    )
    tries: int = Field(default=3, ge=1, le=5, description="Tries of one question.")
    failures_max: int = Field(
        default=5, ge=1, le=100, description="Failures in a row after which it is left alone."
    )
    pause_seconds: int = Field(
        default=30, ge=1, le=3_600, description="Seconds for which it is left alone then."
    )

    @property
    def there(self) -> bool:
        """Whether somebody is set up."""
        return self.url is not None or self.adapter != SIGNED_HTTP

    @model_validator(mode="after")
    def _whole(self) -> ProviderSettings:
        parts = (self.url, self.client, self.secret, self.fields)
        some = any(part is not None for part in parts)
        if self.adapter == SIGNED_HTTP and some and None in parts:
            raise ValueError("url, client, secret and fields belong together")
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate and key belong together")
        if self.name == "sandbox":
            raise ValueError("no contracted provider is called sandbox")
        if self.url is not None and set(self.url) & set("?#"):
            raise ValueError(
                "url is an https address, or http on this machine alone, without query or fragment"
            )
        return self


class ProvidersSettings(BaseModel):
    """Everybody who is asked, by what they are asked for."""

    model_config = _STRICT

    identity: ProviderSettings = ProviderSettings()
    card: ProviderSettings = ProviderSettings()
    liveness: ProviderSettings = ProviderSettings()
    sms: ProviderSettings = ProviderSettings()
