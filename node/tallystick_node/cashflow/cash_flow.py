"""What an account's movements show of whoever it belongs to: cash that came, went and was short.

Amounts are integers in minor units; each division rounds as its field says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick_node.cashflow.bank_statement import BankEntry, BankStatement

__all__ = ["CashFlow", "CashMonth", "cash_flow"]

PPM = 1_000_000
# What banks write of a payment that came back for want of money, and of debts being paid.
_RETURNED = (
    "returned", "unpaid", "insufficient", "nsf", "rücklastschrift", "ruecklastschrift",
    "impayé", "impaye", "devuelto", "insoluto", "storno", "退票", "退汇", "余额不足",
)  # fmt: skip
_DEBT = (
    "loan", "instalment", "installment", "kredit", "darlehen", "prêt", "pret ", "préstamo",
    "prestamo", "mutuo", "lening", "hypothek", "mortgage", "贷款", "借款", "还款", "还贷",
)  # fmt: skip
_CASH = (
    "atm",
    "cash withdrawal",
    "geldautomat",
    "bargeld",
    "retrait",
    "cajero",
    "prelievo",
    "取现",
    "现金支取",
)


@dataclass(frozen=True, slots=True)
class CashMonth:
    """A calendar month. lowest: the least balance at the end of a day; None where not known."""

    month: str
    came: int
    went: int
    lowest: int | None

    @property
    def net(self) -> int:
        """What came less what went."""
        return self.came - self.went


@dataclass(frozen=True, slots=True)
class CashFlow:
    """What the movements show.

    mean_in, mean_out: by month, rounded down; median_in: the lower middle. spread_ppm: standard
    deviation of the months' income over its mean, rounded down; None without income.
    largest_payer_ppm: of what came, from the payer who paid most; None where no payer is named.
    below_zero_days: days that ended below zero, and their share of all days; None without balances.
    returned: payments that came back; debt_out, cash_out: what went to lenders and in cash, by the
    words of the bank.
    """

    currency: str
    first: date
    last: date
    months: tuple[CashMonth, ...]
    mean_in: int
    median_in: int
    mean_out: int
    spread_ppm: int | None
    negative_months: int
    lowest: int | None
    below_zero_days: int | None
    largest_payer_ppm: int | None
    payers: int
    returned: int
    debt_out: int
    cash_out: int


def cash_flow(statement: BankStatement) -> CashFlow | None:
    """Return what an account's movements show.

    Args:
        statement: The account's.

    Returns:
        The figures over its months, the first and the last one included; None without movements.
    """
    entries = statement.entries
    if not entries:
        return None
    ends = _balances(statement)
    months = _months(entries, ends)
    came = sorted(month.came for month in months)
    count = len(months)
    payers = _payers(entries)
    total = sum(came)
    return CashFlow(
        currency=statement.currency,
        first=entries[0].day,
        last=entries[-1].day,
        months=months,
        mean_in=total // count,
        median_in=came[(count - 1) // 2],
        mean_out=sum(month.went for month in months) // count,
        spread_ppm=_spread_ppm(came),
        negative_months=sum(month.net < 0 for month in months),
        lowest=min(ends.values()) if ends else None,
        below_zero_days=_below_zero(ends, statement) if ends else None,
        largest_payer_ppm=max(payers.values()) * PPM // total if payers and total else None,
        payers=len(payers),
        returned=sum(_says(entry, _RETURNED) for entry in entries),
        debt_out=sum(
            -entry.amount for entry in entries if entry.amount < 0 and _says(entry, _DEBT)
        ),
        cash_out=sum(
            -entry.amount for entry in entries if entry.amount < 0 and _says(entry, _CASH)
        ),
    )


def _balances(statement: BankStatement) -> dict[date, int]:
    """The balance at the end of each day on which something moved; empty without an opening one."""
    balance = statement.opening
    if balance is None and statement.closing is not None:
        balance = statement.closing - sum(entry.amount for entry in statement.entries)
    if balance is None:
        return {}
    ends: dict[date, int] = {}
    for entry in statement.entries:
        balance += entry.amount
        ends[entry.day] = balance
    return ends


def _months(entries: Sequence[BankEntry], ends: dict[date, int]) -> tuple[CashMonth, ...]:
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    lowest: dict[str, int] = {}
    for entry in entries:
        (came if entry.amount > 0 else went)[_month(entry.day)] += abs(entry.amount)
    for day, balance in ends.items():
        month = _month(day)
        lowest[month] = min(lowest.get(month, balance), balance)
    months, day = list[CashMonth](), entries[0].day.replace(day=1)
    while day <= entries[-1].day:
        month = _month(day)
        months.append(CashMonth(month, came[month], went[month], lowest.get(month)))
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(months)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _below_zero(ends: dict[date, int], statement: BankStatement) -> int:
    """How many days ended below zero, those on which nothing moved included."""
    days, below = sorted(ends), 0
    for day, following in zip(
        days, [*days[1:], statement.entries[-1].day + timedelta(1)], strict=True
    ):
        below += (following - day).days if ends[day] < 0 else 0
    return below


def _spread_ppm(came: Sequence[int]) -> int | None:
    """sqrt(n sum x^2 - (sum x)^2) / sum x, in ppm."""
    total, count = sum(came), len(came)
    if not total:
        return None
    return isqrt((count * sum(part * part for part in came) - total * total) * PPM * PPM) // total


def _payers(entries: Sequence[BankEntry]) -> Counter[str]:
    payers: Counter[str] = Counter()
    for entry in entries:
        if entry.amount > 0 and entry.counterparty:
            payers[entry.counterparty.casefold()] += entry.amount
    return payers


def _says(entry: BankEntry, words: Sequence[str]) -> bool:
    text = f" {entry.text} ".casefold()
    return any(word in text for word in words)
