"""A nightly audit goes on from the last one: what the day brought, and what it has touched."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from tallystick.audit.auditor import Auditor, Verdict
from tallystick.audit.resumption import resume
from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.errors import InputError
from tallystick.platform._sync.operator import Operator
from tallystick.replay.source import BlockClock
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from seams.audit_life import Life
    from tallystick.testing.session import Session


@pytest.fixture
def small(session: Session) -> Session:
    builder = LoanBuilder(session.platform, session.actors)
    for place in range(3):
        builder.active(session.actors.borrowers[place])
    return session


def broken(verdict: Verdict) -> dict[str, str]:
    return {check.id: check.detail for check in verdict.checks if not check.ok}


def pay_and_claim(session: Session, loan: int, place: int) -> None:
    platform, people = session.platform, session.actors
    session.chain.travel(days=31)
    settled = platform.read(Lens.progress_of(loan))["settled"]
    borrower = people.borrowers[place]
    platform.plan(Servicing.repay(loan, 10**12, settled + 1), borrower).send()
    platform.plan(Book.claim_many([loan]), people.investors[0]).send()


def test_the_second_audit_sees_the_new_events_and_what_they_touch(
    small: Session, tmp_path: Path
) -> None:
    file, auditor = tmp_path / "stopped", Auditor(small.platform)
    first = auditor.verify(resume=file)
    assert first.passed
    assert first.since is None
    pay_and_claim(small, 1, 0)
    second = auditor.verify(resume=file)
    assert broken(second) == {}
    assert second.since == first.block
    assert second.events == 3
    counts = {check.id: check.detail for check in second.checks}
    assert counts["loans.rules"] != "0 compared"
    # One loan of three, with two holders.
    assert counts["notes.conservation"] == "1 compared"
    assert counts["notes.units"] == "3 compared"
    third = auditor.verify(resume=file)
    assert (third.events, third.since) == (0, second.block)
    assert broken(third) == {}


def test_many_nights_come_to_the_state_of_one_audit(small: Session, tmp_path: Path) -> None:
    file, auditor = tmp_path / "stopped", Auditor(small.platform)
    for night in range(4):
        pay_and_claim(small, 1 + night % 3, night % 3)
        verdict = auditor.verify(resume=file)
        assert broken(verdict) == {}
        assert verdict.document().get("since") == verdict.since
    clock = BlockClock(small.platform.connection)
    stopped = resume(file, small.platform.deployment, clock)
    assert stopped is not None
    whole = auditor.verify()
    assert broken(whole) == {}
    assert stopped.block == whole.block
    assert len(stopped.replay.loans) == 3


def test_a_whole_life_can_be_stopped_and_gone_on_with(whole_life: Life, tmp_path: Path) -> None:
    platform, file = whole_life.platform, tmp_path / "stopped"
    last = platform.connection.block_number()
    for block in (last // 3, last // 2, last - 1, last):
        verdict = Auditor(platform).verify(block=block, resume=file)
        assert broken(verdict) == {}, block


def test_a_forged_balance_shows_on_the_night_that_touches_it(
    small: Session, tmp_path: Path
) -> None:
    file, auditor = tmp_path / "stopped", Auditor(small.platform)
    assert auditor.verify(resume=file).passed
    clock = BlockClock(small.platform.connection)
    stopped = resume(file, small.platform.deployment, clock)
    assert stopped is not None
    before = file.read_bytes()
    lender = bytes.fromhex(small.actors.investors[0].address[2:])
    stopped.replay.money.balances[lender] += 1
    from tallystick.audit.resumption import save  # noqa: PLC0415 - to forge with

    save(file, stopped, small.platform.deployment)
    assert file.read_bytes() != before
    pay_and_claim(small, 1, 0)
    kept = file.read_bytes()
    verdict = auditor.verify(resume=file)
    assert "escrow.running" in broken(verdict)
    assert file.read_bytes() == kept, "what fails is no place to go on from"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "AUDIT:RESUME:FILE"),
        (b"tallystick audit 1\n", "AUDIT:RESUME:FILE"),
        (b"tallystick audit 1\n" + b"\x80\x05N.", "AUDIT:RESUME:FILE"),
        (b"tallystick audit 1\n" + pickle.dumps(print), "AUDIT:RESUME:FILE"),
    ],
)
def test_a_file_from_elsewhere_is_refused_and_runs_nothing(
    content: bytes, code: str, small: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stopped"
    file.write_bytes(content)
    with pytest.raises(InputError, match=code):
        Auditor(small.platform).verify(resume=file)
    assert capsys.readouterr().out == ""
    assert file.read_bytes() == content


def test_a_function_of_ours_does_not_run_either(small: Session, tmp_path: Path) -> None:
    class Calls:
        def __reduce__(self) -> tuple[Any, ...]:
            from tallystick.replay.source import time_of  # noqa: PLC0415 - a function of ours

            return time_of, (1, 2)

    file = tmp_path / "stopped"
    file.write_bytes(b"tallystick audit 1\n" + pickle.dumps(Calls()))
    with pytest.raises(InputError, match="has no place in it"):
        Auditor(small.platform).verify(resume=file)


def test_another_platform_chain_or_an_earlier_block_is_refused(
    small: Session, tmp_path: Path
) -> None:
    file, auditor = tmp_path / "stopped", Auditor(small.platform)
    assert auditor.verify(resume=file).passed
    with pytest.raises(InputError, match="AUDIT:RESUME:PLATFORM"):
        Auditor(open_session().platform).verify(resume=file)
    block = small.platform.connection.block_number()
    with pytest.raises(InputError, match="AUDIT:RESUME:BLOCK"):
        auditor.verify(block=block - 1, resume=file)
    with pytest.raises(InputError, match="AUDIT:RESUME:WHOLE"):
        auditor.verify(resume=file, detect=True)


def test_a_chain_that_took_blocks_back_is_refused(small: Session, tmp_path: Path) -> None:
    file, auditor = tmp_path / "stopped", Auditor(small.platform)
    before = small.chain.snapshot()
    publisher = Operator(small.platform, small.actors.publisher)
    publisher.act.publish(keccak(text="a"), 1, keccak(text="b")).send()
    assert auditor.verify(resume=file).passed
    small.chain.revert(before)
    small.platform.sender._last.clear()
    publisher.act.publish(keccak(text="c"), 1, keccak(text="d")).send()
    with pytest.raises(InputError, match="AUDIT:RESUME:BLOCK"):
        auditor.verify(resume=file)
