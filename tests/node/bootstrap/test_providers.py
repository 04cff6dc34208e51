"""A node's providers by its settings alone: the examples' maps against the examples' replay."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
import replay

from docs.rows import ROOT
from node.times import Time
from tallystick.errors import ConfigError
from tallystick_node.bootstrap.channels import channel_names, codes_reach_people
from tallystick_node.bootstrap.providers import KINDS, provider_of
from tallystick_node.infrastructure.notifications.courier import Undelivered
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.infrastructure.settings.providers import on_this_machine
from tallystick_node.infrastructure.settings.settings import Settings, load_settings
from tallystick_node.kyc.providers.protocols import CardAsked, IdentityAsked, LivenessAsked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "a secret of thirty-two bytes long"
TIME = Time()


def settings_of(folder: Path, **named: str) -> Settings:
    """Settings as the environment gives them."""
    names = {name.upper().replace(".", "__"): value for name, value in named.items()}
    return load_settings(
        {"data_dir": folder},
        {f"TALLYSTICK_NODE_PROVIDERS__{name}": value for name, value in names.items()},
    )[0]


def named(kind: str, url: str, **changed: str) -> dict[str, str]:
    usual = {
        "url": url, "client": "us", "secret": SECRET,
        "fields": str(ROOT / "examples" / "providers" / f"{kind}.toml"),
    }  # fmt: skip
    return {f"{kind}.{name}": value for name, value in (usual | changed).items()}


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "text-messages.jsonl"


@pytest.fixture
def url(outbox: Path) -> Iterator[str]:
    server = replay.serve(0, SECRET.encode(), outbox)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def made(settings: Settings, kind: str) -> Any:
    with ExitStack() as resources:
        return provider_of(settings, kind, TIME, resources)


def test_every_provider_is_set_up_without_python(tmp_path: Path, url: str, outbox: Path) -> None:
    every = {name: value for kind in KINDS for name, value in named(kind, url).items()}
    settings = settings_of(tmp_path, **every)
    register, card, liveness, sms = (made(settings, kind) for kind in KINDS)
    reply = register.compare(IdentityAsked("欧阳明", "11010519850312123X"))
    assert (reply.provider, reply.reference, reply.codes) == ("identity", "R-0001", ())
    checked = card.check(CardAsked("欧阳明", "1", "+8613800000025", "6228"))
    assert (checked.passed, checked.reference) == (True, "C-0001")
    face = liveness.judge(LivenessAsked("1", "ab" * 16, b"\x89PNG"))
    assert (face.alive_ppm, face.same_ppm, face.codes) == (991_000, 984_000, ())
    content = {"template": "one-time code", "minutes": 10, "code": "123456"}
    sms.deliver(Message(1, "code:7", "notice", "+8613800000025", content, TIME.now, 1, 1))
    (line,) = outbox.read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "clientReference": "code:7", "to": "+8613800000025",
        "body": "123456 is your code. It is good for 10 minutes; tell it to nobody.",
    }  # fmt: skip


def test_codes_reach_people_by_the_carrier_and_not_by_the_console(tmp_path: Path, url: str) -> None:
    carried = settings_of(tmp_path, **named("sms", url))
    assert codes_reach_people(carried)
    assert "notice" in channel_names(carried)
    console = load_settings({"data_dir": tmp_path}, {"TALLYSTICK_NODE_NOTICES__CONSOLE": "true"})[0]
    assert not codes_reach_people(console)
    assert not codes_reach_people(settings_of(tmp_path))


def test_a_carrier_that_does_not_send_leaves_the_message_waiting(tmp_path: Path, url: str) -> None:
    settings = settings_of(tmp_path, **named("sms", url, secret="b" * 32))
    message = Message(1, "k", "notice", "+861", {"text": "news"}, TIME.now, 1, 1)
    with pytest.raises(Undelivered, match="PROVIDER:REFUSED"):
        made(settings, "sms").deliver(message)


def test_without_settings_there_is_nobody(tmp_path: Path) -> None:
    assert [made(settings_of(tmp_path), kind) for kind in KINDS] == [None] * 4


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"identity.url": "https://register.test"}, "belong together"),
        ({"identity.secret": "short", "identity.url": "https://x.test"}, "at least 32"),
        ({"identity.certificate": "c.pem"}, "certificate and key belong together"),
        ({"identity.name": "sandbox"}, "no contracted provider is called sandbox"),
        ({"identity.name": "A B"}, "pattern"),
        ({"identity.tries": "0"}, "greater than or equal to 1"),
    ],
)
def test_half_a_provider_is_refused(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS") as wrong:
        settings_of(tmp_path, **changed)
    assert sentence in str(wrong.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://register.test", "http://10.0.0.1", "ftp://127.0.0.1", "https://a@b.test",
        "https://x.test?y", "https://", "http://127.0.0.1.evil.test", "register.test", "http://[",
    ],
)  # fmt: skip
def test_people_are_not_spoken_of_in_the_clear(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="https address, or http on this machine alone"):
        settings_of(tmp_path, **named("identity", address))


def test_files_that_are_not_there_are_said_at_the_start(tmp_path: Path) -> None:
    gone = settings_of(tmp_path, **named("card", "https://x.test", fields=str(tmp_path / "no")))
    with pytest.raises(ConfigError, match="PROVIDER:MAP"):
        made(gone, "card")
    gone = settings_of(
        tmp_path, **named("card", "https://x.test", certificate="no.pem", key="no-key.pem")
    )
    with pytest.raises(ConfigError, match=r"PROVIDER:TLS: there is no file no\.pem"):
        made(gone, "card")


class Own:
    """An adapter that somebody has written, and its entry point."""

    name = "own"

    def __init__(self, name: str = "own", method: str = "compare") -> None:
        self.name = name
        self.closed = False
        setattr(self, method, lambda _: None)

    def load(self) -> Any:
        return lambda *_: self

    def close(self) -> None:
        self.closed = True


def test_an_own_adapter_is_taken_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = Own()
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [adapter])
    settings = settings_of(tmp_path, **{"identity.adapter": "own"})
    assert made(settings, "identity") is adapter
    assert adapter.closed
    with pytest.raises(ConfigError, match=r"PROVIDER:ADAPTER: no adapter 'other' is installed"):
        made(settings_of(tmp_path, **{"identity.adapter": "other"}), "identity")
    adapter.name = "own"
    with pytest.raises(ConfigError, match="has no check"):
        made(settings_of(tmp_path, **{"card.adapter": "own"}), "card")


def test_no_own_adapter_passes_for_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = Own()
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [adapter])
    adapter.load = lambda: lambda *_: Own("sandbox")  # type: ignore[method-assign]
    with pytest.raises(ConfigError, match="called sandbox"):
        made(settings_of(tmp_path, **{"identity.adapter": "own"}), "identity")


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8001/v1/cosign", True), ("http://[::1]/", True),
        ("http://localhost/", True), ("https://127.0.0.1/", False), ("http://10.0.0.1/", False),
        ("http://127.0.0.1@other.test/", False), ("http://127.0.0.1.other.test/", False),
        ("http://[", False), ("", False),
    ],
)  # fmt: skip
def test_an_attestor_on_this_machine_is_one_by_its_address(address: str, here: bool) -> None:
    assert on_this_machine(address) is here
