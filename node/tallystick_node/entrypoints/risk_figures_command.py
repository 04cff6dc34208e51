"""`tallystick risk register|limits|incidents|ladder|rating`: what a node has measured itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.amounts import TokenAmounts, percent
from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick_node.entrypoints.options import AsJson, DatabaseUrl, DataDir, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from tallystick_node.risk.book import MeasureOfDay

__all__ = ["app", "reading"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)

INCIDENTS_SHOWN = 200


@app.command()
def register(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every risk with its owner, its metric and its newest figure.

    Exit codes: 0 no limit is breached, 1 one is, 2 could not run.
    """
    from tallystick_node.risk.register import REGISTER  # noqa: PLC0415 - --help is quick

    rows = _measured(data_dir, database)
    shown = [
        {
            "kind": REGISTER[row.metric].kind, "metric": row.metric,
            "owner": REGISTER[row.metric].owner, "response": REGISTER[row.metric].response,
            "day": row.day.isoformat(), "value": row.value, "level": row.level,
        }
        for row in rows
    ]  # fmt: skip
    if as_json:
        answer({"risks": shown})
    else:
        _table(
            ("kind", "metric", "owner", "value", "level", "response"),
            [
                (REGISTER[row.metric].kind, row.metric, REGISTER[row.metric].owner,
                 _figure(row.metric, row.value), row.level, REGISTER[row.metric].response)
                for row in rows
            ],
        )  # fmt: skip
    if any(row.level == "breach" for row in rows):
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def limits(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """The limits that the newest figures were held against.

    Exit codes: 0 done, 2 could not run.
    """
    rows = _measured(data_dir, database)
    if as_json:
        answer({
            "limits": [
                {"metric": row.metric, "warning": row.warning, "breach": row.breach}
                for row in rows
            ]
        })  # fmt: skip
        return
    _table(
        ("metric", "warns above", "breached above"),
        [
            (row.metric, _figure(row.metric, row.warning), _figure(row.metric, row.breach))
            for row in rows
        ],
    )


@app.command()
def incidents(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Limits that were breached, the newest first.

    Exit codes: 0 none is open, 1 one is, 2 could not run.
    """
    from tallystick_node.risk.book import RiskBook  # noqa: PLC0415 - --help is quick

    with reading(data_dir, database) as connection:
        rows = RiskBook.incidents(connection, INCIDENTS_SHOWN)
    shown = [
        {
            "incident": row.id, "metric": row.metric, "opened_on": row.opened_on.isoformat(),
            "value": row.value, "bound": row.bound, "response": row.response,
            "closed_at": None if row.closed_at is None else row.closed_at.isoformat(),
            "cause": row.cause, "lesson": row.lesson,
        }
        for row in rows
    ]  # fmt: skip
    if as_json:
        answer({"incidents": shown})
    else:
        _table(
            ("incident", "metric", "since", "value", "bound", "response", "closed"),
            [
                (
                    row["incident"],
                    row["metric"],
                    row["opened_on"],
                    _figure(row["metric"], row["value"]),
                    _figure(row["metric"], row["bound"]),
                    row["response"],
                    row["closed_at"],
                )
                for row in shown
            ],
        )
    if any(row.closed_at is None for row in rows):
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def ladder(
    data_dir: DataDir,
    database: DatabaseUrl = None,
    rpc: Annotated[
        str | None,
        typer.Option(help="The chain's URL, for amounts in the token's units.", metavar="URL"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What borrowers will pay and what lenders may claim, by when.

    Amounts are in minor units without --rpc, and with --json.
    Exit codes: 0 nothing is mismatched, 1 something is, 2 could not run.
    """
    from tallystick_node.risk.book import newest_ladder  # noqa: PLC0415 - --help is quick
    from tallystick_node.risk.ladder import mismatch_ppm  # noqa: PLC0415 - likewise

    with reading(data_dir, database) as connection:
        day, steps = newest_ladder(connection)
    mismatch = mismatch_ppm(steps)
    if as_json:
        shown = [
            {"days": step.days, "assets": str(step.assets), "claims": str(step.claims)}
            for step in steps
        ]
        answer({"day": day.isoformat(), "mismatch_ppm": mismatch, "steps": shown})
    elif mismatch is None:
        print(f"no loan was being repaid on {day}; loans in default have no day, and no step here")
    else:
        money, symbol = _money(data_dir, rpc)
        _table(
            ("due within", f"borrowers pay, {symbol}", f"lenders may claim, {symbol}"),
            [(_within(step.days), money(step.assets), money(step.claims)) for step in steps],
        )
        print(f"mismatch {percent(mismatch)} on {day}; loans in default have no step here")
    if mismatch:
        raise typer.Exit(ANSWER_IS_NO)


def _within(days: int | None) -> str:
    if days is None:
        return "later"
    return f"{days} days" if days else "today, or overdue"


def _figure(metric: str, value: int | None) -> str | None:
    """A figure of the register as people read it: in percent where it is a share."""
    from tallystick_node.infrastructure.policy.figure_keys import (  # noqa: PLC0415 - --help is quick
        RISK_METRICS,
    )

    if value is None:
        return None
    return percent(value) if RISK_METRICS[metric].startswith("ppm") else f"{value:,}"


def _money(data_dir: Path, rpc: str | None) -> tuple[Callable[[int], str], str]:
    """What writes amounts: in the token's units where its chain can be asked."""
    if rpc is None:
        return "{:,}".format, "minor units"
    from tallystick.cli.reading import reading as chain  # noqa: PLC0415 - the chain's libraries

    with chain(rpc, settings_of(data_dir).deployment_file) as platform:
        money = TokenAmounts.of(platform)
    return money, money.symbol


@app.command()
def rating(data_dir: DataDir, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """The regulatory rating card of the newest figures.

    Exit codes: 0 there is a grade, 1 too little could be measured, 2 could not run.
    """
    from tallystick_node.risk.rating_card import rating_card  # noqa: PLC0415 - --help is quick

    card = rating_card({row.metric: row.level for row in _measured(data_dir, database)})
    if as_json:
        lines = [
            {
                "metric": line.metric, "weight": line.weight, "level": line.level,
                "half_points": line.half_points,
            }
            for line in card.lines
        ]  # fmt: skip
        answer({
            "grade": card.grade, "measured": card.measured, "half_points": card.half_points,
            "lines": lines,
        })  # fmt: skip
    else:
        _table(
            ("metric", "weight", "level", "half points"),
            [(line.metric, line.weight, line.level, line.half_points) for line in card.lines],
        )
        grade = f"grade {card.grade}" if card.grade else "too little is measured for a grade"
        print(f"{grade}: {card.half_points} of {2 * card.measured} half points")
    if card.grade is None:
        raise typer.Exit(ANSWER_IS_NO)


def _measured(data_dir: Path, database: str | None) -> list[MeasureOfDay]:
    from tallystick_node.risk.book import newest_measures  # noqa: PLC0415 - --help is quick

    with reading(data_dir, database) as connection:
        rows = newest_measures(connection)
    if not rows:
        raise CannotRunError(
            "RISK:UNMEASURED", "nothing was measured yet; the node looks once a day"
        )
    return rows


@contextmanager
def reading(data_dir: Path, database: str | None) -> Iterator[Connection]:
    """Open a transaction on the node's database; nothing is made where there is none.

    Args:
        data_dir: The node's directory.
        database: Its database; SQLite in the directory without one.

    Yields:
        The transaction.

    Raises:
        CannotRunError: RISK:DATABASE where there is none.
    """
    settings = settings_of(data_dir, database=database)
    from tallystick_node.bootstrap.composition import (  # noqa: PLC0415 - imports the node
        DATABASE_FILE,
        database_of,
    )
    from tallystick_node.storage.upgrade import require_served  # noqa: PLC0415 - likewise

    if settings.database is None and not (settings.data_dir / DATABASE_FILE).exists():
        raise CannotRunError("RISK:DATABASE", f"{settings.data_dir} has no node's database")
    opened = database_of(settings)
    try:
        opened.check()
        require_served(opened)
        with opened.reading() as connection:
            yield connection
    finally:
        opened.close()


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - --help is quick

    print_table(head, [tuple("–" if cell is None else str(cell) for cell in row) for row in rows])
