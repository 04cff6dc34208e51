"""`tallystick exercise`: what to do when something happens, tried before it does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick.cli.tables import print_table

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
DataDir = Annotated[Path, typer.Option(help="The node's directory.", metavar="DIR")]
Rpc = Annotated[
    str | None, typer.Option(help="The chain's URL, such as a running node's /rpc.", metavar="URL")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.callback()
def exercise() -> None:
    """Runbooks with their deadlines, and rehearsals of them."""


@app.command("list")
def list_exercises(as_json: AsJson = False) -> None:
    """List the runbooks, and the exercises of people.

    Exit codes: 0 done.
    """
    from tallystick_node.entrypoints.table_command import (  # noqa: PLC0415 - --help is quick
        TABLE_EXERCISES,
    )
    from tallystick_node.supervision.exercises import (  # noqa: PLC0415 - --help is quick
        exercise_names,
        load_runbook,
    )

    books = {name: load_runbook(name) for name in exercise_names()}
    if as_json:
        documents = [
            {"name": name, "when": book.when, "steps": [step.model_dump() for step in book.steps]}
            for name, book in books.items()
        ]
        documents += [
            {"name": name, "when": when, "steps": []} for name, when in TABLE_EXERCISES.items()
        ]
        answer(documents)
        return
    rows = [(name, book.when, str(len(book.steps))) for name, book in books.items()]
    rows += [(name, when, "–") for name, when in TABLE_EXERCISES.items()]
    print_table(("exercise", "when", "steps"), rows, left=2)


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="A runbook, as `list` names it.", metavar="NAME")],
    data_dir: Annotated[
        Path | None, typer.Option(help="The node's directory; for a runbook.", metavar="DIR")
    ] = None,
    rpc: Rpc = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="JSON of choices by decision; for an exercise of people.", metavar="FILE"
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Which files the pack of cases has.", min=0, max=2**31)
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Rehearse a runbook, or let people decide and show what it comes to.

    A runbook: each step with its deadline from now; what a machine can is tried. The node is left
    as it is: what is tried is read, or put back into another folder. The record goes to
    DIR/exercises.jsonl, and the page /exit shows the newest. `sand-table` and `case-pack` need no
    node: they ask at the terminal, or read --answers.
    Exit codes: 0 what was tried has worked in time, or the goals are met, 1 it has not, 2 could not
    run.
    """
    from tallystick_node.entrypoints.table_command import (  # noqa: PLC0415 - --help is quick
        TABLE_EXERCISES,
        print_outcome,
        run_table_exercise,
    )

    if name in TABLE_EXERCISES:
        document = run_table_exercise(name, answers, seed, quiet=as_json)
        if as_json:
            answer(document)
        else:
            print_outcome(document)
        if not document["passed"]:
            raise typer.Exit(ANSWER_IS_NO)
        return
    if data_dir is None:
        raise CannotRunError("EXERCISE:DIR", "a runbook is tried on a node: name its --data-dir")
    _rehearse(name, data_dir, rpc, as_json=as_json)


def _rehearse(name: str, data_dir: Path, rpc: str | None, *, as_json: bool) -> None:
    from tallystick_node.entrypoints.options import settings_of  # noqa: PLC0415 - --help is quick
    from tallystick_node.entrypoints.rehearsal import rehearsed  # noqa: PLC0415 - likewise
    from tallystick_node.supervision.exercises import (  # noqa: PLC0415 - likewise
        deadlines,
        keep_record,
        load_runbook,
    )

    book = load_runbook(name)
    settings = settings_of(data_dir, rpc=rpc)
    record = rehearsed(name, book, settings)
    keep_record(data_dir, record)
    if as_json:
        due = deadlines(book, record.began_at)
        steps = [
            {**step.model_dump(), "due_at": moment.isoformat()}
            for step, moment in zip(book.steps, due, strict=True)
        ]
        answer({**record.document(), "when": book.when, "steps": steps})
    else:
        print(book.when)
        rows = [
            (
                f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}", step.who, step.what, step.command,
                _tried(record.results.get(place)),
            )
            for place, (step, moment) in enumerate(
                zip(book.steps, deadlines(book, record.began_at), strict=True), 1
            )
        ]  # fmt: skip
        print_table(("until, UTC", "who", "what", "with", "tried"), rows, left=5)
    if not record.ok:
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def history(data_dir: DataDir, as_json: AsJson = False) -> None:
    """Show which exercises there were, the newest first.

    Exit codes: 0 done.
    """
    from tallystick_node.supervision.exercises import records_of  # noqa: PLC0415 - --help is quick

    known = records_of(data_dir)
    if as_json:
        answer(known)
        return
    print_table(
        ("began", "exercise", "seconds", "worked"),
        [
            (
                f"{datetime.fromisoformat(record['began_at']):%Y-%m-%d %H:%M}", record["name"],
                str(record["seconds"]), "yes" if record["ok"] else "no",
            )
            for record in known
        ],
        left=2,
        empty="no exercise was run yet",
    )  # fmt: skip


def _tried(result: object) -> str:
    if not isinstance(result, dict):
        return "by people"
    return f"{'✓' if result['ok'] else '✗'} {result['check']}, {result['seconds']} s"
