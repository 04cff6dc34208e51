"""`tallystick listings`, `loan` and `portfolio`: the chain read out, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from client.exchanges.dripping import dripping, stopwatch
from tallystick.chain._sync.connection import Connection
from tallystick.cli.main import main
from tallystick.platform._sync.platform import Platform
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import Session, open_session


@pytest.fixture(scope="module")
def session() -> Session:
    return open_session()


@pytest.fixture(scope="module")
def loans(session: Session) -> dict[str, int]:
    build = LoanBuilder(session.platform, session.actors)
    return {"listed": build.listed(n=6), "active": build.active(n=6)}


@pytest.fixture
def file(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The deployment file; the embedded chain answers for the URL."""
    path = tmp_path / "platform.json"
    path.write_text(json.dumps(session.platform.deployment.document()), "utf-8")

    def connect(rpc: str, _: Any) -> Platform:
        if rpc == "http://embedded":
            return session.platform
        return Platform.connect(Connection.open(rpc), session.platform.deployment)

    monkeypatch.setattr(Platform, "connect", connect)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        main(list(arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_listings_are_the_open_ones(
    file: Path, loans: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--rpc", "http://embedded", "--deployment", str(file))
    code, out, _ = run(capsys, "listings", *where, "--json")
    assert code == 0
    document = json.loads(out)
    assert [entry["loan"] for entry in document] == [loans["listed"]]
    assert document[0]["status"] == "listed"
    assert document[0]["open"] == document[0]["principal"]
    assert document[0]["deadline"].endswith("Z")
    code, out, _ = run(capsys, "listings", *where)
    assert code == 0
    (line,) = [line for line in out.splitlines() if line.split()[:1] == [str(loans["listed"])]]
    assert line.split()[2:4] == ["12.00", "%"]
    assert f"{int(document[0]['principal']) / 10**6:,.2f}" in line.split()


def test_a_loan_shows_what_is_still_to_come(
    file: Path, loans: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--rpc", "http://embedded", "--deployment", str(file))
    code, out, _ = run(capsys, "loan", str(loans["active"]), *where, "--json")
    assert code == 0
    document = json.loads(out)
    assert (document["status"], len(document["rows"])) == ("active", 6)
    assert sum(int(row["principal"]) for row in document["rows"]) == int(document["principal"])
    code, out, _ = run(capsys, "loan", str(loans["listed"]), *where)
    assert code == 0
    assert "listed" in out


@pytest.mark.long
def test_a_portfolio_is_an_investors(
    file: Path, session: Session, loans: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    address = session.actors.investor.address
    where = ("--rpc", "http://embedded", "--deployment", str(file))
    code, out, _ = run(capsys, "portfolio", address, *where, "--json")
    assert code == 0
    document = json.loads(out)
    assert [note["loan"] for note in document["notes"]] == [loans["active"]]
    assert int(document["value"]) >= int(document["balance"]) > 0
    code, out, _ = run(capsys, "portfolio", address, *where)
    assert (code, "balance" in out) == (0, True)
    assert "return    not defined yet\n" in out  # nothing has lain for a day


@pytest.mark.parametrize(
    ("arguments", "rpc", "code"),
    [
        (("loan", "99"), "http://embedded", "INPUT:LOAN"),
        (("portfolio", "0x12"), "http://embedded", "INPUT:ADDRESS"),
        (("listings",), "http://127.0.0.1:1", "RPC:UNREACHABLE"),
        (("listings",), "ftp://x", "CONFIG:RPC"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_2(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    rpc: str,
    code: str,
) -> None:
    result = run(capsys, *arguments, "--rpc", rpc, "--deployment", str(file), "--json")
    assert result[:2] == (2, "")
    assert code in result[2]


@pytest.mark.parametrize("arguments", [("listings",), ("loan", "1"), ("audit",)])
@pytest.mark.parametrize("drip", ["body", "head"])
def test_a_chain_that_drips_is_one_sentence_and_2(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    drip: str,
) -> None:
    defaults: Any = Connection.open.__func__.__kwdefaults__  # type: ignore[attr-defined]
    monkeypatch.setitem(defaults, "timeout_seconds", 1)
    with dripping(drip) as place, stopwatch(8):
        result = run(
            capsys, *arguments, "--rpc", f"http://{place}", "--deployment", str(file), "--json"
        )
    assert result[:2] == (2, "")
    assert "error: RPC:UNREACHABLE: " in result[2]


def test_papers_are_written_and_verified_beside_the_chain(
    file: Path, loans: dict[str, int], capsys: pytest.CaptureFixture[str], tmp_path: Path,
    session: Session,
) -> None:  # fmt: skip
    where = ("--rpc", "http://embedded", "--deployment", str(file))
    out = tmp_path / "paper"
    year = str(session.platform.today() // 365 + 1970)
    lender = session.actors.investors[0].address
    for words in (
        ("schedule", "--loan", str(loans["active"])),
        ("tax-year", "--account", lender, "--year", year),
    ):  # fmt: skip
        for form in ("pdf", "json"):
            code, printed, err = run(
                capsys, "paper", *words, *where, "--out", str(out), "--format", form, "--json"
            )
            assert (code, json.loads(printed)["paper"]) == (0, words[0]), err
            code, printed, _ = run(capsys, "verify", str(out), *where, "--json")
            assert (code, json.loads(printed)["ok"]) == (0, True)
    document = json.loads(out.read_bytes())
    document["complete"] = True
    out.write_text(json.dumps(document), "utf-8")
    code, printed, _ = run(capsys, "verify", str(out), *where, "--json")
    assert (code, json.loads(printed)["ok"]) == (1, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("schedule",), "CLI:USAGE"),
        (("receipt", "--loan", "1"), "CLI:USAGE"),
        (("receipt", "--loan", "1", "--transaction", "0x12"), "CLI:USAGE"),
        (("certificate", "--loan", "1", "--year", "2026"), "CLI:USAGE"),
        (("tax-year", "--account", "me", "--year", "2026"), "INPUT:ADDRESS"),
        (("certificate", "--loan", "2"), "PAPER:OWED"),
    ],
)
def test_a_paper_that_cannot_be_is_not_written(
    file: Path, loans: dict[str, int], capsys: pytest.CaptureFixture[str], tmp_path: Path,
    words: tuple[str, ...], code: str,
) -> None:  # fmt: skip
    assert loans["active"] == 2
    where = ("--rpc", "http://embedded", "--deployment", str(file))
    out = tmp_path / "paper"
    ended, _, err = run(capsys, "paper", *words, *where, "--out", str(out))
    assert (ended, code in err, out.exists()) == (2, True, False)
