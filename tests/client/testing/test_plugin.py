"""The plugin as other people's suites use it, and what it costs those that do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallystick.chain.contracts import Escrow, Governor, Registry
from tallystick.errors import InputError
from tallystick.platform._sync.loans import listing
from tallystick.platform.listing import LoanStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.chain import TallystickChain
    from tallystick.testing.loans import LoanBuilder

SUITE = """
import sys

def test_without_a_fixture():
    assert not {"eth_tester", "eth", "web3", "eth_account"} & set(sys.modules)
"""
STRANGER = """
from tallystick.chain.contracts import Book, Lens


def test_a_loan(active_loan, platform, actors, time_travel):
    time_travel(days=31)
    assert platform.read(Lens.days_past_due(active_loan)) in (0, 1)

def test_isolation(platform):
    assert platform.read(Book.loan_count()) == 0
"""


def run(tmp_path: Path, suite: str, *options: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_suite.py").write_text(suite)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    return subprocess.run([*command, *options], check=False, capture_output=True, text=True)


def test_a_suite_that_uses_no_fixture_pays_for_no_evm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other packages' plugins import what they like; here is ours alone.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = run(tmp_path, SUITE, "-p", "tallystick.testing.plugin")
    assert done.returncode == 0, done.stdout


@pytest.mark.long
def test_a_strangers_suite_needs_no_setting(tmp_path: Path) -> None:
    done = run(tmp_path, STRANGER)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


@pytest.mark.long
def test_the_option_and_the_fixtures_are_announced(tmp_path: Path) -> None:
    assert "--tallystick-rpc" in run(tmp_path, SUITE, "--help").stdout
    shown = run(tmp_path, SUITE, "--fixtures").stdout
    for name in ("platform", "actors", "time_travel", "loans", "active_loan"):
        assert name in shown


@pytest.mark.long
def test_a_network_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, STRANGER, "--tallystick-rpc", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "RPC:UNREACHABLE" in done.stdout


def test_going_back_takes_everything_back(
    tallystick_chain: TallystickChain, platform: Platform, actors: Actors
) -> None:
    who = actors.investor
    before = tallystick_chain.snapshot()
    block, balance = platform.connection.block(), platform.connection.coin_balance(who.address)
    for _ in range(2):
        receipt = platform.plan(Escrow.withdraw(1), who).send()
        tallystick_chain.travel(days=1)
        before = tallystick_chain.revert(before)
        assert platform.connection.block() == block
        assert platform.connection.coin_balance(who.address) == balance
        assert platform.connection.receipt(bytes.fromhex(receipt.tx_hash[2:])) is None


def test_time_goes_forward_only(
    tallystick_chain: TallystickChain, platform: Platform, time_travel: Callable[..., None]
) -> None:
    now = platform.now()
    time_travel(days=2, seconds=5)
    assert platform.now() == now + 2 * 86_400 + 5
    tallystick_chain.travel_to(platform.now() + 1)
    with pytest.raises(InputError, match="INPUT:TIME"):
        tallystick_chain.travel_to(platform.now())


def test_anyone_can_be_given_coin(tallystick_chain: TallystickChain, platform: Platform) -> None:
    stranger = "0x" + "12" * 20
    tallystick_chain.fund(stranger)
    assert platform.connection.coin_balance(stranger) >= 10**18


def test_loans_in_every_stage(
    platform: Platform, loans: LoanBuilder, listed_loan: int, funded_loan: int, active_loan: int
) -> None:
    stages = [listing(platform, loan).status for loan in (listed_loan, funded_loan, active_loan)]
    assert stages == [LoanStatus.LISTED, LoanStatus.FUNDED, LoanStatus.ACTIVE]
    large = loans.active(principal=10**12, rate_ppm=0)
    assert listing(platform, large).terms.rate_ppm == 0


def test_the_people_are_who_they_say(platform: Platform, actors: Actors) -> None:
    addresses = [signer.address for signer in actors.everyone]
    assert len(set(addresses)) == len(addresses)
    for value in (*actors.investors, *actors.borrowers):
        assert platform.read(Registry.head_of(value.address)) == value.address
        assert platform.read(Escrow.balance_of(value.address)) == 10**12
    assert platform.read(Governor.council()) == [member.address for member in actors.council]
