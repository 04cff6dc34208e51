"""Bank statements in SWIFT MT940: the library reads the fields, this knows lines and balances."""

from __future__ import annotations

import io
import logging
import re
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Any

import mt940

from tallystick_node.cashflow.bank_statement import (
    BankEntry,
    BankStatement,
    checked,
    currency_of,
    minor_of,
    refuse,
)

if TYPE_CHECKING:
    from mt940.models import Transactions

__all__ = ["is_mt940", "read_mt940"]

_TAG = re.compile(r"^:(?P<tag>[0-9]{2}[A-Z]?):", re.MULTILINE)
# The library lets an amount end where its digits do: what follows has to be a kind of transaction.
_MOVED = re.compile(r"[0-9]{6}(?:[0-9]{4}|\s{4})?R?[CD][A-Z]?[0-9]+,[0-9]*[A-Z][A-Z0-9]{3}")
_OPENS, _CLOSES = ("60F", "60M"), ("62F", "62M")
_OPTIONS = mt940.Options.all()
# The library would write what it cannot read into the log: that is of an applicant's account.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


def is_mt940(text: str) -> bool:
    """Say whether a text is meant to be MT940.

    Args:
        text: The file's.

    Returns:
        Whether it has statement lines or balances of it.
    """
    tags = {match["tag"] for match in _TAG.finditer(text)}
    return "20" in tags and bool(tags & {"25", "61", *_OPENS, *_CLOSES})


def read_mt940(text: str) -> list[BankStatement]:
    """Read the statements of a file; pages of one statement (60M, 62M) are one.

    Args:
        text: The file's.

    Returns:
        The statements, by account in the file's order.

    Raises:
        InputError: BANKFILE:FORM for a line that is none of MT940's; BANKFILE:BALANCE when a
            page's balances are not those of its movements, or pages do not follow each other.
    """
    lines = _lines(text)
    starts = [place for place, (_, tag, _) in enumerate(lines) if tag == "20"]
    return _joined([_page(lines[of]) for of in starmap(slice, pairwise([*starts, len(lines)]))])


def _lines(text: str) -> list[tuple[int, str, str]]:
    """Line, tag and value of each field."""
    matches = list(_TAG.finditer(text))
    fields, line, seen = [], 1, 0
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        ends = len(text) if following is None else following.start()
        value = text[match.end() : ends].replace("\r", "")
        value = re.split(r"^-\}?\s*$|^\{", value, maxsplit=1, flags=re.MULTILINE)[0]
        line, seen = line + text.count("\n", seen, match.start()), match.start()
        fields.append((line, match["tag"], value.rstrip()))
    return fields


def _page(fields: list[tuple[int, str, str]]) -> tuple[BankStatement, int, int]:
    """One message, with the lines of its opening and closing balances."""
    account = next((value for _, tag, value in fields if tag == "25"), "").strip()
    opening, opened = _balance(fields, _OPENS)
    closing, closed = _balance(fields, _CLOSES)
    if opening[1] != closing[1]:
        refuse("CURRENCY", closed, f"it closes in {closing[1]} and opened in {opening[1]}")
    entries = list[BankEntry]()
    for place, (number, tag, value) in enumerate(fields):
        if tag == "61":
            details = [text for _, known, text in fields[place + 1 : place + 2] if known == "86"]
            entries.append(_entry(number, value, details[0] if details else "", opening[1]))
    statement = BankStatement(account, opening[1], opening[0], closing[0], tuple(entries))
    return checked(statement, closed), opened, closed


def _balance(fields: list[tuple[int, str, str]], tags: tuple[str, ...]) -> tuple[Any, int]:
    line = fields[0][0]
    known = next((field for field in fields if field[1] in tags), None)
    if known is None:
        refuse("FORM", line, f"this message has no balance :{tags[0]}:")
    number, tag, value = known
    read = _read(number, f":{tag}:{value}")
    balance = read.data.get("final_opening_balance") or next(
        value for name, value in read.data.items() if name.endswith("_balance")
    )
    currency = currency_of(balance.amount.currency, number)
    return (minor_of(str(balance.amount.amount), currency, number), currency), number


def _entry(number: int, value: str, purpose: str, currency: str) -> BankEntry:
    if not _MOVED.match(value):
        refuse("FORM", number, "this is not a statement line of MT940")
    head = f":60F:C000101{currency}0,\n"
    read = _read(number, f"{head}:61:{value}\n" + (f":86:{purpose}" if purpose else ""))
    if len(read.transactions) != 1:
        refuse("FORM", number, "this is not a statement line of MT940")
    data = read.transactions[0].data
    minor = minor_of(str(data["amount"].amount), currency, number)
    details = [str(data.get(name) or "") for name in ("purpose", "transaction_details")]
    party = str(data.get("applicant_name") or "")
    return BankEntry(
        data.get("entry_date") or data["date"], minor, next(filter(None, details), ""), party,
        number,
    )  # fmt: skip


def _read(number: int, text: str) -> Transactions:
    try:
        # A handle: a text might name a file of this machine.
        return mt940.parse(io.StringIO(text), options=_OPTIONS)
    except Exception:  # noqa: BLE001 - its errors have no common class
        refuse("FORM", number, "this is not a field of MT940")


def _joined(pages: list[tuple[BankStatement, int, int]]) -> list[BankStatement]:
    known: dict[tuple[str, str], list[tuple[BankStatement, int]]] = {}
    for page, opened, closed in pages:
        before = known.setdefault((page.account, page.currency), [])
        if before and before[-1][0].closing != page.opening:
            refuse(
                "BALANCE", opened,
                f"it opens with {page.opening}, and the one before closed with"
                f" {before[-1][0].closing}",
            )  # fmt: skip
        before.append((page, closed))
    return [_whole(of) for of in known.values()]


def _whole(pages: list[tuple[BankStatement, int]]) -> BankStatement:
    """The pages of one account, checked once together: each by itself was checked before."""
    (first, _), (last, closed) = pages[0], pages[-1]
    entries = tuple(entry for page, _ in pages for entry in page.entries)
    statement = BankStatement(first.account, first.currency, first.opening, last.closing, entries)
    return checked(statement, closed)
