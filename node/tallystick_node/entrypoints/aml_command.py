"""`tallystick aml`: the rules of money laundering, tried on a simulated market without a node."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tallystick.cli.exits import ANSWER_IS_NO, answer

__all__ = ["CLEAN_ALERTED_MAX_PPM", "app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
# Of clean people, how many may be alerted: staff who look at too much see nothing.
CLEAN_ALERTED_MAX_PPM = 20_000
_PPM = 1_000_000


@app.callback()
def aml() -> None:
    """The rules of money laundering, without a node."""


@app.command()
def simulate(
    people: Annotated[int, typer.Option(help="How many people, 200 to 100000.")] = 2000,
    months: Annotated[int, typer.Option(help="How many months of 30 days, 1 to 60.")] = 12,
    seed: Annotated[int, typer.Option(help="The same one gives the same figures.")] = 1,
    policy: Annotated[
        str, typer.Option(help="The policy pack with the thresholds.", metavar="PACK")
    ] = "generic",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Simulate a market with planted patterns, and show which of them the rules see.

    Exit codes: 0 every planted pattern is alerted and at most 2 % of clean people are, 1 otherwise,
    2 could not run.
    """
    from tallystick_node.aml.simulation.trial import (  # noqa: PLC0415 - the graph library is slow
        simulate as try_rules,
    )
    from tallystick_node.infrastructure.policy.packs import load_pack  # noqa: PLC0415 - likewise

    document = try_rules(people, months, seed, load_pack(policy)).document()
    if as_json:
        answer(document)
    else:
        _print(document)
    missed = any(case["planted"] != case["found"] for case in document["planted"].values())
    if missed or document["clean_alerted"] * _PPM > document["clean"] * CLEAN_ALERTED_MAX_PPM:
        raise typer.Exit(ANSWER_IS_NO)


def _print(document: dict[str, Any]) -> None:
    print(
        f"{document['people']} people, {document['flows']} flows, {document['alerts']} alerts;"
        f" {document['clean_alerted']} of {document['clean']} clean people are alerted"
    )
    print("rule       planted  found  alerts  precision  recall")
    for code, rule in document["rules"].items():
        planted = document["planted"][code]
        precision = "-" if rule["precision_ppm"] is None else f"{rule['precision_ppm'] / _PPM:.1%}"
        print(
            f"{code:9} {planted['planted']:8} {planted['found']:6} {rule['alerts']:7}"
            f" {precision:>10} {rule['recall_ppm'] / _PPM:7.1%}"
        )
