"""The dataset of a whole life: the chain's own figures, one root for all formats, lies shown."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallystick.audit.auditor import Auditor
from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.dataset.check import check_dataset, manifest_of, same_as_chain
from tallystick.dataset.columns import TABLES
from tallystick.dataset.export import MANIFEST, Exported, export, file_sha256, root_of
from tallystick.dataset.parquet import read_rows
from tallystick.errors import InputError
from tallystick.platform.listing import LoanStatus
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from seams.audit_life import Life


@pytest.fixture(scope="module")
def life(whole_life: Life) -> Life:
    return whole_life


@pytest.fixture(scope="module")
def datasets(life: Life, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exported]:
    """The same block in both formats."""
    platform, folder = life.platform, tmp_path_factory.mktemp("datasets")
    block = platform.connection.block_number()
    return {
        form: export(
            platform.connection, platform.deployment, folder / form, block=block, form=form
        )
        for form in ("parquet", "csv")
    }


def named(folder: Path, table: str) -> list[dict[str, Any]]:
    names = [of.name for of in TABLES[table]]
    return [dict(zip(names, row, strict=True)) for row in read_rows(folder, table)]


def test_both_formats_have_one_root_and_the_chain_has_it_too(
    life: Life, datasets: dict[str, Exported], tmp_path: Path
) -> None:
    assert datasets["parquet"].root == datasets["csv"].root
    assert datasets["parquet"].rows == datasets["csv"].rows
    assert all(
        datasets["csv"].rows[table] > 0 for table in ("events", "loans", "notes", "payments")
    )
    for form, exported in datasets.items():
        checked = check_dataset(exported.folder)
        assert (checked.difference, checked.root) == (None, exported.root)
        platform = life.platform
        difference = same_as_chain(
            platform.connection, platform.deployment, exported.folder, tmp_path / form
        )
        assert difference is None


def test_its_loans_notes_and_payments_are_the_contracts(
    life: Life, datasets: dict[str, Exported]
) -> None:
    folder, platform = datasets["parquet"].folder, life.platform
    paid: dict[int, int] = defaultdict(int)
    for row in named(folder, "payments"):
        paid[row["loan"]] += row["principal"] if row["kind"] != "covered" else 0
    for loan in named(folder, "loans"):
        number = loan["loan"]
        side, _, disclosure = platform.read(Book.listing_of(number))
        status = LoanStatus(side["status"])
        if status is LoanStatus.ACTIVE:
            status = LoanStatus(platform.read(Lens.state_of(number))["progress"]["status"])
        assert loan["status"] == status.name.lower(), number
        assert loan["borrower"] == side["borrower"].lower()
        assert loan["disclosure_hash"] == "0x" + disclosure.hex()
        if loan["issued_on"] is not None:
            _, principal, interest, _ = platform.read(Servicing.totals(number))
            assert (loan["paid_principal"], loan["paid_interest"]) == (principal, interest), number
    for note in named(folder, "notes"):
        held = platform.read(Book.balanceOf(note["holder"], note["loan"]))
        assert note["units"] == held > 0
    events = named(folder, "events")
    assert events == sorted(events, key=lambda event: (event["block"], event["place"]))


def test_an_audit_from_it_is_the_audit_of_the_chain(
    life: Life, datasets: dict[str, Exported]
) -> None:
    plain = Auditor(life.platform).verify(block=datasets["csv"].block)
    for exported in datasets.values():
        verdict = Auditor(life.platform).verify(events=exported.folder)
        assert verdict.passed
        assert (verdict.block, verdict.events) == (plain.block, plain.events)
        assert [check.id for check in verdict.checks] == [check.id for check in plain.checks]


def lied(source: Path, folder: Path, table: str, change: Any) -> Path:
    """A copy whose table says something else, with every hash made to fit it."""
    shutil.copytree(source, folder)
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["tables"][table] = {"rows": str(len(rows) - 1), "sha256": file_sha256(path)}
    for of in manifest["files"]:
        target = folder / of["path"]
        of["sha256"], of["bytes"] = file_sha256(target), str(target.stat().st_size)
    manifest["root"] = root_of(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return folder


def test_a_lie_with_fitting_hashes_is_shown_beside_the_chain(
    life: Life, datasets: dict[str, Exported], tmp_path: Path
) -> None:
    def more(rows: list[list[str]]) -> None:
        place = rows[0].index("principal")
        rows[1][place] = str(int(rows[1][place]) + 1)

    folder = lied(datasets["csv"].folder, tmp_path / "lied", "payments", more)
    assert check_dataset(folder).difference is None
    platform = life.platform
    wrong = same_as_chain(platform.connection, platform.deployment, folder, tmp_path / "anew")
    assert wrong is not None
    assert wrong[0] == "payments row 1"


def test_an_audit_from_a_dataset_that_lies_fails(
    life: Life, datasets: dict[str, Exported], tmp_path: Path
) -> None:
    def drop(rows: list[list[str]]) -> None:
        place = rows[0].index("name")
        del rows[next(n for n, row in enumerate(rows) if row[place] == "Paid")]

    folder = lied(datasets["csv"].folder, tmp_path / "lied", "events", drop)
    verdict = Auditor(life.platform).verify(events=folder)
    assert verdict.failed


def test_a_file_that_was_changed_or_added_or_is_missing_is_shown(
    datasets: dict[str, Exported], tmp_path: Path
) -> None:
    whole = datasets["parquet"].folder
    part = next((whole / "events").glob("*.parquet")).relative_to(whole)
    changes: dict[str, Callable[[Path], object]] = {
        "changed": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00"),
        "missing": lambda path: path.unlink(),
        "added": lambda path: (path.parent / "more.parquet").write_bytes(b"PAR1"),
    }
    for name, change in changes.items():
        folder = tmp_path / name
        shutil.copytree(whole, folder)
        change(folder / part)
        difference = check_dataset(folder).difference
        assert difference is not None, name
        assert "events/" in difference[0]


def remade(folder: Path, **changes: Any) -> Path:
    """The manifest changed, and the hashes of its files made to fit."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8")) | changes
    for of in manifest["files"]:
        of["sha256"] = file_sha256(folder / of["path"])
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return folder


def test_a_parquet_beside_the_csv_that_is_checked_does_not_pass(
    datasets: dict[str, Exported], tmp_path: Path
) -> None:
    folder, source = tmp_path / "both", datasets["parquet"].folder
    shutil.copytree(datasets["csv"].folder, folder)
    (folder / "payments").mkdir()
    lie = folder / "payments" / "0.parquet"
    shutil.copy(next((source / "notes").glob("*.parquet")), lie)
    files = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    more = {"path": "payments/0.parquet", "bytes": "1", "sha256": ""}
    for form in ("csv", "parquet"):
        with pytest.raises(InputError, match="DATASET:MANIFEST"):
            check_dataset(remade(folder, files=[*files, more], format=form))


def test_a_number_in_other_letters_does_not_pass(
    datasets: dict[str, Exported], tmp_path: Path
) -> None:
    def rewrite(rows: list[list[str]]) -> None:
        place = rows[0].index("principal")
        rows[1][place] = f"+0_{rows[1][place]}"

    source = datasets["csv"].folder
    folder = lied(source, tmp_path / "lied", "payments", rewrite)
    stated = json.loads((source / MANIFEST).read_text("utf-8"))
    difference = check_dataset(
        remade(folder, tables=stated["tables"], root=stated["root"])
    ).difference
    assert difference is not None
    assert difference[0] == "payments.sha256"


def test_a_link_out_of_the_dataset_does_not_pass(
    datasets: dict[str, Exported], tmp_path: Path
) -> None:
    folder = tmp_path / "linked"
    shutil.copytree(datasets["parquet"].folder, folder)
    shutil.move(folder / "events", tmp_path / "elsewhere")
    (folder / "events").symlink_to(tmp_path / "elsewhere")
    assert check_dataset(folder).difference == ("events", "a file", "a link")


def test_a_parquet_that_is_none_is_refused(datasets: dict[str, Exported], tmp_path: Path) -> None:
    folder = tmp_path / "garbage"
    shutil.copytree(datasets["parquet"].folder, folder)
    next((folder / "events").glob("*.parquet")).write_bytes(b"PAR1garbagePAR1")
    with pytest.raises(InputError, match="DATASET:FILE"):
        check_dataset(remade(folder))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("block", "many"), ("tables", {}), ("files", []), ("more", 1), ("block", "\u00b2"),
        ("tables", dict.fromkeys(TABLES, "x")), ("files", [{"path": "loans.csv"}]),
        ("tables", {name: {"rows": None, "sha256": ""} for name in TABLES}), ("format", "xml"),
        ("files", [{"path": "../secret", "sha256": "0", "bytes": "1"}]),
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_whole_is_refused(
    datasets: dict[str, Exported], tmp_path: Path, name: str, value: object
) -> None:
    manifest = manifest_of(datasets["csv"].folder) | {name: value}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(InputError, match="DATASET:MANIFEST"):
        check_dataset(tmp_path)


def test_nothing_is_written_over_nor_left_behind(
    life: Life, datasets: dict[str, Exported], tmp_path: Path
) -> None:
    platform = life.platform
    with pytest.raises(InputError, match="DATASET:FOLDER"):
        export(platform.connection, platform.deployment, datasets["csv"].folder)
    for block, form, code in ((10**9, "csv", "DATASET:BLOCK"), (None, "xls", "DATASET:FORM")):
        with pytest.raises(InputError, match=code):
            export(
                platform.connection, platform.deployment, tmp_path / "new", block=block, form=form
            )
    assert list(tmp_path.iterdir()) == []


def test_the_dataset_of_another_platform_or_before_the_block_is_no_source(
    life: Life, datasets: dict[str, Exported]
) -> None:
    other = open_session()
    with pytest.raises(InputError, match="DATASET:PLATFORM|DATASET:BLOCK"):
        Auditor(other.platform).verify(events=datasets["csv"].folder)
    life.session.chain.travel(seconds=60)
    with pytest.raises(InputError, match="DATASET:BLOCK"):
        Auditor(life.platform).verify(
            block=life.platform.connection.block_number(), events=datasets["csv"].folder
        )
