"""The auditor on real chains: a sound platform passes, and the traces add up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from eth_utils.crypto import keccak

from seams.audit_lies import LyingProvider
from seams.audit_life import Life
from tallystick.audit.auditor import Auditor
from tallystick.audit.catalogue import CHECKS
from tallystick.chain.contracts import Escrow, Governor, Lens, Reserve, Servicing
from tallystick.cli.main import main
from tallystick.errors import InputError
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick.testing.actors import Actors
    from tallystick.testing.loans import LoanBuilder
    from tallystick_node.evm import EmbeddedProvider


@pytest.fixture(scope="module")
def life(whole_life: Life) -> Life:
    return whole_life


@pytest.fixture(scope="module")
def auditor(life: Life) -> Auditor:
    return Auditor(life.platform)


def test_a_whole_life_passes_every_check(life: Life, auditor: Auditor) -> None:
    verdict = auditor.verify()
    assert not verdict.failed
    assert (verdict.verdict, verdict.passed) == ("pass", True)
    assert [check.id for check in verdict.checks] == list(CHECKS)
    assert verdict.block == life.session.chain.connection.block_number()
    backed = next(check for check in verdict.checks if check.id == "escrow.backed")
    assert backed.detail.endswith("surplus 777")


@pytest.mark.long
def test_no_check_of_a_whole_life_has_nothing_to_compare(auditor: Auditor) -> None:
    idle = [check.id for check in auditor.verify().checks if check.detail.startswith("0 ")]
    assert idle == []


def test_a_platform_that_was_just_deployed_passes() -> None:
    session = open_session()
    assert Auditor(session.platform).verify().passed


def test_a_flag_that_a_crumb_paid_ahead_has_left_is_no_finding() -> None:
    life = Life(open_session())
    borrower, servicer = life.people.borrowers[0], life.people.servicer
    life.of["flagged"] = loan = life.loans.active(borrower)
    life.do(servicer, "Workouts", "impair", loan, keccak(text="no income"))
    for amount, flagged in ((1, True), (10**12, False)):
        life.repay(borrower, "flagged", amount)
        assert life.platform.read(Lens.progress_of(loan))["impaired"] is flagged
        assert not Auditor(life.platform).verify().failed


@pytest.mark.long
def test_the_past_can_be_audited(life: Life, auditor: Auditor) -> None:
    last = life.session.chain.connection.block_number()
    for block in range(last // 2, last, 23):
        verdict = auditor.verify(block=block)
        assert not verdict.failed, block


def test_a_block_that_is_not_there_is_refused(life: Life, auditor: Auditor) -> None:
    for block in (life.platform.deployment.block - 1, 10**9):
        with pytest.raises(InputError, match="INPUT:BLOCK"):
            auditor.verify(block=block)
    with pytest.raises(TypeError):
        auditor.verify(block=True)


def test_progress_is_told_up_to_the_last_block(auditor: Auditor) -> None:
    rows: list[tuple[int, int, int]] = []
    verdict = auditor.verify(progress=lambda *facts: rows.append(facts))
    assert rows[-1] == (verdict.block, verdict.block, verdict.events)


def test_a_loan_is_traced_to_its_last_unit(life: Life, auditor: Auditor) -> None:
    loan = life.of["fallen"]
    steps = auditor.trace_loan(loan)
    kinds = Counter(step.event for step in steps)
    assert kinds["Listed"] == kinds["Issued"] == kinds["Defaulted"] == 1
    assert kinds["Covered"] == kinds["Entered"] == kinds["CoverPaid"] == 2
    assert kinds["Funded"] == 3
    assert kinds["Recovered"] >= 2
    totals = life.platform.read(Lens.totals_of(loan))
    assert (steps[-1].received_principal, steps[-1].received_interest, steps[-1].fees) == (
        totals["principal"],
        totals["interest"],
        totals["fees"],
    )
    assert len({step.entry for step in steps}) == len(steps)


def test_an_account_is_traced_to_its_balance(life: Life, auditor: Auditor) -> None:
    for who in (life.people.investors[0], life.people.borrowers[2], life.people.treasury):
        steps = auditor.trace_account(who.address)
        balance = life.platform.read(Escrow.balance_of(who.address))
        assert sum(step.amount for step in steps) == balance
        assert (steps[-1].balance if steps else 0) == balance
    pot = life.platform.address("Servicing")
    assert auditor.trace_account(pot)[-1].balance == life.platform.read(Escrow.balance_of(pot))


def test_a_stranger_has_no_movements_and_an_unknown_loan_is_refused(
    life: Life, auditor: Auditor
) -> None:
    assert auditor.trace_account(life.people.outsider.address) == ()
    with pytest.raises(InputError, match="INPUT:LOAN"):
        auditor.trace_loan(99)


@pytest.mark.long
def test_a_node_that_refuses_batches_is_asked_one_by_one(
    life: Life, honest: EmbeddedProvider
) -> None:
    provider = LyingProvider(honest)
    provider.batches = False
    assert Auditor.connect(provider, life.platform.deployment).verify().passed


def test_a_treasury_inside_the_platform_is_no_failure(
    platform: Platform, actors: Actors, loans: LoanBuilder, time_travel: Callable[..., None]
) -> None:
    """Fees may go to the reserve: the council says where."""
    chosen, second = actors.council[:2]
    platform.plan(Governor.propose(2, platform.address("Reserve"), 0), chosen).send()
    platform.plan(Governor.approve(1), second).send()
    time_travel(days=2)
    platform.plan(Governor.execute(1), second).send()
    loan = loans.active()
    time_travel(days=40)
    platform.plan(Servicing.repay(loan, 10**12, 480), actors.borrower).send()
    platform.plan(Servicing.sweep_fees([loan]), second).send()
    assert platform.read(Reserve.free()) > 2 * 10**8
    assert not Auditor(platform).verify().failed


@pytest.mark.long
def test_a_whole_life_on_eth_tester_passes() -> None:
    assert Auditor(Life(open_session()).live().platform).verify().passed


@pytest.mark.e2e
def test_a_whole_life_on_anvil_passes(anvil_url: str, tmp_path: Path) -> None:
    life = Life(open_session(anvil_url)).live()
    path = tmp_path / "deployment.json"
    path.write_text(json.dumps(life.platform.deployment.document()), "utf-8")
    assert Auditor.connect(anvil_url, path).verify().passed
    with pytest.raises(SystemExit) as ended:
        main(["audit", "--rpc", anvil_url, "--deployment", str(path), "--json"])
    assert ended.value.code == 0
