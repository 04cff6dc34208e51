"""The demonstration: real loans, a written conduct, the same chain for the same seed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from node.demo.conftest import LOANS, SEED
from node.entrypoints.process import NodeProcess
from node.evm.process import ChainProcess
from tallystick.errors import InputError
from tallystick.loans.state import Mode
from tallystick_node.demo.conduct import conduct_of
from tallystick_node.demo.crew import INVESTORS_MIN
from tallystick_node.demo.persons import person_of
from tallystick_node.demo.sample import choose
from tallystick_node.demo.show import Demonstration, run_demo
from tallystick_node.evm import open_chain
from tallystick_node.evm.backup import verify


@pytest.mark.long
def test_the_audit_agrees(shown: Demonstration) -> None:
    assert shown.verdict.verdict == "pass"
    assert len(shown.verdict.checks) > 20


@pytest.mark.long
def test_every_loan_lives_to_its_end(shown: Demonstration) -> None:
    figures = shown.figures
    assert figures.loans == LOANS == figures.repaid + figures.defaulted
    assert figures.lenders_per_loan_min >= 20
    assert figures.principal_paid + figures.lost == figures.lent
    assert shown.persons == LOANS + 1 + INVESTORS_MIN
    assert shown.assigned > 0


@pytest.mark.long
def test_defaults_are_the_bad_loans_of_the_sample(shown: Demonstration) -> None:
    assert shown.figures.defaulted == sum(not loan.good for loan in choose(LOANS, SEED))


@pytest.mark.long
def test_the_document_has_the_promised_fields_and_says_what_is_simulated(
    shown: Demonstration,
) -> None:
    document = json.loads(json.dumps(shown.document()))
    promised = (
        "loans persons investors_per_loan repaid late defaulted covered assigned lent"
        " interest_paid reserve blocks transactions audit"
    )
    assert set(promised.split()) <= set(document)
    assert {"verdict", "checks"} <= set(document["audit"])
    assert "lateness" in document["simulated"]
    assert document["lent"] == str(shown.figures.lent)


@pytest.mark.long
def test_the_folder_holds_deployment_summary_and_plot(shown: Demonstration, folder: Path) -> None:
    assert json.loads((folder / "summary.json").read_text("utf-8")) == shown.document()
    assert "contracts" in json.loads((folder / "deployment.json").read_text("utf-8"))
    plot = ET.parse(folder / "returns.svg").getroot()
    bars = [entry for entry in plot.iter() if entry.tag.endswith("rect")]
    assert len(bars) == 1 + 2 * len(shown.figures.grades) + 2


@pytest.mark.long
def test_the_chain_is_opened_and_audited_afterwards(
    shown: Demonstration, folder: Path, tmp_path: Path
) -> None:
    for file in ("chain.sqlite", "deployment.json", "summary.json"):
        shutil.copy(folder / file, tmp_path)
    assert verify(tmp_path).head == shown.head
    with ChainProcess(tmp_path) as chain:
        assert int(chain.ask("eth_blockNumber"), 16) == shown.blocks + 1  # coin for ten accounts
        block = chain.ask("eth_getBlockByNumber", "latest", False)
        begun = datetime.fromisoformat(f"{shown.last_day}T12:00:00+00:00").timestamp()
        # The chain's clock has stood still since its last block.
        assert begun <= int(block["timestamp"], 16) < begun + 3_600
        files = ("--deployment", str(tmp_path / "deployment.json"), "--json")
        ended = run_command("--rpc", chain.url + "/rpc", *files, command="audit")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["verdict"] == "pass"


@pytest.mark.long
def test_every_month_was_published_and_the_audit_has_read_them(
    shown: Demonstration, folder: Path
) -> None:
    names = json.loads((folder / "reports" / "index.json").read_text("utf-8"))
    months = [name for name in names if not name.endswith(".sig.json")]
    assert len(months) == shown.months > 36
    assert len(names) == 2 * len(months)
    checks = {check.id: check for check in shown.verdict.checks}
    for name in ("reports.figures", "reports.signatures", "reports.anchors", "texts.agreements"):
        assert checks[name].ok


@pytest.mark.long
def test_nobody_is_to_be_found_in_any_file(shown: Demonstration, folder: Path) -> None:
    """Chain, database, reports and agreements; what stands for SMS is no real thing."""
    people = [person_of(place, 0) for place in range(shown.persons)]
    wanted = {
        text.encode()
        for person in people
        for text in (person.name, person.number, person.phone, person.card)
    }
    files = [
        file
        for file in folder.rglob("*")
        if file.is_file() and file.name != "sandbox-notices.jsonl"
    ]
    assert {"chain.sqlite", "node.sqlite"} <= {file.name for file in files}
    for file in files:
        data = file.read_bytes()
        assert [text for text in wanted if text in data] == [], file
    sandbox = (folder / "sandbox-notices.jsonl").read_bytes()
    assert people[0].phone.encode() in sandbox  # what is looked for can be found


@pytest.mark.long
def test_the_node_opens_and_serves_what_is_left(
    shown: Demonstration, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "demo"
    shutil.copytree(folder, copy)
    with NodeProcess(copy) as node:
        node.ready()
        loans = node.get("/v1/loans").json()
        assert len(loans["items"]) == LOANS + 1
        assert [loan["number"] for loan in loans["items"] if loan["status"] == "listed"] == [
            shown.open_loan
        ]
        assert loans["as_of"]["block"] >= shown.blocks
        assert node.get("/reports/index.json").status_code == 200


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    audit = {key: value for key, value in document["audit"].items() if key != "seconds"}
    return document | {"audit": audit}


@pytest.mark.long
def test_the_command_replaces_an_untouched_demonstration_by_the_same_for_the_same_seed(
    shown: Demonstration, folder: Path, tmp_path: Path
) -> None:
    for file in ("chain.sqlite", "deployment.json", "summary.json"):
        shutil.copy(folder / file, tmp_path)
    before = (tmp_path / "chain.sqlite").stat().st_ino
    asked = ("--loans", str(LOANS), "--seed", str(SEED), "--out", str(tmp_path), "--json")
    ended = run_command(*asked)
    assert ended.returncode == 0, ended.stderr
    assert comparable(json.loads(ended.stdout)) == comparable(shown.document())
    assert (tmp_path / "chain.sqlite").stat().st_ino != before
    assert verify(tmp_path).head == shown.head
    assert not (tmp_path / "unfinished").exists()


@pytest.mark.long
def test_a_demonstration_that_was_touched_is_not_replaced(
    shown: Demonstration, folder: Path, tmp_path: Path
) -> None:
    for file in ("chain.sqlite", "deployment.json", "summary.json"):
        shutil.copy(folder / file, tmp_path)
    chain = open_chain(tmp_path)
    chain.seal()
    chain.close()
    before = verify(tmp_path)
    assert before.head != shown.head
    with pytest.raises(InputError, match="DEMO:FOLDER: .* holds a chain that is not an untouched"):
        run_demo(1, 6, tmp_path)
    assert verify(tmp_path) == before


def run_command(*arguments: str, command: str = "demo") -> subprocess.CompletedProcess[bytes]:
    whole = [sys.executable, "-m", "tallystick", command, *arguments]
    return subprocess.run(whole, capture_output=True, check=False)


def test_the_sample_is_real_and_chosen_by_seed() -> None:
    loans = choose(300, 1)
    assert len({loan.row for loan in loans}) == 300
    assert choose(300, 1) == loans != choose(300, 2)
    assert {loan.months for loan in loans} == {36}
    assert all(loan.amount % 10**6 == 0 and 10**9 <= loan.amount <= 40 * 10**9 for loan in loans)
    assert all(50_000 <= loan.rate_ppm <= 310_000 for loan in loans)


@pytest.mark.parametrize("count", [0, 7_048])
def test_more_loans_than_there_are_is_refused(count: int) -> None:
    with pytest.raises(InputError, match="1 to 7047"):
        choose(count, 1)


def test_conduct_follows_the_written_rule() -> None:
    good = bad = late = early = partial = rows = recovering = 0
    for loan in choose(2_000, 3):
        conduct = conduct_of(loan, 3)
        assert conduct == conduct_of(loan, 3)
        if not loan.good:
            bad += 1
            assert conduct.stops_at is not None
            assert 1 <= conduct.stops_at <= min(30, loan.months // 2)
            recovering += bool(conduct.recoveries)
            assert all(60 <= day <= 500 for day, _ in conduct.recoveries)
            continue
        good += 1
        rows += loan.months
        late += len(conduct.late)
        assert all(1 <= days <= 25 for days in conduct.late.values())
        early += conduct.pays_off_after is not None
        partial += conduct.prepays_after is not None
        assert conduct.mode in Mode
    assert 7 <= 100 * late // rows <= 9
    assert 26 <= 100 * early // good <= 34
    assert 7 <= 100 * partial // good <= 13
    assert 40 <= 100 * recovering // bad <= 80


@pytest.mark.long
def test_the_command_refuses_too_many_loans() -> None:
    ended = run_command("--loans", "0", "--json")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"DEMO:LOANS" in ended.stderr
