"""Take a loan that was offered to you: `borrow.py URL DEPLOYMENT KEYSTORE OFFER`.

OFFER is the JSON of a signed offer, as `NodeClient.signed_offer(...).document()` gives it. What it
costs is shown before anything is sent; then it is listed, drawn down as soon as lenders have funded
it, and its first instalment is paid.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tallystick import Borrower, KeystoreSigner, LoanStatus, Platform, SignedOffer

url, deployment, keystore, offer = sys.argv[1:]

platform = Platform.connect(url, deployment)
borrower = Borrower(platform, KeystoreSigner(Path(keystore)))  # password: TALLYSTICK_PASSWORD
signed = SignedOffer.parse(json.loads(Path(offer).read_text("utf-8")))

quote = borrower.view.quote(signed.offer)
print(f"{quote.received} received, {sum(quote.schedule.payments)} to be paid back")
print(f"{quote.annual_percentage_rate_ppm} ppm a year with all fees")

loan = borrower.act.list(signed).send().result
print(f"listed as loan {loan}", flush=True)
while borrower.view.loan(loan).status is LoanStatus.LISTED:
    time.sleep(0.5)

print(f"drawn down {borrower.act.issue(loan).send().result}")
first = borrower.view.schedule(loan)[0]
print(f"instalment 1 is {first.payment}, of which interest {first.interest}")
print(f"paid {borrower.act.repay(loan, first.payment).send().result}")

payoff = borrower.view.payoff_quote(loan)
print(f"{payoff.total} would close the loan today")
