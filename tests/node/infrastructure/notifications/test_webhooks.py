"""Webhooks are signed, and go nowhere inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from node.times import Time
from tallystick.errors import ConfigError
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.infrastructure.notifications.webhooks import WebhookChannel, key_of, signature

KEY = b"a secret of twenty-four!"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def message(recipient: str) -> Message:
    return Message(1, "m1", "webhook", recipient, {"b": "é", "a": 1}, Time().now, 1, 1)


class Receiver(HTTPServer):
    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.taken: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    result = Receiver()
    thread = threading.Thread(target=result.serve_forever, args=(0.01,))
    thread.start()
    yield result
    result.shutdown()
    thread.join()
    result.server_close()


@pytest.fixture
def channel(time: Time) -> Iterator[WebhookChannel]:
    result = WebhookChannel(SECRET, time, loopback=True)
    yield result
    result.close()


def test_a_webhook_is_signed_as_the_standard_says(
    receiver: Receiver, channel: WebhookChannel
) -> None:
    channel.deliver(message(receiver.url))
    ((headers, body),) = receiver.taken
    assert body == '{"a":1,"b":"é"}'.encode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert (headers["webhook-id"], headers["content-type"]) == ("m1", "application/json")
    assert headers["webhook-timestamp"] == str(int(Time().now.timestamp()))


def test_the_standards_own_example() -> None:
    """From the specification of Standard Webhooks."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@pytest.mark.parametrize("status", [301, 307, 400, 410, 500])
def test_anything_but_success_is_tried_again(
    receiver: Receiver, channel: WebhookChannel, status: int
) -> None:
    receiver.status = status
    with pytest.raises(Undelivered, match=f"WEBHOOK:{status}"):
        channel.deliver(message(receiver.url))
    assert len(receiver.taken) == 1


def test_a_receiver_that_is_not_there_is_tried_again(channel: WebhookChannel) -> None:
    with pytest.raises(Undelivered, match="WEBHOOK:UNREACHABLE"):
        channel.deliver(message("http://127.0.0.1:1/"))


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org/"])
def test_only_https_is_allowed(time: Time, url: str) -> None:
    with pytest.raises(Undelivered, match="WEBHOOK:URL"):
        WebhookChannel(SECRET, time).deliver(message(url))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "::1",
        "fd00::1",
        "0.0.0.0",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::1",
        "2001:0:a00:1::1",
        "224.0.0.1",
        "ff02::1",
        "240.0.0.1",
    ],
)
def test_a_name_that_points_inside_is_refused(time: Time, address: str) -> None:
    result = WebhookChannel(SECRET, time, resolve=lambda _host, _port: ["93.184.216.34", address])
    with pytest.raises(Undelivered, match="WEBHOOK:INSIDE"):
        result.deliver(message("https://innocent.example/"))


def test_a_name_without_an_address_is_tried_again(time: Time) -> None:
    result = WebhookChannel(SECRET, time, resolve=lambda _host, _port: [])
    with pytest.raises(Undelivered, match="WEBHOOK:UNREACHABLE"):
        result.deliver(message("https://nowhere.example/"))


@pytest.mark.parametrize("host", ["a..example", "a" * 64 + ".example", "nobody.invalid"])
def test_a_name_that_cannot_be_one_is_tried_again_as_any_other(time: Time, host: str) -> None:
    """The resolver says of some that they have no address, and of others that they are no name."""
    with pytest.raises(Undelivered, match="WEBHOOK:UNREACHABLE"):
        WebhookChannel(SECRET, time).deliver(message(f"https://{host}/"))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_***", SECRET[6:]])
def test_a_weak_or_broken_secret_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:WEBHOOK_SECRET") as refused:
        key_of(secret)
    assert secret not in str(refused.value) or len(secret) < 7
