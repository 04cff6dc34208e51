"""Audit a platform and trace one loan: `audit_platform.py URL DEPLOYMENT LOAN`.

Trusts nothing but the chain: every rule is replayed from the events. Ends with 1 when a check does
not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tallystick.audit.auditor import Auditor

url, deployment, number = sys.argv[1:]

auditor = Auditor.connect(url, Path(deployment))
verdict = auditor.verify()
for check in verdict.failed:
    print(f"does not hold: {check.id}: {check.detail}")
print(f"{verdict.verdict}: {len(verdict.checks)} checks over {verdict.events} events")

for step in auditor.trace_loan(int(number)):
    print(
        f"block {step.block} {step.event}: funded {step.funded}, paid in {step.paid_in},"
        f" claimed {step.claimed}"
    )
sys.exit(0 if verdict.passed else 1)
