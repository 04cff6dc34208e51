"""Account statements as files for programs: CSV, XLSX and beancount."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tallystick.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.statements.account_statement import AccountStatement, StatementLine

__all__ = ["as_beancount", "as_csv", "as_xlsx"]

_COLUMNS = ("day", "block", "place", "transaction", "what", "loan", "amount", "balance")
# What beancount takes for the name of a currency.
_COMMODITY = re.compile(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]")
# A spreadsheet keeps this many digits of a number.
_DIGITS_MAX = 15
_CASH = "Assets:Tallystick:Cash"
# Where money comes from and goes to, by kind; the others have the loan's account.
_ACCOUNTS = {
    "deposit": "Assets:Bank",
    "withdrawal": "Assets:Bank",
    "interest received": "Income:Tallystick:Interest",
    "origination fee": "Expenses:Tallystick:Fees",
    "fees of the platform": "Income:Tallystick:Fees",
    "contribution to the reserve": "Expenses:Tallystick:Reserve",
    "given to the reserve": "Expenses:Tallystick:Reserve",
    "last distribution of the reserve": "Income:Tallystick:Reserve",
    "moved": "Equity:Tallystick:Moved",
}
# What somebody owes; what is left of such an account in the end is what the loan has cost.
_OWED = frozenset(
    {"loan paid out", "repayment", "instalment collected", "early repayment", "recovery"}
)


def as_csv(statement: AccountStatement) -> str:
    """Return a statement as RFC 4180 CSV; amounts in minor units, opening and closing as lines.

    Args:
        statement: The statement.

    Returns:
        The file's text.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerow((statement.first, "", "", "", "opening balance", "", "", statement.opening))
    for line in statement.lines:
        writer.writerow(_cells(line))
    writer.writerow((statement.last, "", "", "", "closing balance", "", "", statement.closing))
    return out.getvalue()


def as_xlsx(statement: AccountStatement) -> bytes:
    """Return a statement as a workbook; amounts in main units, those of over 15 digits as texts.

    Args:
        statement: The statement.

    Returns:
        The file: the same bytes for the same statement.
    """
    import xlsxwriter  # noqa: PLC0415 - for this file alone

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        # A spreadsheet's file says when it was made; that of a statement is its last day.
        book.set_properties({"created": datetime.combine(statement.last, time(), UTC)})
        sheet = book.add_worksheet("statement")
        exact = book.add_format({"num_format": f"0.{'0' * statement.decimals}".rstrip(".")})
        for row, cells in enumerate(_rows(statement)):
            for column, cell in enumerate(cells):
                if isinstance(cell, Decimal):
                    sheet.write_number(row, column, cell, exact)
                elif isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell)
    return out.getvalue()


def as_beancount(statement: AccountStatement) -> str:
    """Return a statement as a ledger for beancount, in double entry.

    Notes of a loan are an asset at what was paid for them: what is left of the account when the
    loan has ended is what selling or losing them has come to. A borrower's is what the loan costs.

    Args:
        statement: The statement.

    Returns:
        The ledger; its balances are asserted at both ends.

    Raises:
        InputError: STATEMENT:COMMODITY when the token's symbol is no name of a commodity there.
    """
    commodity = statement.currency.upper()
    if not _COMMODITY.fullmatch(commodity):
        raise InputError(
            "STATEMENT:COMMODITY", f"beancount has no commodity of the name {statement.currency}"
        )
    used = {_CASH, "Equity:Opening-Balances", *map(_account, statement.lines)}
    parts = [
        f'option "title" "Tallystick {statement.wallet}"\n',
        f'option "operating_currency" "{commodity}"\n',
    ]
    parts += [f"{statement.first} open {account} {commodity}\n" for account in sorted(used)]
    parts.append(f'\n{statement.first} * "opening balance"\n')
    parts += _postings(statement, statement.opening, "Equity:Opening-Balances", commodity)
    for line in statement.lines:
        parts.append(f'\n{line.day} * "{line.what}" ^{line.tx_hash}\n  block: {line.block}\n')
        parts += _postings(statement, line.amount, _account(line), commodity)
    after = statement.last + timedelta(days=1)
    closing = _main(statement, statement.closing)
    parts.append(f"\n{after} balance {_CASH}  {closing} ~ 0 {commodity}\n")
    return "".join(parts)


def _postings(
    statement: AccountStatement, amount: int, against: str, commodity: str
) -> Iterator[str]:
    yield f"  {_CASH}  {_main(statement, amount)} {commodity}\n"
    yield f"  {against}  {_main(statement, -amount)} {commodity}\n"


def _account(line: StatementLine) -> str:
    if line.what in _ACCOUNTS:
        return _ACCOUNTS[line.what]
    loan = "None" if line.loan is None else line.loan
    if line.what in _OWED:
        return f"Liabilities:Tallystick:Loan-{loan}"
    return f"Assets:Tallystick:Notes:Loan-{loan}"


def _rows(statement: AccountStatement) -> Iterator[tuple[str | int | Decimal, ...]]:
    opening, closing = statement.opening, statement.closing
    yield (*_COLUMNS, "currency")
    yield _row(statement, (str(statement.first), "", "", "", "opening balance", "", None, opening))
    for line in statement.lines:
        yield _row(statement, _cells(line))
    yield _row(statement, (str(statement.last), "", "", "", "closing balance", "", None, closing))


def _row(statement: AccountStatement, cells: tuple[Any, ...]) -> tuple[str | int | Decimal, ...]:
    amounts = ("" if cell is None else _number(statement, cell) for cell in cells[-2:])
    return (*cells[:-2], *amounts, statement.currency)


def _number(statement: AccountStatement, amount: int) -> str | Decimal:
    """What a spreadsheet keeps exactly, or else the text."""
    text = _main(statement, amount)
    return Decimal(text) if len(str(abs(amount))) <= _DIGITS_MAX else text


def _cells(line: StatementLine) -> tuple[Any, ...]:
    loan = "" if line.loan is None else line.loan
    return (
        str(line.day), line.block, line.place, line.tx_hash, line.what, loan, line.amount,
        line.balance,
    )  # fmt: skip


def _main(statement: AccountStatement, amount: int) -> str:
    """Minor units as main ones, every decimal of the token shown."""
    return f"{Decimal(amount).scaleb(-statement.decimals):.{statement.decimals}f}"
