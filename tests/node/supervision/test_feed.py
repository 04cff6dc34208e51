"""Feeds: what has changed since, each month once it is anchored, an amendment after the months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from node.disclosure.builders import PublicationScene
from node.supervision.builders import supervision_on
from tallystick.chain.contracts import Servicing
from tallystick.errors import ConfigError
from tallystick_node.disclosure.jobs import ask_amendment
from tallystick_node.disclosure.report_store import REPORTS, WAITING
from tallystick_node.infrastructure.indexer.queries import NothingIndexed
from tallystick_node.infrastructure.jobs.worker import JobWorker
from tallystick_node.supervision.rules import pseudonym

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database
    from tallystick_node.supervision.service import Supervision


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    return PublicationScene(network, database, tmp_path / REPORTS)


def loans(
    supervision: Supervision, after: tuple[int, int] | None = None, limit: int = 9
) -> list[int]:
    return [row.facts.loan for row in supervision.feed.portfolio(after, limit)[0]]


def test_nothing_is_read_of_an_unread_chain(supervision: Supervision) -> None:
    with pytest.raises(NothingIndexed, match="INDEX:EMPTY"):
        supervision.feed.portfolio(None, 9)


def test_a_reader_gets_what_has_changed_since(
    scene: PublicationScene, supervision: Supervision
) -> None:
    builder, people = scene.network.loans, scene.network.session.actors
    first, second = builder.active(people.borrowers[0]), builder.active(people.borrowers[1])
    scene.index()
    rows, read = supervision.feed.portfolio(None, 9)
    assert [row.facts.loan for row in rows] == [first, second]
    assert read.of.block >= rows[-1].facts.changed_block
    assert [row.drawn_down is not None for row in rows] == [True, True]
    with supervision.desk.database.writing() as connection:
        salt = supervision.desk.salt(connection)
    assert rows[0].borrower == pseudonym(salt, people.borrowers[0].address)
    assert len({row.borrower for row in rows}) == 2
    mark = rows[-1].facts.changed_block, second
    assert loans(supervision, mark) == []
    assert loans(supervision, (rows[0].facts.changed_block, first), 1) == [second]
    scene.network.session.chain.travel(days=31)
    pay(scene, first)
    scene.index()
    assert loans(supervision, mark) == [first], "what changes again comes again"


def pay(scene: PublicationScene, loan: int) -> None:
    borrower = scene.network.session.actors.borrowers[0]
    scene.network.platform.plan(Servicing.repay(loan, 10**12, 1), borrower).send()


def test_an_amendment_of_an_early_month_comes_last(
    scene: PublicationScene, supervision: Supervision
) -> None:
    scene.live()
    scene.index()
    assert supervision.feed.operations(None, 9) == []
    scene.publish()
    scene.index()
    months = supervision.feed.operations(None, 9)
    assert [month.subject for month in months] == [f"monthly:{m:%Y-%m}" for m in scene.months]
    assert supervision.feed.operations(None, 1) == months[:1]
    assert supervision.feed.operations(months[0].anchor, 9) == months[1:]
    mark = months[-1].anchor
    assert supervision.feed.operations(mark, 9) == []
    reason = "a figure was wrong"
    assert ask_amendment(scene.queue, scene.audit_log, scene.first, reason, scene.today)
    JobWorker(scene.queue, scene.monthly.kinds, "w").work()
    scene.anchor()
    (amended,) = supervision.feed.operations(mark, 9)
    assert (amended.subject, amended.version) == (scene.first, 2)
    assert amended.amends == "a figure was wrong"


def test_what_waits_for_its_release_ends_the_page(
    scene: PublicationScene, supervision: Supervision
) -> None:
    scene.live()
    scene.publish()
    scene.index()
    whole = supervision.feed.operations(None, 9)
    name = f"{scene.last.replace(':', '-')}.v1.json"
    (scene.directory / WAITING).mkdir(exist_ok=True)
    (scene.directory / name).rename(scene.directory / WAITING / name)
    assert supervision.feed.operations(None, 9) == whole[:-1]


def test_a_file_that_is_not_what_was_anchored_is_refused(
    scene: PublicationScene, database: Database, time: Time, tmp_path: Path
) -> None:
    scene.live()
    scene.publish()
    scene.index()
    name = f"{scene.first.replace(':', '-')}.v1.json"
    file = tmp_path / REPORTS / name
    text = file.read_text("utf-8")
    file.chmod(0o600)
    file.write_text(text.replace('"interest_left":"', '"interest_left":"1', 1), "utf-8")
    fresh = supervision_on(database, time, tmp_path)
    with pytest.raises(ConfigError, match="FEED:ROOT"):
        fresh.feed.operations(None, 9)
