"""Account statements: opening balance, every movement with its transaction, closing balance.

A statement of days that are over is a function of the chain, the wallet and the days alone: whoever
makes it gets the same document, and so the same PDF. All amounts are integers in minor units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tallystick.chain.codec import address_of
from tallystick.disclosure.canonical import canonical
from tallystick.documents import read_json
from tallystick.errors import InputError, VerificationFailed
from tallystick.loans.dates import iso_day
from tallystick.statements.movements import KINDS

__all__ = [
    "CURRENCY",
    "DAYS_MAX",
    "LINES_MAX",
    "AccountStatement",
    "FirstDifference",
    "StatementDiffers",
    "StatementLine",
    "is_account_statement",
    "read_account_statement",
]

DAYS_MAX = 366 * 5
LINES_MAX = 20_000
_DECIMALS_MAX = 18
_FIELDS = frozenset(
    {
        "block", "chain", "closing", "complete", "currency", "decimals", "from", "lines", "opening",
        "to", "totals", "wallet",
    }
)  # fmt: skip
_LINE = frozenset({"amount", "balance", "block", "day", "loan", "place", "transaction", "what"})
_AMOUNT = re.compile(r"0|-?[1-9][0-9]{0,38}")
_HASH = re.compile(r"0x[0-9a-f]{64}")
# What a currency may be called: it stands in a PDF, in fonts that have no more.
CURRENCY = re.compile(r"[!-~]{1,16}")
_NUMBER_MAX = 2**53 - 1


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """Where two documents differ first, as texts: what it should be, and what was stated."""

    path: str
    expected: str
    actual: str


class StatementDiffers(VerificationFailed):
    """A statement does not follow from its own movements; `difference` says where."""

    def __init__(self, difference: FirstDifference) -> None:
        """Keep the difference and say it."""
        super().__init__(
            "STATEMENT:TIES",
            f"{difference.path} is {difference.actual}, the movements come to"
            f" {difference.expected}",
        )
        self.difference = difference


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement: amount is negative when money left; balance is that after it."""

    day: date
    block: int
    place: int
    tx_hash: str
    what: str
    loan: int | None
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A wallet's account from the first to the last day, both included.

    chain_id: whose block numbers these are. currency, decimals: of the token, whose minor units the
    amounts are. block: up to which the chain was read, at most the first after the last day.
    complete: whether the last day was over at that block.
    """

    wallet: str
    first: date
    last: date
    opening: int
    closing: int
    block: int
    complete: bool
    lines: tuple[StatementLine, ...]
    chain_id: int
    currency: str
    decimals: int

    @property
    def totals(self) -> dict[str, int]:
        """What came and went, by kind."""
        totals: dict[str, int] = {}
        for line in self.lines:
            totals[line.what] = totals.get(line.what, 0) + line.amount
        return dict(sorted(totals.items()))

    def document(self) -> dict[str, Any]:
        """Return the statement for JSON; amounts are strings of minor units.

        Returns:
            Its fields by name.
        """
        return {
            "wallet": self.wallet, "from": str(self.first), "to": str(self.last),
            "chain": self.chain_id, "currency": self.currency, "decimals": self.decimals,
            "block": self.block, "complete": self.complete,
            "opening": str(self.opening), "closing": str(self.closing),
            "totals": {what: str(amount) for what, amount in self.totals.items()},
            "lines": [
                {
                    "day": str(line.day), "block": line.block, "place": line.place,
                    "transaction": line.tx_hash, "what": line.what, "loan": line.loan,
                    "amount": str(line.amount), "balance": str(line.balance),
                }
                for line in self.lines
            ],
        }  # fmt: skip

    @property
    def data(self) -> bytes:
        """Its canonical text (RFC 8785) in UTF-8, which is attached to its PDF."""
        return canonical(self.document())


def is_account_statement(value: object) -> bool:
    """Return whether a JSON value is meant to be a statement.

    Args:
        value: The value.

    Returns:
        Whether it has what no other published file has.
    """
    return isinstance(value, Mapping) and {"wallet", "opening", "lines"} <= set(value)


def read_account_statement(data: bytes) -> AccountStatement:
    """Read a statement, and check that its balances follow from its movements.

    Args:
        data: Its JSON, at most 16 MiB.

    Returns:
        The statement.

    Raises:
        InputError: JSON:… when it is not JSON; STATEMENT:FORM when it is not whole or has more than
            20,000 movements.
        StatementDiffers: STATEMENT:TIES when a balance or a sum does not follow from the movements.
    """
    document = read_json(data)
    if not isinstance(document, Mapping) or set(document) != _FIELDS:
        raise _no_form(f"it has exactly {', '.join(sorted(_FIELDS))}")
    try:
        statement = _read(document)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise _no_form(getattr(wrong, "sentence", str(wrong))) from wrong
    _check_ties(statement, document["totals"])
    return statement


def _read(document: Mapping[str, Any]) -> AccountStatement:
    lines = document["lines"]
    if not isinstance(lines, list) or len(lines) > LINES_MAX:
        raise ValueError(f"lines are a list of at most {LINES_MAX:,} movements")
    currency, complete = document["currency"], document["complete"]
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise ValueError("a currency is 1 to 16 printable characters of ASCII")
    if not isinstance(complete, bool):
        raise TypeError("complete is true or false")
    statement = AccountStatement(
        wallet=address_of("wallet", document["wallet"]),
        first=iso_day(document["from"]),
        last=iso_day(document["to"]),
        opening=_amount(document["opening"]),
        closing=_amount(document["closing"]),
        block=_count(document["block"]),
        complete=complete,
        lines=tuple(_line(row) for row in lines),
        chain_id=_count(document["chain"], 1),
        currency=currency,
        decimals=_count(document["decimals"], 0, _DECIMALS_MAX),
    )
    if not 0 <= (statement.last - statement.first).days <= DAYS_MAX:
        raise ValueError("a statement is of one day to five years")
    return statement


def _line(row: object) -> StatementLine:
    if not isinstance(row, Mapping) or set(row) != _LINE:
        raise ValueError(f"a line has exactly {', '.join(sorted(_LINE))}")
    if row["what"] not in KINDS:
        raise ValueError("what is none of the kinds of movements")
    if not isinstance(row["transaction"], str) or not _HASH.fullmatch(row["transaction"]):
        raise ValueError("a transaction is 0x and 64 digits")
    return StatementLine(
        day=iso_day(row["day"]),
        block=_count(row["block"]),
        place=_count(row["place"]),
        tx_hash=row["transaction"],
        what=row["what"],
        loan=None if row["loan"] is None else _count(row["loan"], 1),
        amount=_amount(row["amount"]),
        balance=_amount(row["balance"]),
    )


def _check_ties(statement: AccountStatement, totals: object) -> None:
    balance = statement.opening
    for place, line in enumerate(statement.lines):
        balance += line.amount
        _require_same(f"lines[{place}].balance", balance, line.balance)
    _require_same("closing", balance, statement.closing)
    wanted = {what: str(amount) for what, amount in statement.totals.items()}
    if not isinstance(totals, Mapping):
        raise _no_form("totals are the sums by kind")
    for what in sorted({*wanted, *map(str, totals)}):
        _require_same(f"totals.{what}", wanted.get(what, "–"), totals.get(what, "–"))


def _require_same(path: str, expected: object, actual: object) -> None:
    if expected != actual:
        raise StatementDiffers(FirstDifference(path, str(expected), str(actual)))


def _amount(value: object) -> int:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError("amounts are strings of minor units")
    return int(value)


def _count(value: object, least: int = 0, most: int = _NUMBER_MAX) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"numbers are whole, {least} to {most}")
    return value


def _no_form(why: str) -> InputError:
    return InputError("STATEMENT:FORM", f"this is not an account statement: {why}")
