"""The node serves TLS 1.3 by itself when it has a certificate, and nothing older."""

from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
import trustme

from node.entrypoints.process import NodeProcess
from tallystick.errors import ConfigError
from tallystick_node.bootstrap.tls import server_tls
from tallystick_node.infrastructure.settings.tls import TlsSettings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, authority: trustme.CA) -> Path:
    result = tmp_path_factory.mktemp("tls")
    authority.cert_pem.write_to_path(result / "authority.pem")
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(result / "key.pem")
    issued.cert_chain_pems[0].write_to_path(result / "certificate.pem")
    return result


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[NodeProcess]:
    environment = {
        "TALLYSTICK_NODE_TLS__CERTIFICATE": str(folder / "certificate.pem"),
        "TALLYSTICK_NODE_TLS__KEY": str(folder / "key.pem"),
    }
    with NodeProcess(folder / "node", environment=environment) as process:
        yield process


@pytest.mark.long
def test_what_is_served_is_served_over_tls(node: NodeProcess, folder: Path) -> None:
    assert node.url.startswith("https://127.0.0.1:")
    response = requests.get(node.url + "/livez", verify=str(folder / "authority.pem"), timeout=10)
    assert response.status_code == 200
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(node.url + "/livez", timeout=10)
    with pytest.raises(requests.RequestException):
        requests.get(node.url.replace("https", "http") + "/livez", timeout=10)


@pytest.mark.long
@pytest.mark.parametrize(
    ("oldest", "newest", "spoken"),
    [
        (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3, "TLSv1.3"),
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, None),
    ],
    ids=["1.3", "1.2"],
)
def test_version_1_3_is_spoken_alone(
    node: NodeProcess,
    authority: trustme.CA,
    oldest: ssl.TLSVersion,
    newest: ssl.TLSVersion,
    spoken: str | None,
) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    context.minimum_version, context.maximum_version = oldest, newest
    place = urlsplit(node.url)
    assert place.hostname is not None
    assert place.port is not None
    if spoken is None:
        with pytest.raises(ssl.SSLError):
            handshake(context, place.hostname, place.port)
    else:
        assert handshake(context, place.hostname, place.port) == spoken


def handshake(context: ssl.SSLContext, host: str, port: int) -> str | None:
    with (
        socket.create_connection((host, port), 10) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        return line.version()


def test_files_that_are_no_certificate_are_said(folder: Path, tmp_path: Path) -> None:
    assert server_tls(TlsSettings()) is None
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    other = trustme.CA().issue_cert("127.0.0.1")
    other.private_key_pem.write_to_path(tmp_path / "other.pem")
    for certificate, key in (
        (folder / "none.pem", folder / "key.pem"),
        (wrong, folder / "key.pem"),
        (folder / "certificate.pem", tmp_path / "other.pem"),
    ):
        with pytest.raises(ConfigError, match="CONFIG:TLS: .* give PEM files"):
            server_tls(TlsSettings(certificate=certificate, key=key))


def test_a_certificate_without_its_key_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="belong together"):
        TlsSettings(certificate=folder / "certificate.pem")
    assert (
        server_tls(TlsSettings(certificate=folder / "certificate.pem", key=folder / "key.pem"))
        is not None
    )


def test_a_pipe_is_no_certificate_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pem"
    os.mkfifo(pipe)
    with pytest.raises(ConfigError, match="CONFIG:TLS: there is no file"):
        server_tls(TlsSettings(certificate=pipe, key=pipe))
