"""`tallystick risk`: what a platform can lose, from its own published report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import ANSWER_IS_NO, CannotRunError, answer
from tallystick_node.entrypoints import risk_figures_command
from tallystick_node.entrypoints.options import DatabaseUrl

if TYPE_CHECKING:
    from tallystick_node.risk.concentration import Concentration
    from tallystick_node.risk.exposures import Portfolio
    from tallystick_node.risk.scenario import Scenario
    from tallystick_node.risk.stress import StressResult
    from tallystick_node.risk.withdrawal_run import CoinPosition, RunResult

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
app.add_typer(risk_figures_command.app)
PPM = 1_000_000
FILE_BYTES_MAX = 64 * 2**20


@app.callback()
def risk() -> None:
    """What a platform can lose."""


@app.command()
def stress(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="The node's directory: its newest monthly report.", metavar="DIR"),
    ] = None,
    loans: Annotated[
        Path | None,
        typer.Option(
            help="A table of loans instead: number,group,outstanding,pd_ppm,lgd_ppm,level,"
            "vintage,cover_cap.",
            metavar="FILE.csv",
        ),
    ] = None,
    reserve: Annotated[
        int, typer.Option(help="With --loans: what the reserve has free.", min=0)
    ] = 0,
    paths: Annotated[int, typer.Option(help="How many paths, 100 to 1,000,000.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 1,
    scenario: Annotated[
        Path | None, typer.Option(help="What is assumed, in TOML.", metavar="FILE")
    ] = None,
    position: Annotated[
        Path | None,
        typer.Option(
            help="Where clients' money stands, in TOML, instead of what the node has looked at.",
            metavar="FILE",
        ),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option(help="Draw the queue of redemptions here.", metavar="FILE")
    ] = None,
    database: DatabaseUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Monte Carlo of loss, of what the reserve covers and of a run, the same for the same seed.

    Exit codes: 0 done, 1 clients' money is not all there, 2 could not run.
    """
    from tallystick_node.entrypoints import run_figures  # noqa: PLC0415 - --help is quick
    from tallystick_node.risk.concentration import concentration  # noqa: PLC0415 - --help is quick
    from tallystick_node.risk.scenario import BASE, read_scenario  # noqa: PLC0415 - likewise
    from tallystick_node.risk.stress import stress as run  # noqa: PLC0415 - likewise
    from tallystick_node.risk.withdrawal_run import run_on  # noqa: PLC0415 - likewise

    assumed = BASE if scenario is None else read_scenario(_bytes(scenario))
    portfolio = _portfolio(data_dir, loans, reserve, assumed)
    began = time.monotonic()
    result = run(portfolio, assumed, paths, seed)
    stands = _position(data_dir, position, database)
    withdrawn = None if stands is None else run_on(stands, assumed.run, paths, seed)
    seconds = round(time.monotonic() - began, 1)
    shares = concentration(portfolio)
    if svg is not None:
        _draw(svg, withdrawn)
    if as_json:
        whole = _document(portfolio, assumed, result, shares, seconds)
        whole["run"] = (
            None if stands is None or withdrawn is None
            else run_figures.run_document(stands, withdrawn)
        )  # fmt: skip
        answer(whole)
    else:
        _print(portfolio, assumed, result, shares)
        if stands is not None and withdrawn is not None:
            _print_run(run_figures.run_sentences(stands), withdrawn)
    if stands is not None and not run_figures.is_covered(stands):
        raise typer.Exit(ANSWER_IS_NO)


@app.command()
def trend(
    data_dir: Annotated[
        Path, typer.Option(help="The node's directory with its monthly reports.", metavar="DIR")
    ],
    months: Annotated[int, typer.Option(help="How many of the newest.", min=2, max=120)] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Scale, concentration and overdue share by month, and whether each has come down.

    Exit codes: 0 all three fell or stood, 1 one has risen, 2 could not run.
    """
    from dataclasses import asdict  # noqa: PLC0415 - --help is quick

    from tallystick.cli.tables import print_table  # noqa: PLC0415 - likewise
    from tallystick.disclosure.report import read_report  # noqa: PLC0415 - likewise
    from tallystick_node.risk.reductions import month_of_risk, reductions  # noqa: PLC0415 - likewise

    rows = [
        month_of_risk(read_report(_bytes(file))) for file in _newest_versions(data_dir)[-months:]
    ]
    came_down = reductions(rows)
    if as_json:
        shown = [asdict(row) | {"outstanding": str(row.outstanding)} for row in rows]
        answer({"months": shown, "came_down": came_down})
    else:
        print_table(
            ("month", "outstanding", "Herfindahl index", "90 days late"),
            [
                (
                    row.month, f"{row.outstanding:,}", f"{row.herfindahl_ppm / PPM:.4f}",
                    f"{row.late_ppm / 10_000:.2f} %",
                )
                for row in rows
            ],
        )  # fmt: skip
        for name, fell in came_down.items():
            print(f"{name}: {'fell or stood in every month' if fell else 'has risen'}")
    if not all(came_down.values()):
        raise typer.Exit(ANSWER_IS_NO)


def _position(
    data_dir: Path | None, position: Path | None, database: str | None
) -> CoinPosition | None:
    from tallystick_node.entrypoints.run_figures import (  # noqa: PLC0415 - --help is quick
        kept_position,
        read_position,
    )

    if position is not None:
        return read_position(_bytes(position))
    return None if data_dir is None else kept_position(data_dir, database)


def _draw(svg: Path, withdrawn: RunResult | None) -> None:
    from tallystick_node.risk.run_picture import run_picture  # noqa: PLC0415 - likewise

    if withdrawn is None:
        raise CannotRunError(
            "RISK:POSITION", "there is no run to draw: name --position, or a node that has looked"
        )
    svg.write_text(run_picture(withdrawn.days), "utf-8")


def _newest_versions(data_dir: Path) -> list[Path]:
    """The newest version of each month, the oldest month first."""
    from tallystick_node.disclosure.report_store import REPORTS, ReportStore  # noqa: PLC0415 - likewise

    newest = {
        report.subject: report
        for report in sorted(
            ReportStore(data_dir / REPORTS).published(), key=lambda report: report.version
        )
        if report.subject.startswith("monthly:")
    }
    if not newest:
        raise CannotRunError(
            "RISK:REPORT",
            f"{data_dir} has no monthly report yet; the node publishes the first after the first"
            " month with a loan",
        )
    return [data_dir / REPORTS / newest[subject].file_name for subject in sorted(newest)]


def _portfolio(
    data_dir: Path | None, loans: Path | None, reserve: int, assumed: Scenario
) -> Portfolio:
    from tallystick_node.disclosure.report_store import AGREEMENTS  # noqa: PLC0415 - likewise
    from tallystick_node.risk.exposures import (  # noqa: PLC0415 - likewise
        read_exposures,
        reported_portfolio,
    )

    if (data_dir is None) == (loans is None):
        raise CannotRunError("RISK:SOURCE", "name either --data-dir or --loans")
    if loans is not None:
        try:
            return read_exposures(_bytes(loans).decode("utf-8"), reserve)
        except UnicodeDecodeError as wrong:
            raise CannotRunError("RISK:LINE", "the table is not UTF-8") from wrong
    assert data_dir is not None, "one of both was named"
    data = _bytes(_newest_versions(data_dir)[-1])
    return reported_portfolio(data, data_dir / AGREEMENTS, assumed)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise CannotRunError("RISK:SIZE", f"{file} has more than {FILE_BYTES_MAX} bytes")
    return data


def _document(
    portfolio: Portfolio,
    assumed: Scenario,
    result: StressResult,
    shares: Concentration,
    seconds: float,
) -> dict[str, object]:
    """Amounts in minor units as strings, shares in ppm."""
    return {
        "paths": result.paths,
        "seed": result.seed,
        "scenario": assumed.model_dump(mode="json"),
        "day": None if portfolio.day is None else portfolio.day.isoformat(),
        "loans": len(portfolio.exposures),
        "assumed": portfolio.assumed,
        "outstanding": str(result.outstanding),
        "reserve": str(result.reserve),
        "expected_loss": str(result.expected_loss),
        "loss_quantiles": {name: str(loss) for name, loss in result.loss_quantiles.items()},
        "coverage_quantiles": result.coverage_quantiles,
        "reserve_needed": str(result.reserve_needed),
        "by_level": _texts(result.by_level),
        "by_vintage": _texts(result.by_vintage),
        "concentration": {
            "groups": shares.groups, "herfindahl_ppm": shares.herfindahl_ppm,
            "largest_ppm": shares.largest_ppm, "top_ten_ppm": shares.top_ten_ppm,
        },
        "seconds": seconds,
    }  # fmt: skip


def _texts(classes: dict[str, dict[str, int]]) -> dict[str, dict[str, str]]:
    return {
        name: {key: str(value) for key, value in values.items()} for name, values in classes.items()
    }


def _print(
    portfolio: Portfolio, assumed: Scenario, result: StressResult, shares: Concentration
) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - --help is quick

    print(
        f"{len(portfolio.exposures)} loans, {result.outstanding:,} minor units outstanding,"
        f" {result.reserve:,} in the reserve; scenario {assumed.name}, {result.paths:,} paths"
    )
    if portfolio.assumed:
        print(f"{portfolio.assumed} loans have no risk statement here: their chance is assumed")
    print_table(
        ("of the paths", "lose at most", "of outstanding", "reserve covers at least"),
        [
            (
                f"{name} %", f"{loss:,}", f"{loss * 100 / max(1, result.outstanding):.2f} %",
                f"{result.coverage_quantiles[name] / 10_000:.1f} %",
            )
            for name, loss in result.loss_quantiles.items()
        ],
    )  # fmt: skip
    print(f"expected loss {result.expected_loss:,}; reserve that 99 of 100 paths need:"
          f" {result.reserve_needed:,}")  # fmt: skip
    print(
        f"{shares.groups} groups: the largest {shares.largest_ppm / 10_000:.2f} %, the ten largest"
        f" {shares.top_ten_ppm / 10_000:.2f} %, Herfindahl index {shares.herfindahl_ppm / PPM:.4f}"
    )


def _print_run(sentences: tuple[str, str], result: RunResult) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - --help is quick

    for sentence in sentences:
        print(sentence)
    print_table(
        ("of the paths", "asked back", "most that waits", "paid by day", "never paid"),
        [
            (
                f"{name} %", f"{asked:,}", f"{result.peak[name]:,}",
                "never" if result.days_to_pay[name] is None else str(result.days_to_pay[name]),
                f"{result.unpaid[name]:,}",
            )
            for name, asked in result.asked.items()
        ],
    )  # fmt: skip
