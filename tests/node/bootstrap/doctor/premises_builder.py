"""A node's directory with keystores, settings and a deployment, built up step by step."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_account import Account
from sqlalchemy import insert

from docs.rows import ROOT
from tallystick.testing.actors import test_signer
from tallystick_node.bootstrap.doctor.checklist import missing
from tallystick_node.bootstrap.doctor.findings import Keys, Premises
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import sanctions_lists

if TYPE_CHECKING:
    from node.network import Network
    from node.times import Time
    from tallystick_node.bootstrap.doctor.findings import Finding
    from tallystick_node.storage import Database

__all__ = ["PASSWORD", "Grounds"]

PASSWORD = "only for this test"
SECRET = "a secret of thirty-two bytes long"
PROVIDERS = ("identity", "card", "liveness", "sms")
KEYS = {
    "sender": ("keeper", "sender.key_file", "sender.password"),
    "attestor": ("attestor 0", "people.attestor_key_file", "people.attestor_password"),
    "underwriter": ("underwriter", "underwriting.key_file", "underwriting.password"),
    "custodian": ("custodian", "payments.minter_key_file", "payments.minter_password"),
    "publisher": ("publisher", "publication.key_file", "publication.password"),
}


@dataclass
class Grounds:
    """What a node is given; `settings` by their names."""

    folder: Path
    network: Network
    database: Database | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)

    def whole(self, time: Time) -> Grounds:
        """Everything that there has to be."""
        document = self.network.platform.deployment.document()
        (self.folder / "deployment.json").write_text(json.dumps(document), "utf-8")
        for name, (signer, *_) in KEYS.items():
            self.give_key(name, signer)
        for kind in PROVIDERS:
            self.settings |= {
                f"providers.{kind}.url": "https://provider.test",
                f"providers.{kind}.client": "us",
                f"providers.{kind}.secret": SECRET,
                f"providers.{kind}.fields": str(ROOT / "examples" / "providers" / f"{kind}.toml"),
            }
        bank = self.folder / "bank.toml"
        names = ("reference", "key", "kind", "account", "amount", "currency", "status")
        bank.write_text(
            "\n".join([
                "[names]", *(f'{name} = "{name}"' for name in names),
                "[kinds]", 'deposit = "deposit"', 'withdrawal = "withdrawal"',
                "[states]", 'done = "settled"',
            ]), "utf-8",
        )  # fmt: skip
        self.settings |= {
            "payments.bank_url": "https://bank.test", "payments.bank_token": "token",
            "payments.bank_fields": str(bank), "people.cosigners": ("https://other.test/v1/cosign",),
        }  # fmt: skip
        if self.database is not None:
            with self.database.writing() as connection:
                connection.execute(
                    insert(sanctions_lists).values(
                        publisher="un", sha256="0" * 64, read_on=time.now.date(), entries=1,
                        imported_at=time.now, imported_by="nobody",
                    )
                )  # fmt: skip
        return self

    def give_key(self, name: str, signer: str, password: str = PASSWORD) -> None:
        """Set a role's keystore to that of a test's signer."""
        _, file_setting, password_setting = KEYS[name]
        key = test_signer(signer)._account.key
        file = self.folder / f"{name}.json"
        file.write_text(
            json.dumps(Account.encrypt(key, password, kdf="pbkdf2", iterations=1)), "utf-8"
        )
        self.settings |= {file_setting: str(file), password_setting: PASSWORD}

    def premises(self) -> Premises:
        nested: dict[str, Any] = {"data_dir": self.folder}
        for name, value in self.settings.items():
            *groups, last = name.split(".")
            inner = nested
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[last] = value
        settings, _ = load_settings(nested, {})
        return Premises(settings, self.network.platform, self.database, self.keys)

    def missing(self) -> list[Finding]:
        return missing(self.premises())

    def lacks(self) -> list[str]:
        return [finding.id for finding in self.missing()]
