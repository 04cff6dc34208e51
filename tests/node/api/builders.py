"""A node of a test's chain and database, asked over HTTP within the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyotp
from eth_account import Account
from eth_account.messages import encode_defunct
from eth_utils.crypto import keccak
from starlette.testclient import TestClient

from tallystick_node.bootstrap.application import application_of
from tallystick_node.bootstrap.composition import assemble
from tallystick_node.bootstrap.jobs import indexer_of
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.underwriting.service import make_underwriting

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

    from node.network import Network
    from node.times import Time
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.storage import Database

__all__ = ["URL", "Api", "key_of", "open_api"]

URL = "http://lend.test"


def key_of(name: str) -> Any:
    """The account of a test signer, which can sign texts."""
    return Account.from_key(keccak(text=f"tallystick test key: {name}"))


@dataclass
class Api:
    """The node, and a client that has not signed in."""

    node: Node
    network: Network
    client: TestClient
    time: Time

    def index(self) -> None:
        """Let the index read what is there by now."""
        indexer_of(self.node).catch_up()

    def sign_in(self, name: str) -> dict[str, str]:
        """Sign a test signer in, and return the headers of their session."""
        account = key_of(name)
        asked = self.client.post("/v1/sign-in", json={"address": account.address})
        assert asked.status_code == 201, asked.text
        message = asked.json()["message"]
        opened = self.open(message, sign(account, message))
        assert opened.status_code == 201, opened.text
        return {"authorization": f"Bearer {opened.json()['token']}"}

    def sign_in_twice(self, name: str) -> dict[str, str]:
        """Sign a test signer in, and give a second factor that is set up for it."""
        headers = self.sign_in(name)
        at = "/v1/session/second-factor"
        enrolled = self.client.post(f"{at}/enrolment", headers=headers)
        assert enrolled.status_code == 201, enrolled.text
        code = pyotp.TOTP(enrolled.json()["secret"]).at(self.time())
        answer = self.client.post(at, json={"code": code}, headers=headers)
        assert answer.status_code == 200, answer.text
        return headers

    def open(self, message: str, signature: str) -> httpx2.Response:
        return self.client.post("/v1/sessions", json={"message": message, "signature": signature})


def sign(account: Any, message: str) -> str:
    return "0x" + bytes(account.sign_message(encode_defunct(text=message)).signature).hex()


def open_api(folder: Path, database: Database, network: Network, clock: Time) -> Api:
    """Put a node together that does nothing by itself."""
    settings, _ = load_settings({"data_dir": folder, "dev": True, "rate_limit": False}, {})
    site = ChainSite(network.platform, None, clock)
    node = assemble(settings, database, site, URL, clock)
    node.services.kyc.begin_development()
    # The platform of the chain has underwriters of its own.
    node.services.underwriting = make_underwriting(
        node.services.kyc,
        queue=node.foundation.queue,
        platform=network.platform,
        agreements=node.agreements,
        signer=network.session.actors.underwriter,
    )
    return Api(
        node, network, TestClient(application_of(node), URL, raise_server_exceptions=False), clock
    )
