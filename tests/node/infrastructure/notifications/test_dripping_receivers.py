"""Receivers of messages that answer drop by drop are given up in the time that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from client.exchanges.dripping import dripping, stopwatch
from node.infrastructure.notifications.test_webhooks import SECRET, message
from tallystick_node.infrastructure.notifications import smtp, webhooks
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.infrastructure.notifications.smtp import SmtpChannel
from tallystick_node.infrastructure.notifications.webhooks import WebhookChannel

if TYPE_CHECKING:
    from node.times import Time

GREETING = b"220 mail.example\r\n"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.5)


@pytest.mark.parametrize("drip", ["status", "head", "continue"])
def test_a_receiver_whose_head_drips_is_given_up_in_time(time: Time, drip: str) -> None:
    channel = WebhookChannel(SECRET, time, loopback=True)
    with dripping(drip) as place, stopwatch(2), pytest.raises(Undelivered, match="UNREACHABLE"):
        channel.deliver(message(f"http://{place}/hooks"))
    channel.close()


@pytest.mark.parametrize("drip", ["body", "chunks", "until closed"])
def test_a_receiver_whose_body_drips_has_taken_it(time: Time, drip: str) -> None:
    channel = WebhookChannel(SECRET, time, loopback=True)
    with dripping(drip) as place, stopwatch(2):
        channel.deliver(message(f"http://{place}/hooks"))
    channel.close()


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
@pytest.mark.parametrize(
    "drip",
    [(b"", b"2"), (GREETING, b"2"), (GREETING, b"250-more\r\n"), (GREETING, b"250 yes\r\n")],
    ids=["greeting", "reply", "lines without end", "replies without end"],
)
def test_a_mail_server_that_drips_is_given_up_in_time(
    time: Time, drip: tuple[bytes, bytes], tls: str
) -> None:
    mail = Message(1, "m1", "mail", "a@b.example", {"subject": "s", "text": "t"}, time.now, 1, 1)
    with dripping(drip) as place, stopwatch(2):
        host, port = place.split(":")
        channel = SmtpChannel(host, int(port), "node@tallystick.example", tls)
        if (tls, drip[1]) == ("none", b"250 yes\r\n"):
            channel = SmtpChannel(host, int(port), "node@tallystick.example", tls, "u", "p")
        with pytest.raises(Undelivered, match="SMTP:REFUSED"):
            channel.deliver(mail)
