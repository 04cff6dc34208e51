"""Lend by a signed rule: `mandate.py URL DEPLOYMENT KEYSTORE LOAN`.

The limits are brought to the chain once. From then on anyone may lend the free balance within them,
as this does at the end for one loan; `revoke_mandate` ends it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tallystick import Investor, KeystoreSigner, Mandate, Operator, Platform

url, deployment, keystore, number = sys.argv[1:]

platform = Platform.connect(url, deployment)
signer = KeystoreSigner(Path(keystore))  # password: TALLYSTICK_PASSWORD
investor = Investor(platform, signer)
balance = investor.view.balance()

mandate = Mandate(
    owner=signer.address,
    level_max=3,
    statement=3,  # the risk statement that was read speaks of levels up to this
    rate_min_ppm=80_000,
    days_max=400,
    ticket=10**6,
    person_max=balance // 100,
    group_max=balance // 50,
    day_max=balance // 10,
    exposure_max=balance,
    lifetime_max=balance,
    cash_floor=balance // 5,  # stays free
    nonce=1,
    expiry=platform.now() + 90 * 86_400,
)
brought = investor.act.bring_mandate(mandate)
if brought.refusal:
    sys.exit(f"{brought.refusal.code}: {brought.refusal.sentence}")
print(f"mandate {brought.send().result.hex()}")

loan = investor.view.loan(int(number))
executor = Operator(platform, signer)
asks = [(mandate, loan.open_units)]  # of up to 50 investors in one call
print(f"{executor.view.would_lend(loan.loan, asks)[0]} of {loan.open_units} open units fit")
plan = executor.act.execute_mandates(loan.loan, asks, disclosure_hash=loan.disclosure_hash)
print(f"lent {plan.send().result}")

state = investor.view.mandate(mandate)
if state is not None:
    print(f"{state.lent} of {state.limits.lifetime_max} lent by it so far")
investor.act.revoke_mandate(mandate).send()
print("revoked")
