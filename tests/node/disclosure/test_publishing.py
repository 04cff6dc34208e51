"""A month is published once, from the index, as anyone can compute it, and is never replaced."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from node.disclosure.builders import PublicationScene
from tallystick.audit.auditor import Auditor
from tallystick.chain.contracts import Disclosures
from tallystick.disclosure.report import subject_hash
from tallystick.disclosure.signature import ReportSignature
from tallystick.errors import ConfigError, InputError, VerificationFailed
from tallystick.testing.actors import commitment
from tallystick_node.disclosure import report_store
from tallystick_node.disclosure.jobs import AMENDMENT, ASKED, DEADLINE, ask_amendment
from tallystick_node.disclosure.workdays import month_before
from tallystick_node.infrastructure.indexer.days import DayNotOver
from tallystick_node.infrastructure.jobs.rules import JobKey
from tallystick_node.storage.tables import events, messages, sends

if TYPE_CHECKING:
    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    return PublicationScene(network, database, tmp_path / "reports")


def verdict(scene: PublicationScene) -> list[str]:
    result = Auditor(scene.network.platform).verify(reports=str(scene.directory))
    return [f"{check.id}: {check.detail}" for check in result.failed]


def test_every_month_that_is_over_is_published_and_the_audit_agrees(
    scene: PublicationScene,
) -> None:
    scene.live()
    assert scene.publisher.missing() == [f"monthly:{month:%Y-%m}" for month in scene.months]
    scene.publish()
    assert scene.publisher.missing() == []
    assert verdict(scene) == []
    assert json.loads(scene.files()["index.json"]) == scene.names(*scene.months)
    page = scene.files()["index.html"].decode()
    assert scene.last in page
    assert "<script" not in page
    assert page.count("<svg") == 2


def test_the_index_and_the_chain_give_the_same_bytes(scene: PublicationScene) -> None:
    scene.live()
    report = scene.publisher.prepare(scene.first)
    again = Auditor(scene.network.platform).report(
        scene.first, block=report.as_of.block, day=report.as_of.day
    )
    assert again.data == report.data
    figures = {figure["code"]: figure["value"] for figure in report.document["figures"]}
    assert figures["M01"] == str(10**10 + 5 * 10**9)
    assert (figures["M02"], figures["M12"]) == ("2", "0")


def test_a_report_is_shown_only_when_its_root_is_on_the_chain(scene: PublicationScene) -> None:
    scene.live()
    assert scene.do() == "done"
    scene.publisher.release()
    assert scene.files() == {}
    scene.anchor()
    assert len(scene.files()) == 2 * len(scene.months) + 2
    assert list(scene.report_store.waiting()) == []


def test_a_report_is_signed_by_who_anchors_it(scene: PublicationScene) -> None:
    scene.live()
    scene.publish()
    signed = ReportSignature.parse(scene.files()[scene.names(scene.months[0])[1]])
    platform = scene.network.platform
    anchor = platform.read(Disclosures.anchor_of(subject_hash(scene.first), 1))
    recovered = signed.recovered(platform.deployment.chain_id, platform.address("Disclosures"))
    assert recovered == signed.signer == anchor["publisher"]
    assert signed.root == anchor["root"]


def test_a_process_that_dies_before_the_anchor_publishes_the_same_report(
    scene: PublicationScene,
) -> None:
    scene.live()
    before = {
        prepared.subject: prepared.data for prepared in (scene.publisher.prepare(scene.first),)
    }
    scene.publisher.prepare(scene.first)
    scene.network.session.chain.travel(days=1)
    scene.index()
    scene.publish()
    assert scene.files()[scene.names(scene.months[0])[0]] == before[scene.first]
    assert verdict(scene) == []


def test_a_job_that_is_done_again_publishes_nothing_twice(scene: PublicationScene) -> None:
    scene.live()
    scene.publish()
    files = scene.files()
    assert scene.do(day=scene.today + timedelta(1)) == "done"
    scene.anchor()
    assert scene.files() == files
    with scene.database.reading() as connection:
        keys = connection.scalars(select(sends.c.key).order_by(sends.c.key)).all()
    assert list(keys) == [f"report monthly:{month:%Y-%m} v1" for month in scene.months]


def test_an_amendment_is_a_further_version_and_replaces_nothing(scene: PublicationScene) -> None:
    scene.live()
    scene.publish()
    first = scene.files()[scene.names(scene.months[-1])[0]]
    arguments = (
        scene.queue,
        scene.audit_log,
        scene.last,
        "an attested figure was wrong",
        scene.today,
    )
    assert ask_amendment(*arguments)
    assert not ask_amendment(*arguments)
    assert scene.do(AMENDMENT, scene.last) == "done"
    scene.anchor()
    files = scene.files()
    assert files[scene.names(scene.months[-1])[0]] == first
    second = json.loads(files[scene.names(scene.months[-1], version=2)[0]])
    assert (second["version"], second["amends"]) == (2, "an attested figure was wrong")
    assert verdict(scene) == []
    scene.network.session.chain.travel(days=1)
    (scene.directory / scene.names(scene.months[-1])[0]).unlink()
    (scene.directory / scene.names(scene.months[-1])[1]).unlink()
    assert any(
        f"version 1 of {scene.last} is anchored, not here" in check for check in verdict(scene)
    )


def test_what_was_never_published_is_not_amended(scene: PublicationScene) -> None:
    scene.live()
    with pytest.raises(InputError, match="REPORT:NONE"):
        ask_amendment(scene.queue, scene.audit_log, scene.first, "wrong", scene.today)
    with scene.database.writing() as connection:  # nor by a job that was asked for all the same
        scene.queue.add_one(connection, JobKey(scene.today, AMENDMENT, scene.first))
        scene.audit_log.add(
            connection, actor="operator", act=ASKED, subject=scene.first, details={"reason": "so"}
        )
    assert scene.do(AMENDMENT, scene.first) == "done"
    assert scene.acts()[-1] == "report.refused"
    assert scene.report_store.waiting() == []


@pytest.mark.parametrize(
    ("subject", "reason", "code"),
    [
        ("weekly:2026-03", "wrong", "REPORT:SUBJECT"),
        ("monthly:2026-03", " ", "REPORT:REASON"),
        ("monthly:2026-03", "x" * 501, "REPORT:REASON"),
    ],
)
def test_an_amendment_needs_a_subject_and_a_reason(
    scene: PublicationScene, subject: str, reason: str, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        ask_amendment(scene.queue, scene.audit_log, subject, reason, scene.today)


def test_a_file_that_is_lost_is_never_made_anew(scene: PublicationScene) -> None:
    scene.live()
    scene.publish()
    (scene.directory / scene.names(scene.months[0])[0]).unlink()
    with pytest.raises(ConfigError, match=f"PUBLICATION:LOST: version 1 of {scene.first}"):
        scene.publisher.prepare(scene.first, amends="it is gone")


def test_a_file_is_never_written_over(scene: PublicationScene) -> None:
    scene.live()
    assert scene.do() == "done"
    other = scene.directory / scene.names(scene.months[0])[0]
    other.write_bytes(b"{}")
    with pytest.raises(ConfigError, match="PUBLICATION:FILE: .* says something else"):
        scene.anchor()
    assert other.read_bytes() == b"{}"
    with pytest.raises(ConfigError, match="PUBLICATION:FILE: .* is not a report of this version"):
        scene.report_store.published()


def test_a_version_that_somebody_else_has_anchored_is_not_taken_for_ours(
    scene: PublicationScene,
) -> None:
    scene.live()
    scene.publisher.prepare(scene.first)
    people = scene.network.session.actors
    arguments = (subject_hash(scene.first), 1, b"\x07" * 32)
    scene.network.platform.plan(Disclosures.publish(*arguments), people.publisher).send()
    with pytest.raises(ConfigError, match=f"PUBLICATION:LOST: version 1 of {scene.first}"):
        scene.publisher.prepare(scene.first, amends="another's version")


def test_a_process_that_dies_while_it_puts_a_report_out_puts_it_out_later(
    scene: PublicationScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.live()
    assert scene.do() == "done"

    def die(*_: object) -> None:
        raise SystemExit("killed")

    for name in ("_sync", "_replace"):  # after the first file's name; before the new index
        with monkeypatch.context() as patched:
            patched.setattr(f"tallystick_node.disclosure.report_store.{name}", die)
            with pytest.raises(SystemExit):
                scene.anchor()
    scene.anchor()
    scene.report_store.renew()
    assert verdict(scene) == []
    assert json.loads(scene.files()["index.json"]) == scene.names(*scene.months)


def test_a_report_that_comes_out_while_somebody_looks_is_not_missed(
    scene: PublicationScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process lists what waits, another one puts it out before the first has read it."""
    scene.live()
    assert scene.do() == "done"
    listed = report_store._files

    def overtaken(directory: Path) -> list[Path]:
        listing = listed(directory)
        if directory.name == report_store.WAITING:
            monkeypatch.undo()
            scene.anchor()
            assert listing
        return listing

    monkeypatch.setattr(report_store, "_files", overtaken)
    assert scene.publisher.missing() == []
    assert list(scene.report_store.waiting()) == []
    assert len(scene.files()) == 2 * len(scene.months) + 2


def test_an_index_that_is_behind_publishes_nothing(scene: PublicationScene) -> None:
    scene.live()
    scene.network.session.chain.travel(days=5)
    scene.network.session.chain.travel(days=31)
    with pytest.raises(DayNotOver, match="INDEX:BEHIND"):
        scene.publisher.prepare(f"monthly:{month_before(scene.today):%Y-%m}")
    assert scene.do() == "waiting"
    scene.index()
    assert scene.publisher.prepare(scene.first).subject == scene.first


def test_a_month_that_is_not_over_is_not_published(scene: PublicationScene) -> None:
    scene.live()
    with pytest.raises(DayNotOver, match="INDEX:EARLY"):
        scene.publisher.prepare(f"monthly:{scene.today:%Y-%m}")
    with pytest.raises(InputError, match="REPORT:SUBJECT"):
        scene.publisher.prepare(f"monthly:{month_before(scene.months[0]):%Y-%m}")


def test_an_index_that_was_changed_publishes_nothing(scene: PublicationScene) -> None:
    scene.live()
    with scene.database.writing() as connection:
        row = connection.execute(select(events).where(events.c.name == "Paid")).first()
        assert row is not None
        connection.execute(
            update(events)
            .where(events.c.block == row.block, events.c.place == row.place)
            .values(fields=row.fields | {"principal": row.fields["principal"] + 1})
        )
    with pytest.raises(VerificationFailed, match="PUBLICATION:EVENTS"):
        scene.publisher.prepare(scene.last)


def test_attested_figures_stand_apart_and_give_what_follows_from_them(
    scene: PublicationScene, tmp_path: Path
) -> None:
    borrower = scene.network.session.actors.borrowers[1]
    scene.attested_file = tmp_path / "attested.json"
    scene.attested_file.write_text(
        json.dumps(
            {
                "figures": [{"code": "A01", "name": "expected payouts", "value": "10000000"}],
                "related": ["0x" + commitment(borrower.address).hex()],
            }
        )
    )
    scene.live()
    scene.publish()
    document = json.loads(scene.files()[scene.names(scene.months[0])[0]])
    figures = {figure["code"]: figure for figure in document["figures"]}
    assert figures["M12"]["value"] == str(5 * 10**9)
    assert figures["R06"]["denominator"] == "10000000"
    assert document["attested"][0]["label"] == "attested"
    assert verdict(scene) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "document",
    [
        "no",
        "{}",
        '{"figures": [], "related": ["0x12"]}',
        '{"figures": [{"code": "M15", "name": "late", "value": "0"}], "related": []}',
        '{"figures": [{"code": "A01", "name": "x", "value": "1.5"}], "related": []}',
        '{"figures": [{"code": "A01", "name": "x", "value": 1}], "related": []}',
    ],
)
def test_an_attested_file_that_is_not_whole_is_refused(
    scene: PublicationScene, tmp_path: Path, document: str
) -> None:
    scene.attested_file = tmp_path / "attested.json"
    scene.attested_file.write_text(document)
    scene.live()
    with pytest.raises(ConfigError, match="PUBLICATION:ATTESTED"):
        scene.publisher.prepare(scene.first)


@pytest.mark.parametrize("published", [True, False])
def test_a_late_report_is_told_to_the_operator(scene: PublicationScene, published: bool) -> None:
    scene.live()
    if published:
        scene.publish()
    assert scene.do(DEADLINE) == "done"
    with scene.database.reading() as connection:
        items = list(connection.scalars(select(messages.c.content)))
    if published:
        assert items == []
        assert scene.acts()[-1] == "report.in_time"
    else:
        assert [item["type"] for item in items] == ["report.late"]
        assert items[0]["data"] == {"subject": scene.last}
