"""Notices go out by mail over TLS, by a gateway, or as lines; none of them leaks who one is."""

from __future__ import annotations

import io
import json
import socket
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tallystick.errors import ConfigError
from tallystick_node.bootstrap.channels import channel_names
from tallystick_node.infrastructure.notifications.console import ConsoleNotices
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.gateway import Gateway
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.infrastructure.notifications.smtp import SmtpChannel
from tallystick_node.infrastructure.settings.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 10, tzinfo=UTC)
CONTENT = {"subject": "Loan 7: an instalment is due", "text": "120.00 XTS are due. 请按时还款。"}


def message(recipient: str = "ming@example.com", **content: str) -> Message:
    return Message(
        1, "reminder:7:2026-03-17:7:email", "email", recipient, CONTENT | content, NOW, 1, 1
    )


class Inbox:
    """Takes mail, or does not."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.logins: list[tuple[str, str]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server
        self.taken.append((envelope, session.ssl is not None))
        return self.answer

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
        del server, session, envelope, mechanism
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=self.logins[-1] == ("node", "secret"), handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return file


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def inbox() -> Inbox:
    """What a server has taken."""
    return Inbox()


@pytest.fixture
def secure(inbox: Inbox, certificate: Path) -> Iterator[int]:
    """The port of a server that asks for STARTTLS and a password."""
    controller = Controller(
        inbox, hostname="127.0.0.1", port=free_port(), tls_context=serving(certificate),
        require_starttls=True, auth_required=True, authenticator=inbox.check,
    )  # fmt: skip
    yield from running(controller)


@pytest.fixture
def plain(inbox: Inbox) -> Iterator[int]:
    """The port of a server on this machine without TLS."""
    yield from running(Controller(inbox, hostname="127.0.0.1", port=free_port()))


def free_port() -> int:
    with socket.socket() as connection:
        connection.bind(("127.0.0.1", 0))
        return int(connection.getsockname()[1])


def running(controller: Controller) -> Iterator[int]:
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def channel(port: int, certificate: Path | None = None, **options: Any) -> SmtpChannel:
    settings: dict[str, Any] = {"tls": "none"} | options
    if certificate is not None:
        settings["context"] = ssl.create_default_context(cafile=str(certificate))
    return SmtpChannel("localhost", port, "notices@lend.example", **settings)


def test_a_mail_goes_over_tls_to_its_one_recipient(
    inbox: Inbox, secure: int, certificate: Path
) -> None:
    sender = channel(secure, certificate, tls="starttls", user="node", password="secret")
    sender.deliver(message())
    ((envelope, over_tls),) = inbox.taken
    assert over_tls
    assert envelope.rcpt_tos == ["ming@example.com"]
    assert inbox.logins == [("node", "secret")]
    text = envelope.content.decode()
    assert "Subject: Loan 7: an instalment is due" in text
    assert "Message-ID: <reminder-7-2026-03-17-7-email@lend.example>" in text


def test_a_wrong_password_and_a_certificate_nobody_knows_send_nothing(
    inbox: Inbox, secure: int, certificate: Path
) -> None:
    with pytest.raises(Undelivered, match="SMTPAuthenticationError"):
        channel(secure, certificate, tls="starttls", user="node", password="no").deliver(message())
    with pytest.raises(Undelivered, match="SSLCertVerificationError"):
        channel(secure, tls="starttls", user="node", password="secret").deliver(message())
    assert inbox.taken == []


def test_a_server_that_wants_tls_gets_nothing_without(inbox: Inbox, secure: int) -> None:
    with pytest.raises(Undelivered, match="SMTP:REFUSED"):
        channel(secure).deliver(message())
    assert inbox.taken == []


def test_a_server_without_tls_gets_nothing_when_it_is_asked_for(inbox: Inbox, plain: int) -> None:
    with pytest.raises(Undelivered, match="SMTPNotSupportedError"):
        channel(plain, tls="starttls").deliver(message())
    assert inbox.taken == []


def test_a_refused_mail_comes_again_and_its_error_names_nobody(inbox: Inbox, plain: int) -> None:
    inbox.answer = "451 ming@example.com is busy"
    with pytest.raises(Undelivered) as failed:
        channel(plain).deliver(message())
    assert "ming" not in failed.value.sentence
    inbox.answer = "250 OK"
    channel(plain).deliver(message())
    assert len(inbox.taken) == 2


def test_no_server_is_no_delivery() -> None:
    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        channel(1).deliver(message())


@pytest.mark.parametrize(
    "wrong", [{"recipient": "a@b.example\nBcc: all@b.example"}, {"subject": "Hi\nBcc: x@y.example"}]
)
def test_nothing_gets_into_a_mails_head(inbox: Inbox, plain: int, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="newline|linefeed"):
        channel(plain).deliver(message(**wrong))
    assert inbox.taken == []


def test_a_line_on_the_console_has_the_reference_and_not_the_number() -> None:
    stream = io.StringIO()
    ConsoleNotices(stream).deliver(message("person:abc"))
    line = json.loads(stream.getvalue())
    assert (line["to"], line["channel"]) == ("person:abc", "email")
    assert stream.getvalue().count("\n") == 1


def test_a_gateway_is_told_for_whom_a_message_is() -> None:
    class Webhooks:
        def __init__(self) -> None:
            self.posted: list[Message] = []

        def deliver(self, message: Message) -> None:
            self.posted.append(message)

    webhooks = Webhooks()
    Gateway(webhooks, "https://sms.example/send").deliver(message("+8613800000001"))
    (posted,) = webhooks.posted
    assert posted.recipient == "https://sms.example/send"
    assert posted.content == {"to": "+8613800000001", "channel": "email", "content": CONTENT}
    assert posted.key == "reminder:7:2026-03-17:7:email"


@pytest.mark.parametrize(
    "notices",
    [
        {"smtp_host": "mail.example"},
        {"smtp_host": "mail.example", "smtp_from": "a@b.example", "smtp_tls": "none"},
        {"smtp_host": "mail.example", "smtp_from": "a@b.example", "smtp_user": "u"},
        {"sms_url": "https://sms.example"},
    ],
)
def test_settings_that_are_half_are_refused(tmp_path: Path, notices: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS"):
        load_settings({"data_dir": tmp_path, "notices": notices}, {})


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, set()),
        ({"dev": True}, {"notice", "email", "push"}),
        ({"notices": {"console": True}}, {"notice", "email", "push"}),
        ({"notices": {"smtp_host": "m.example", "smtp_from": "a@b.example"}}, {"email"}),
    ],
)
def test_a_node_says_which_ways_to_people_it_has(
    tmp_path: Path, options: dict[str, Any], names: set[str]
) -> None:
    settings, _ = load_settings({"data_dir": tmp_path, **options}, {})
    assert channel_names(settings) == names
