"""What movements show: months, payers, days below zero; against an independent count."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median_low, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick_node.cashflow.bank_statement import BankEntry, BankStatement, checked
from tallystick_node.cashflow.cash_flow import cash_flow

FIRST = date(2026, 1, 1)


def made(rows: list[tuple[int, int]], opening: int | None = 0) -> BankStatement:
    entries = tuple(
        BankEntry(FIRST + timedelta(days), amount, "", f"payer {amount % 3}", line)
        for line, (days, amount) in enumerate(rows, 2)
    )
    return checked(BankStatement("a", "EUR", opening, None, entries), 1)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-500, 500)), min_size=1, max_size=40))
def test_the_figures_are_those_of_a_count_by_days(rows: list[tuple[int, int]]) -> None:
    statement = made(rows)
    flow = cash_flow(statement)
    assert flow is not None
    days = [FIRST + timedelta(n) for n, _ in rows]
    first, last = min(days), max(days)
    by_month: dict[str, int] = {}
    day, balance, below, lowest = first, 0, 0, None
    while day <= last:
        moved = [amount for n, amount in rows if FIRST + timedelta(n) == day]
        came = sum(amount for amount in moved if amount > 0)
        by_month[f"{day:%Y-%m}"] = by_month.get(f"{day:%Y-%m}", 0) + came
        balance += sum(moved)
        below += balance < 0
        lowest = balance if moved and (lowest is None or balance < lowest) else lowest
        day += timedelta(1)
    incomes = list(by_month.values())
    assert [month.came for month in flow.months] == incomes
    assert (flow.below_zero_days, flow.lowest) == (below, lowest)
    assert flow.median_in == median_low(incomes)
    assert flow.mean_in == sum(incomes) // len(incomes)
    if sum(incomes):
        mean = sum(incomes) / len(incomes)
        assert flow.spread_ppm == pytest.approx(pstdev(incomes) / mean * 10**6, abs=1.5)
    else:
        assert flow.spread_ppm is None


def test_words_of_banks_are_counted_in_their_languages() -> None:
    texts = ["RETURNED direct debit", "Rücklastschrift", "退票", "ATM 12", "loan 3", "还款", "rent"]
    entries = tuple(BankEntry(FIRST, -100, text, "", line) for line, text in enumerate(texts, 2))
    flow = cash_flow(BankStatement("a", "CNY", None, None, entries))
    assert flow is not None
    assert (flow.returned, flow.cash_out, flow.debt_out) == (3, 100, 200)
    assert (flow.lowest, flow.below_zero_days, flow.largest_payer_ppm) == (None, None, None)


def test_a_statement_without_movements_shows_nothing() -> None:
    assert cash_flow(BankStatement("a", "EUR", 5, 5, ())) is None
