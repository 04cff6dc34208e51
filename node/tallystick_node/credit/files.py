"""Files that come out: whole or not at all."""

from __future__ import annotations

import csv
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tallystick_node.credit.card import Card, canonical
from tallystick_node.credit.explaining import explained
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.scoring import BatchScorer, Scored
from tallystick_node.credit.table import UTF_8, Kind, Table, read_table
from tallystick_node.credit.variable import Categories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

__all__ = ["score_file", "whole_file", "write_card"]


IDS = ("id", "ID", "Id")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a file that appears under its name only when everything is written.

    Args:
        path: The file's final name.

    Yields:
        The open text file.

    Raises:
        CreditError: CREDIT:OUT when it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as opened:
            yield opened
        part.replace(path)
    except OSError as broken:
        raise CreditError("CREDIT:OUT", f"{path} cannot be written: {broken}") from None
    finally:
        part.unlink(missing_ok=True)


def write_card(card: Card, path: Path) -> None:
    """Write a card as canonical JSON.

    Args:
        card: The card.
        path: The file.

    Raises:
        CreditError: CREDIT:OUT when it cannot be written.
    """
    with whole_file(path) as opened:
        opened.write(canonical(card.document).decode() + "\n")


def score_file(
    card: Card, data: Path, out: Path, *, explain: bool, encoding: str = UTF_8
) -> dict[str, Any]:
    """Score a CSV file into a CSV file; on an error nothing is written.

    Args:
        card: The card.
        data: The file of applicants, with a header line.
        out: The file of scores.
        explain: Whether to add score, grade, class chances and reasons.
        encoding: How the letters of the data are written, one of table.ENCODINGS.

    Returns:
        Counts: rows, mean chance of default, rows of each grade and of each state, cells of each
        column that could not be read and count as missing, the card's hash, the file.

    Raises:
        CreditError: CREDIT:FILE, CREDIT:ROWS, CREDIT:COLUMN or CREDIT:TYPE when the data do not fit
            the card; CREDIT:OUT.
    """
    words = {variable.name for variable in card.every_variable if isinstance(variable, Categories)}
    needed = frozenset((*card.features, *IDS))
    table = read_table(data, text=frozenset((*words, *IDS)), only=needed, encoding=encoding)
    scored = BatchScorer(card).score(table, with_bins=explain)
    grades = _grades(card, scored.scores)
    with whole_file(out) as opened:
        writer = csv.writer(opened, lineterminator="\n")
        columns: dict[str, list[Any]] = {
            "id": _ids(table),
            "p_default": [f"{chance:.6f}" for chance in scored.p_default.tolist()],
        }
        if explain:
            columns |= explained(card, scored, grades)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    counts = np.unique(grades, return_counts=True)
    return {
        "rows": table.rows,
        "p_default_mean": round(float(np.mean(scored.p_default)), 6),
        "grades": {str(name): int(rows) for name, rows in zip(*counts, strict=True)},
        **_states(card, scored),
        "unread": {name: column.unread for name, column in table.columns.items() if column.unread},
        "model_hash": card.hash,
        "out": str(out),
    }


def _grades(card: Card, scores: np.ndarray[Any, np.dtype[np.int32]]) -> list[str]:
    names = {score: card.grade(score) for score in np.unique(scores).tolist()}
    return [names[score] for score in scores.tolist()]


def _states(card: Card, scored: Scored) -> dict[str, dict[str, int]]:
    """Return how many rows each state's card has judged; nothing of a card without states."""
    if not card.states:
        return {}
    judged = {part.state.name: len(part.rows) for part in scored.thin}
    return {"states": {state.name: judged.get(state.name, 0) for state in card.states}}


def _ids(table: Table) -> list[str]:
    named = [name for name in IDS if name in table.columns]
    if not named:
        return [str(row) for row in range(1, table.rows + 1)]
    column = table[named[0]]
    assert column.kind is Kind.CATEGORY
    return column.texts()
