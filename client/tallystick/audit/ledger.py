"""The public ledger: every movement of money inside the Escrow, from one account to another.

Each event of the Escrow that moves money becomes one or two entries, so that for every account what
came and what went gives the balance that the chain has. Money that comes in or goes out stands
against `outside`.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from tallystick.replay.money import MoveReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tallystick.audit.public_events import PublicEvent
    from tallystick.platform.deployment import Deployment

__all__ = ["OUTSIDE", "LedgerEntry", "csv_lines", "entries_of", "json_lines"]

OUTSIDE = "outside"
# For which the event's `ref` is no loan.
_OF_NO_LOAN = frozenset({MoveReason.FEES, MoveReason.DONATION})
_WHAT = {
    number: name.lower() for name, number in vars(MoveReason).items() if isinstance(number, int)
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One movement: amount in minor units of the token, from an account to another."""

    block: int
    place: int
    tx_hash: str
    event: str
    what: str
    loan: int | None
    giver: str
    receiver: str
    amount: int
    token: str


def entries_of(event: PublicEvent, deployment: Deployment) -> Iterator[LedgerEntry]:
    """Yield the entries of an event.

    Args:
        event: Any event of the platform.
        deployment: The deployment file's content: names the token and the loans' pot.

    Yields:
        One or two entries for an event of the Escrow that moves money; none for another.
    """
    if event.contract != "Escrow":
        return
    words, pot = event.fields, deployment.addresses()["Servicing"]
    sides: list[tuple[str, int | None, str, str, int]] = []
    if event.name == "Deposited":
        sides = [("deposit", None, OUTSIDE, words["owner"], words["amount"])]
    elif event.name == "Withdrawn":
        sides = [("withdrawal", None, words["owner"], OUTSIDE, words["amount"])]
    elif event.name == "Moved":
        reason = words["reason"]
        loan = None if reason in _OF_NO_LOAN else words["ref"] or None
        what = _WHAT.get(reason, f"reason {reason}")
        sides = [(what, loan, words["sender"], words["receiver"], words["amount"])]
    elif event.name == "ClaimPaid":
        sides = [
            (what, words["loan"], pot, words["holder"], words[what])
            for what in ("principal", "interest")
        ]
    elif event.name == "SalePaid":
        price, fee = words["price"], words["fee"]
        sides = [
            ("sale", words["loan"], words["buyer"], words["seller"], price - fee),
            ("market fee", words["loan"], words["buyer"], pot, fee),
        ]
    for what, loan, giver, receiver, amount in sides:
        if amount:
            yield LedgerEntry(
                event.block, event.place, event.tx_hash, event.name, what, loan, giver, receiver,
                amount, deployment.token,
            )  # fmt: skip


def csv_lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield the ledger as CSV.

    Args:
        entries: The entries.

    Yields:
        The head, and a line for each entry, with line ends.
    """
    names = [field.name for field in fields(LedgerEntry)]
    yield _csv_line(names)
    for entry in entries:
        row = asdict(entry)
        yield _csv_line(["" if row[name] is None else str(row[name]) for name in names])


def json_lines(entries: Iterable[LedgerEntry]) -> Iterator[str]:
    """Yield the ledger as one JSON array; amounts are decimal strings.

    Args:
        entries: The entries.

    Yields:
        Parts of the text.
    """
    before = "[\n"
    for entry in entries:
        row = asdict(entry) | {"amount": str(entry.amount)}
        yield before + json.dumps(row, ensure_ascii=True, sort_keys=True)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _csv_line(cells: list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()
