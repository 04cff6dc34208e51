"""From the outbox to a person: the address is opened at the door, and nowhere before."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from node.api.builders import URL
from node.kyc.builders import Room
from tallystick_node.bootstrap.channels import channels_of
from tallystick_node.bootstrap.composition import assemble
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.infrastructure.notifications.courier import Courier
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.kyc.fields import Field
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.bootstrap.node import Node
    from tallystick_node.storage import Database

CONTENT = {"subject": "Loan 7", "text": "120.00 XTS are due in 7 days."}
ADDRESS = "ming@example.com"
ENGLISH = "Your account holds enough; there is nothing to do."
CHINESE = "您的账户余额足够，无需操作。"


class Inbox:
    """Keeps what comes."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def inbox() -> Inbox:
    """What a mail server has taken."""
    return Inbox()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    """A mail server on this machine."""
    with socket.socket() as connection:
        connection.bind(("127.0.0.1", 0))
        free = int(connection.getsockname()[1])
    controller = Controller(inbox, hostname="127.0.0.1", port=free)
    controller.start()
    yield free
    controller.stop()


def node_of(
    folder: Path, database: Database, network: Network, time: Time, notices: dict[str, Any]
) -> Node:
    fields = {"data_dir": folder, "dev": True, "rate_limit": False, "notices": notices}
    settings, _ = load_settings(fields, {})
    return assemble(settings, database, ChainSite(network.platform, None, time), URL, time)


def notify(
    node: Node, time: Time, channel: str, text: str = CONTENT["text"], language: str = ""
) -> str:
    """Put a notice to a person into the outbox and deliver it; returns who they are.

    language: what they have chosen; empty where they have not.
    """
    person = Room(node.services.kyc, time).register()
    node.services.kyc.evidence.state(person, Field.EMAIL, ADDRESS)
    with node.foundation.database.writing() as connection:
        connection.execute(messages.delete())
        if language:
            node.services.kyc.message_languages.choose(connection, person, language)
        node.foundation.outbox.put(
            connection, key="reminder:7", channel=channel, recipient=f"person:{person}",
            content=CONTENT | {"text": text},
        )  # fmt: skip
    with ExitStack() as resources:
        assert Courier(
            node.foundation.outbox,
            channels_of(node.foundation, node.services.kyc.context.vault, resources),
        ).deliver_one()
    return person


def state(database: Database) -> tuple[str, str, str]:
    with database.reading() as connection:
        row = connection.execute(messages.select()).one()
    return row.state, row.recipient, json.dumps(row.content)


def test_a_mail_reaches_the_address_that_only_the_vault_knows(
    tmp_path: Path, database: Database, network: Network, time: Time, inbox: Inbox, port: int
) -> None:
    notices = {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_from": "notices@lend.example",
        "smtp_tls": "none",
    }  # fmt: skip
    node = node_of(tmp_path, database, network, time, notices)
    person = notify(node, time, "email")
    ((recipients, mail),) = inbox.taken
    assert recipients == [ADDRESS]
    assert "120.00 XTS are due in 7 days." in mail
    kept = state(database)
    assert kept[:2] == ("delivered", f"person:{person}")
    assert ADDRESS not in str(kept)


@pytest.mark.parametrize("channel", ["notice", "email", "push"])
def test_the_console_tells_a_reference_and_no_address(
    tmp_path: Path, database: Database, network: Network, time: Time,
    capsys: pytest.CaptureFixture[str], channel: str,
) -> None:  # fmt: skip
    node = node_of(tmp_path, database, network, time, {"console": True})
    person = notify(node, time, channel)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["channel"], line["to"]) == (channel, f"person:{person}")
    assert ADDRESS not in json.dumps(line)


def test_the_sandbox_has_the_number_and_goes_to_nobody(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    node = node_of(tmp_path, database, network, time, {})
    notify(node, time, "email")
    (line,) = (tmp_path / "sandbox-notices.jsonl").read_text("utf-8").splitlines()
    document = json.loads(line)
    assert (document["sandbox"], document["to"]) == ("not sent to anyone", ADDRESS)


@pytest.mark.parametrize("channel", ["notice", "email", "push"])
@pytest.mark.parametrize(
    ("language", "chosen", "text"),
    [
        ("zh-CN", "", CHINESE), ("en", "", ENGLISH), ("en", "zh-CN", CHINESE),
        ("zh-CN", "en", ENGLISH), ("zh-CN", "zh-CN", CHINESE),
    ],
)  # fmt: skip
def test_a_message_is_in_the_language_of_its_reader_or_else_of_the_node(
    tmp_path: Path, database: Database, network: Network, time: Time, channel: str, language: str,
    chosen: str, text: str,
) -> None:  # fmt: skip
    node = node_of(tmp_path, database, network, time, {"language": language})
    notify(node, time, channel, ENGLISH, chosen)
    (line,) = (tmp_path / "sandbox-notices.jsonl").read_text("utf-8").splitlines()
    content = json.loads(line)["content"]
    assert content["text"] == text
    assert "language" not in content  # it is said in it, and nobody else needs to know
