"""The people room of a node by its settings: whole with --dev, and without sandbox otherwise."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from node.kyc.builders import Room, id_number
from tallystick.errors import ConfigError
from tallystick.platform._sync.operator import OperatorView
from tallystick_node.bootstrap.composition import compose
from tallystick_node.bootstrap.foundation import make_foundation
from tallystick_node.bootstrap.kyc import (
    COMMITMENT_FILE,
    context_of,
    open_kyc,
)
from tallystick_node.bootstrap.network import ChainSite
from tallystick_node.infrastructure.notifications.messages import Message
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.kyc.notices import SealedNotices
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database


class Kept:
    """A channel that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def deliver(self, message: Message) -> None:
        self.messages.append(message)


def test_a_development_node_brings_a_person_onto_its_chain(tmp_path: Path, time: Time) -> None:
    node = compose(load_settings({"data_dir": tmp_path, "dev": True}, {})[0])
    node.loops = []  # the test does what it wants done
    try:
        time.now = node.foundation.clock()
        room = Room(node.services.kyc, time)
        person = room.full()
        wallet = room.bind(person, "newcomer")
        room.suit(person, "newcomer")
        issued = node.services.kyc.credentials.request(person, wallet, lend=True, borrow=True)
        assert issued.complete
        assert set(issued.refusals) == set()
        assert OperatorView(node.foundation.site.platform).person(wallet) is None
        channel = Kept()
        notices = SealedNotices(node.foundation.database, node.services.kyc.context.vault, channel)
        node.services.kyc.registration.ask_code("13912345678")
        for message in waiting(node.foundation.database):
            notices.deliver(message)
        bound, response = channel.messages
        assert bound.content["template"] == "wallet bound"
        assert response.recipient == "+8613912345678"
        assert len(response.content["code"]) == 6
        kinds = {kind.name for kind in node.kinds}
        assert {"people.screen", "people.rescreen", "people.remind", "people.tidy"} <= kinds
    finally:
        node.close()


def waiting(database: Database) -> list[Message]:
    with database.reading() as connection:
        rows = connection.execute(select(messages).where(messages.c.channel == "notice")).all()
    return [
        Message(row.id, row.key, row.channel, row.recipient, row.content, row.created_at, 1, 1)
        for row in rows
    ]


def test_without_dev_there_is_no_sandbox_and_no_key(
    tmp_path: Path, database: Database, network: Network, time: Time
) -> None:
    settings = load_settings({"data_dir": tmp_path, "rpc": "http://127.0.0.1:1"}, {})[0]
    foundation = make_foundation(settings, database, ChainSite(network.platform, None, time), time)
    with ExitStack() as resources:
        people = open_kyc(foundation, context_of(foundation), resources)
        room = Room(people, time)
        person = room.named(id_number())
        with pytest.raises(PersonRefused, match="CHECK:PROVIDER"):
            people.checks.identity(person, room.agree(person))
        assert people.bureaus.bureaus == {}
        wallet = room.bind(person, "newcomer")
        with pytest.raises(PersonRefused, match="CREDENTIAL:ATTESTOR"):
            people.credentials.request(person, wallet, lend=True, borrow=False)


def test_the_commitment_key_is_private_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    from tallystick_node.kyc.context import commitment_key  # noqa: PLC0415

    file = tmp_path / COMMITMENT_FILE
    first = commitment_key(file)
    assert commitment_key(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("not a key", "utf-8")
    with pytest.raises(ConfigError, match="PEOPLE:KEY") as refused:
        commitment_key(file)
    assert "not a key" not in str(refused.value)


@pytest.mark.parametrize(
    "people",
    [
        {"sesame_url": "https://bureau.example"},
        {"baihang_url": "https://bureau.example", "baihang_client": "we"},
        {"baihang_url": "ftp://x", "baihang_client": "we", "baihang_secret": "s" * 32},
        {"baihang_url": "https://x", "baihang_client": "we", "baihang_secret": "short"},
    ],
)
def test_a_bureau_is_set_up_whole_or_not_at_all(tmp_path: Path, people: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS") as refused:
        load_settings({"data_dir": tmp_path, "people": people}, {})
    assert "ssss" not in str(refused.value)
