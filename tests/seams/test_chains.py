"""One life of a loan on every kind of chain: the same platform, the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from chains import CHAINS, opened
from tallystick.audit.auditor import Auditor
from tallystick.chain._sync.events import EventStream
from tallystick.chain.logs import Event
from tallystick.errors import Reverted
from tallystick.platform._sync.borrower import Borrower
from tallystick.platform._sync.investor import Investor
from tallystick.testing.loans import LoanBuilder


@pytest.mark.long
@pytest.mark.parametrize("name", CHAINS)
def test_a_loan_lives(name: str, tmp_path: Path) -> None:
    with opened(name, tmp_path) as session:
        platform, actors = session.platform, session.actors
        borrower = Borrower(platform, actors.borrower)
        investor = Investor(platform, actors.investor)
        loan = LoanBuilder(platform, actors).active()
        session.chain.travel(days=31)
        taken = borrower.act.repay(loan, 10**12).send()
        assert taken.result > 0
        assert investor.act.claim(loan).send().result > 0
        refusal = investor.act.withdraw(10**18).refusal
        assert isinstance(refusal, Reverted)
        assert refusal.code == "ESCROW:WITHDRAW:BALANCE"
        events = list(EventStream(platform).poll())
        assert {"Enrolled", "Listed", "Funded", "Issued", "Paid", "ClaimPaid"} <= {
            event.name for event in events if isinstance(event, Event)
        }
        assert investor.view.returns().annual_ppm is not None
        assert Auditor(platform).verify().passed
