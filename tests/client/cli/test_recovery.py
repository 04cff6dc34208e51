"""`tallystick recovery`: from a named wallet to its taking over, and what is refused on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from tallystick.cli.main import main
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.platform import Platform
from tallystick.platform.messages import NOBODY
from tallystick.testing.actors import commitment
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import Session, open_session

PASSWORD = "only for this test"
HEIR = "recovery wallet"
Run = Callable[..., tuple[int, str, str]]


def key_of(who: str) -> bytes:
    return keccak(text=f"tallystick test key: {who}")


@pytest.fixture(scope="module")
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
        arguments = ["recovery", *words, "--rpc", "http://x", "--deployment", "x.json"]
        if who is not None:
            file = tmp_path / f"{who}.json"
            key = Account.encrypt(key_of(who), PASSWORD, kdf="pbkdf2", iterations=1)
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


def test_a_wallet_takes_over_by_commands(run: Run, session: Session) -> None:
    actors, chain = session.actors, session.chain
    loan = LoanBuilder(session.platform, actors).active(investors=[actors.investor])
    lost, heir = actors.investor.address, Account.from_key(key_of(HEIR)).address
    chain.fund(heir)
    assert run("show", lost)[1] == f"{lost} has named nobody\n"
    code, out, _ = run("name", heir, who="investor 0")
    assert (code, out.partition(",")[0]) == (0, "named")
    assert "fourteen days after it gives notice" in run("show", lost)[1]
    assert run("notice", lost, who=HEIR)[0] == 0
    shown: dict[str, Any] = json.loads(run("show", lost, "--json")[1])
    assert (shown["address"], shown["recovery"]) == (lost, heir)
    assert shown["takes_over_at"].endswith("+00:00")
    person = commitment(lost).hex()
    code, out, err = run("finish", lost, "--person", person, who=HEIR)
    assert (code, out) == (2, "")
    assert "KEY:FINISH" in err
    chain.travel(days=15)
    assert run("finish", lost, "--person", person, who=HEIR)[0] == 0
    code, out, _ = run("move", lost, "--loan", str(loan), "--json", who=HEIR)
    assert code == 0
    assert json.loads(out)["transaction"].startswith("0x")
    assert InvestorView(session.platform, heir).note(loan).units > 0


def test_the_client_ends_a_notice(run: Run, session: Session) -> None:
    client, heir = (
        session.actors.investors[1].address,
        Account.from_key(key_of("another wallet")).address,
    )
    session.chain.fund(heir)
    run("name", heir, who="investor 1")
    run("notice", client, who="another wallet")
    assert run("cancel", who="investor 1")[1].startswith("the notice has ended, in 0x")
    assert json.loads(run("show", client, "--json")[1])["takes_over_at"] is None
    assert run("name", NOBODY, who="investor 1")[0] == 0
    assert json.loads(run("show", client, "--json")[1])["recovery"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("notice", "0x" + "11" * 20), "KEY:NOTICE:RECOVERY"),
        (("name", "nobody"), "INPUT:ADDRESS"),
        (("finish", "0x" + "11" * 20, "--person", "0x12"), "CLI:PERSON"),
        (("finish", "0x" + "11" * 20, "--person", "zz" * 32), "CLI:PERSON"),
        (("move", "0x" + "11" * 20, "--loan", "0"), "CLI:USAGE"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    run: Run, words: tuple[str, ...], code: str
) -> None:
    ended, out, err = run(*words, who="investor 2")
    assert (ended, out) == (2, "")
    assert err.startswith(f"error: {code}")
    assert err.count("\n") == 1
