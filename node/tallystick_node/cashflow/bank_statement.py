"""An account's statement as a bank has made it, whatever the file's format.

Amounts are integers in the currency's minor units, negative for what left the account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn

from babel.numbers import get_currency_precision, list_currencies

from tallystick.errors import InputError

__all__ = [
    "BYTES_MAX",
    "ENTRIES_MAX",
    "BankEntry",
    "BankStatement",
    "checked",
    "currency_of",
    "minor_of",
    "refusal_of",
    "refuse",
]

BYTES_MAX = 2 * 2**20
ENTRIES_MAX = 20_000
TEXT_MAX = 400
YEARS = (1970, 2199)
_DIGITS_MAX = 18
_CURRENCIES = frozenset(list_currencies())
_SPACES = re.compile(r"\s+")
# XML has no exponents here; Python would take them, and digits of any script, and underscores.
_AMOUNT = re.compile(rf"[+-]?[0-9]{{1,{_DIGITS_MAX}}}(?:\.[0-9]{{0,{_DIGITS_MAX}}})?")


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A movement that was booked. line: of the file, from 1; counterparty: empty if not stated."""

    day: date
    amount: int
    text: str
    counterparty: str
    line: int


@dataclass(frozen=True, slots=True)
class BankStatement:
    """An account's movements, the oldest first; opening and closing are None where not stated."""

    account: str
    currency: str
    opening: int | None
    closing: int | None
    entries: tuple[BankEntry, ...]


def refuse(code: str, line: int, why: str) -> NoReturn:
    """Refuse a file because of one of its lines.

    Args:
        code: The code, without what all have in common.
        line: The line's number, from 1.
        why: What is wrong with it.

    Raises:
        InputError: BANKFILE:… always.
    """
    raise refusal_of(code, line, why)


def refusal_of(code: str, line: int, why: str) -> InputError:
    """Return the refusal of a file because of one of its lines.

    Args:
        code: The code, without what all have in common.
        line: The line's number, from 1.
        why: What is wrong with it.

    Returns:
        The error BANKFILE:….
    """
    return InputError(f"BANKFILE:{code}", f"line {line}: {why}")


def currency_of(text: str, line: int) -> str:
    """Read a currency.

    Args:
        text: Its code of ISO 4217.
        line: Where it stands.

    Returns:
        The code.

    Raises:
        InputError: BANKFILE:CURRENCY when there is none of that code.
    """
    code = text.strip().upper()
    if code not in _CURRENCIES:
        refuse("CURRENCY", line, f"{text.strip()[:12]!r} is not a currency of ISO 4217")
    return code


def minor_of(text: str, currency: str, line: int) -> int:
    """Read an amount with a point, as XML and the readers of other formats write it.

    Args:
        text: Digits with at most one point, perhaps with a sign.
        currency: Whose minor units these are.
        line: Where it stands.

    Returns:
        Minor units, exactly.

    Raises:
        InputError: BANKFILE:AMOUNT when it is none, or is finer than the currency.
    """
    stated = text.strip()
    if _AMOUNT.fullmatch(stated) is None:
        refuse("AMOUNT", line, f"{stated[:24]!r} is not an amount")
    minor = Decimal(stated).scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        refuse("AMOUNT", line, f"{stated[:24]} is finer than {currency}")
    return int(minor)


def checked(statement: BankStatement, line: int) -> BankStatement:
    """Return a statement whose balances are those of its movements, the oldest movement first.

    Args:
        statement: As it was read.
        line: Of its closing balance.

    Returns:
        The statement with its texts in one line each.

    Raises:
        InputError: BANKFILE:BALANCE when opening balance and movements do not come to the closing
            one; BANKFILE:LONG beyond 20,000 movements; BANKFILE:DAY for a year out of bounds.
    """
    if len(statement.entries) > ENTRIES_MAX:
        refuse("LONG", statement.entries[ENTRIES_MAX].line, f"more than {ENTRIES_MAX:,} movements")
    for entry in statement.entries:
        if not YEARS[0] <= entry.day.year <= YEARS[1]:
            refuse("DAY", entry.line, f"{entry.day} is not of our time")
    opening, closing = statement.opening, statement.closing
    came = sum(entry.amount for entry in statement.entries)
    if opening is not None and closing is not None and opening + came != closing:
        refuse(
            "BALANCE", line,
            f"the opening balance {opening} and the movements {came} come to {opening + came}, not"
            f" to {closing} (minor units of {statement.currency})",
        )  # fmt: skip
    tidy = [
        BankEntry(entry.day, entry.amount, _tidy(entry.text), _tidy(entry.counterparty), entry.line)
        for entry in statement.entries
    ]
    ordered = tuple(sorted(tidy, key=lambda entry: (entry.day, entry.line)))
    return BankStatement(statement.account, statement.currency, opening, closing, ordered)


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()[:TEXT_MAX]
