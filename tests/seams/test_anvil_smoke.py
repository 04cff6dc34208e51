"""One life on anvil in the ordinary run, where it is installed; everything else is `e2e`."""

from __future__ import annotations

from tallystick.borrower import Borrower
from tallystick.events import EventStream
from tallystick.investor import Investor
from tallystick.logs import Event
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import open_session


def test_a_loan_lives_on_anvil(anvil_url: str) -> None:
    session = open_session(anvil_url)
    platform, actors = session.platform, session.actors
    borrower = Borrower(platform, actors.borrower)
    investor = Investor(platform, actors.investor)
    loan = LoanBuilder(platform, actors).active()
    session.chain.travel(days=31)
    taken = borrower.act.repay(loan, 10**12).send()
    assert taken.result > 0
    assert investor.act.claim(loan).send().result > 0
    events = list(EventStream(platform).poll())
    assert {"Enrolled", "Listed", "Funded", "Issued", "Paid", "ClaimPaid"} <= {
        event.name for event in events if isinstance(event, Event)
    }
    assert investor.view.returns().annual_ppm is not None
