"""A message goes out with what it tells of, and comes again until it has arrived."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tallystick_node.infrastructure.notifications.courier import Courier, Undelivered
from tallystick_node.infrastructure.notifications.messages import Message, Outbox
from tallystick_node.infrastructure.notifications.sandbox import SandboxNotices
from tallystick_node.storage.tables import messages

if TYPE_CHECKING:
    from node.times import Time
    from tallystick_node.storage import Database


class Post:
    """A channel that loses the first deliveries."""

    def __init__(self, losses: int = 0) -> None:
        self.losses = losses
        self.taken: list[str] = []

    def deliver(self, message: Message) -> None:
        self.taken.append(message.key)
        if len(self.taken) <= self.losses:
            raise Undelivered("POST:LOST", "it was lost")


@pytest.fixture
def outbox(database: Database, time: Time) -> Outbox:
    return Outbox(database, time, attempts_max=3)


def put(outbox: Outbox, key: str = "m1", channel: str = "post") -> None:
    with outbox.database.writing() as connection:
        outbox.put(connection, key=key, channel=channel, recipient="someone", content={"a": key})


def error(outbox: Outbox) -> str | None:
    with outbox.database.reading() as connection:
        return connection.scalar(select(messages.c.error))


def test_a_message_is_delivered_once(outbox: Outbox) -> None:
    post = Post()
    courier = Courier(outbox, {"post": post})
    put(outbox)
    put(outbox)
    assert courier.deliver_one()
    assert not courier.deliver_one()
    assert post.taken == ["m1"]
    assert outbox.counts() == {("post", "delivered"): 1}


def test_a_message_goes_with_its_transaction(outbox: Outbox) -> None:
    def half() -> None:
        with outbox.database.writing() as connection:
            outbox.put(connection, key="m1", channel="post", recipient="x", content={})
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    assert not Courier(outbox, {"post": Post()}).deliver_one()


def test_what_is_lost_comes_again_later(outbox: Outbox, time: Time) -> None:
    post = Post(losses=1)
    courier = Courier(outbox, {"post": post})
    put(outbox)
    assert courier.deliver_one()
    assert error(outbox) == "POST:LOST"
    assert not courier.deliver_one()
    time.pass_by(seconds=5)
    assert courier.deliver_one()
    assert post.taken == ["m1", "m1"]
    assert outbox.counts() == {("post", "delivered"): 1}
    assert error(outbox) is None


def test_after_too_many_losses_it_is_given_up_and_stays_to_be_seen(
    outbox: Outbox, time: Time
) -> None:
    courier = Courier(outbox, {"post": Post(losses=99)})
    put(outbox)
    for _ in range(5):
        courier.deliver_one()
        time.pass_by(seconds=3_600)
    assert outbox.counts() == {("post", "given_up"): 1}


def test_a_courier_that_dies_leaves_the_message_to_the_next(outbox: Outbox, time: Time) -> None:
    put(outbox)
    lost = outbox.claim()
    assert lost is not None
    assert outbox.claim() is None
    time.pass_by(seconds=61)
    post = Post()
    assert Courier(outbox, {"post": post}).deliver_one()
    assert post.taken == ["m1"]
    outbox.failed(lost, "TOO:LATE")
    assert outbox.counts() == {("post", "delivered"): 1}


def test_a_message_without_a_channel_waits(outbox: Outbox) -> None:
    put(outbox, channel="pigeon")
    assert Courier(outbox, {}).deliver_one()
    assert error(outbox) == "OUTBOX:CHANNEL"
    assert outbox.counts() == {("pigeon", "waiting"): 1}


def test_the_sandbox_says_that_nothing_was_sent(outbox: Outbox, tmp_path: Path) -> None:
    file = tmp_path / "notices.jsonl"
    courier = Courier(outbox, {"notice": SandboxNotices(file)})
    put(outbox, "n1", "notice")
    put(outbox, "n2", "notice")
    while courier.deliver_one():
        pass
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["n1", "n2"]
    assert {line["sandbox"] for line in lines} == {"not sent to anyone"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_message_that_was_given_up_is_listed_and_delivered_when_it_is_put_back(
    outbox: Outbox, time: Time
) -> None:
    post = Post(losses=3)
    courier = Courier(outbox, {"post": post})
    put(outbox)
    for _ in range(3):
        assert courier.deliver_one()
        time.pass_by(seconds=3_600)
    assert not courier.deliver_one()
    (stuck,) = outbox.given_up()
    assert (stuck.key, stuck.attempts, stuck.code) == ("m1", 3, "POST:LOST")
    with outbox.database.writing() as connection:
        assert outbox.again(connection, "m1")
        assert not outbox.again(connection, "m1")
    assert courier.deliver_one()
    assert outbox.given_up() == []
    assert outbox.counts() == {("post", "delivered"): 1}


def test_what_was_not_given_up_is_not_put_back(outbox: Outbox) -> None:
    courier = Courier(outbox, {"post": Post()})
    put(outbox)
    with outbox.database.writing() as connection:
        assert not outbox.again(connection, "m1")
        assert not outbox.again(connection, "m2")
    assert courier.deliver_one()
    with outbox.database.writing() as connection:
        assert not outbox.again(connection, "m1")
    assert outbox.counts() == {("post", "delivered"): 1}
