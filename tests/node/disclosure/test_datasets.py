"""The dataset of each day: files, API and page say the same, and its root is on the chain."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from node.api.builders import Api, open_api
from node.complaints.test_anchors import sent_to_chain
from tallystick.dataset.anchor import anchored_root, dataset_subject
from tallystick.dataset.check import check_dataset
from tallystick.dataset.columns import dictionary
from tallystick.dataset.export import MANIFEST, SCRATCH, file_sha256
from tallystick.errors import InputError, VerificationFailed
from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.disclosure.dataset_jobs import DATASET_DAY, DatasetDays, kind_of_datasets
from tallystick_node.infrastructure.indexer.days import DayNotOver
from tallystick_node.infrastructure.jobs.kinds import Job
from tallystick_node.infrastructure.jobs.rules import PLATFORM, JobKey
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import dataset_days, index_cursor, journal, sends

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from node.network import Network
    from node.times import Time
    from tallystick_node.infrastructure.jobs.kinds import Effect
    from tallystick_node.storage import Database

DAY_SECONDS = 86_400


@pytest.fixture
def api(tmp_path: Path, database: Database, network: Network, time: Time) -> Api:
    """A platform with a loan; the day of its last block is over."""
    network.loans.active()
    result = open_api(tmp_path / "node", database, network, time)
    services = result.node.services
    services.datasets = keeping(services.datasets, 30)
    next_day(result)
    return result


def keeping(days: DatasetDays, count: int) -> DatasetDays:
    publisher = days.book.account or "0x" + "11" * 20
    return replace(days, book=replace(days.book, days_kept=count, account=publisher))


def next_day(api: Api) -> None:
    api.network.session.chain.travel(seconds=DAY_SECONDS)
    api.index()


def days_of(api: Api) -> DatasetDays:
    return api.node.services.datasets


def newest_day(api: Api) -> date:
    """The chain's day before that of its newest block."""
    days = days_of(api)
    connection = api.network.connection
    header = connection.block(connection.block_number())
    assert header is not None
    from tallystick.loans.dates import date_from_day, local_day  # noqa: PLC0415

    offset = days.business.utc_offset_seconds
    return date_from_day(local_day(header.timestamp, offset)) - timedelta(days=1)


def at_chain_time(api: Api) -> date:
    """Set the node's clock to the chain's; the day that is over then."""
    connection = api.network.connection
    header = connection.block(connection.block_number())
    assert header is not None
    api.time.now = api.time.now.fromtimestamp(header.timestamp, api.time.now.tzinfo)
    return newest_day(api)


def prepare(api: Api, day: date) -> Effect:
    key = JobKey(day + timedelta(days=1), DATASET_DAY, PLATFORM)
    return kind_of_datasets(days_of(api)).run(Job(1, key, 1, 1))


def publish(api: Api, day: date) -> None:
    effect = prepare(api, day)
    with api.node.foundation.database.writing() as connection:
        effect(connection)


def folder_of(api: Api, day: date, form: str) -> Path:
    return days_of(api).book.store.place(day, form, MANIFEST).parent


def rows_of(api: Api, table: Any) -> list[Any]:
    with api.node.foundation.database.reading() as connection:
        return list(connection.execute(select(table)).all())


def test_page_and_api_and_files_are_one_and_the_root_is_on_the_chain(api: Api) -> None:
    day = at_chain_time(api)
    publish(api, day)
    sent_to_chain(api.node.foundation.database, api.network)
    answer = api.client.get(f"/v1/datasets/{day}").json()
    text = api.client.get(f"/data/{day}").text
    assert answer["formats"] == ["csv", "parquet"]
    assert answer["rows"]["loans"] == 1
    assert answer["root"] == anchored_root(api.network.platform, day)
    assert answer["anchor_block"] is not None
    assert answer["tx_hash"] in text
    assert answer["root"] in text
    for form in ("csv", "parquet"):
        checked = check_dataset(folder_of(api, day, form))
        assert (checked.difference, checked.root) == (None, answer["root"])
        stated = {file["path"] for file in answer["files"] if file["format"] == form}
        folder = folder_of(api, day, form)
        there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
        assert stated == there
    for file in answer["files"]:
        read = api.client.get(file["url"])
        place = folder_of(api, day, file["format"]) / file["path"]
        assert read.content == place.read_bytes()
        assert (len(read.content), file_sha256(place)) == (int(file["bytes"]), file["sha256"])
        assert read.headers["etag"] == f'"{file["sha256"]}"'
        assert file["sha256"] in text
        kept = api.client.get(file["url"], headers={"if-none-match": read.headers["etag"]})
        assert (kept.status_code, kept.content) == (304, b"")
    assert {name: [dict(column) for column in columns]
            for name, columns in answer["dictionary"].items()} == dictionary()  # fmt: skip
    listed = api.client.get("/v1/datasets").json()["items"]
    assert listed == [{key: answer[key] for key in listed[0]}]
    assert f'href="/data/{day}"' in api.client.get("/data").text


def test_a_day_that_nobody_published_has_no_anchor_and_no_files(api: Api) -> None:
    day = at_chain_time(api)
    assert anchored_root(api.network.platform, day) is None
    assert api.client.get("/v1/datasets").json() == {"items": [], "next": None}
    assert "No day is over yet" in api.client.get("/data").text
    for path in (f"/v1/datasets/{day}", f"/v1/datasets/{day}/files/csv/manifest.json"):
        refused = api.client.get(path)
        assert refused.status_code == 404, path
    assert api.client.get(f"/data/{day}").status_code == 404


def test_without_the_setting_the_page_says_so(api: Api) -> None:
    services = api.node.services
    services.datasets = keeping(services.datasets, 0)
    assert "has not switched daily datasets on" in api.client.get("/data").text


@pytest.mark.parametrize("path", ["loans.csv", MANIFEST, "dictionary.json"])
def test_a_changed_byte_is_noticed_and_not_handed_out(api: Api, path: str) -> None:
    day = at_chain_time(api)
    publish(api, day)
    file = folder_of(api, day, "csv") / path
    data = bytearray(file.read_bytes())
    data[-2] ^= 1
    file.write_bytes(data)
    refused = api.client.get(f"/v1/datasets/{day}/files/csv/{path}")
    assert (refused.status_code, refused.json()["code"]) == (422, "DATASET:CHANGED")
    states = {
        (of["format"], of["path"]): of["intact"]
        for of in api.client.get(f"/v1/datasets/{day}").json()["files"]
    }
    assert states["csv", path] is False
    assert all(intact for (form, _), intact in states.items() if form == "parquet")
    assert "✗ changed" in api.client.get(f"/data/{day}").text
    with pytest.raises((VerificationFailed, InputError), match="DATASET:(CHANGED|MANIFEST)"):
        prepare(api, day)


def test_two_workers_and_a_death_leave_one_day_and_one_anchor(api: Api) -> None:
    day = at_chain_time(api)
    first, second = prepare(api, day), prepare(api, day)
    database = api.node.foundation.database
    for effect in (first, second):
        with database.writing() as connection:
            effect(connection)
    (kept,) = rows_of(api, dataset_days)
    (asked,) = rows_of(api, sends)
    assert (kept.day, asked.key) == (day, dataset_subject(day))
    acts = [row.act for row in rows_of(api, journal)]
    assert acts.count("dataset.published") == 1


def test_what_a_dead_process_has_left_is_written_anew(api: Api) -> None:
    day = at_chain_time(api)
    store = days_of(api).book.store
    left = store.directory / str(day) / f"{SCRATCH}dead"
    left.mkdir(parents=True)
    (left / "loans.csv").write_text("half")
    assert store.days() == []
    publish(api, day)
    assert store.days() == [day]
    publish_again = prepare(api, day)
    shutil.rmtree(folder_of(api, day, "parquet"))
    with api.node.foundation.database.writing() as connection:
        publish_again(connection)
    assert check_dataset(folder_of(api, day, "csv")).difference is None


def test_a_day_that_is_not_over_or_not_indexed_waits(api: Api) -> None:
    day = at_chain_time(api)
    with pytest.raises(DayNotOver, match="INDEX:EARLY"):
        prepare(api, day + timedelta(days=1))
    with api.node.foundation.database.writing() as connection:
        connection.execute(index_cursor.update().values(block=1))
    with pytest.raises(DayNotOver, match="INDEX:BEHIND"):
        prepare(api, day)
    assert days_of(api).book.store.days() == []


def test_a_day_before_the_platform_is_passed_over(api: Api) -> None:
    day = at_chain_time(api) - timedelta(days=20)
    publish(api, day)
    assert rows_of(api, dataset_days) == []


def test_a_bounded_number_stays_and_the_others_keep_their_root(api: Api) -> None:
    services, days = api.node.services, []
    services.datasets = keeping(services.datasets, 2)
    for _ in range(3):
        days.append(at_chain_time(api))
        publish(api, days[-1])
        next_day(api)
    assert days_of(api).book.store.days() == [days[2], days[1]]
    old = api.client.get(f"/v1/datasets/{days[0]}").json()
    assert (old["files"], old["formats"]) == ([], [])
    assert old["root"].startswith("0x")
    assert "tallystick export" in api.client.get(f"/data/{days[0]}").text
    assert api.client.get(f"/v1/datasets/{days[0]}/files/csv/loans.csv").status_code == 404
    first = api.client.get("/v1/datasets", params={"limit": 2}).json()
    rest = api.client.get("/v1/datasets", params={"after": first["next"]}).json()
    assert [each["day"] for each in first["items"] + rest["items"]] == [
        str(day) for day in reversed(days)
    ]
    at_chain_time(api)
    publish(api, days[0])
    assert days_of(api).book.store.days() == [days[2], days[1]], "nothing old is made again"


def test_without_duckdb_there_is_the_csv(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    day = at_chain_time(api)
    publish(api, day)
    answer = api.client.get(f"/v1/datasets/{day}").json()
    assert answer["formats"] == ["csv"]
    assert all(file["intact"] for file in answer["files"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("files/csv/..%2Fmanifest.json", 404), ("files/csv/loans.txt", 404),
        ("files/xls/loans.csv", 422), ("files/parquet/..%2F../node", 404),
        ("files/parquet/loans/99.parquet", 404),
    ],
)  # fmt: skip
def test_no_other_file_is_handed_out(api: Api, path: str, status: int) -> None:
    day = at_chain_time(api)
    publish(api, day)
    assert api.client.get(f"/v1/datasets/{day}/{path}").status_code == status


@pytest.mark.parametrize("kept", [0, 7])
def test_it_is_done_where_the_operator_says_so(
    database: Database, tmp_path: Path, kept: int
) -> None:
    settings, _ = load_settings({"data_dir": tmp_path, "publication": {"dataset_days": kept}}, {})
    kinds = {kind.name: kind for kind in daily_kinds(settings, database)}
    assert (DATASET_DAY in kinds) is bool(kept)
    assert not kept or not kinds[DATASET_DAY].of_today
