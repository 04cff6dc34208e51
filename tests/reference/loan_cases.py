"""Loans that the tests of paying share, and days written as dates."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tallystick.loans.dates import day_from_date
from tallystick.loans.default import default
from tallystick.loans.repayment import issue, repay
from tallystick.loans.schedule import Method, Terms, Unit
from tallystick.loans.state import LoanError, LoanState, LoanTerms


def day(text: str) -> int:
    return day_from_date(datetime.date.fromisoformat(text))


def loan(
    method: Method = Method.ANNUITY,
    *,
    principal: int = 1_000_000,
    rate_ppm: int = 120_000,
    n: int = 3,
    period: int = 1,
    unit: Unit = Unit.MONTHS,
    lead: int = 0,
    issued: str = "2024-01-15",
    **rules: int,
) -> LoanState:
    """10,000.00 at 12 % over 3 months from 15 January 2024, unless told otherwise.

    The annuity's rows are 10,000 + 330,022; 6,700 + 333,322; 3,367 + 336,656, due on 15 February,
    15 March and 15 April: periods of 31, 29 and 31 days.
    """
    terms: dict[str, Any] = {
        "grace_days": 3,
        "late_rate_ppm": 240_000,
        "late_cap_ppm": 100_000,
        "default_dpd": 91,
        "servicing_ppm": 0,
        "late_share_ppm": 0,
        "recovery_ppm": 0,
        "cover_cap_ppm": 0,
    }
    plan = Terms(principal, rate_ppm, n, period, unit, method, lead)
    return issue(LoanTerms(schedule=plan, **(terms | rules)), day(issued))


def refuses(code: str) -> pytest.RaisesExc[LoanError]:
    return pytest.raises(LoanError, check=lambda error: error.code == code)


def defaulted(paid: int = 3, **rules: int) -> LoanState:
    """100,000 at 0 % over 10 months, `paid` instalments of 10,000, then default on day 91.

    There is no late charge: with three paid, 70,000 of principal are owed, nothing else.
    """
    state = loan(Method.LINEAR, principal=100_000, rate_ppm=0, n=10, late_rate_ppm=0)
    state = replace(state, terms=replace(state.terms, **rules))  # type: ignore[arg-type]
    for month in range(paid):
        state, _ = repay(state, day(f"2024-0{month + 2}-15"), 10_000)
    return default(state, day(f"2024-0{paid + 2}-15") + state.terms.default_dpd)
