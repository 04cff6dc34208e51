"""Cards for states of the data: what judges applicants of whom only some columns are known.

A card that learned from whole files reads what nobody was asked as it reads what a file lacks, and
there that was a sign of something. So each state has a card that has learned from the same loans
without the columns that it lacks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.card_form import STATE_NAME_MAX, STATES_MAX
from tallystick_node.credit.refusal import CreditError
from tallystick_node.credit.study import study
from tallystick_node.credit.table import Table
from tallystick_node.credit.training import train

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tallystick_node.credit.study import Study, Wanted

__all__ = ["states_asked", "with_states"]


def states_asked(options: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the states of options such as `none=income,amount`.

    Args:
        options: A name and the columns that are known in the state, each.

    Returns:
        Columns by the name of the state.

    Raises:
        CreditError: CREDIT:COLUMN when an option is not of that form, a name or a column stands
            there twice, or there are too many states.
    """
    asked: dict[str, tuple[str, ...]] = {}
    for option in options:
        name, _, listed = option.partition("=")
        name, columns = name.strip(), tuple(column.strip() for column in listed.split(","))
        if not 0 < len(name) <= STATE_NAME_MAX or not all(columns):
            raise CreditError("CREDIT:COLUMN", f"--state {option!r} is not NAME=COL,COL")
        if name in asked or len(set(columns)) != len(columns):
            raise CreditError("CREDIT:COLUMN", f"--state {name!r} says something twice")
        asked[name] = columns
    if len(asked) > STATES_MAX:
        raise CreditError("CREDIT:COLUMN", f"there are over {STATES_MAX} states")
    return asked


def with_states(
    card: Card,
    learned: Study,
    table: Table,
    wanted: Wanted,
    states: Mapping[str, tuple[str, ...]],
    *,
    asked: Mapping[str, bool] | None = None,
) -> Card:
    """Return a card that holds, beside its own tables, a card for each state of the data.

    Args:
        card: The card that has learned from all columns.
        learned: What it has learned from.
        table: The same with every column.
        wanted: What was asked for then.
        states: The columns that are known, by the name of each state; the rest is not used.
        asked: Columns whose risk must rise (True) or fall (False), where a state knows them.

    Returns:
        The same card with its states and a new hash; without states the same.

    Raises:
        CreditError: CREDIT:COLUMN when a state names what is no feature of the data, or lacks
            nothing that the card uses; else as `train`.
    """
    if not states:
        return card
    entries = []
    for name, columns in states.items():
        _check(card, learned, name, columns)
        outcomes = (wanted.target, wanted.ordered, learned.time_column, wanted.lost)
        kept = {*columns, *(column for column in outcomes if column is not None)}
        part = Table(
            {column: table[column] for column in table.columns if column in kept}, table.rows
        )
        of_state = replace(
            wanted,
            time=learned.time_column,
            exclude=(),
            forced=tuple(column for column in wanted.forced if column in columns),
        )
        directions = {column: up for column, up in (asked or {}).items() if column in columns}
        own = train(study(part, of_state), directions).card
        entries.append({"state": name, "columns": sorted(columns), "card": own.document})
    document = card.document | {"states": entries}
    document["hash"] = hash_of(document)
    return Card.of(document, "the trained card")


def _check(card: Card, learned: Study, name: str, columns: tuple[str, ...]) -> None:
    of_marks = (column for marks in learned.marks.values() for column in marks.columns)
    features = {*learned.features.columns, *of_marks}
    for column in columns:
        if column not in features:
            reason = learned.left_out.get(column, "the data do not have it as a feature")
            raise CreditError("CREDIT:COLUMN", f"--state {name!r} names {column!r}: {reason}")
    if not set(card.features) - set(columns):
        raise CreditError("CREDIT:COLUMN", f"--state {name!r} lacks nothing of what the card uses")
