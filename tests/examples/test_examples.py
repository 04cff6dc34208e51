"""Every example runs as it is, against a chain that another process serves over HTTP."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from docs.rows import ROOT
from tallystick import Investor, Platform
from tallystick.testing.actors import Actors
from tallystick.testing.loans import LoanBuilder

pytestmark = [pytest.mark.long]

EXAMPLES = ROOT / "examples"
PASSWORD = "smoke"
LINES_MAX = 60
WAIT_SECONDS = 60
GAS_LIMIT = 16_000_000


@dataclass(frozen=True, slots=True)
class Served:
    """A chain with a platform, test people and a listed loan, as the smoke test has it."""

    folder: Path
    url: str
    loan: int

    @property
    def deployment(self) -> str:
        return str(self.folder / "platform.json")

    def platform(self) -> Platform:
        return Platform.connect(self.url, self.deployment, gas_limit=GAS_LIMIT)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("chain")
    command = [sys.executable, str(ROOT / "scripts" / "smoke_chain.py"), str(folder)]
    with subprocess.Popen(command) as process:
        try:
            deadline = time.monotonic() + WAIT_SECONDS
            while not (folder / "url").exists():
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            url, loan = (folder / "url").read_text("utf-8").split()
            yield Served(folder, url, int(loan))
        finally:
            process.kill()


def start(name: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(EXAMPLES / name), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TALLYSTICK_PASSWORD": PASSWORD},
    )


def run(name: str, *arguments: str) -> str:
    process = start(name, *arguments)
    output, _ = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 0, output
    return output


def keystore(folder: Path, who: str) -> str:
    file = folder / "keystore.json"
    key = keccak(text=f"tallystick test key: {who}")
    file.write_text(json.dumps(Account.encrypt(key, PASSWORD, kdf="pbkdf2", iterations=1)))
    return str(file)


def test_lend(served: Served) -> None:
    output = run(
        "lend.py", served.url, served.deployment, str(served.folder / "key.json"), str(served.loan)
    )
    assert "120000 ppm a year" in output
    assert "lent 1000000 in 0x" in output


def test_borrow(served: Served, tmp_path: Path) -> None:
    platform, actors = served.platform(), Actors.make()
    builder = LoanBuilder(platform, actors)
    project = keccak(text="a project of the examples")
    signed = builder.signed(builder.offer(actors.borrower, project=project))
    offer = tmp_path / "offer.json"
    offer.write_text(json.dumps(signed.document()), "utf-8")
    process = start(
        "borrow.py", served.url, served.deployment, keystore(tmp_path, "borrower 0"), str(offer)
    )
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        if line.startswith("listed as loan "):
            loan = int(line.split()[-1])
            lender = Investor(platform, actors.investors[1])
            lender.act.fund(
                loan, signed.offer.principal, disclosure_hash=signed.offer.disclosure_hash
            ).send()
    process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 0, output
    assert "9800000000 received, 10661854640 to be paid back" in output
    assert "drawn down 10000000000" in output
    assert "instalment 1 is 888487887, of which interest 100000000" in output
    assert "paid 888487887" in output
    assert "9211512113 would close the loan today" in output


def test_portfolio(served: Served) -> None:
    address = Actors.make().investor.address
    output = run("portfolio.py", served.url, served.deployment, address)
    assert "balance " in output
    assert "return undefined yet" in output


def test_follow_events_goes_on_where_it_stopped(served: Served, tmp_path: Path) -> None:
    arguments = (served.url, served.deployment, str(tmp_path / "checkpoint.json"))
    assert "Offers.Listed loan 1" in run("follow_events.py", *arguments)
    assert run("follow_events.py", *arguments) == ""


def test_audit_platform(served: Served) -> None:
    output = run("audit_platform.py", served.url, served.deployment, str(served.loan))
    assert re.match(r"pass: \d+ checks over \d+ events\n", output)
    assert "Listed: funded 0, paid in 0, claimed 0" in output


def test_mandate(served: Served, tmp_path: Path) -> None:
    platform, actors = served.platform(), Actors.make()
    loan = str(LoanBuilder(platform, actors).listed(project=keccak(text="for a mandate")))
    key = keystore(tmp_path, "investor 3")
    output = run("mandate.py", served.url, served.deployment, key, loan)
    assert "10000000000 of 10000000000 open units fit" in output
    assert "lent 10000000000" in output
    assert "10000000000 of 1000000000000 lent by it so far" in output
    assert output.endswith("revoked\n")


def test_restructure() -> None:
    output = run("restructure.py")
    shown = re.search(r"^10000000000 over 24 instalments, (\d+) in arrears$", output, re.MULTILINE)
    first = re.search(r"^instalment 1: (\d+), of which arrears (\d+)$", output, re.MULTILINE)
    assert shown is not None
    assert first is not None
    payment, arrears = map(int, first.groups())
    # The chain begins today, and 45 days after a drawdown are not as late in every month.
    assert 140_000_000 < int(shown[1]) < 155_000_000
    assert int(shown[1]) < arrears < int(shown[1]) + 15_000_000
    assert payment - arrears == 50_000_000
    assert "instalment 2: 50000000, of which arrears 0" in output
    assert "carried: True" in output


def test_quote() -> None:
    output = run("quote.py", "6000000000", "116463", "12", "210000000")
    assert "annuity       first 532100457" in output
    assert "201069 ppm a year with the fees" in output
    assert len(output.splitlines()) == 4


def test_a_strategy_with_the_plugin() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "test_my_strategy.py",
    ]
    ended = subprocess.run(command, cwd=EXAMPLES, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


def test_examples_are_short_listed_and_tested() -> None:
    tests = Path(__file__).read_text("utf-8")
    page = (EXAMPLES / "README.md").read_text("utf-8")
    names = sorted(path.name for path in EXAMPLES.glob("*.py"))
    assert len(names) == 9
    for name in names:
        assert len((EXAMPLES / name).read_text("utf-8").splitlines()) <= LINES_MAX
        assert f'"{name}"' in tests
        assert f"({name})" in page
