"""The settings of payments: the custodian, and the key that mints by its word."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from tallystick_node.infrastructure.settings.addresses import WebUrl

__all__ = ["PaymentsSettings"]


class PaymentsSettings(BaseModel):
    """How money comes in and goes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank_url: WebUrl | None = Field(
        default=None,
        description="The custodian's https address; without one no payments, with dev a sandbox.",
    )
    bank_token: SecretStr | None = Field(
        default=None, description="What the custodian knows this node by."
    )
    bank_fields: Path | None = Field(
        default=None,
        description="TOML of how the custodian names things (docs/reference/payments.md).",
    )
    bank_authority: Path | None = Field(
        default=None, description="PEM file of who vouches for the custodian; else the usual."
    )
    client_certificate: Path | None = Field(
        default=None, description="PEM file that this node shows the custodian (mutual TLS)."
    )
    client_key: Path | None = Field(
        default=None, description="PEM file of that certificate's key, without a password."
    )
    currency: str | None = Field(
        default=None,
        description="The currency of the accounts at the bank, such as EUR; the token's symbol"
        " without it.",
    )
    minter_key_file: Path | None = Field(
        default=None,
        description="Key file of the custodian's account that mints and burns.",
    )
    minter_password: SecretStr | None = Field(
        default=None, description="Password of that keystore."
    )
    opening_minor: int = Field(
        default=0, ge=0, description="Minor units that clients had before this node's first order."
    )
    poll_seconds: int = Field(
        default=5, ge=1, le=3_600, description="Seconds between two looks at open orders."
    )
    final_blocks: int = Field(
        default=12,
        ge=0,
        le=1_000,
        description="Blocks on tokens that came before money is paid out for them; none where"
        " sender.confirmations is 0.",
    )
    large_final_blocks: int = Field(
        default=64, ge=0, le=1_000, description="The same for large amounts."
    )
    large_minor: int = Field(
        default=10**10, ge=1, description="Minor units from which on an amount is large."
    )
    stop_on_difference: bool = Field(
        default=True, description="No new deposits while chain, ledger and bank differ."
    )

    @model_validator(mode="after")
    def _together(self) -> PaymentsSettings:
        needed = (self.bank_url, self.bank_token, self.bank_fields, self.minter_key_file)
        if any(part is not None for part in needed) and None in needed:
            raise ValueError(
                "bank_url, bank_token, bank_fields and minter_key_file belong together"
            )
        if self.bank_url is not None and not self.bank_url.startswith("https://"):
            raise ValueError("bank_url must be https: orders of money go over it")
        if (self.client_certificate is None) != (self.client_key is None):
            raise ValueError("client_certificate and client_key belong together")
        return self
