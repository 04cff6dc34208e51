"""Where messages go: to the operator, and to people by text, push, mail or lines of output."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from tallystick_node.infrastructure.settings.addresses import Host, SafeUrl

__all__ = ["NoticesSettings", "OutboxSettings"]

_STRICT = ConfigDict(frozen=True, extra="forbid")


class NoticesSettings(BaseModel):
    """How the node reaches people."""

    model_config = _STRICT

    sms_url: SafeUrl | None = Field(
        default=None, description="The https address of a gateway for text messages."
    )
    push_url: SafeUrl | None = Field(
        default=None, description="The https address of a service for push messages."
    )
    console: bool = Field(
        default=False,
        description="Notices without a gateway are lines of JSON on stdout, recipients sealed.",
    )
    language: Literal["en", "zh-CN"] = Field(
        default="en",
        description="The language of messages to people who have chosen none: `en` or `zh-CN`.",
    )
    smtp_host: Host | None = Field(
        default=None, description="The mail server; without one no mail is sent."
    )
    smtp_port: int = Field(default=587, ge=1, le=65_535, description="Its port.")
    smtp_user: str | None = Field(default=None, description="Our name there.")
    smtp_password: SecretStr | None = Field(default=None, description="Our password there.")
    smtp_from: str | None = Field(default=None, description="The address that mail comes from.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="`starttls`, `tls` from the first byte, or `none`, on this machine alone.",
    )

    @model_validator(mode="after")
    def _together(self) -> NoticesSettings:
        if (self.smtp_host is None) != (self.smtp_from is None):
            raise ValueError("smtp_host and smtp_from belong together")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("smtp_user and smtp_password belong together")
        here = {"localhost", "127.0.0.1", "::1"}
        if self.smtp_tls == "none" and self.smtp_host not in {None, *here}:
            raise ValueError("mail goes without tls to this machine alone")
        return self


class OutboxSettings(BaseModel):
    """Where messages go."""

    model_config = _STRICT

    operator_url: SafeUrl | None = Field(
        default=None, description="The https address that is told what needs a person."
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="Signs webhooks: whsec_ and at least 24 bytes in Base64."
    )
    attempts_max: int = Field(
        default=100, ge=1, le=1_000, description="Tries before a message is given up, about 4 days."
    )

    @model_validator(mode="after")
    def _signed(self) -> OutboxSettings:
        if self.operator_url is not None and self.webhook_secret is None:
            raise ValueError("operator_url needs a webhook_secret, or nobody can trust the call")
        return self
