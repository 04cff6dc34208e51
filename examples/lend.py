"""Lend to a loan: `lend.py URL DEPLOYMENT KEYSTORE LOAN`. The README shows it."""

from __future__ import annotations

import sys
from pathlib import Path

from tallystick import Investor, KeystoreSigner, Platform, Reverted

url, deployment, keystore, number = sys.argv[1:]

platform = Platform.connect(url, deployment)  # refuses a deployment of another chain
investor = Investor(platform, KeystoreSigner(Path(keystore)))  # password: TALLYSTICK_PASSWORD

loan = investor.view.loan(int(number))
print(f"{loan.terms.rate_ppm} ppm a year, {loan.open_units} units open")

read = loan.disclosure_hash  # of the disclosure, which you have read
plan = investor.act.fund(loan.loan, loan.ticket_min, disclosure_hash=read)
print(plan.gas, plan.refusal)  # what it will cost, or why it would be refused: nothing is sent yet
try:
    receipt = plan.send()
    print(f"lent {receipt.result} in {receipt.tx_hash}")
except Reverted as refused:
    print(refused.code, refused.sentence)
print(investor.view.portfolio().value, investor.view.returns().annual_ppm)
