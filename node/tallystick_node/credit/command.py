"""`tallystick credit`: train a card, score with it, report on it, price with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import answer

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

__all__ = ["app"]

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Judge applicants by a scorecard: train, score.",
)
Data = Annotated[Path, typer.Option("--data", help="A CSV file, plain or gzip.", metavar="FILE")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@app.command()
def train(
    data: Data,
    target: Annotated[str, typer.Option(help="The column that says who defaulted.", metavar="COL")],
    out: Annotated[Path, typer.Option(help="Where the card goes.", metavar="FILE")],
    ordered: Annotated[
        str | None,
        typer.Option(
            help="Ordered classes, best lowest; the default is the worst of them.", metavar="COL"
        ),
    ] = None,
    time: Annotated[
        str | None, typer.Option(help="When each loan was made: validates by time.", metavar="COL")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Leave a column out; repeatable.", metavar="COL")
    ] = None,
    force: Annotated[
        list[str] | None,
        typer.Option(
            help="Keep a column although it looks like a leak; repeatable.", metavar="COL"
        ),
    ] = None,
    rising: Annotated[
        list[str] | None,
        typer.Option(help="Risk may only rise with this column; repeatable.", metavar="COL"),
    ] = None,
    falling: Annotated[
        list[str] | None,
        typer.Option(help="Risk may only fall with this column; repeatable.", metavar="COL"),
    ] = None,
    bad: Annotated[
        str | None, typer.Option(help="Which value of the target is bad.", metavar="VALUE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fit a scorecard and print how it judges loans that it did not learn from.

    Columns named id, anchor_* and y_* are never features. Exit codes: 0 done, 2 could not run.
    """
    _one_thread()
    from tallystick_node.credit.files import write_card  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.study import Wanted, study  # noqa: PLC0415 - likewise
    from tallystick_node.credit.table import read_table  # noqa: PLC0415 - likewise
    from tallystick_node.credit.training import train as trained  # noqa: PLC0415 - likewise

    wanted = Wanted(target, ordered, time, tuple(exclude or ()), tuple(force or ()), bad)
    asked = dict.fromkeys(rising or (), True) | dict.fromkeys(falling or (), False)
    found = trained(study(read_table(data), wanted), asked)
    write_card(found.card, out)
    if as_json:
        answer(_figures(found))
    else:
        _print(found, out)


@app.command()
def score(
    model: Annotated[Path, typer.Option(help="A card.", metavar="FILE")],
    data: Data,
    out: Annotated[Path, typer.Option(help="Where the scores go, as CSV.", metavar="FILE")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Add points, grade, classes and reasons.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score every row of a table with a card: `id,p_default`, with --explain the reasons too.

    Without a column `id`, rows are numbered from 1. Exit codes: 0 done, 2 could not run.
    """
    _one_thread()
    from tallystick_node.credit.card import Card  # noqa: PLC0415 - as in train
    from tallystick_node.credit.files import score_file  # noqa: PLC0415 - numpy is slow to import

    counts = score_file(Card.load(model), data, out, explain=explain)
    if as_json:
        answer(counts)
    else:
        print(f"{counts['rows']} rows scored, {counts['p_default_mean']:.4f} expected to default")
        for name, rows in counts["grades"].items():
            print(f"  {name}  {rows}")


def _one_thread() -> None:
    """Keep linear algebra on one thread.

    The matrices are small: on a busy machine the threads of BLAS cost a hundredfold.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _figures(found: Trained) -> dict[str, object]:
    document = found.card.document
    validation = document["validation"]
    named = ("auc", "ks", "brier", "calibration_slope")
    return {
        **{name: validation[name] for name in named},
        "features": found.card.features,
        "pairs": [[one["first"], one["second"]] for one in document["pairs"]],
        "left_out": document["data"]["left_out"],
        "grades": document["grades"],
        "validation": validation,
        "model_hash": found.card.hash,
    }


def _print(found: Trained, out: Path) -> None:
    document = found.card.document
    validation, data = document["validation"], document["data"]
    print(f"{data['rows']} rows, {data['bad']} bad; {len(found.card.features)} variables,"
          f" {len(found.card.pairs)} pairs")  # fmt: skip
    for name, reason in data["left_out"].items():
        print(f"  left out: {name}: {reason}")
    print(
        f"validation ({validation['method']}, {validation['rows']} rows): AUC"
        f" {validation['auc']:.4f} [{validation['auc_low']:.4f}, {validation['auc_high']:.4f}],"
        f" KS {validation['ks']:.3f}, Brier {validation['brier']:.4f},"
        f" calibration slope {validation['calibration_slope']:.3f}"
    )
    for one in document["grades"]:
        print(f"  grade {one['grade']}: {one['rows']} loans, p_default {one['p_default']:.3f}")
    print(f"card {found.card.hash[:16]} -> {out}")
