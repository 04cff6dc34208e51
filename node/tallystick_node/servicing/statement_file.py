"""Statements as files for programs; people read the page `/me/statements`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tallystick_node.servicing.statements import AccountStatement

__all__ = ["as_csv"]

_COLUMNS = ("day", "block", "place", "transaction", "what", "loan", "amount", "balance")


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
        loan = "" if line.loan is None else line.loan
        writer.writerow(
            (
                line.day,
                line.block,
                line.place,
                line.tx_hash,
                line.what,
                loan,
                line.amount,
                line.balance,
            )
        )
    writer.writerow((statement.last, "", "", "", "closing balance", "", "", statement.closing))
    return out.getvalue()
