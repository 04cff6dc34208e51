"""`tallystick wind-down`, typed by a council, its operators, and at last by anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from tallystick.audit.auditor import Auditor
from tallystick.audit.verdict import Check, Verdict
from tallystick.cli.main import main
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.operator import Operator
from tallystick.platform._sync.platform import Platform
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import Session, open_session

PASSWORD = "only for this test"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def session() -> Session:
    return open_session()


@pytest.fixture
def run(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command, with the key of somebody where it needs one."""
    monkeypatch.setattr(Platform, "connect", lambda *_: session.platform)
    monkeypatch.setenv("TALLYSTICK_PASSWORD", PASSWORD)

    def call(*words: str, who: str | None = None) -> tuple[int, str, str]:
        arguments = ["wind-down", *words, "--rpc", "http://x", "--deployment", "x.json"]
        if who is not None:
            file = tmp_path / f"{who}.json"
            secret = keccak(text=f"tallystick test key: {who}")
            key = Account.encrypt(secret, PASSWORD, kdf="pbkdf2", iterations=1)
            file.write_text(json.dumps(key), "utf-8")
            arguments += ["--key-file", str(file)]
        code = 0
        try:
            main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_a_platform_is_closed_from_the_command_line(run: Run, session: Session) -> None:
    loans = LoanBuilder(session.platform, session.actors)
    listed, paying = loans.listed(), loans.active(n=2, principal=10**8)
    code, out, _ = run("plan", "--json")
    planned = json.loads(out)
    assert (code, planned["step"], planned["loans"]) == (0, "decide", {"active": 1, "listed": 1})
    assert len(planned["plan"]) == 2
    code, out, _ = run("plan")
    assert (code, "decide and announce" in out, "to be paid by borrowers" in out) == (0, True, True)
    assert run("progress")[0] == 1

    code, _, err = run("announce", who="outsider")
    assert (code, "GOV:COUNCIL:MEMBER" in err) == (2, True)
    assert run("announce", who="council 0")[0] == 0
    code, out, _ = run("announce", "--json", who="council 1")
    assert (code, json.loads(out)["step"]) == (0, "wait")
    code, _, err = run("announce", who="council 1")
    assert (code, "WINDDOWN:WAIT" in err) == (2, True)
    code, _, err = run("finish", who="outsider")
    assert (code, "WINDDOWN:RUNNING" in err) == (2, True)
    session.chain.travel(days=1, seconds=1)
    assert run("announce", who="outsider")[0] == 0
    code, _, err = run("announce", who="council 0")
    assert (code, "WINDDOWN:BEGUN" in err) == (2, True)

    code, out, err = run("finish", "--json", who="outsider")
    first = json.loads(out)
    assert (code, first["step"], first["terminal"]) == (1, "repay", False)
    assert first["audit"] is None
    assert [act["act"] for act in first["acts"]] == [f"refund {listed}"]
    assert f"refund {listed}, in 0x" in err
    borrower = Borrower(session.platform, session.actors.borrower)
    borrower.act.prepay(paying, 10**12).send()
    code, out, _ = run("finish", who="outsider")
    assert (code, "it has ended" in out, "checks, passes" in out) == (0, True, True)
    code, out, _ = run("progress", "--json")
    ended = json.loads(out)
    assert (code, ended["terminal"], ended["outstanding"]) == (0, True, "0")
    code, out, _ = run("finish", "--json", who="outsider")
    ended = json.loads(out)
    assert (code, ended["acts"], ended["audit"]["failed"]) == (0, [], [])
    assert ended["audit"]["checks"] > 50


def test_an_end_that_the_audit_does_not_prove_is_no_end(
    run: Run, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.chain.travel(days=91)
    anyone = Operator(session.platform, session.actors.outsider)
    anyone.act.wind_down_by_silence().send()
    check = Check("escrow.backed", ok=False, detail="a token is missing")
    monkeypatch.setattr(Auditor, "verify", lambda _: Verdict(0, 0, 0, (check,)))
    code, out, _ = run("finish", who="outsider")
    assert (code, "fails: escrow.backed" in out) == (1, True)
