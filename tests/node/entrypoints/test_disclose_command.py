"""`tallystick disclose` as typed: statements kept once, opinions beside their reports."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from node.disclosure.builders import PublicationScene
from tallystick.cli.exits import CannotRunError
from tallystick.cli.report import app as report_app
from tallystick.disclosure.opinion import AuditorOpinion
from tallystick.errors import InputError
from tallystick_node.disclosure.company_book import newest_company
from tallystick_node.disclosure.report_store import REPORTS, ReportStore
from tallystick_node.entrypoints.disclose_command import app

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database

TEXT = """stated_on = 2026-03-01
[company]
name = "Abacus Ltd"
paid_in_capital = 5000000
"""


def run(folder: Path, url: str, text: str, *words: str) -> Result:
    file = folder / "company.toml"
    file.write_text(text, "utf-8")
    where = ("--data-dir", str(folder), "--database", url, "--file", str(file))
    return CliRunner().invoke(app, ["company", *where, *words])


def test_a_statement_is_kept_once(tmp_path: Path, database: Database, database_url: str) -> None:
    checked = json.loads(run(tmp_path, database_url, TEXT, "--check", "--json").stdout)
    assert checked["version"] is None
    with database.reading() as connection:
        assert newest_company(connection) is None
    answers = [json.loads(run(tmp_path, database_url, TEXT, "--json").stdout) for _ in range(2)]
    assert [answer["version"] for answer in answers] == [1, 1]
    assert answers[0]["root"] == checked["root"]
    assert "company.website" in answers[0]["not_stated"]
    shown = run(tmp_path, database_url, TEXT.replace("03-01", "03-02")).stdout
    assert "version 2: 0x" in shown
    assert "not stated: company.short_name" in shown


@pytest.mark.parametrize("text", ["stated_on =", "stated_on = 2026-03-01\nmore = 1\n", ""])
def test_what_is_not_whole_is_not_kept(
    tmp_path: Path, database: Database, database_url: str, text: str
) -> None:
    refused = run(tmp_path, database_url, text).exception
    assert isinstance(refused, InputError)
    assert refused.code == "COMPANY:FORM"
    with database.reading() as connection:
        assert newest_company(connection) is None


@pytest.fixture
def published(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    scene = PublicationScene(network, database, tmp_path / REPORTS)
    scene.live()
    scene.publish()
    document = network.platform.deployment.document()
    (tmp_path / "deployment.json").write_text(json.dumps(document), "utf-8")
    return scene


def signed(folder: Path, **changes: str) -> Path:
    """What an auditor has signed with the command, of the first report."""
    report = min((folder / REPORTS).glob("monthly-*.v1.json"))
    key = folder / "auditor.key"
    key.write_text("0x" + "11" * 32, "utf-8")
    key.chmod(0o600)
    out = folder / "opinion.json"
    words = {
        "--file": str(report), "--deployment": str(folder / "deployment.json"),
        "--key-file": str(key), "--firm": "Audit & Co", "--opinion": "qualified",
        "--day": "2026-03-01", "--out": str(out),
    } | changes  # fmt: skip
    result = CliRunner().invoke(
        report_app, ["sign", "--dev", *[word for pair in words.items() for word in pair]]
    )
    if result.exception is not None:
        raise result.exception
    return out


def put(folder: Path, file: Path) -> Result:
    return CliRunner().invoke(
        app, ["opinion", "--data-dir", str(folder), "--file", str(file), "--json"]
    )


def test_an_opinion_is_signed_and_put_beside_its_report(
    published: PublicationScene, tmp_path: Path
) -> None:
    file = signed(tmp_path)
    answer = json.loads(put(tmp_path, file).stdout)
    store = ReportStore(tmp_path / REPORTS)
    (opinion,) = store.opinions(store.published()[0].file_name)
    assert (opinion.firm, opinion.opinion.value, answer["signer"]) == (
        "Audit & Co", "qualified", opinion.signer,
    )  # fmt: skip
    assert answer["file"] in json.loads((tmp_path / REPORTS / "index.json").read_text("utf-8"))
    assert put(tmp_path, file).exit_code == 0, "the same again changes nothing"
    assert len(store.published()) == len(published.months), "it does not count as a report"


@pytest.mark.usefixtures("published")
def test_an_opinion_on_nothing_here_is_not_kept(tmp_path: Path) -> None:
    file = signed(tmp_path)
    forged = replace(AuditorOpinion.parse(file.read_bytes()), firm="Other")
    file.write_bytes(forged.data)
    assert "has not signed this" in str(put(tmp_path, file).exception)
    file.write_bytes(replace(forged, root=b"\1" * 32).data)
    assert "no published report" in str(put(tmp_path, file).exception)
    store = ReportStore(tmp_path / REPORTS)
    assert store.opinions(store.published()[0].file_name) == []


@pytest.mark.parametrize(("word", "value"), [("--opinion", "fine"), ("--day", "soon")])
@pytest.mark.usefixtures("published")
def test_what_cannot_be_signed_is_not(tmp_path: Path, word: str, value: str) -> None:
    with pytest.raises(CannotRunError, match="REPORT:OPINION"):
        signed(tmp_path, **{word: value})
    assert not (tmp_path / "opinion.json").exists()
