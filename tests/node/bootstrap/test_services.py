"""Publication and payments in a node that runs: what it serves, and money over a kill -9."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from eth_account import Account
from sqlalchemy import select

from node.entrypoints.books import worked_through
from node.entrypoints.process import NodeProcess
from tallystick.chain.contracts import Token
from tallystick.cli.main import main
from tallystick.errors import ConfigError
from tallystick.platform._sync.platform import Platform
from tallystick_node.bootstrap.jobs import daily_kinds
from tallystick_node.bootstrap.services import SANDBOX_BANK
from tallystick_node.disclosure.workdays import month_before, months_between
from tallystick_node.infrastructure.audit_log.book import AuditLog
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.payments.custodian import Instruction, PaymentKind
from tallystick_node.payments.order_states import PaymentState
from tallystick_node.payments.orders import OrderBook
from tallystick_node.payments.sandbox_bank import SandboxBank
from tallystick_node.storage import Database, upgrade
from tallystick_node.storage.database import sqlite_url
from tallystick_node.storage.tables import jobs, reconciliations, sends

if TYPE_CHECKING:
    from tallystick_node.payments.order import PaymentOrder

WAIT_SECONDS = 300
WALLET = "0x" + "12" * 20
PROGRAM = [sys.executable, "-m", "tallystick"]


def until(condition: Callable[[], bool]) -> None:
    """Wait for another process; the suite's own time limit is the limit."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


class Till:
    """What a client does beside a node that runs: orders, and yes at the sandbox bank."""

    def __init__(self, directory: Path) -> None:
        self.database = Database(sqlite_url(directory / "node.sqlite"))
        self.book = OrderBook(machine_time, AuditLog(machine_time))
        self.bank = SandboxBank(directory / SANDBOX_BANK, lambda: datetime.now(UTC).date())

    def order(self, key: str, amount: int) -> None:
        with self.database.writing() as connection:
            self.book.put(
                connection, Instruction(key, PaymentKind.DEPOSIT, "acct", amount, "XTS"), WALLET
            )

    def find(self, key: str) -> PaymentOrder:
        with self.database.reading() as connection:
            match = self.book.find(connection, key)
        assert match is not None
        return match


@pytest.mark.long
def test_money_is_minted_once_for_its_order_over_every_kill(tmp_path: Path) -> None:
    """Killed after each order was authorised, at another moment each time."""
    process = NodeProcess(
        tmp_path / "node", environment={"TALLYSTICK_NODE_PAYMENTS__POLL_SECONDS": "1"}
    ).start()
    try:
        process.ready()
        till = Till(process.directory)
        for number, pause in enumerate((0.0, 0.4, 1.1)):
            key = f"d{number}"
            till.order(key, 1_000)
            until(lambda key=key: till.find(key).state is PaymentState.INSTRUCTED)  # type: ignore[misc]
            till.bank.authorise(key)
            time.sleep(pause)
            process.kill()
            process.start().ready()
        until(lambda: all(till.find(f"d{n}").state is PaymentState.DONE for n in range(3)))
        platform = Platform.connect(process.url + "/rpc", process.directory / "deployment.json")
        assert platform.read(Token.balanceOf(WALLET)) == 3_000
        assert platform.read(Token.totalSupply()) == 3_000
        text = process.get("/metrics").text
        assert 'tallystick_payment_orders{state="done"} 3.0' in text
        assert "tallystick_payment_open_days 0.0" in text
        till.database.close()
    finally:
        process.kill()


@pytest.mark.long
def test_the_sandbox_bank_is_told_yes_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["node", "authorise", "--data-dir", str(tmp_path), "--key", "d1"]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "NODE:SANDBOX" in capsys.readouterr().err
    with NodeProcess(tmp_path / "node") as process:
        process.ready()
        till = Till(process.directory)
        till.order("d1", 1_000)
        until(lambda: till.find("d1").state is PaymentState.INSTRUCTED)
        words[3] = str(process.directory)
        result, again = run(*words, "--json"), run(*words, "--json")
        assert (result.returncode, json.loads(result.stdout)["status"]) == (0, "authorised")
        assert (again.returncode, json.loads(again.stdout)["code"]) == (1, "BANK:AUTHORISE")
        till.database.close()


@pytest.mark.long
def test_a_new_node_has_published_nothing_and_says_so(tmp_path: Path) -> None:
    with NodeProcess(tmp_path / "node") as process:
        process.ready()
        assert "No report yet" in process.get("/reports/").text
        assert process.get("/reports/index.json").json() == []
        assert process.get("/reports/monthly-2026-10.v1.json").status_code == 404
        names = set(process.get("/livez").json()["checks"])
        wanted = {"publication", "payments", "sender.publisher", "sender.custodian"}
        assert {f"loop.{name}" for name in wanted} <= names


def ask(url: str, method: str, *params: Any) -> Any:
    body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
    return requests.post(url + "/rpc", json=body, timeout=30).json()["result"]


@pytest.mark.long
def test_a_node_publishes_its_month_and_a_stranger_agrees(tmp_path: Path) -> None:
    """Money comes in, two months pass, and everything that a day brings is done by itself."""
    with NodeProcess(tmp_path / "node") as process:
        process.ready()
        till = Till(process.directory)
        till.order("d1", 1_000)
        until(lambda: till.find("d1").state is PaymentState.INSTRUCTED)
        till.bank.authorise("d1")
        until(lambda: till.find("d1").state is PaymentState.DONE)
        ask(process.url, "evm_increaseTime", 62 * 86_400)
        ask(process.url, "evm_mine")
        platform = Platform.connect(process.url + "/rpc", process.directory / "deployment.json")
        today = datetime.fromtimestamp(platform.now(), UTC).date()
        over = months_between(datetime.now(UTC).date(), month_before(today))
        assert len(over) > 1
        # Each month that is over, with its report and its signature.
        until(lambda: len(process.get("/reports/index.json").json()) == 2 * len(over))
        # Kinds are planned one after the other: no waiting job does not mean that all are done.
        until(lambda: worked_through(till.database, today))
        day = str(till.find("d1").booked_on)
        till.database.close()
        result = run(
            "audit", "--rpc", process.url + "/rpc", "--deployment",
            str(process.directory / "deployment.json"), "--reports", process.url + "/reports",
            "--json",
        )  # fmt: skip
        assert result.returncode == 0, result.stdout
        checks = {check["id"]: check["detail"] for check in json.loads(result.stdout)["checks"]}
        assert checks["reports.signatures"] != "0 compared"
        shown = run("node", "reconcile", "--data-dir", str(process.directory), "--day", day)
        assert shown.returncode == 0, shown.stdout
        assert shown.stdout.startswith(f"{day}: 1 movements; chain 1000, ledger 1000, bank 1000")
        words = ("node", "amend", "--data-dir", str(process.directory), "--subject",
                 f"monthly:{over[0]:%Y-%m}", "--reason", "a wrong figure", "--json")  # fmt: skip
        first, second = run(*words), run(*words)
        assert (first.returncode, json.loads(first.stdout)["asked"]) == (0, True)
        assert (second.returncode, json.loads(second.stdout)["asked"]) == (1, False)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A node's directory with its database and a deployment, no node at work."""
    folder = tmp_path / "node"
    with NodeProcess(folder) as process:
        process.ready()
        process.stop()
    return folder


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False)


@pytest.mark.long
def test_what_was_never_published_cannot_be_amended(directory: Path) -> None:
    words = ("node", "amend", "--data-dir", str(directory), "--reason", "wrong", "--subject")
    for subject, code in (("monthly:2026-10", "REPORT:NONE"), ("weekly:1", "REPORT:SUBJECT")):
        refused = run(*words, subject)
        assert refused.returncode == 2
        assert code in refused.stderr
    database = Database(sqlite_url(directory / "node.sqlite"))
    with database.reading() as connection:
        kinds = set(connection.scalars(select(jobs.c.kind)))
    database.close()
    assert "disclosure.amendment" not in kinds


DIFFERENCE = {"fault": "balance", "key": None, "chain": "5", "ledger": "0", "bank": "0"}


@pytest.mark.parametrize(("differences", "code"), [([], 0), ([DIFFERENCE], 1)])
def test_a_days_comparison_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], differences: list[Any], code: int
) -> None:
    database = Database(sqlite_url(tmp_path / "node.sqlite"))
    upgrade(database)
    document = {
        "day": "2026-11-20", "agrees": not differences, "movements": 0,
        "totals": {"chain": "5", "ledger": "0", "bank": "0"}, "differences": differences,
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(
            reconciliations.insert().values(
                day=date(2026, 11, 20),
                agrees=not differences,
                document=document,
                made_at=machine_time(),
            )
        )
    database.close()
    words = ["node", "reconcile", "--data-dir", str(tmp_path), "--day"]
    for more in ([], ["--json"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, "2026-11-20", *more])
        assert (ended.value.code or 0) == code
    out = capsys.readouterr().out
    assert "0 movements; chain 5, ledger 0, bank 0 (minor units)" in out
    assert ("balance  the totals: chain 5, ledger 0, bank 0" in out) == bool(differences)
    assert json.loads(out[out.index("{") :]) == document
    with pytest.raises(SystemExit) as ended:
        main([*words, "2026-11-19"])
    assert ended.value.code == 2
    assert "PAYMENT:DAY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("compared", "there"),
    [
        ([], "no day was compared yet"),
        ([20], "the days that were are 2026-11-20 alone"),
        ([20, 21, 23], "the days that were are 2026-11-20 to 2026-11-23"),
    ],
)
def test_a_day_that_was_not_compared_says_which_ones_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], compared: list[int], there: str
) -> None:
    database = Database(sqlite_url(tmp_path / "node.sqlite"))
    upgrade(database)
    with database.writing() as connection:
        for day in compared:
            row = {"day": date(2026, 11, day), "agrees": True, "document": {}}
            connection.execute(reconciliations.insert().values(made_at=machine_time(), **row))
    database.close()
    with pytest.raises(SystemExit) as ended:
        main(["node", "reconcile", "--data-dir", str(tmp_path), "--day", "2026-11-22"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"error: PAYMENT:DAY: 2026-11-22 was not compared; {there}, and a day is compared once it"
        " is over\n"
    )


def test_kinds_are_there_where_their_keys_are(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "node.sqlite"))
    names = {}
    for dev in (False, True):
        settings, _ = load_settings({"data_dir": tmp_path, "dev": dev}, {})
        names[dev] = {kind.name for kind in daily_kinds(settings, database)}
    database.close()
    wanted = {
        "disclosure.month", "disclosure.deadline", "disclosure.amendment", "payments.reconcile",
    }  # fmt: skip
    assert names[True] - names[False] == wanted


@pytest.mark.parametrize(
    "payments",
    [
        {"bank_url": "https://bank.example"},
        {"minter_key_file": "key.json"},
        {
            "bank_url": "http://bank.example", "bank_token": "t", "bank_fields": "f.toml",
            "minter_key_file": "key.json",
        },
        {"poll_seconds": 0},
    ],
)  # fmt: skip
def test_a_bank_is_set_up_whole_and_over_https(tmp_path: Path, payments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="CONFIG:SETTINGS"):
        load_settings({"data_dir": tmp_path, "payments": payments}, {})


@pytest.mark.long
def test_a_key_that_may_not_publish_is_refused_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    folder.mkdir()
    created = Account.create()
    file = tmp_path / "key.json"
    file.write_text(json.dumps(Account.encrypt(created.key, "secret", kdf="pbkdf2", iterations=1)))
    (folder / "node.toml").write_text(
        f'[publication]\nkey_file = "{file}"\npassword = "secret"\n', "utf-8"
    )
    refusal = NodeProcess(folder).refused()
    assert f"PUBLICATION:ROLE: {created.address} may not publish" in refusal


def test_a_refused_transaction_is_retried_by_its_key_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(sqlite_url(tmp_path / "node.sqlite"))
    upgrade(database)
    row = {
        "key": "mint d1", "account": WALLET, "contract": "Token", "function": "mint",
        "arguments": [], "to": WALLET, "data": "0x", "state": "refused", "attempts": 0,
        "created_at": machine_time(),
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(sends.insert().values(**row))
    words = ["node", "retry", "--data-dir", str(tmp_path), "--key"]
    for key, code in (("mint d2", 1), ("mint d1", 0), ("mint d1", 1)):
        with pytest.raises(SystemExit) as ended:
            main([*words, key])
        assert (ended.value.code or 0) == code
    assert "mint d1 is tried again" in capsys.readouterr().out
    with database.reading() as connection:
        assert connection.scalar(sends.select().with_only_columns(sends.c.state)) == "planned"
    database.close()


def test_a_publishers_key_comes_from_its_keystore(tmp_path: Path) -> None:
    from tallystick_node.bootstrap.services import publishing_signer  # noqa: PLC0415 - one test's need

    created = Account.create()
    file = tmp_path / "key.json"
    file.write_text(json.dumps(Account.encrypt(created.key, "secret", kdf="pbkdf2", iterations=1)))
    fields = {"key_file": file, "password": "secret"}
    settings, _ = load_settings({"data_dir": tmp_path, "publication": fields}, {})
    signer = publishing_signer(settings)
    assert signer is not None
    assert signer.address == created.address
    plain, _ = load_settings({"data_dir": tmp_path}, {})
    assert publishing_signer(plain) is None
