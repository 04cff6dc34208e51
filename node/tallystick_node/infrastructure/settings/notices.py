"""How the node reaches people: text messages, push, mail, or lines on its own output."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

__all__ = ["NoticesSettings"]


class NoticesSettings(BaseModel):
    """How the node reaches people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sms_url: str | None = Field(
        default=None, description="The https address of a gateway for text messages."
    )
    push_url: str | None = Field(
        default=None, description="The https address of a service for push messages."
    )
    console: bool = Field(
        default=False,
        description="Notices without a gateway are lines of JSON on stdout, recipients sealed.",
    )
    smtp_host: str | None = Field(
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
