"""From files to the monitoring report, and the report into files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.files import whole_file
from tallystick_node.credit.monitoring import Watched, monitor
from tallystick_node.credit.portfolio import early_signs, roll_rates, vintage_curves
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.report import as_html, as_text
from tallystick_node.credit.table import UTF_8, Kind, read_table
from tallystick_node.credit.variable import Categories

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick_node.credit.card import Card
    from tallystick_node.credit.table import Table

__all__ = ["panel_of", "read_later", "watch"]

PANEL = ("loan", "vintage", "month", "days_past_due")


def watch(
    card: Card,
    data: Path,
    watched: Watched,
    previous: Card | None,
    *,
    panel: Path | None,
    out: Path,
    encoding: str = UTF_8,
) -> dict[str, Any]:
    """Write report.json, report.txt and report.html into a folder, and return the report.

    Args:
        card: The card.
        data: The CSV file of later loans.
        watched: Which columns hold what.
        previous: A card to compare grades with.
        panel: A CSV file of loans by month on book, None without one.
        out: The folder.
        encoding: How the letters of the data are written, one of table.ENCODINGS.

    Returns:
        The report as a JSON object.

    Raises:
        CreditError: CREDIT:FILE, :ROWS, :COLUMN, :TYPE or :TARGET when the data cannot be used;
            CREDIT:OUT when the report cannot be written.
    """
    table = read_later(data, card, previous, encoding=encoding)
    report = monitor(card, table, watched, previous)
    if panel is not None:
        report |= panel_of(panel)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as broken:
        raise CreditError("CREDIT:OUT", f"{out} cannot be made: {broken}") from None
    texts = {
        "report.json": json.dumps(report, indent=1, ensure_ascii=False) + "\n",
        "report.txt": as_text(report),
        "report.html": as_html(report),
    }
    for name, text in texts.items():
        with whole_file(out / name) as opened:
            opened.write(text)
    return report


def read_later(data: Path, *cards: Card | None, encoding: str = UTF_8) -> Table:
    """Return a table of later loans, read as the cards know their columns.

    Args:
        data: The CSV file.
        cards: The cards that will judge it.
        encoding: How the letters of the data are written, one of table.ENCODINGS.

    Returns:
        The table.

    Raises:
        CreditError: CREDIT:FILE, :ROWS or :TYPE when it cannot be read.
    """
    words = {
        variable.name
        for kept in cards
        if kept is not None
        for variable in kept.every_variable
        if isinstance(variable, Categories)
    }
    return read_table(data, text=frozenset(words), encoding=encoding)


def panel_of(path: Path) -> dict[str, Any]:
    """Return roll rates, vintage curves and early signs of a table of loans by month on book.

    Args:
        path: A CSV file with loan, vintage, month (0 to 600) and days_past_due.

    Returns:
        The three sections of the report.

    Raises:
        CreditError: CREDIT:FILE, :ROWS, :COLUMN or :TYPE when the table is not of that kind.
    """
    table = read_table(path, text=frozenset(("loan", "vintage")), only=frozenset(PANEL))
    absent = [name for name in PANEL if name not in table.columns]
    if absent:
        raise CreditError("CREDIT:COLUMN", f"{path} lacks the column {absent[0]!r}")
    for name in ("month", "days_past_due"):
        column = table[name]
        if column.kind is not Kind.NUMBER or np.any(column.missing):
            raise CreditError("CREDIT:TYPE", f"{path}: {name!r} must be a number in every row")
    loans = table["loan"].texts()
    months = table["month"].values.astype(np.int64)
    days = table["days_past_due"].values.astype(np.int64)
    if np.min(months) < 0 or np.max(months) > 600:
        raise CreditError("CREDIT:TYPE", f"{path}: 'month' is the month on book, 0 to 600")
    return {
        "roll_rates": roll_rates(loans, months, days),
        "vintages": vintage_curves(table["vintage"].texts(), loans, months, days),
        "early_signs": early_signs(loans, months, days),
    }
