"""`tallystick credit`: train a card, score with it, watch it, price with it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.credit_options import (
    AsOf,
    Data,
    Encoding,
    Json,
    Mature,
    Model,
    States,
    apart,
    one_thread,
)
from tallystick_node.entrypoints.credit_prices_command import app as prices

if TYPE_CHECKING:
    from tallystick_node.credit.training import Trained

__all__ = ["app"]

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Judge applicants by a scorecard: train, score, watch, price, and test what was earned.",
)


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
        str | None, typer.Option(help="When each loan was made; else the only date.", metavar="COL")
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
    lost: Annotated[
        str | None,
        typer.Option(help="The share of principal lost on each loan, for prices.", metavar="COL"),
    ] = None,
    state: States = None,
    mature: Mature = 0,
    as_of: AsOf = None,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Fit a scorecard and print how it judges loans that it did not learn from.

    Columns named id, anchor_* and y_* are never features. A card that may be no better than chance
    is written all the same, and told in a warning. Exit codes: 0 done, 2 could not run.
    """
    apart(out, data)
    one_thread()
    from tallystick_node.credit import state_training  # noqa: PLC0415 - likewise
    from tallystick_node.credit.files import write_card  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.study import Wanted, study  # noqa: PLC0415 - likewise
    from tallystick_node.credit.table import read_table  # noqa: PLC0415 - likewise
    from tallystick_node.credit.training import train as trained  # noqa: PLC0415 - likewise
    from tallystick_node.credit.worth import doubts  # noqa: PLC0415 - likewise

    asked, states = _directions(rising, falling), state_training.states_asked(state or ())
    names = tuple(exclude or ()), tuple(force or ())
    wanted = Wanted(target, ordered, time, *names, bad, lost, mature, as_of and as_of.date())
    outcome = trained(study(table := read_table(data, encoding=encoding), wanted), asked)
    if exclude:
        # The same without the exclusion, for the report alone.
        outcome = outcome.beside(trained(study(table, replace(wanted, exclude=())), asked))
    learned = outcome.card, outcome.study, table, wanted, states
    outcome = replace(outcome, card=state_training.with_states(*learned, asked=asked))
    write_card(outcome.card, out)
    _tell_unread(outcome.study.unread)
    doubtful = doubts(outcome.card)
    _print(outcome, out, doubtful, as_json=as_json)
    for warning in (*outcome.study.warnings, *doubtful):
        print(f"warning: {warning}", file=sys.stderr)


@app.command()
def score(
    model: Model,
    data: Data,
    out: Annotated[Path, typer.Option(help="Where the scores go, as CSV.", metavar="FILE")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Add points, grade, classes and reasons.")
    ] = False,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Score every row of a table with a card: `id,p_default`, with --explain the reasons too.

    Without a column `id`, rows are numbered from 1. Exit codes: 0 done, 2 could not run.
    """
    apart(out, data, model)
    one_thread()
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - as in train
    from tallystick_node.credit.files import score_file  # noqa: PLC0415 - numpy is slow to import

    counts = score_file(opened(model), data, out, explain=explain, encoding=encoding)
    _tell_unread(counts["unread"])
    if as_json:
        answer(counts)
    else:
        print(f"{counts['rows']} rows scored, {counts['p_default_mean']:.4f} expected to default")
        for name, rows in counts["grades"].items():
            print(f"  {name}  {rows}")
        for name, rows in counts.get("states", {}).items():
            print(f"  {rows} rows judged by the card of the state {name}")


@app.command()
def report(
    model: Model,
    data: Data,
    out: Annotated[
        Path, typer.Option(help="A folder for report.json, .txt, .html.", metavar="DIR")
    ],
    target: Annotated[str | None, typer.Option(help="Who defaulted.", metavar="COL")] = None,
    time: Annotated[str | None, typer.Option(help="When loans were made.", metavar="COL")] = None,
    anchor: Annotated[
        str | None, typer.Option(help="The platform's own view, e.g. its rate.", metavar="COL")
    ] = None,
    lost: Annotated[
        str | None, typer.Option(help="The share of principal lost.", metavar="COL")
    ] = None,
    paid: Annotated[str | None, typer.Option(help="Paid back over lent.", metavar="COL")] = None,
    decision: Annotated[
        str | None, typer.Option(help="Whether it was approved.", metavar="COL")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="A column of groups; repeatable.", metavar="COL")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(help="A card to compare grades with.", metavar="FILE")
    ] = None,
    panel: Annotated[
        Path | None,
        typer.Option(help="loan,vintage,month,days_past_due by month, as CSV.", metavar="FILE"),
    ] = None,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Watch a card on later loans: stability, judgement, money, groups, as text and a page.

    Exit codes: 0 done, 2 could not run.
    """
    one_thread()
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - as in train
    from tallystick_node.credit.monitoring import Watched  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.report import as_text  # noqa: PLC0415 - likewise
    from tallystick_node.credit.watching import watch  # noqa: PLC0415 - likewise

    watched = Watched(target, time, anchor, lost, paid, decision, tuple(group or ()))
    older = None if previous is None else opened(previous)
    figures = watch(opened(model), data, watched, older, panel=panel, out=out, encoding=encoding)
    if as_json:
        answer(figures)
    else:
        print(as_text(figures))


@app.command()
def recalibrate(
    model: Model,
    data: Data,
    target: Annotated[str, typer.Option(help="The column that says who defaulted.", metavar="COL")],
    out: Annotated[Path, typer.Option(help="Where the new card goes.", metavar="FILE")],
    made_by: Annotated[str, typer.Option(help="Who makes the card.", metavar="NAME")],
    checked_by: Annotated[str, typer.Option(help="Who else has checked it.", metavar="NAME")],
    time: Annotated[str | None, typer.Option(help="When loans were made.", metavar="COL")] = None,
    bad: Annotated[
        str | None, typer.Option(help="Which value of the target is bad.", metavar="VALUE")
    ] = None,
    mature: Mature = 0,
    as_of: AsOf = None,
    encoding: Encoding = "utf-8",
    as_json: Json = False,
) -> None:
    """Move a card's spread and level to what later loans show, as a new card that two sign.

    A card that holds on the loans is left as it is. Exit codes: 0 done, 2 could not run.
    """
    apart(out, data, model)
    one_thread()
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - as in train
    from tallystick_node.credit.files import write_card  # noqa: PLC0415 - numpy is slow to import
    from tallystick_node.credit.recalibration import Asked, recalibrated  # noqa: PLC0415 - likewise
    from tallystick_node.credit.watching import read_later  # noqa: PLC0415 - likewise

    before, day = opened(model), None if as_of is None else as_of.date()
    asked = Asked(target, made_by, checked_by, time, bad, mature, day)
    after = recalibrated(before, read_later(data, before, encoding=encoding), asked)
    write_card(after, out)
    step = after.document["recalibrated"][-1]
    if as_json:
        answer({**step, "model_hash": after.hash})
        return
    shown = step["shown"]
    print(f"{step['rows']} mature loans, {step['bad']} bad, {step['left_out']} left out: slope"
          f" {shown['slope']:.3f} [{shown['slope_low']:.3f}, {shown['slope_high']:.3f}], expected"
          f" over observed {shown['expected_over_observed']:.3f}")  # fmt: skip
    print(f"spread by {step['spread']:.3f}, log-odds moved by {step['level']:+.3f}; card"
          f" {after.hash[:16]} from {before.hash[:16]} -> {out}")  # fmt: skip


@app.command()
def card(model: Model, as_json: Json = False) -> None:
    """Print a card's own page: what it is for, how it was judged, its limits.

    Exit codes: 0 done, 2 could not run.
    """
    from tallystick_node.credit.default import opened  # noqa: PLC0415 - as in train
    from tallystick_node.credit.governance import model_card  # noqa: PLC0415 - likewise

    loaded = opened(model)
    if as_json:
        answer(loaded.document)
    else:
        print(model_card(loaded))


@app.command()
def expert(
    statement: Annotated[Path, typer.Option(help="The expert's points, as JSON.", metavar="FILE")],
    out: Annotated[Path, typer.Option(help="Where the card goes.", metavar="FILE")],
    as_json: Json = False,
) -> None:
    """Make a card from judgement alone, for a market without history.

    Exit codes: 0 done, 2 could not run.
    """
    apart(out, statement)
    from tallystick_node.credit.expert import read_expert  # noqa: PLC0415 - as in train
    from tallystick_node.credit.files import write_card  # noqa: PLC0415 - likewise

    judged = read_expert(statement)
    write_card(judged, out)
    if as_json:
        answer({"features": judged.features, "model_hash": judged.hash})
    else:
        print(f"card {judged.hash[:16]} of {len(judged.features)} variables -> {out}")


def _directions(rising: list[str] | None, falling: list[str] | None) -> dict[str, bool]:
    """Return whether risk is to rise with a column; refused when it is to do both."""
    if both := sorted(set(rising or ()) & set(falling or ())):
        raise CannotRunError("CREDIT:COLUMN", f"risk is to rise and to fall with {both[0]!r}")
    return dict.fromkeys(rising or (), True) | dict.fromkeys(falling or (), False)


def _tell_unread(unread: dict[str, int]) -> None:
    for name, cells in unread.items():
        print(
            f"warning: {name}: {cells} cells could not be read and count as missing",
            file=sys.stderr,
        )


def _figures(outcome: Trained, doubtful: list[str]) -> dict[str, object]:
    document = outcome.card.document
    validation = document["validation"]
    named = ("auc", "ks", "brier", "calibration_slope")
    return {
        **{name: validation[name] for name in named},
        "features": outcome.card.features,
        "pairs": [[pair["first"], pair["second"]] for pair in document["pairs"]],
        "left_out": document["data"]["left_out"],
        "warnings": [*outcome.study.warnings, *doubtful],
        "better_than_chance": not doubtful,
        "unread": outcome.study.unread,
        "grades": document["grades"],
        "validation": validation,
        **({"states": states} if (states := _state_figures(outcome)) else {}),
        "model_hash": outcome.card.hash,
    }


def _state_figures(outcome: Trained) -> dict[str, Any]:
    """Return of each state what its card uses and how it was judged."""
    return {
        state.name: {"features": state.card.features, **state.card.document["validation"]}
        for state in outcome.card.states
    }


def _print(outcome: Trained, out: Path, doubtful: list[str], *, as_json: bool) -> None:
    if as_json:
        answer(_figures(outcome, doubtful))
        return
    document = outcome.card.document
    validation, data = document["validation"], document["data"]
    print(f"{data['rows']} rows, {data['bad']} bad; {len(outcome.card.features)} columns used,"
          f" {len(outcome.card.pairs)} pairs")  # fmt: skip
    for name, reason in data["left_out"].items():
        print(f"  left out: {name}: {reason}")
    print(
        f"validation ({validation['method']}, {validation['rows']} rows): AUC"
        f" {validation['auc']:.4f} [{validation['auc_low']:.4f}, {validation['auc_high']:.4f}],"
        f" KS {validation['ks']:.3f}, Brier {validation['brier']:.4f},"
        f" calibration slope {validation['calibration_slope']:.3f}"
    )
    for name, what in (("spread", "effects spread by"), ("level", "log-odds moved by")):
        used, shown = validation["lasting"][name]["used"], validation["lasting"][name]["shown"]
        if shown is not None:
            ends = "" if shown["low"] is None else f" [{shown['low']:.3f}, {shown['high']:.3f}]"
            print(f"  {what} {used:.3f}; later loans showed {shown['value']:.3f}{ends}")
    for doubt in doubtful:
        print(f"  {doubt}")
    for grade in document["grades"]:
        print(
            f"  grade {grade['grade']}: {grade['rows']} loans, p_default {grade['p_default']:.3f}"
        )
    for name, figures in _state_figures(outcome).items():
        print(f"  state {name}: {len(figures['features'])} columns used, AUC {figures['auc']:.4f},"
              f" expected over observed {figures['expected_over_observed']:.3f}")  # fmt: skip
    print(f"card {outcome.card.hash[:16]} -> {out}")


app.registered_commands += prices.registered_commands
