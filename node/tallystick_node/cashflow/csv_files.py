"""Bank statements in CSV: the dialect is found out, and what is not certain is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from tallystick_node.cashflow.bank_statement import (
    BankEntry,
    BankStatement,
    checked,
    currency_of,
    refusal_of,
    refuse,
)
from tallystick_node.cashflow.csv_columns import Columns, columns_of, stated_currency
from tallystick_node.cashflow.csv_notation import (
    AmountForm,
    amount_form,
    currency_beside,
    day_form,
    is_day,
)

__all__ = ["read_csv_statement"]

_DELIMITERS = ",;\t|"
HEADER_LINES_MAX = 60
CELLS_MAX = 64


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Sequence[str]

    def cell(self, column: int | None) -> str:
        return "" if column is None or column >= len(self.cells) else self.cells[column].strip()


def read_csv_statement(text: str, currency: str | None = None) -> BankStatement:
    """Read a file.

    Args:
        text: The file's.
        currency: Of the account, where the file does not state it.

    Returns:
        The statement; its balances are those of its own column, where it has one.

    Raises:
        InputError: BANKFILE:FORM without a header that is known, BANKFILE:CURRENCY without a
            currency or with several; BANKFILE:DAY, BANKFILE:DAYS, BANKFILE:AMOUNT and
            BANKFILE:AMOUNTS for cells; BANKFILE:BALANCE when the balances of the lines are not
            those of their amounts.
    """
    rows, header, columns = _table(text)
    before, body = rows[:header], rows[header + 1 :]
    moved = [row for row in body if is_day(row.cell(columns.day)) and _has_amount(row, columns)]
    _require_nothing_lost(body, moved, columns)
    if not moved:
        return BankStatement("", _currency(before, [], columns, currency), None, None, ())
    money = _currency(before, moved, columns, currency)
    _require_one_currency(moved, columns, money)
    days = day_form([(row.cell(columns.day), row.line) for row in moved])
    numbers = amount_form(
        (row.cell(column), row.line) for row in moved for column in columns.amounts
    )
    entries = [
        BankEntry(
            days.read(row.cell(columns.day), row.line), _amount(row, columns, numbers, money),
            " ".join(filter(None, (row.cell(column) for column in columns.texts))),
            row.cell(columns.party), row.line,
        )
        for row in moved
    ]  # fmt: skip
    opening, closing = _balances(moved, entries, columns, numbers, money)
    statement = BankStatement(
        _account(before, moved, columns), money, opening, closing, tuple(entries)
    )
    return checked(statement, moved[-1].line)


def _table(text: str) -> tuple[list[_Row], int, Columns]:
    """The rows, which of them is the header, and its columns."""
    torn: int | None = None
    for delimiter in _DELIMITERS:
        rows, broken = _rows(text, delimiter)
        for place, row in enumerate(rows[:HEADER_LINES_MAX]):
            columns = columns_of(row.cells)
            if columns is not None and broken is None:
                return rows, place, columns
            torn = broken if columns is not None and torn is None else torn
    if torn is not None:
        refuse("FORM", torn, "a quote within this line stands where none can, or it is too long")
    raise refusal_of(
        "FORM", 1,
        "no line names the columns of a statement: a day, and an amount or what came and went",
    )  # fmt: skip


def _rows(text: str, delimiter: str) -> tuple[list[_Row], int | None]:
    """The rows, and the line from which on they cannot be read; None where all can."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, begins = list[_Row](), 1
    try:
        for cells in reader:
            if len(cells) > CELLS_MAX:
                refuse("FORM", begins, f"a line has at most {CELLS_MAX} columns")
            if any(cell.strip() for cell in cells):
                rows.append(_Row(begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        # With another delimiter quotes may stand elsewhere.
        return rows, begins
    return rows, None


def _has_amount(row: _Row, columns: Columns) -> bool:
    return any(any(map(str.isdigit, row.cell(column))) for column in columns.amounts)


def _require_nothing_lost(body: list[_Row], moved: list[_Row], columns: Columns) -> None:
    """A line between movements, or one with a day or an amount, is a movement or a mistake."""
    known = {row.line for row in moved}
    last = moved[-1].line if moved else 0
    for row in body:
        if row.line in known:
            continue
        day = row.cell(columns.day)
        if row.line < last or is_day(day):
            if day and not is_day(day):
                refuse("DAY", row.line, f"{day[:24]!r} is not a day")
            refuse("FORM", row.line, "this line between the movements has no amount")


def _currency(before: list[_Row], moved: list[_Row], columns: Columns, stated: str | None) -> str:
    if columns.currency is not None:
        codes = {row.cell(columns.currency).upper(): row.line for row in reversed(moved)}
        if len(codes) > 1:
            refuse("CURRENCY", max(codes.values()), f"it has {', '.join(sorted(codes))}: take one")
        for code, line in codes.items():
            return currency_of(code, line)
    known = columns.stated or stated_currency(cell for row in before for cell in row.cells)
    beside = {_beside(row, columns) for row in moved}
    if known is None and len(beside) == 1:
        known = beside.pop()
    if known is None and stated is None:
        refuse("CURRENCY", 1, "the file does not state its currency: say which it is")
    return currency_of(known or stated or "", 1)


def _require_one_currency(moved: list[_Row], columns: Columns, currency: str) -> None:
    """An amount with another currency beside it is none of this account's."""
    for row in moved:
        beside = _beside(row, columns)
        if beside not in {None, currency}:
            refuse("CURRENCY", row.line, f"this movement is in {beside}, the file in {currency}")


def _beside(row: _Row, columns: Columns) -> str | None:
    named = (currency_beside(row.cell(column)) for column in columns.amounts)
    return next(filter(None, named), None)


def _amount(row: _Row, columns: Columns, numbers: AmountForm, currency: str) -> int:
    if columns.amount is not None:
        amount = numbers.read(row.cell(columns.amount), currency, row.line)
        if amount is None:
            refuse("AMOUNT", row.line, "this movement has no amount")
        side = columns.side_of(row.cell(columns.side))
        if columns.side is not None and side is None:
            refuse("FORM", row.line, f"{row.cell(columns.side)[:24]!r} is neither in nor out")
        if side == 1 and amount < 0:
            refuse("AMOUNT", row.line, "it came, and is below zero: nothing tells which holds")
        return amount if side is None else side * abs(amount)
    went = numbers.read(row.cell(columns.out), currency, row.line)
    came = numbers.read(row.cell(columns.came), currency, row.line)
    if came and went:
        refuse("FORM", row.line, "this movement came and went")
    if came is not None and came < 0:
        refuse("AMOUNT", row.line, "it came, and is below zero: nothing tells which holds")
    return came or -abs(went or 0)


def _balances(
    moved: list[_Row], entries: list[BankEntry], columns: Columns, numbers: AmountForm,
    currency: str,
) -> tuple[int | None, int | None]:  # fmt: skip
    """Before the oldest movement and after the newest, by the column of balances."""
    if columns.balance is None:
        return None, None
    stated = [numbers.read(row.cell(columns.balance), currency, row.line) for row in moved]
    if any(balance is None for balance in stated):
        return None, None
    balances = [balance for balance in stated if balance is not None]
    amounts = [entry.amount for entry in entries]
    down = _first_break(balances, amounts)
    if down is None:
        return balances[0] - amounts[0], balances[-1]
    up = _first_break(balances[::-1], amounts[::-1])
    if up is None:
        return balances[-1] - amounts[-1], balances[0]
    newest_first = entries[0].day > entries[-1].day
    line = moved[len(moved) - 1 - up].line if newest_first else moved[down].line
    why = "this balance is not the one before and this movement together"
    raise refusal_of("BALANCE", line, why)


def _first_break(balances: list[int], amounts: list[int]) -> int | None:
    for place in range(1, len(balances)):
        if balances[place] != balances[place - 1] + amounts[place]:
            return place
    return None


def _account(before: list[_Row], moved: list[_Row], columns: Columns) -> str:
    names = {row.cell(columns.account) for row in moved} if columns.account is not None else set()
    if len(names) > 1:
        refuse("FORM", moved[0].line, "it has several accounts: take one")
    return next(iter(names), "") or columns.account_in(cell for row in before for cell in row.cells)
