"""Statements for tests: as many movements as wanted, of several kinds, that tie."""

from __future__ import annotations

from datetime import date

from tallystick.statements.account_statement import AccountStatement, StatementLine

__all__ = ["WALLET", "made_statement"]

WALLET = "0x4C82A1E0489F9CEF02defa2dB948Bf28061042ad"
_PATTERN = (
    ("deposit", None, 1_000_000_000),
    ("loan funded", 7, -25_000_000),
    ("principal received", 7, 2_000_000),
    ("interest received", 7, 150_001),
    ("notes sold, fee taken", 7, 900_000),
    ("withdrawal", None, -1),
)


def made_statement(
    count: int = 6, *, opening: int = 5_000_000, decimals: int = 6, currency: str = "XTST"
) -> AccountStatement:
    """October 2026 of a wallet, with so many movements in the pattern of a lender's."""
    lines, balance = [], opening
    for number in range(count):
        what, loan, amount = _PATTERN[number % len(_PATTERN)]
        balance += amount
        day = date(2026, 10, 1 + number % 28)
        tx_hash = f"0x{number:064x}"
        lines.append(StatementLine(day, 100 + number, 3, tx_hash, what, loan, amount, balance))
    return AccountStatement(
        wallet=WALLET, first=date(2026, 10, 1), last=date(2026, 10, 31), opening=opening,
        closing=balance, block=4_000, complete=True, lines=tuple(lines), chain_id=1337,
        currency=currency, decimals=decimals,
    )  # fmt: skip
