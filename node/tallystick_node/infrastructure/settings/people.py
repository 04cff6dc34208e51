"""Settings of the people service: the attestor's key, the other attestors, the bureaus."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from tallystick_node.infrastructure.settings.addresses import SafeUrl, WebUrl

__all__ = ["PeopleSettings"]


class PeopleSettings(BaseModel):
    """Who attests with us, and who is asked about people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attestor_key_file: Path | None = Field(
        default=None,
        description="Key file of this node's attestor; without one none is signed.",
    )
    attestor_password: SecretStr | None = Field(
        default=None, description="Password of the attestor's keystore."
    )
    cosigners: tuple[SafeUrl, ...] = Field(
        default=(), description="Where other attestors co-sign: https addresses of /v1/cosign."
    )
    sesame_url: WebUrl | None = Field(
        default=None, description="A bureau's gateway in the way of Sesame Credit."
    )
    sesame_app: str | None = Field(default=None, description="Our name there.")
    sesame_key: SecretStr | None = Field(default=None, description="Our RSA key there, PEM.")
    sesame_bureau_key: str | None = Field(
        default=None, description="The bureau's own RSA public key, PEM."
    )
    baihang_url: WebUrl | None = Field(
        default=None, description="A bureau's API in the way of Baihang."
    )
    baihang_client: str | None = Field(default=None, description="Our name there.")
    baihang_secret: SecretStr | None = Field(
        default=None, min_length=32, description="The secret shared with it."
    )

    @model_validator(mode="after")
    def _whole(self) -> PeopleSettings:
        groups = (
            ("sesame", (self.sesame_url, self.sesame_app, self.sesame_key, self.sesame_bureau_key)),
            ("baihang", (self.baihang_url, self.baihang_client, self.baihang_secret)),
        )
        for name, parts in groups:
            if any(part is not None for part in parts) and None in parts:
                raise ValueError(f"{name} needs all of its settings, or none")
        return self
