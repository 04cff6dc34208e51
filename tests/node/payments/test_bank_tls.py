"""The line to the custodian: its certificate is checked, and ours is shown."""

from __future__ import annotations

import json
import ssl
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import trustme

from node.payments.test_http_custodian import FIELDS
from tallystick.errors import ConfigError
from tallystick_node.payments.custodian import CustodianUnavailable
from tallystick_node.payments.http_custodian import HttpCustodian

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2026, 1, 2)


class Balance(BaseHTTPRequestHandler):
    """Answers every question with a balance."""

    def do_GET(self) -> None:
        body = json.dumps({FIELDS.names["balance"]: "0.07"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def url(authority: trustme.CA) -> Iterator[str]:
    """A bank that talks to nobody who shows no certificate of the authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Balance)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def files(tmp_path: Path, authority: trustme.CA) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    ours = authority.issue_cert("node.test")
    ours.private_key_pem.write_to_path(tmp_path / "key.pem")
    ours.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    return tmp_path


def asked(url: str, authority: Path | None, certificate: tuple[Path, Path] | None) -> int:
    bank = HttpCustodian(url, "token", FIELDS, authority=authority, certificate=certificate)
    try:
        return bank.balance(TODAY)
    finally:
        bank.close()


def test_both_sides_show_who_they_are(url: str, files: Path) -> None:
    shown = (files / "certificate.pem", files / "key.pem")
    assert asked(url, files / "authority.pem", shown) == 7


def test_a_bank_that_nobody_vouches_for_is_not_asked(
    url: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = (files / "certificate.pem", files / "key.pem")
    with pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"):
        asked(url, None, shown)
    # What the setting names is not overruled by the environment.
    trustme.CA().cert_pem.write_to_path(files / "other.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files / "other.pem"))
    assert asked(url, files / "authority.pem", shown) == 7
    with pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"):
        asked(url, files / "other.pem", shown)


def test_a_node_that_shows_nothing_gets_no_answer(url: str, files: Path) -> None:
    with pytest.raises(CustodianUnavailable, match="BANK:UNREACHABLE"):
        asked(url, files / "authority.pem", None)


def test_a_file_that_is_not_there_is_said(files: Path) -> None:
    with pytest.raises(ConfigError, match=r"BANK:TLS: there is no file .*none\.pem"):
        asked("https://127.0.0.1:1", files / "none.pem", None)
