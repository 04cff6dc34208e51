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
def box(database: Database, time: Time) -> Outbox:
    return Outbox(database, time, attempts_max=3)


def put(box: Outbox, key: str = "m1", channel: str = "post") -> None:
    with box.database.writing() as connection:
        box.put(connection, key=key, channel=channel, recipient="someone", content={"a": key})


def error(box: Outbox) -> str | None:
    with box.database.reading() as connection:
        return connection.scalar(select(messages.c.error))


def test_a_message_is_delivered_once(box: Outbox) -> None:
    post = Post()
    courier = Courier(box, {"post": post})
    put(box)
    put(box)
    assert courier.deliver_one()
    assert not courier.deliver_one()
    assert post.taken == ["m1"]
    assert box.counts() == {("post", "delivered"): 1}


def test_a_message_goes_with_its_transaction(box: Outbox) -> None:
    def half() -> None:
        with box.database.writing() as connection:
            box.put(connection, key="m1", channel="post", recipient="x", content={})
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    assert not Courier(box, {"post": Post()}).deliver_one()


def test_what_is_lost_comes_again_later(box: Outbox, time: Time) -> None:
    post = Post(losses=1)
    courier = Courier(box, {"post": post})
    put(box)
    assert courier.deliver_one()
    assert error(box) == "POST:LOST"
    assert not courier.deliver_one()
    time.pass_by(seconds=5)
    assert courier.deliver_one()
    assert post.taken == ["m1", "m1"]
    assert box.counts() == {("post", "delivered"): 1}
    assert error(box) is None


def test_after_too_many_losses_it_is_given_up_and_stays_to_be_seen(box: Outbox, time: Time) -> None:
    courier = Courier(box, {"post": Post(losses=99)})
    put(box)
    for _ in range(5):
        courier.deliver_one()
        time.pass_by(seconds=3_600)
    assert box.counts() == {("post", "given_up"): 1}


def test_a_courier_that_dies_leaves_the_message_to_the_next(box: Outbox, time: Time) -> None:
    put(box)
    lost = box.claim()
    assert lost is not None
    assert box.claim() is None
    time.pass_by(seconds=61)
    post = Post()
    assert Courier(box, {"post": post}).deliver_one()
    assert post.taken == ["m1"]
    box.failed(lost, "TOO:LATE")
    assert box.counts() == {("post", "delivered"): 1}


def test_a_message_without_a_channel_waits(box: Outbox) -> None:
    put(box, channel="pigeon")
    assert Courier(box, {}).deliver_one()
    assert error(box) == "OUTBOX:CHANNEL"
    assert box.counts() == {("pigeon", "waiting"): 1}


def test_the_sandbox_says_that_nothing_was_sent(box: Outbox, tmp_path: Path) -> None:
    file = tmp_path / "notices.jsonl"
    courier = Courier(box, {"notice": SandboxNotices(file)})
    put(box, "n1", "notice")
    put(box, "n2", "notice")
    while courier.deliver_one():
        pass
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["n1", "n2"]
    assert {line["sandbox"] for line in lines} == {"not sent to anyone"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_message_that_was_given_up_is_listed_and_delivered_when_it_is_put_back(
    box: Outbox, time: Time
) -> None:
    post = Post(losses=3)
    courier = Courier(box, {"post": post})
    put(box)
    for _ in range(3):
        assert courier.deliver_one()
        time.pass_by(seconds=3_600)
    assert not courier.deliver_one()
    (stuck,) = box.given_up()
    assert (stuck.key, stuck.attempts, stuck.code) == ("m1", 3, "POST:LOST")
    with box.database.writing() as connection:
        assert box.again(connection, "m1")
        assert not box.again(connection, "m1")
    assert courier.deliver_one()
    assert box.given_up() == []
    assert box.counts() == {("post", "delivered"): 1}


def test_what_was_not_given_up_is_not_put_back(box: Outbox) -> None:
    courier = Courier(box, {"post": Post()})
    put(box)
    with box.database.writing() as connection:
        assert not box.again(connection, "m1")
        assert not box.again(connection, "m2")
    assert courier.deliver_one()
    with box.database.writing() as connection:
        assert not box.again(connection, "m1")
    assert box.counts() == {("post", "delivered"): 1}
