"""New terms for a loan in trouble, by its lenders' vote: `restructure.py`.

Plays all parties on a chain of its own, whose time it can pass: servicer and borrower sign, the
lenders vote, and anyone carries out what they have decided.
"""

from __future__ import annotations

from tallystick import Borrower, Investor, Operator
from tallystick.loans.votes import WINDOW_SECONDS_MIN
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import open_session

session = open_session()
platform, actors = session.platform, session.actors
loan = LoanBuilder(platform, actors).active()
session.chain.travel(days=45)

borrower, servicer = Borrower(platform, actors.borrower), Operator(platform, actors.servicer)
print(f"{borrower.view.due(loan)} is due and not paid")

proposal = servicer.sign.restructuring(
    loan,
    rate_ppm=60_000,
    n=24,
    period=1,
    lead=3,
    window_seconds=WINDOW_SECONDS_MIN,
    expiry=platform.now() + 86_400,
)
shown = borrower.view.restructured(proposal.restructuring)
print(f"{shown.balance} over {shown.last} instalments, {shown.arrears} in arrears")
proposal = borrower.act.sign_restructuring(proposal)  # `document()` carries it from one to the next
servicer.act.propose_restructuring(proposal).send()

for lender in actors.investors[:2]:
    investor = Investor(platform, lender)
    print(f"{investor.act.vote(loan, in_favour=True).send().result} units vote for it")
session.chain.travel(seconds=WINDOW_SECONDS_MIN + 1)

anyone = Operator(platform, actors.outsider)
print(f"carried: {anyone.act.close_ballot(loan).send().result}")
for row in borrower.view.schedule(loan)[:4]:
    print(f"instalment {row.number}: {row.payment}, of which arrears {row.arrears}")
