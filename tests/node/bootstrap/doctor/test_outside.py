"""Those outside whom a node asks: any HTTP response is an answer, and silence is named."""

from __future__ import annotations

import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tallystick_node.bootstrap.doctor.checklist import missing
from tallystick_node.bootstrap.doctor.findings import Premises
from tallystick_node.bootstrap.doctor.outside import Party, parties, unreachable
from tallystick_node.infrastructure.settings.settings import load_settings

SECRET = "s" * 40


class Refusing(BaseHTTPRequestHandler):
    """Takes no GET, as a provider's address for questions may not."""

    asked: list[tuple[str, bytes]]

    def do_GET(self) -> None:
        self.asked.append((self.requestline, bytes(str(self.headers), "utf-8")))
        self.send_error(405)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def answering() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    asked: list[tuple[str, bytes]] = []
    handler = type("Handler", (Refusing,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def silent() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def settings(folder: Path, url: str, kind: str = "sms") -> Any:
    fields = folder / "fields.toml"
    fields.write_text("", "utf-8")
    provider = {"url": url, "client": "us", "secret": SECRET, "fields": str(fields)}
    return load_settings({"data_dir": folder, "providers": {kind: provider}}, {})[0]


@pytest.mark.parametrize("kind", ["identity", "card", "liveness", "sms"])
def test_a_provider_that_does_not_answer_is_named_with_the_command(
    tmp_path: Path, kind: str
) -> None:
    url = silent()
    (finding,) = unreachable(settings(tmp_path, url, kind), "people")
    assert finding.id == f"provider.{kind}.unreachable"
    assert url in finding.sentence
    assert shlex.split(finding.command)[-1] == url


def test_a_refusal_is_an_answer_and_tells_nobody_a_secret(tmp_path: Path) -> None:
    with answering() as (url, asked):
        assert list(unreachable(settings(tmp_path, url), "people")) == []
    ((line, headers),) = asked
    assert line.startswith("GET / ")
    assert SECRET.encode() not in headers


def test_attestors_bureaus_and_the_custodian_are_asked(tmp_path: Path) -> None:
    (tmp_path / "mint.json").write_text("{}", "utf-8")
    people = {
        "cosigners": (silent() + "/v1/cosign",),
        "baihang_url": "https://127.0.0.1:1", "baihang_client": "us", "baihang_secret": SECRET,
    }  # fmt: skip
    payments = {
        "bank_url": "https://127.0.0.1:1", "bank_token": "token",
        "bank_fields": str(tmp_path / "mint.json"), "minter_key_file": str(tmp_path / "mint.json"),
    }  # fmt: skip
    chosen, _ = load_settings({"data_dir": tmp_path, "people": people, "payments": payments}, {})
    ids = [finding.id for duty in parties(chosen) for finding in unreachable(chosen, duty)]
    assert ids == ["attestor.unreachable", "bureau.unreachable", "custodian.unreachable"]


def test_a_certificate_of_nobody_we_know_is_silence() -> None:
    """And a PEM file that is not there is told by its own finding."""
    with answering() as (url, _):
        wrong = Party("x", "somebody", url.replace("http:", "https:"))
        assert wrong.silence() == "SSLError"
        assert Party("x", "somebody", wrong.url, authority=Path("nowhere.pem")).silence() is None


def test_readiness_does_not_wait_for_others(tmp_path: Path) -> None:
    chosen = settings(tmp_path, silent())
    named = {finding.id for finding in missing(Premises(chosen, None, None, outside=True))}
    quiet = {finding.id for finding in missing(Premises(chosen, None, None))}
    assert named - quiet == {"provider.sms.unreachable"}
