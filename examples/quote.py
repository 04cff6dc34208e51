"""What a loan costs, without any chain: `quote.py PRINCIPAL RATE_PPM MONTHS FEES`.

Amounts are minor units; FEES is what is withheld from the principal. The contract computes the same
instalments, to the last unit.
"""

from __future__ import annotations

import sys

from tallystick import Method, Terms, schedule
from tallystick.loans.apr import annual_percentage_rate_ppm
from tallystick.loans.dates import Unit

principal, rate_ppm, months, fees = map(int, sys.argv[1:])

for method in Method:
    terms = Terms(principal, rate_ppm, n=months, period=1, unit=Unit.MONTHS, method=method)
    plan = schedule(terms)
    print(
        f"{method.name.lower():13} first {plan.payments[0]}, last {plan.payments[-1]},"
        f" interest {plan.interest_total},"
        f" {annual_percentage_rate_ppm(terms, fees)} ppm a year with the fees"
    )
